using BenchmarkDotNet.Attributes;
using GpuVol.Viewer;

namespace GpuVol.Benchmarks.Rendering;

/// <summary>
/// Frames at a step of one voxel, in perspective and aslant: what benchmarks/vtk_raycast.py measures of VTK. The volume is that of the file
/// GPUVOL_BENCH_VOLUME (.npy) where it is set, else one with structure everywhere, so that little can be skipped.
/// </summary>
/// <remarks>
/// Floor of a frame: about 0.9 samples a voxel of the volume's box from this side (256³ to 512²: 21 million), each of 4 loads of 64 bits and some 20 vector operations
/// of eight lanes: 21 million samples take two cores 12 ms at four loads a cycle, besides the 64 MB themselves, 1 ms.
/// </remarks>
public class RaycastBenchmarks
{
    private static readonly TransferPoint[] Points =
        [new(-1000, 0, 0, 0, 0), new(-500, .4, .2, .1, 0), new(0, .8, .4, .3, .02), new(150, 1, .7, .6, .08), new(400, 1, 1, .9, .4), new(1000, 1, 1, 1, .8)];

    private static readonly TransferFunction Unlit = new("unlit", Points) { Ambient = 1, Diffuse = 0, Specular = 0 };

    private static readonly TransferFunction Lit = new("lit", Points) { Ambient = 0.2, Diffuse = 0.7, Specular = 0.2 };

    private ComputeDevice _device = null!;
    private DeviceVolume _volume = null!;
    private RaycastVolume _prepared = null!;
    private OpenGlRaycaster? _openGl;
    private int _frame;

    /// <summary>Voxels along each axis; of the file, where there is one.</summary>
    [Params(256)]
    public int Size { get; set; }

    /// <summary>Pixels along each side.</summary>
    [Params(512, 1024)]
    public int Pixels { get; set; }

    /// <summary>What draws: the compute raycaster on the CPU, or OpenGL (gl).</summary>
    [Params("compute", "gl")]
    public string Renderer { get; set; } = "compute";

    /// <summary>Makes the volume and its brick ranges.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _device = ComputeDevices.Open("cpu");
        using var volume = Environment.GetEnvironmentVariable("GPUVOL_BENCH_VOLUME") is { Length: > 0 } path ? VolumeFile.Read(path) : Structured(Size);
        _volume = volume.ToDevice(_device);
        _prepared = new RaycastVolume(_volume);
        _openGl = Renderer == "gl" ? new OpenGlRaycaster() : null;
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _openGl?.Dispose();
        _prepared.Dispose();
        _volume.Dispose();
        _device.Dispose();
    }

    /// <summary>Brick ranges: once a volume.</summary>
    [Benchmark]
    public void Prepare()
    {
        using var prepared = new RaycastVolume(_volume);
    }

    /// <summary>Maximum intensity.</summary>
    [Benchmark]
    public RgbImage Mip() => Render(new RenderSettings { Mode = RenderMode.Mip, WindowCenter = 0, WindowWidth = 2000 });

    /// <summary>Average intensity: no sample is skipped.</summary>
    [Benchmark]
    public RgbImage Average() => Render(new RenderSettings { Mode = RenderMode.Average });

    /// <summary>Composite without light.</summary>
    [Benchmark]
    public RgbImage Composite() => Render(new RenderSettings { Mode = RenderMode.Composite, TransferFunction = Unlit });

    /// <summary>Composite with a gradient and light wherever there is opacity.</summary>
    [Benchmark]
    public RgbImage Shaded() => Render(new RenderSettings { Mode = RenderMode.Composite, TransferFunction = Lit });

    /// <summary>Isosurface.</summary>
    [Benchmark]
    public RgbImage Isosurface() => Render(new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 200 });

    private static Volume Structured(int size)
    {
        var volume = Volume.Create(new VolumeGeometry(new Size3D(size, size, size), Vector3D.One), ElementType.Float32);
        var half = 0.5 * size;
        for (var k = 0; k < size; k++)
        {
            var slice = volume.Slice<float>(k);
            for (var v = 0; v < slice.Length; v++)
            {
                var (x, y, z) = ((v % size - half) / half, (v / size - half) / half, (k - half) / half);
                var r = Math.Sqrt(x * x + y * y + z * z);
                slice[v] = (float)(400 * (Math.Cos(12 * r) * Math.Exp(-r) + 0.1 * Math.Sin(40 * x) * Math.Sin(30 * y) * Math.Sin(20 * z)));
            }
        }

        return volume;
    }

    // Every frame from another side, so that nothing of the last one can be kept.
    private RgbImage Render(RenderSettings settings)
    {
        _frame++;
        settings = settings with
        {
            Width = Pixels,
            Height = Pixels,
            StepMm = 1,
            Sampling = SamplePlacement.Regular,
            Camera = new Camera { AzimuthDegrees = 28 + 0.5 * (_frame % 2), ElevationDegrees = 16, Projection = Projection.Perspective },
        };
        return _openGl?.Render(_prepared, settings) ?? ComputeRaycaster.Render(_prepared, settings);
    }
}
