using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Tomography;

/// <summary>A slice of 512 x 512 from 720 views of 512 columns: the steps of FBP, the pair of projectors, and sweeps of SART and SIRT. The floor of a backprojection is its arithmetic: 3.4 ms on two cores with AVX-512.</summary>
public class ParallelBeamBenchmarks
{
    private const int Size = 512;
    private const int Views = 720;
    private const double Pixels = (double)Size * Size;
    private const double Bytes = 4.0 * Size * (Size + Views);

    private ComputeDevice _device = null!;
    private ProjectionGeometry _geometry = null!;
    private VolumeGeometry _grid = null!;
    private Volume _sinogram = null!;
    private DeviceVolume _data = null!;
    private DeviceVolume _filtered = null!;
    private DeviceVolume _image = null!;
    private Projector _projector = null!;

    /// <summary>Which device.</summary>
    [Params("cpu")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes the sinogram, and checks the mean of the reconstruction once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        _geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, Views), Size);
        using var truth = Phantoms.SheppLogan2D(Size);
        _grid = truth.Geometry;
        _sinogram = Phantoms.Project(Phantoms.SheppLogan2DEllipses, Size / 2.0, _geometry);
        _data = _sinogram.ToDevice(_device);
        _filtered = RampFilter.Apply(_data, 1);
        _image = FilteredBackProjection.Reconstruct(_data, _geometry, _grid);
        _projector = new Projector(_device, _geometry, _grid);
        var (expected, actual) = (IntensityTransforms.Statistics(truth).Mean, Mean(_image));
        if (!(Math.Abs(actual - expected) <= 0.01 * expected))
            throw new InvalidOperationException($"{Device}: the mean of the reconstruction is {actual}, expected {expected}.");
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _projector.Dispose();
        _image.Dispose();
        _filtered.Dispose();
        _data.Dispose();
        _sinogram.Dispose();
        _device.Dispose();
    }

    /// <summary>The filter.</summary>
    [Benchmark]
    [Work(Pixels, Bytes)]
    public void Filter() => RampFilter.Apply(_data, 1).Dispose();

    /// <summary>The backprojection.</summary>
    [Benchmark]
    [Work(Pixels, Bytes)]
    public void BackProject() => BackProjection.Apply(_filtered, _geometry, _grid).Dispose();

    /// <summary>Both.</summary>
    [Benchmark]
    [Work(Pixels, Bytes)]
    public void Fbp() => FilteredBackProjection.Reconstruct(_data, _geometry, _grid).Dispose();

    /// <summary>Line integrals of the image.</summary>
    [Benchmark]
    [Work(Pixels, Bytes)]
    public void Forward() => _projector.Forward(_image).Dispose();

    /// <summary>Their adjoint.</summary>
    [Benchmark]
    [Work(Pixels, Bytes)]
    public void Adjoint() => _projector.Adjoint(_data).Dispose();

    /// <summary>One sweep of SART, with its set-up.</summary>
    [Benchmark]
    [Work(Pixels, Bytes)]
    public void Sart() => IterativeReconstruction.Sart(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of SIRT, with its set-up.</summary>
    [Benchmark]
    [Work(Pixels, Bytes)]
    public void Sirt() => IterativeReconstruction.Sirt(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    private static double Mean(DeviceVolume volume)
    {
        using var host = volume.ToHost();
        return IntensityTransforms.Statistics(host).Mean;
    }
}
