// Made by scripts/make_median_networks.py; change that, not this.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>The median of 5x5x1 voxels, for 2 rows of 1 slice(s) at a time.</summary>
internal readonly unsafe struct MedianNetwork5x5x1Lanes512<T> : IMedianNetwork<T>
{
    /// <summary>Minimum and maximum operations per voxel.</summary>
    public const double OperationsPerVoxel = 57.0;

    public static int SizeI => 5;

    public static int SizeJ => 5;

    public static int SizeK => 1;

    public static int TileK => 1;

    public static int ListLength => 5;

    public static int Lanes => Vector512<T>.Count;

    // Sorts 5 neighbours along i and 1 along k: 1 list(s) of 5. 18 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Column(T** slices, long offset, T* lists)
    {
        var n = Vector512<T>.Count;
        var s0 = slices[0] + offset;
        Vector512<T> v0, v1, v2, v3, v4, v5;
        v0 = Vector512.Load(s0); v1 = Vector512.Load(s0 + 3); v2 = Vector512.Min(v0, v1); v1 = Vector512.Max(v0, v1); v0 = Vector512.Load(s0 + 1); v3 = Vector512.Load(s0 + 4); v4 = Vector512.Min(v0, v3);
        v3 = Vector512.Max(v0, v3); v0 = Vector512.Load(s0 + 2); v5 = Vector512.Min(v0, v2); v2 = Vector512.Max(v0, v2); v0 = Vector512.Min(v1, v4); v4 = Vector512.Max(v1, v4); v1 = Vector512.Min(v5, v0);
        v1.Store(lists); v0 = Vector512.Max(v5, v0); v5 = Vector512.Min(v3, v2); v2 = Vector512.Max(v3, v2); v3 = Vector512.Min(v0, v5); v3.Store(lists + n); v5 = Vector512.Max(v0, v5);
        v0 = Vector512.Min(v4, v2); v2 = Vector512.Max(v4, v2); v2.Store(lists + (4 * n)); v2 = Vector512.Min(v5, v0); v2.Store(lists + (2 * n)); v0 = Vector512.Max(v5, v0);
        v0.Store(lists + (3 * n));
    }

    // Merges two sorted lists of 5. 26 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(T* a, T* b, T* pair)
    {
        var n = Vector512<T>.Count;
        Vector512<T> v0, v1, v2, v3, v4, v5, v6, v7, v8;
        v0 = Vector512.Load(a); v1 = Vector512.Load(b); v2 = Vector512.Min(v0, v1); v2.Store(pair); v1 = Vector512.Max(v0, v1); v0 = Vector512.Load(a + (4 * n)); v2 = Vector512.Load(b + (4 * n));
        v3 = Vector512.Min(v0, v2); v2 = Vector512.Max(v0, v2); v2.Store(pair + (9 * n)); v2 = Vector512.Min(v1, v3); v3 = Vector512.Max(v1, v3); v1 = Vector512.Load(a + (2 * n));
        v0 = Vector512.Load(b + (2 * n)); v4 = Vector512.Min(v1, v0); v0 = Vector512.Max(v1, v0); v1 = Vector512.Min(v2, v4); v4 = Vector512.Max(v2, v4); v2 = Vector512.Min(v3, v0); v0 = Vector512.Max(v3, v0);
        v3 = Vector512.Load(a + n); v5 = Vector512.Load(b + n); v6 = Vector512.Min(v3, v5); v5 = Vector512.Max(v3, v5); v3 = Vector512.Load(a + (3 * n)); v7 = Vector512.Load(b + (3 * n)); v8 = Vector512.Min(v3, v7);
        v7 = Vector512.Max(v3, v7); v3 = Vector512.Min(v5, v8); v8 = Vector512.Max(v5, v8); v5 = Vector512.Min(v1, v6); v5.Store(pair + n); v6 = Vector512.Max(v1, v6); v6.Store(pair + (2 * n));
        v6 = Vector512.Min(v4, v3); v6.Store(pair + (3 * n)); v3 = Vector512.Max(v4, v3); v3.Store(pair + (4 * n)); v3 = Vector512.Min(v2, v8); v3.Store(pair + (5 * n));
        v8 = Vector512.Max(v2, v8); v8.Store(pair + (6 * n)); v8 = Vector512.Min(v0, v7); v8.Store(pair + (7 * n)); v7 = Vector512.Max(v0, v7); v7.Store(pair + (8 * n));
    }

    // The medians of two rows: the 4 rows they share, with the row before and the row behind. 52 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(T* first, T* last, T** cores, T* target0, T* target1)
    {
        var n = Vector512<T>.Count;
        var core0 = cores[0];
        var core1 = cores[1];
        Vector512<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11;
        v0 = Vector512.Load(core0); v1 = Vector512.Load(core1 + (4 * n)); v1 = Vector512.Max(v0, v1); v0 = Vector512.Load(core0 + n); v2 = Vector512.Load(core1 + (3 * n)); v2 = Vector512.Max(v0, v2);
        v0 = Vector512.Load(core0 + (2 * n)); v3 = Vector512.Load(core1 + (2 * n)); v3 = Vector512.Max(v0, v3); v0 = Vector512.Load(core0 + (3 * n)); v4 = Vector512.Load(core1 + n);
        v4 = Vector512.Max(v0, v4); v0 = Vector512.Load(core0 + (4 * n)); v5 = Vector512.Load(core1); v5 = Vector512.Max(v0, v5); v0 = Vector512.Load(core1 + (9 * n)); v4 = Vector512.Min(v0, v4);
        v0 = Vector512.Load(core1 + (8 * n)); v5 = Vector512.Min(v0, v5); v0 = Vector512.Load(core0 + (5 * n)); v6 = Vector512.Load(core1 + (7 * n)); v6 = Vector512.Min(v0, v6);
        v0 = Vector512.Load(core0 + (6 * n)); v7 = Vector512.Load(core1 + (6 * n)); v7 = Vector512.Min(v0, v7); v0 = Vector512.Load(core0 + (7 * n)); v8 = Vector512.Load(core1 + (5 * n));
        v8 = Vector512.Min(v0, v8); v0 = Vector512.Load(core0 + (8 * n)); v1 = Vector512.Min(v0, v1); v0 = Vector512.Load(core0 + (9 * n)); v2 = Vector512.Min(v0, v2); v0 = Vector512.Min(v4, v8);
        v9 = Vector512.Min(v5, v1); v10 = Vector512.Min(v6, v2); v11 = Vector512.Min(v3, v7); v8 = Vector512.Max(v4, v8); v1 = Vector512.Max(v5, v1); v2 = Vector512.Max(v6, v2); v7 = Vector512.Max(v3, v7);
        v10 = Vector512.Max(v0, v10); v11 = Vector512.Max(v9, v11); v9 = Vector512.Min(v10, v11); v11 = Vector512.Max(v10, v11); v10 = Vector512.Min(v8, v2); v0 = Vector512.Min(v1, v7); v2 = Vector512.Max(v8, v2);
        v7 = Vector512.Max(v1, v7); v1 = Vector512.Min(v10, v0); v0 = Vector512.Max(v10, v0); v10 = Vector512.Min(v2, v7); v7 = Vector512.Max(v2, v7); v2 = Vector512.Load(first + (4 * n));
        v2 = Vector512.Max(v9, v2); v8 = Vector512.Load(first + (3 * n)); v8 = Vector512.Max(v11, v8); v3 = Vector512.Load(first + (2 * n)); v3 = Vector512.Max(v1, v3); v6 = Vector512.Load(first + n);
        v6 = Vector512.Max(v0, v6); v5 = Vector512.Load(first); v5 = Vector512.Max(v10, v5); v8 = Vector512.Min(v2, v8); v6 = Vector512.Min(v3, v6); v5 = Vector512.Min(v7, v5); v6 = Vector512.Min(v8, v6);
        v6 = Vector512.Min(v5, v6); v6.Store(target0); v6 = Vector512.Load(last + (4 * n)); v6 = Vector512.Max(v9, v6); v9 = Vector512.Load(last + (3 * n)); v9 = Vector512.Max(v11, v9);
        v11 = Vector512.Load(last + (2 * n)); v11 = Vector512.Max(v1, v11); v1 = Vector512.Load(last + n); v1 = Vector512.Max(v0, v1); v0 = Vector512.Load(last); v0 = Vector512.Max(v10, v0);
        v9 = Vector512.Min(v6, v9); v1 = Vector512.Min(v11, v1); v0 = Vector512.Min(v7, v0); v1 = Vector512.Min(v9, v1); v1 = Vector512.Min(v0, v1); v1.Store(target1);
    }
}
