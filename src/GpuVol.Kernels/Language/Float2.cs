namespace GpuVol.Kernels;

/// <summary>Two floats: a point, or a complex number with the real part in X and the imaginary part in Y.</summary>
/// <remarks>Ordinary kernel-language source: usable on the host, in kernels and as the element of a view (complex64).</remarks>
public readonly struct Float2
{
    /// <summary>First component, or real part.</summary>
    public readonly float X;

    /// <summary>Second component, or imaginary part.</summary>
    public readonly float Y;

    /// <summary>Makes it from its components.</summary>
    public Float2(float x, float y)
    {
        X = x;
        Y = y;
    }

    /// <summary>Sum of the squares of the components.</summary>
    public float LengthSquared => (X * X) + (Y * Y);

    /// <summary>Root of the sum of the squares: the magnitude of a complex number.</summary>
    public float Length => XMath.Sqrt((X * X) + (Y * Y));

    /// <summary>The complex conjugate.</summary>
    public Float2 Conjugate => new(X, -Y);

    /// <summary>Component by component.</summary>
    public static Float2 operator +(Float2 a, Float2 b) => new(a.X + b.X, a.Y + b.Y);

    /// <summary>Component by component.</summary>
    public static Float2 operator -(Float2 a, Float2 b) => new(a.X - b.X, a.Y - b.Y);

    /// <summary>The opposite.</summary>
    public static Float2 operator -(Float2 a) => new(-a.X, -a.Y);

    /// <summary>Component by component; see <see cref="ComplexMultiply"/> for the complex product.</summary>
    public static Float2 operator *(Float2 a, Float2 b) => new(a.X * b.X, a.Y * b.Y);

    /// <summary>Scaled.</summary>
    public static Float2 operator *(Float2 a, float scale) => new(a.X * scale, a.Y * scale);

    /// <summary>Scaled.</summary>
    public static Float2 operator *(float scale, Float2 a) => new(a.X * scale, a.Y * scale);

    /// <summary>The product of two complex numbers.</summary>
    public static Float2 ComplexMultiply(Float2 a, Float2 b) => new((a.X * b.X) - (a.Y * b.Y), (a.X * b.Y) + (a.Y * b.X));

    /// <summary>Cosine and sine: the complex number of magnitude 1 at <paramref name="angleRadians"/>.</summary>
    public static Float2 FromAngle(float angleRadians) => new(XMath.Cos(angleRadians), XMath.Sin(angleRadians));

    /// <summary>The dot product.</summary>
    public static float Dot(Float2 a, Float2 b) => (a.X * b.X) + (a.Y * b.Y);
}
