namespace GpuVol.Kernels;

/// <summary>
/// A ray through a slice as Joseph 1982 (IEEE Transactions on Medical Imaging 1, 192) follows it: step by step along the axis that it is nearest to, linearly interpolated
/// along the other. Both projectors of a pair ask this one struct, so that their weights are the same numbers.
/// </summary>
public struct PlanarRay
{
    /// <summary>1 where it steps along i, 0 along j.</summary>
    public int AlongI;

    /// <summary>Coordinate along the other axis at step 0.</summary>
    public float Start;

    /// <summary>Its change per step.</summary>
    public float Slope;

    /// <summary>Length of a step in mm.</summary>
    public float Length;

    /// <summary>
    /// The ray to a column. <c>views</c> holds six numbers a view in voxel indices: a source or direction, and column 0 and the step to the next of the detector, moved
    /// into the middle of the volume.
    /// </summary>
    public static PlanarRay Of(ArrayView<float> views, int view, int column, ProjectorParameters p)
    {
        var at = 6 * view;
        var x = XMath.Fma(column, views[at + 4], views[at + 2]);
        var y = XMath.Fma(column, views[at + 5], views[at + 3]);
        var dx = views[at];
        var dy = views[at + 1];
        if (p.Divergent != 0)
        {
            dx = x - dx;
            dy = y - dy;
        }

        var mmX = dx * p.SpacingI;
        var mmY = dy * p.SpacingJ;
        var length = XMath.Sqrt(XMath.Fma(mmX, mmX, mmY * mmY));
        var ray = default(PlanarRay);
        if (XMath.Abs(dx) > XMath.Abs(dy))
        {
            ray.AlongI = 1;
            ray.Slope = dy / dx;
            ray.Start = XMath.Fma(-x, ray.Slope, y);
            ray.Length = length / XMath.Abs(dx);
        }
        else
        {
            ray.Slope = dx / dy;
            ray.Start = XMath.Fma(-y, ray.Slope, x);
            ray.Length = length / XMath.Abs(dy);
        }

        return ray;
    }
}
