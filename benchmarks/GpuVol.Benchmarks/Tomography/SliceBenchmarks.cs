using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Tomography;

/// <summary>A slice of 512 x 512 from 720 views: the steps of FBP, the pair of projectors, and one iteration of each method with its set-up. "Voxels" are updates, pixels times views: one for each direction of the pair.</summary>
public abstract class SliceBenchmarks
{
    /// <summary>Pixels along each side.</summary>
    protected const int Size = 512;

    /// <summary>Views.</summary>
    protected const int Views = 720;

    private const double Updates = (double)Size * Size * Views;
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
        _geometry = CreateGeometry();
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
    [Work(Size * Views, Bytes)]
    public void Filter() => RampFilter.Apply(_data, 1).Dispose();

    /// <summary>The backprojection.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void BackProject() => BackProjection.Apply(_filtered, _geometry, _grid).Dispose();

    /// <summary>The backprojection from the nearest column.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void BackProjectNearest() => BackProjection.Apply(_filtered, _geometry, _grid, interpolation: DetectorInterpolation.Nearest).Dispose();

    /// <summary>The backprojection from cubic splines.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void BackProjectCubic() => BackProjection.Apply(_filtered, _geometry, _grid, interpolation: DetectorInterpolation.Cubic).Dispose();

    /// <summary>Filter and backprojection.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void Fbp() => FilteredBackProjection.Reconstruct(_data, _geometry, _grid).Dispose();

    /// <summary>Line integrals of the image.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void Forward() => _projector.Forward(_image).Dispose();

    /// <summary>Their adjoint.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void Adjoint() => _projector.Adjoint(_data).Dispose();

    /// <summary>One sweep of SART.</summary>
    [Benchmark]
    [Work(2 * Updates, Bytes)]
    public void Sart() => IterativeReconstruction.Sart(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of OS-SART with ten subsets.</summary>
    [Benchmark]
    [Work(2 * Updates, Bytes)]
    public void OsSart() => IterativeReconstruction.OsSart(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of SIRT.</summary>
    [Benchmark]
    [Work(2 * Updates, Bytes)]
    public void Sirt() => IterativeReconstruction.Sirt(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of CGLS.</summary>
    [Benchmark]
    [Work(2 * Updates, Bytes)]
    public void Cgls() => IterativeReconstruction.Cgls(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>The scan.</summary>
    protected abstract ProjectionGeometry CreateGeometry();

    private static double Mean(DeviceVolume volume)
    {
        using var host = volume.ToHost();
        return IntensityTransforms.Statistics(host).Mean;
    }
}
