using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Filters;

/// <summary>Median, minimum and mean of cubes over noise, in which no two neighbours are alike.</summary>
public class MedianBenchmarks
{
    private ComputeDevice _device = null!;
    private DeviceVolume _volume = null!;

    /// <summary>Voxels along each axis.</summary>
    [Params(256)]
    public int Size { get; set; }

    /// <summary>Voxels of the window along each axis: 3, 5 and 7 have networks, 4 of integers is counted, the others are taken by bins.</summary>
    [Params(3, 4, 5, 7, 9)]
    public int Window { get; set; }

    /// <summary>Element type of the volume.</summary>
    [Params(ElementType.UInt8, ElementType.Int16, ElementType.Float32)]
    public ElementType Type { get; set; }

    /// <summary>The device under test.</summary>
    [Params("cpu")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes the volume.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        var random = new Random(1);
        var voxels = new float[Size * Size * Size];
        for (var v = 0; v < voxels.Length; v++)
            voxels[v] = random.NextSingle() * 255;
        using var host = Volume.FromArray<float>(voxels, new VolumeGeometry(new Size3D(Size, Size, Size), Vector3D.One));
        using var uploaded = host.ToDevice(_device);
        _volume = Type == ElementType.Float32 ? IntensityTransforms.ToFloat32(uploaded) : IntensityTransforms.ConvertTo(uploaded, Type);
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _volume.Dispose();
        _device.Dispose();
    }

    /// <summary>The median.</summary>
    [Benchmark]
    public void Median()
    {
        using var result = VolumeFilters.Median(_volume, new Size3D(Window, Window, Window));
        _device.Synchronize();
    }

    /// <summary>The minimum, with the conversion of integers to float32.</summary>
    [Benchmark]
    public void Minimum()
    {
        using var result = VolumeFilters.Minimum(_volume, new Size3D(Window, Window, Window));
        _device.Synchronize();
    }

    /// <summary>The mean, with the conversion of integers to float32.</summary>
    [Benchmark]
    public void Uniform()
    {
        using var result = VolumeFilters.Uniform(_volume, new Size3D(Window, Window, Window));
        _device.Synchronize();
    }
}
