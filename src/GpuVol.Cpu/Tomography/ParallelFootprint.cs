using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// How a pixel sees the rays of parallel views whose columns are no finer than pixels look: two of each view at most, whose weights fall from the length of a step to 0 over <see cref="GreatestReach"/>
/// columns. The fraction is counted from the middle between the two rays, so their weights are mirror images.
/// </summary>
internal sealed class ParallelFootprint
{
    public unsafe ParallelFootprint(ArrayView<float> views, float* lines, in ProjectorParameters p)
    {
        Middles = new float[p.SubsetViews];
        Slopes = new float[p.SubsetViews];
        for (var view = 0; view < p.SubsetViews; view++)
        {
            var ray = PlanarRay.Of(views, view, 0, p);
            var reach = Math.Abs(lines[3 * view + (ray.AlongI != 0 ? 2 : 1)]);
            Slopes[view] = ray.Length / reach;
            Middles[view] = ray.Length * (1 - 0.5f / reach);
            GreatestReach = Math.Max(GreatestReach, reach);
        }
    }

    /// <summary>Weight of either ray halfway between the two, per view.</summary>
    public float[] Middles { get; }

    /// <summary>What the nearer ray gains per column, and the other loses.</summary>
    public float[] Slopes { get; }

    /// <summary>Columns from a pixel to the furthest ray that meets it.</summary>
    public float GreatestReach { get; }
}
