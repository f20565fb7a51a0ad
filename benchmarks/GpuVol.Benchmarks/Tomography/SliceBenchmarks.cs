using BenchmarkDotNet.Attributes;

namespace GpuVol.Benchmarks.Tomography;

/// <summary>A slice of 512 x 512 from 720 views: the steps of FBP beside the projectors.</summary>
public abstract class SliceBenchmarks : ProjectorBenchmarks
{
    /// <summary>Pixels along each side.</summary>
    protected const int Size = 512;

    /// <summary>Views.</summary>
    protected const int Views = 720;

    private DeviceVolume _filtered = null!;

    /// <inheritdoc/>
    protected override IReadOnlyList<Ellipsoid> Head => Phantoms.SheppLogan2DEllipses;

    /// <summary>The filter.</summary>
    [Benchmark]
    [Work(Size * Views, 8.0 * Size * Views)]
    public void Filter() => RampFilter.Apply(Data, 1).Dispose();

    /// <summary>The backprojection.</summary>
    [Benchmark]
    [Work(Updates, 0)]
    public void BackProject() => BackProjection.Apply(_filtered, Geometry, Grid).Dispose();

    /// <summary>The backprojection from the nearest column.</summary>
    [Benchmark]
    [Work(Updates, 0)]
    public void BackProjectNearest() => BackProjection.Apply(_filtered, Geometry, Grid, interpolation: DetectorInterpolation.Nearest).Dispose();

    /// <summary>The backprojection from cubic splines.</summary>
    [Benchmark]
    [Work(Updates, 0)]
    public void BackProjectCubic() => BackProjection.Apply(_filtered, Geometry, Grid, interpolation: DetectorInterpolation.Cubic).Dispose();

    /// <summary>Filter and backprojection.</summary>
    [Benchmark]
    [Work(Updates, 0)]
    public void Fbp() => FilteredBackProjection.Reconstruct(Data, Geometry, Grid).Dispose();

    /// <inheritdoc/>
    protected override Volume CreateHead() => Phantoms.SheppLogan2D(Size);

    /// <inheritdoc/>
    protected override void Prepare(Volume truth)
    {
        _filtered = RampFilter.Apply(Data, 1);
        using var image = FilteredBackProjection.Reconstruct(Data, Geometry, Grid);
        CheckMean(truth, image);
    }

    /// <inheritdoc/>
    protected override void Release() => _filtered.Dispose();
}
