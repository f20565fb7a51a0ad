namespace GpuVol.Cpu.Tomography;

/// <summary>Where a block of pixels finds its columns in a view.</summary>
internal struct BlockPlace
{
    /// <summary>First column of its window.</summary>
    public int Start;

    /// <summary>True where twice a vector's width suffices.</summary>
    public bool IsNarrow;
}
