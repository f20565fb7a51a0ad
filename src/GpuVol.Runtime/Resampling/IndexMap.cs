namespace GpuVol;

/// <summary>An affine map of voxel indices (i, j, k), fractional ones included: <c>Matrix · index + Offset</c>.</summary>
/// <param name="Matrix">The linear part; columns are the images of a step along i, j, k.</param>
/// <param name="Offset">The image of voxel (0, 0, 0).</param>
public readonly record struct IndexMap(Matrix3D Matrix, Vector3D Offset)
{
    /// <summary>Every index to itself.</summary>
    public static IndexMap Identity => new(Matrix3D.Identity, Vector3D.Zero);

    /// <summary>The image of an index.</summary>
    public Vector3D Map(Vector3D index) => Matrix * index + Offset;

    /// <summary>True where each axis maps to itself, so that resampling is separable.</summary>
    /// <param name="tolerance">Greatest off-diagonal step, in source voxels per target voxel.</param>
    public bool IsDiagonal(double tolerance)
    {
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                if (row != column && !(Math.Abs(Matrix[row, column]) <= tolerance))
                    return false;
            }
        }

        return true;
    }

    /// <summary>True where no number is infinite or NaN.</summary>
    public bool IsFinite => Matrix.Column0.IsFinite && Matrix.Column1.IsFinite && Matrix.Column2.IsFinite && Offset.IsFinite;
}
