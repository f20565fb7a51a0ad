namespace GpuVol.Kernels;

/// <summary>A position in a one-dimensional launch.</summary>
public readonly record struct Index1D(int X)
{
    /// <summary>The position as a number.</summary>
    public static implicit operator int(Index1D index) => index.X;

    /// <summary>A position, or an extent, from a number.</summary>
    public static implicit operator Index1D(int x) => new(x);
}
