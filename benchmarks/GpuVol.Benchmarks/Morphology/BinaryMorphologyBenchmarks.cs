using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Morphology;

/// <summary>Erosion of smooth blobs, 256³ uint8. Floor: the mask read once and written once, 34 MB.</summary>
public class BinaryMorphologyBenchmarks
{
    private const int Size = 256;
    private const double Voxels = (double)Size * Size * Size;

    private ComputeDevice _device = null!;
    private DeviceVolume _mask = null!;

    /// <summary>The device under test.</summary>
    [Params("cpu", "opencl")]
    public string Device { get; set; } = "cpu";

    /// <summary>The 6 neighbours that share a face, a box of 3³, a ball of radius 3 as an element and through the distance transform.</summary>
    [Params("cross", "box", "ball", "ball-mm")]
    public string Element { get; set; } = "cross";

    /// <summary>Makes the mask.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open(Device);
        using var volume = Volume.Create(new VolumeGeometry(new Size3D(Size, Size, Size), Vector3D.One), ElementType.UInt8);
        for (var k = 0; k < Size; k++)
        {
            var slice = volume.Slice<byte>(k);
            for (var v = 0; v < slice.Length; v++)
            {
                var (i, j) = (v % Size, v / Size);
                slice[v] = Math.Sin(i * 0.21) + Math.Sin((j * 0.17) + (i * 0.05)) + Math.Sin((k * 0.19) - (j * 0.04)) > 0.2 ? (byte)1 : (byte)0;
            }
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

    /// <summary>One erosion.</summary>
    [Benchmark]
    [Work(Voxels, Voxels * 2)]
    public void Erode()
    {
        using var result = Element switch
        {
            "cross" => BinaryMorphology.Erode(_mask, StructuringElement.Connected(1)),
            "box" => BinaryMorphology.Erode(_mask, StructuringElement.Box(3, 3, 3)),
            "ball" => BinaryMorphology.Erode(_mask, StructuringElement.Ball(3)),
            _ => BinaryMorphology.ErodeBall(_mask, 3),
        };
        _device.Synchronize();
    }
}
