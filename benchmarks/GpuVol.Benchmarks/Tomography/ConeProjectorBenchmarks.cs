using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Tomography;

/// <summary>The pair of projectors in a cone beam, 90 views of 128 x 128 and a volume of 128³, and iterations with their set-up. "Voxels" are updates, voxels times views, for each direction of the pair.</summary>
public class ConeProjectorBenchmarks
{
    private const int Size = 128;
    private const int Views = 90;
    private const double Updates = (double)Size * Size * Size * Views;
    private const double Bytes = 4.0 * Size * Size * (Size + Views);

    private ComputeDevice _device = null!;
    private Volume _projections = null!;
    private DeviceVolume _data = null!;
    private IterativeResult _result = null!;
    private Projector _projector = null!;

    /// <summary>Which device.</summary>
    [Params("cpu")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes the projections of a ball, and a volume from them whose middle voxel is checked once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, Views), Size, Size, 4.6875, 4.6875, 1000, 500);
        var grid = new VolumeGeometry(new Size3D(Size, Size, Size), 2 * Vector3D.One, -(Size - 1) * Vector3D.One);
        _projections = Phantoms.Project([new Ellipsoid(1, 0.8 * Vector3D.One, Vector3D.Zero, 0)], 128, geometry);
        _data = _projections.ToDevice(_device);
        _projector = new Projector(_device, geometry, grid);
        _result = IterativeReconstruction.Cgls(_data, _projector, new IterativeSettings { Iterations = 6 });
        using var host = _result.Volume.ToHost();
        var middle = host.Slice<float>(Size / 2)[Size / 2 * (Size + 1)];
        if (!(Math.Abs(middle - 1) <= 0.05))
            throw new InvalidOperationException($"{Device}: the middle voxel is {middle}, expected 1.");
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _projector.Dispose();
        _result.Dispose();
        _data.Dispose();
        _projections.Dispose();
        _device.Dispose();
    }

    /// <summary>Line integrals of the volume.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void Forward() => _projector.Forward(_result.Volume).Dispose();

    /// <summary>Their adjoint.</summary>
    [Benchmark]
    [Work(Updates, Bytes)]
    public void Adjoint() => _projector.Adjoint(_data).Dispose();

    /// <summary>One iteration of SIRT.</summary>
    [Benchmark]
    [Work(2 * Updates, Bytes)]
    public void Sirt() => IterativeReconstruction.Sirt(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of OS-SART with ten subsets.</summary>
    [Benchmark]
    [Work(2 * Updates, Bytes)]
    public void OsSart() => IterativeReconstruction.OsSart(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One sweep of SART.</summary>
    [Benchmark]
    [Work(2 * Updates, Bytes)]
    public void Sart() => IterativeReconstruction.Sart(_data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();
}
