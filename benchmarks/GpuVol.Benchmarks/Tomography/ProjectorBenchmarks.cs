using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Tomography;

/// <summary>
/// The pair of projectors, and one iteration of each method with its set-up, in scans of 2¹⁸ · 720 updates, voxels times views: "voxels" are
/// these, once for each direction of the pair.
/// </summary>
public abstract class ProjectorBenchmarks
{
    /// <summary>Updates of one direction.</summary>
    protected const double Updates = (1 << 18) * 720.0;

    private Volume _projections = null!;
    private Projector _projector = null!;
    private IterativeResult _result = null!;

    /// <summary>Which device.</summary>
    [Params("cpu")]
    public string Device { get; set; } = "cpu";

    /// <summary>The device itself.</summary>
    protected ComputeDevice Opened { get; private set; } = null!;

    /// <summary>The scan.</summary>
    protected ProjectionGeometry Geometry { get; private set; } = null!;

    /// <summary>The volume's grid.</summary>
    protected VolumeGeometry Grid { get; private set; } = null!;

    /// <summary>The projections.</summary>
    protected DeviceVolume Data { get; private set; } = null!;

    /// <summary>What is scanned, in units of half the volume's width.</summary>
    protected abstract IReadOnlyList<Ellipsoid> Head { get; }

    /// <summary>Makes the projections of a head, and a volume from them whose mean is checked once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Opened = ComputeDevices.Open(Device);
        Geometry = CreateGeometry();
        using var truth = CreateHead();
        Grid = truth.Geometry;
        _projections = Phantoms.Project(Head, truth.Geometry.Size.I / 2.0, Geometry);
        Data = _projections.ToDevice(Opened);
        _projector = new Projector(Opened, Geometry, Grid);
        _result = IterativeReconstruction.Cgls(Data, _projector, new IterativeSettings { Iterations = 15 });
        CheckMean(truth, _result.Volume);
        Prepare(truth);
    }

    /// <summary>Gives all back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        Release();
        _result.Dispose();
        _projector.Dispose();
        Data.Dispose();
        _projections.Dispose();
        Opened.Dispose();
    }

    /// <summary>Line integrals of the volume.</summary>
    [Benchmark]
    [Work(Updates, 0)]
    public void Forward() => _projector.Forward(_result.Volume).Dispose();

    /// <summary>Their adjoint.</summary>
    [Benchmark]
    [Work(Updates, 0)]
    public void Adjoint() => _projector.Adjoint(Data).Dispose();

    /// <summary>One sweep of SART.</summary>
    [Benchmark]
    [Work(2 * Updates, 0)]
    public void Sart() => IterativeReconstruction.Sart(Data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of OS-SART with ten subsets.</summary>
    [Benchmark]
    [Work(2 * Updates, 0)]
    public void OsSart() => IterativeReconstruction.OsSart(Data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of SIRT.</summary>
    [Benchmark]
    [Work(2 * Updates, 0)]
    public void Sirt() => IterativeReconstruction.Sirt(Data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>One iteration of CGLS.</summary>
    [Benchmark]
    [Work(2 * Updates, 0)]
    public void Cgls() => IterativeReconstruction.Cgls(Data, _projector, new IterativeSettings { Iterations = 1 }).Dispose();

    /// <summary>The scan.</summary>
    protected abstract ProjectionGeometry CreateGeometry();

    /// <summary>The same on the grid to reconstruct on.</summary>
    protected abstract Volume CreateHead();

    /// <summary>What else the benchmarks need.</summary>
    protected virtual void Prepare(Volume truth)
    {
    }

    /// <summary>Gives that back.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Throws where a reconstruction does not keep the mean in the cylinder that every view sees.</summary>
    protected void CheckMean(Volume truth, DeviceVolume reconstruction)
    {
        using var host = reconstruction.ToHost();
        var (expected, actual) = (MeanInView(truth), MeanInView(host));
        if (!(Math.Abs(actual - expected) <= 0.01 * expected))
            throw new InvalidOperationException($"{Device}: the mean of the reconstruction is {actual}, expected {expected}.");
    }

    private static double MeanInView(Volume volume)
    {
        var size = volume.Geometry.Size;
        var (sum, count) = (0.0, 0);
        var voxels = volume.AsSpan<float>();
        for (var n = 0; n < voxels.Length; n++)
        {
            var x = n % size.I - (size.I - 1) / 2.0;
            var y = n / size.I % size.J - (size.J - 1) / 2.0;
            if (x * x + y * y > size.I * size.I / 4.0)
                continue;
            sum += voxels[n];
            count++;
        }

        return sum / count;
    }
}
