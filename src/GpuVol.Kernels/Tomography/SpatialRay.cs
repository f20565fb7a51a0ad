namespace GpuVol.Kernels;

/// <summary>A ray through a volume as Joseph 1982 follows it: plane by plane along the axis that it is nearest to, bilinearly interpolated in each.</summary>
public struct SpatialRay
{
    /// <summary>Axis of the steps: 0, 1, 2 for i, j, k.</summary>
    public int Axis;

    /// <summary>Coordinate at step 0 along the first of the other axes (i, or j where the steps go along i).</summary>
    public float StartA;

    /// <summary>Its change per step.</summary>
    public float SlopeA;

    /// <summary>Coordinate at step 0 along the second of the other axes (k, or j where the steps go along k).</summary>
    public float StartB;

    /// <summary>Its change per step.</summary>
    public float SlopeB;

    /// <summary>Length of a step in mm.</summary>
    public float Length;

    /// <summary>
    /// The ray to a pixel. <c>views</c> holds twelve numbers a view in voxel indices: a source or direction, and pixel (0, 0), the step to the next column and that to the
    /// next row of the detector, moved into the middle of the volume.
    /// </summary>
    public static SpatialRay Of(ArrayView<float> views, int view, int column, int row, ProjectorParameters p)
    {
        var at = 12 * view;
        var x = XMath.Fma(row, views[at + 9], XMath.Fma(column, views[at + 6], views[at + 3]));
        var y = XMath.Fma(row, views[at + 10], XMath.Fma(column, views[at + 7], views[at + 4]));
        var z = XMath.Fma(row, views[at + 11], XMath.Fma(column, views[at + 8], views[at + 5]));
        var dx = views[at];
        var dy = views[at + 1];
        var dz = views[at + 2];
        if (p.Divergent != 0)
        {
            dx = x - dx;
            dy = y - dy;
            dz = z - dz;
        }

        var mmX = dx * p.SpacingI;
        var mmY = dy * p.SpacingJ;
        var mmZ = dz * p.SpacingK;
        var length = XMath.Sqrt(XMath.Fma(mmX, mmX, XMath.Fma(mmY, mmY, mmZ * mmZ)));
        var ray = default(SpatialRay);
        if (XMath.Abs(dz) > XMath.Abs(dx) && XMath.Abs(dz) > XMath.Abs(dy))
        {
            ray.Axis = 2;
            ray.SlopeA = dx / dz;
            ray.StartA = XMath.Fma(-z, ray.SlopeA, x);
            ray.SlopeB = dy / dz;
            ray.StartB = XMath.Fma(-z, ray.SlopeB, y);
            ray.Length = length / XMath.Abs(dz);
        }
        else if (XMath.Abs(dx) > XMath.Abs(dy))
        {
            ray.SlopeA = dy / dx;
            ray.StartA = XMath.Fma(-x, ray.SlopeA, y);
            ray.SlopeB = dz / dx;
            ray.StartB = XMath.Fma(-x, ray.SlopeB, z);
            ray.Length = length / XMath.Abs(dx);
        }
        else
        {
            ray.Axis = 1;
            ray.SlopeA = dx / dy;
            ray.StartA = XMath.Fma(-y, ray.SlopeA, x);
            ray.SlopeB = dz / dy;
            ray.StartB = XMath.Fma(-y, ray.SlopeB, z);
            ray.Length = length / XMath.Abs(dy);
        }

        return ray;
    }
}
