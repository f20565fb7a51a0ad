namespace GpuVol;

/// <summary>A 3 by 3 float64 matrix, given by its columns.</summary>
public readonly record struct Matrix3D(Vector3D Column0, Vector3D Column1, Vector3D Column2)
{
    /// <summary>The unit matrix.</summary>
    public static Matrix3D Identity => new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));

    /// <summary>The element at <paramref name="row"/>, <paramref name="column"/>.</summary>
    public double this[int row, int column] => Column(column)[row];

    /// <summary>Determinant; negative where the axes are left-handed.</summary>
    public double Determinant => Vector3D.Dot(Column0, Vector3D.Cross(Column1, Column2));

    /// <summary>A column.</summary>
    public Vector3D Column(int column) => column switch
    {
        0 => Column0,
        1 => Column1,
        2 => Column2,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "A column is 0, 1 or 2."),
    };

    /// <summary>Matrix times column vector.</summary>
    public static Vector3D operator *(Matrix3D m, Vector3D v) => v.X * m.Column0 + v.Y * m.Column1 + v.Z * m.Column2;

    /// <summary>Matrix product.</summary>
    public static Matrix3D operator *(Matrix3D a, Matrix3D b) => new(a * b.Column0, a * b.Column1, a * b.Column2);

    /// <summary>The transpose.</summary>
    public Matrix3D Transposed() => new(
        new(Column0.X, Column1.X, Column2.X),
        new(Column0.Y, Column1.Y, Column2.Y),
        new(Column0.Z, Column1.Z, Column2.Z));

    /// <summary>The inverse.</summary>
    /// <exception cref="InvalidOperationException">The determinant is 0 or not finite.</exception>
    public Matrix3D Inverse()
    {
        var d = Determinant;
        if (d == 0 || !double.IsFinite(d))
            throw new InvalidOperationException($"The matrix with columns {Column0}, {Column1}, {Column2} has no inverse.");
        var r0 = 1 / d * Vector3D.Cross(Column1, Column2);
        var r1 = 1 / d * Vector3D.Cross(Column2, Column0);
        var r2 = 1 / d * Vector3D.Cross(Column0, Column1);
        return new Matrix3D(r0, r1, r2).Transposed();
    }
}
