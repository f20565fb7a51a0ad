namespace GpuVol;

/// <summary>
/// An affine map of patient positions in LPS mm, <c>Matrix · p + OffsetMm</c>. In resampling it takes positions of the output to positions
/// of the input, as ITK's transforms do.
/// </summary>
/// <param name="Matrix">The linear part.</param>
/// <param name="OffsetMm">The image of the origin.</param>
public sealed record AffineTransform(Matrix3D Matrix, Vector3D OffsetMm)
{
    /// <summary>Every position to itself.</summary>
    public static AffineTransform Identity { get; } = new(Matrix3D.Identity, Vector3D.Zero);

    /// <summary>The image of a position.</summary>
    public Vector3D Map(Vector3D positionMm) => Matrix * positionMm + OffsetMm;

    /// <summary>The map back.</summary>
    /// <exception cref="InvalidOperationException">The matrix has no inverse.</exception>
    public AffineTransform Inverse()
    {
        var back = Matrix.Inverse();
        return new AffineTransform(back, -1 * (back * OffsetMm));
    }

    /// <summary>First <paramref name="first"/>, then this.</summary>
    public AffineTransform After(AffineTransform first) => new(Matrix * first.Matrix, Map(first.OffsetMm));
}
