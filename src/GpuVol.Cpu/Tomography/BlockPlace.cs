using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.Tomography;

/// <summary>Where a block of pixels finds its columns in a view.</summary>
internal struct BlockPlace
{
    /// <summary>First column of its window.</summary>
    public int Start;

    /// <summary>True where twice a vector's width suffices.</summary>
    public bool IsNarrow;
}

/// <summary>Where a block of pixels finds the rays that meet it in a view.</summary>
internal struct RayPlace
{
    /// <summary>The columns.</summary>
    public BlockPlace Window;

    /// <summary>Rays that a pixel meets, at most.</summary>
    public int Taps;

    /// <summary>From a pixel's column to half a column beyond the first ray that meets it.</summary>
    public float ToFirst;

    /// <summary>The depth of the block's first pixel, and its change per i and j.</summary>
    public Vector128<float> Depth;

    /// <summary>The same of the start's column times depth less the numerator: coordinates from the window's start are small, and their digits suffice.</summary>
    public Vector128<float> FromStart;
}
