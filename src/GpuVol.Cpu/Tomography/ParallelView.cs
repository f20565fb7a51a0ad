using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>A view of parallel rays. Step by step its rays move along the other axis all by the same amount, and they lie at equal distances.</summary>
internal readonly struct ParallelView
{
    public ParallelView(ArrayView<float> views, int view, in ProjectorParameters p)
    {
        var at = 6 * view;
        double x = views[at + 2], y = views[at + 3], columnX = views[at + 4], columnY = views[at + 5];
        var ray = PlanarRay.Of(views, view, 0, p);
        AlongI = ray.AlongI != 0;
        Length = ray.Length;
        Slope = AlongI ? views[at + 1] / (double)views[at] : views[at] / (double)views[at + 1];
        Start = AlongI ? y - x * Slope : x - y * Slope;
        PerColumn = AlongI ? columnY - columnX * Slope : columnX - columnY * Slope;
    }

    /// <summary>The views of a table.</summary>
    public static ParallelView[] All(ArrayView<float> views, in ProjectorParameters p)
    {
        var all = new ParallelView[p.SubsetViews];
        for (var view = 0; view < all.Length; view++)
            all[view] = new ParallelView(views, view, p);
        return all;
    }

    /// <summary>True where rays step along i, false along j.</summary>
    public bool AlongI { get; }

    /// <summary>Coordinate along the other axis of the ray to column 0 at step 0.</summary>
    public double Start { get; }

    /// <summary>Its change per column.</summary>
    public double PerColumn { get; }

    /// <summary>Its change per step.</summary>
    public double Slope { get; }

    /// <summary>Length of a step in mm.</summary>
    public float Length { get; }
}
