using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Morphology;

/// <summary>The distance transform of masks that are easy and hard for it.</summary>
public class DistanceTransformBenchmarks
{
    private ComputeDevice _device = null!;
    private DeviceVolume _mask = null!;

    /// <summary>Voxels along each axis.</summary>
    [Params(256, 512)]
    public int Size { get; set; }

    /// <summary>Smooth blobs of 45 %, a single zero in a corner, random halves, one ball that fills the volume.</summary>
    [Params("blobs", "far", "noise", "ball")]
    public string Mask { get; set; } = "blobs";

    /// <summary>Spacing along k where that along i and j is 0.7 mm; 0 for 1 mm on every axis.</summary>
    [Params(0, 2.5, 1.2345)]
    public double SpacingMm { get; set; }

    /// <summary>The device under test.</summary>
    [Params("cpu")]
    public string Device { get; set; } = "cpu";

    /// <summary>Makes the mask.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        var spacing = SpacingMm == 0 ? Vector3D.One : new Vector3D(0.7, 0.7, SpacingMm);
        using var volume = Volume.Create(new VolumeGeometry(new Size3D(Size, Size, Size), spacing), ElementType.UInt8);
        var random = new Random(1);
        for (var k = 0; k < Size; k++)
        {
            var slice = volume.Slice<byte>(k);
            for (var v = 0; v < slice.Length; v++)
                slice[v] = IsObject(v % Size, v / Size, k, random) ? (byte)1 : (byte)0;
        }

        _mask = volume.ToDevice(_device);
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _mask.Dispose();
        _device.Dispose();
    }

    /// <summary>One transform on the device.</summary>
    [Benchmark]
    public void Euclidean()
    {
        using var result = DistanceTransform.Euclidean(_mask);
        _device.Synchronize();
    }

    private bool IsObject(int i, int j, int k, Random random)
    {
        double centre = (Size - 1) / 2.0, x = i - centre, y = j - centre, z = k - centre;
        return Mask switch
        {
            "far" => i + j + k > 0,
            "noise" => random.Next(2) == 1,
            "ball" => (x * x) + (y * y) + (z * z) < 0.22 * Size * Size,
            _ => Math.Sin(i * 0.21) + Math.Sin((j * 0.17) + (i * 0.05)) + Math.Sin((k * 0.19) - (j * 0.04)) > 0.2,
        };
    }
}
