namespace GpuVol.Kernels;

/// <summary>Which real number is made of a complex one.</summary>
public static class ComplexPart
{
    /// <summary>The magnitude.</summary>
    public const int Magnitude = 0;

    /// <summary>The phase in radians, in (-π, π].</summary>
    public const int Phase = 1;

    /// <summary>The real part.</summary>
    public const int Real = 2;

    /// <summary>The imaginary part.</summary>
    public const int Imaginary = 3;
}
