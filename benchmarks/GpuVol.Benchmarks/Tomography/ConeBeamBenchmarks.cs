using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Tomography;

/// <summary>FDK of 180 views of 256 x 256. The floor to 256³ is 145 ms of arithmetic.</summary>
public class ConeBeamBenchmarks
{
    private ComputeDevice _device = null!;
    private ProjectionGeometry _geometry = null!;
    private VolumeGeometry _grid = null!;
    private Volume _projections = null!;
    private DeviceVolume _data = null!;

    /// <summary>Which device.</summary>
    [Params("cpu")]
    public string Device { get; set; } = "cpu";

    /// <summary>Voxels along each axis.</summary>
    [Params(128, 256)]
    public int Size { get; set; }

    /// <summary>Makes the projections and checks the middle voxel once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        _geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 180), 256, 256, 600.0 / 256, 600.0 / 256, 1000, 500);
        var spacing = 256.0 / Size;
        _grid = VolumeGeometry.Centred(new Size3D(Size, Size, Size), spacing * Vector3D.One);
        _projections = Phantoms.Project([new Ellipsoid(1, 0.8 * Vector3D.One, Vector3D.Zero, 0)], 128, _geometry);
        _data = _projections.ToDevice(_device);
        using var volume = ConeBeamReconstruction.Reconstruct(_data, _geometry, _grid);
        using var host = volume.ToHost();
        var middle = host.Slice<float>(Size / 2)[Size / 2 * (Size + 1)];
        if (!(Math.Abs(middle - 1) <= 0.02))
            throw new InvalidOperationException($"{Device}: the middle voxel is {middle}, expected 1.");
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _data.Dispose();
        _projections.Dispose();
        _device.Dispose();
    }

    /// <summary>The whole operation.</summary>
    [Benchmark]
    public void Fdk() => ConeBeamReconstruction.Reconstruct(_data, _geometry, _grid).Dispose();
}
