using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>What the steps of the demo share: the device, the phantom, the table and the folder.</summary>
internal sealed class DemoContext(VerbRun run, ComputeDevice device, string folder) : IDisposable
{
    private readonly List<DemoRow> _rows = [];
    private readonly List<string> _files = [];
    private readonly Lazy<(Volume Host, DeviceVolume Device)> _head = new(() =>
    {
        var host = GpuVol.Phantoms.SheppLogan3D(HeadSize);
        return (host, host.ToDevice(device));
    });

    /// <summary>Voxels of the head phantom along each axis.</summary>
    public const int HeadSize = 128;

    /// <summary>Where it runs.</summary>
    public ComputeDevice Device => device;

    /// <summary>The 3-D Shepp-Logan head on the device.</summary>
    public DeviceVolume Head => _head.Value.Device;

    /// <summary>The same on the host.</summary>
    public Volume HeadOnHost => _head.Value.Host;

    /// <summary>The table so far.</summary>
    public IReadOnlyList<DemoRow> Rows => _rows;

    /// <summary>Files written so far.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Adds a row.</summary>
    public void Add(DemoRow row) => _rows.Add(row);

    /// <summary>Runs something twice and times the second run, to the end of its kernels; the caller disposes the result.</summary>
    public (T Result, double Seconds) Time<T>(Func<T> compute)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        (compute() as IDisposable)?.Dispose();
        device.Synchronize();
        run.Cancellation.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        var result = compute();
        device.Synchronize();
        return (result, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Writes a picture into the folder.</summary>
    public void Picture(RgbImage image, string name)
    {
        var path = Path.Combine(folder, name);
        run.Write(() => PngFile.Write(image, path));
        _files.Add(path);
    }

    /// <summary>A float32 volume sampled from a function of the voxel's centre in mm.</summary>
    public static Volume Sample(VolumeGeometry geometry, Func<double, double, double, double> value)
    {
        var volume = Volume.Create(geometry, ElementType.Float32);
        var size = geometry.Size;
        Parallel.For(0, size.K, k =>
        {
            var slice = volume.Slice<float>(k);
            for (var j = 0; j < size.J; j++)
            {
                for (var i = 0; i < size.I; i++)
                {
                    var p = geometry.VoxelToPatient(new(i, j, k));
                    slice[j * size.I + i] = (float)value(p.X, p.Y, p.Z);
                }
            }
        });
        return volume;
    }

    /// <summary>Greatest absolute difference, and root of the mean square difference, of two float32 volumes.</summary>
    public static (double Max, double RootMeanSquare) Difference(Volume a, Volume b)
    {
        double max = 0, squares = 0;
        for (var k = 0; k < a.Geometry.Size.K; k++)
        {
            var x = a.Slice<float>(k);
            var y = b.Slice<float>(k);
            for (var n = 0; n < x.Length; n++)
            {
                var d = Math.Abs((double)x[n] - y[n]);
                max = d <= max ? max : d;
                squares += d * d;
            }
        }

        return (max, Math.Sqrt(squares / a.Geometry.Size.Voxels));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_head.IsValueCreated)
            return;
        _head.Value.Device.Dispose();
        _head.Value.Host.Dispose();
    }
}
