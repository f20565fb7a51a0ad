namespace GpuVol.Cpu;

/// <summary>
/// A median of a fixed window as straight-line minimum and maximum operations, made by scripts/make_median_networks.py.
/// Two rows of one or two slices are answered at a time and share what their windows have in common.
/// </summary>
internal unsafe interface IMedianNetwork<T>
{
    /// <summary>Voxels of the window along i.</summary>
    static abstract int SizeI { get; }

    /// <summary>Voxels of the window along j.</summary>
    static abstract int SizeJ { get; }

    /// <summary>Voxels of the window along k.</summary>
    static abstract int SizeK { get; }

    /// <summary>Slices answered at a time.</summary>
    static abstract int TileK { get; }

    /// <summary>Voxels of a sorted list: SizeI * SizeK.</summary>
    static abstract int ListLength { get; }

    /// <summary>Voxels of a register.</summary>
    static abstract int Lanes { get; }

    /// <summary>One row: TileK sorted lists over i and k.</summary>
    static abstract void Column(T** slices, long offset, T* lists);

    /// <summary>Two sorted lists in one.</summary>
    static virtual void Pair(T* a, T* b, T* pair) =>
        throw new InvalidOperationException("A window of 3 has no pairs.");

    /// <summary>The medians of two rows, from the sorted pairs of rows that both windows have (for a window of 3: the two rows) and the two rows that one has.</summary>
    static abstract void Select(T* first, T* last, T** cores, T* target0, T* target1);
}
