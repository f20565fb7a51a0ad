namespace GpuVol.Kernels;

/// <summary>A position in a one-dimensional launch of more than 2^31 items.</summary>
public readonly record struct LongIndex1D(long X)
{
    /// <summary>The position as a number.</summary>
    public static implicit operator long(LongIndex1D index) => index.X;

    /// <summary>A position, or an extent, from a number.</summary>
    public static implicit operator LongIndex1D(long x) => new(x);
}
