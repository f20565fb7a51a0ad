// Made by scripts/make_median_networks.py; change that, not this.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>The median of 7x7x1 voxels, for 2 rows of 1 slice(s) at a time.</summary>
internal readonly unsafe struct MedianNetwork7x7x1Lanes128<T> : IMedianNetwork<T>
{
    /// <summary>Minimum and maximum operations per voxel.</summary>
    public const double OperationsPerVoxel = 143.0;

    public static int SizeI => 7;

    public static int SizeJ => 7;

    public static int SizeK => 1;

    public static int TileK => 1;

    public static int ListLength => 7;

    public static int Lanes => Vector128<T>.Count;

    // Sorts 7 neighbours along i and 1 along k: 1 list(s) of 7. 32 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Column(T** slices, long offset, T* lists)
    {
        var n = Vector128<T>.Count;
        var s0 = slices[0] + offset;
        Vector128<T> v0, v1, v2, v3, v4, v5, v6, v7;
        v0 = Vector128.Load(s0); v1 = Vector128.Load(s0 + 6); v2 = Vector128.Min(v0, v1); v1 = Vector128.Max(v0, v1); v0 = Vector128.Load(s0 + 2); v3 = Vector128.Load(s0 + 3); v4 = Vector128.Min(v0, v3);
        v3 = Vector128.Max(v0, v3); v0 = Vector128.Load(s0 + 4); v5 = Vector128.Load(s0 + 5); v6 = Vector128.Min(v0, v5); v5 = Vector128.Max(v0, v5); v0 = Vector128.Min(v2, v4); v4 = Vector128.Max(v2, v4);
        v2 = Vector128.Load(s0 + 1); v7 = Vector128.Min(v2, v6); v6 = Vector128.Max(v2, v6); v2 = Vector128.Min(v1, v3); v3 = Vector128.Max(v1, v3); v1 = Vector128.Min(v0, v7); v1.Store(lists);
        v7 = Vector128.Max(v0, v7); v0 = Vector128.Min(v5, v4); v4 = Vector128.Max(v5, v4); v5 = Vector128.Min(v6, v2); v2 = Vector128.Max(v6, v2); v6 = Vector128.Min(v7, v0); v0 = Vector128.Max(v7, v0);
        v7 = Vector128.Min(v3, v2); v2 = Vector128.Max(v3, v2); v3 = Vector128.Min(v5, v0); v0 = Vector128.Max(v5, v0); v5 = Vector128.Min(v4, v7); v7 = Vector128.Max(v4, v7); v4 = Vector128.Min(v6, v3);
        v4.Store(lists + n); v3 = Vector128.Max(v6, v3); v3.Store(lists + (2 * n)); v3 = Vector128.Min(v0, v5); v3.Store(lists + (3 * n)); v5 = Vector128.Max(v0, v5);
        v5.Store(lists + (4 * n)); v5 = Vector128.Min(v2, v7); v5.Store(lists + (5 * n)); v7 = Vector128.Max(v2, v7); v7.Store(lists + (6 * n));
    }

    // Merges two sorted lists of 7. 42 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(T* a, T* b, T* pair)
    {
        var n = Vector128<T>.Count;
        Vector128<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12;
        v0 = Vector128.Load(a); v1 = Vector128.Load(b); v2 = Vector128.Min(v0, v1); v2.Store(pair); v1 = Vector128.Max(v0, v1); v0 = Vector128.Load(a + (4 * n)); v2 = Vector128.Load(b + (4 * n));
        v3 = Vector128.Min(v0, v2); v2 = Vector128.Max(v0, v2); v0 = Vector128.Min(v1, v3); v3 = Vector128.Max(v1, v3); v1 = Vector128.Load(a + (2 * n)); v4 = Vector128.Load(b + (2 * n)); v5 = Vector128.Min(v1, v4);
        v4 = Vector128.Max(v1, v4); v1 = Vector128.Load(a + (6 * n)); v6 = Vector128.Load(b + (6 * n)); v7 = Vector128.Min(v1, v6); v6 = Vector128.Max(v1, v6); v6.Store(pair + (13 * n));
        v6 = Vector128.Min(v4, v7); v7 = Vector128.Max(v4, v7); v4 = Vector128.Min(v0, v5); v5 = Vector128.Max(v0, v5); v0 = Vector128.Min(v3, v6); v6 = Vector128.Max(v3, v6); v3 = Vector128.Min(v2, v7);
        v7 = Vector128.Max(v2, v7); v2 = Vector128.Load(a + n); v1 = Vector128.Load(b + n); v8 = Vector128.Min(v2, v1); v1 = Vector128.Max(v2, v1); v2 = Vector128.Load(a + (5 * n)); v9 = Vector128.Load(b + (5 * n));
        v10 = Vector128.Min(v2, v9); v9 = Vector128.Max(v2, v9); v2 = Vector128.Min(v1, v10); v10 = Vector128.Max(v1, v10); v1 = Vector128.Load(a + (3 * n)); v11 = Vector128.Load(b + (3 * n));
        v12 = Vector128.Min(v1, v11); v11 = Vector128.Max(v1, v11); v1 = Vector128.Min(v2, v12); v12 = Vector128.Max(v2, v12); v2 = Vector128.Min(v10, v11); v11 = Vector128.Max(v10, v11);
        v10 = Vector128.Min(v4, v8); v10.Store(pair + n); v8 = Vector128.Max(v4, v8); v8.Store(pair + (2 * n)); v8 = Vector128.Min(v5, v1); v8.Store(pair + (3 * n));
        v1 = Vector128.Max(v5, v1); v1.Store(pair + (4 * n)); v1 = Vector128.Min(v0, v12); v1.Store(pair + (5 * n)); v12 = Vector128.Max(v0, v12); v12.Store(pair + (6 * n));
        v12 = Vector128.Min(v6, v2); v12.Store(pair + (7 * n)); v2 = Vector128.Max(v6, v2); v2.Store(pair + (8 * n)); v2 = Vector128.Min(v3, v11); v2.Store(pair + (9 * n));
        v11 = Vector128.Max(v3, v11); v11.Store(pair + (10 * n)); v11 = Vector128.Min(v7, v9); v11.Store(pair + (11 * n)); v9 = Vector128.Max(v7, v9); v9.Store(pair + (12 * n));
    }

    // The medians of two rows: the 6 rows they share, with the row before and the row behind. 180 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(T* first, T* last, T** cores, T* target0, T* target1)
    {
        var n = Vector128<T>.Count;
        var core0 = cores[0];
        var core1 = cores[1];
        var core2 = cores[2];
        Vector128<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23;
        v0 = Vector128.Load(core0); v1 = Vector128.Load(core1); v1 = Vector128.Max(v0, v1); v0 = Vector128.Load(core0 + (8 * n)); v2 = Vector128.Load(core1 + (8 * n)); v3 = Vector128.Min(v0, v2);
        v2 = Vector128.Max(v0, v2); v0 = Vector128.Min(v1, v3); v3 = Vector128.Max(v1, v3); v1 = Vector128.Load(core0 + (4 * n)); v4 = Vector128.Load(core1 + (4 * n)); v5 = Vector128.Min(v1, v4);
        v4 = Vector128.Max(v1, v4); v1 = Vector128.Load(core0 + (12 * n)); v6 = Vector128.Load(core1 + (12 * n)); v6 = Vector128.Min(v1, v6); v1 = Vector128.Min(v4, v6); v6 = Vector128.Max(v4, v6);
        v4 = Vector128.Min(v0, v5); v5 = Vector128.Max(v0, v5); v0 = Vector128.Min(v3, v1); v1 = Vector128.Max(v3, v1); v3 = Vector128.Min(v2, v6); v6 = Vector128.Max(v2, v6); v2 = Vector128.Load(core0 + (2 * n));
        v7 = Vector128.Load(core1 + (2 * n)); v8 = Vector128.Min(v2, v7); v7 = Vector128.Max(v2, v7); v2 = Vector128.Load(core0 + (10 * n)); v9 = Vector128.Load(core1 + (10 * n));
        v10 = Vector128.Min(v2, v9); v9 = Vector128.Max(v2, v9); v2 = Vector128.Min(v7, v10); v10 = Vector128.Max(v7, v10); v7 = Vector128.Load(core0 + (6 * n)); v11 = Vector128.Load(core1 + (6 * n));
        v12 = Vector128.Min(v7, v11); v11 = Vector128.Max(v7, v11); v7 = Vector128.Min(v2, v12); v12 = Vector128.Max(v2, v12); v2 = Vector128.Min(v10, v11); v11 = Vector128.Max(v10, v11); v8 = Vector128.Max(v4, v8);
        v4 = Vector128.Min(v5, v7); v7 = Vector128.Max(v5, v7); v5 = Vector128.Min(v0, v12); v12 = Vector128.Max(v0, v12); v0 = Vector128.Min(v1, v2); v2 = Vector128.Max(v1, v2); v1 = Vector128.Min(v3, v11);
        v11 = Vector128.Max(v3, v11); v3 = Vector128.Min(v6, v9); v9 = Vector128.Max(v6, v9); v6 = Vector128.Load(core0 + n); v10 = Vector128.Load(core1 + n); v10 = Vector128.Max(v6, v10);
        v6 = Vector128.Load(core0 + (9 * n)); v13 = Vector128.Load(core1 + (9 * n)); v14 = Vector128.Min(v6, v13); v13 = Vector128.Max(v6, v13); v6 = Vector128.Min(v10, v14); v14 = Vector128.Max(v10, v14);
        v10 = Vector128.Load(core0 + (5 * n)); v15 = Vector128.Load(core1 + (5 * n)); v16 = Vector128.Min(v10, v15); v15 = Vector128.Max(v10, v15); v10 = Vector128.Load(core0 + (13 * n));
        v17 = Vector128.Load(core1 + (13 * n)); v17 = Vector128.Min(v10, v17); v10 = Vector128.Min(v15, v17); v17 = Vector128.Max(v15, v17); v15 = Vector128.Min(v6, v16); v16 = Vector128.Max(v6, v16);
        v6 = Vector128.Min(v14, v10); v10 = Vector128.Max(v14, v10); v14 = Vector128.Min(v13, v17); v17 = Vector128.Max(v13, v17); v13 = Vector128.Load(core0 + (3 * n));
        v18 = Vector128.Load(core1 + (3 * n)); v19 = Vector128.Min(v13, v18); v18 = Vector128.Max(v13, v18); v13 = Vector128.Load(core0 + (11 * n)); v20 = Vector128.Load(core1 + (11 * n));
        v21 = Vector128.Min(v13, v20); v20 = Vector128.Max(v13, v20); v13 = Vector128.Min(v18, v21); v21 = Vector128.Max(v18, v21); v18 = Vector128.Load(core0 + (7 * n));
        v22 = Vector128.Load(core1 + (7 * n)); v23 = Vector128.Min(v18, v22); v22 = Vector128.Max(v18, v22); v18 = Vector128.Min(v13, v23); v23 = Vector128.Max(v13, v23); v13 = Vector128.Min(v21, v22);
        v22 = Vector128.Max(v21, v22); v21 = Vector128.Min(v15, v19); v19 = Vector128.Max(v15, v19); v15 = Vector128.Min(v16, v18); v18 = Vector128.Max(v16, v18); v16 = Vector128.Min(v6, v23);
        v23 = Vector128.Max(v6, v23); v6 = Vector128.Min(v10, v13); v13 = Vector128.Max(v10, v13); v10 = Vector128.Min(v14, v22); v22 = Vector128.Max(v14, v22); v20 = Vector128.Min(v17, v20);
        v17 = Vector128.Min(v8, v21); v21 = Vector128.Max(v8, v21); v8 = Vector128.Min(v4, v19); v19 = Vector128.Max(v4, v19); v4 = Vector128.Min(v7, v15); v15 = Vector128.Max(v7, v15); v7 = Vector128.Min(v5, v18);
        v18 = Vector128.Max(v5, v18); v5 = Vector128.Min(v12, v16); v16 = Vector128.Max(v12, v16); v12 = Vector128.Min(v0, v23); v23 = Vector128.Max(v0, v23); v0 = Vector128.Min(v2, v6); v6 = Vector128.Max(v2, v6);
        v2 = Vector128.Min(v1, v13); v13 = Vector128.Max(v1, v13); v1 = Vector128.Min(v11, v10); v10 = Vector128.Max(v11, v10); v11 = Vector128.Min(v3, v22); v22 = Vector128.Max(v3, v22);
        v3 = Vector128.Min(v9, v20); v20 = Vector128.Max(v9, v20); v9 = Vector128.Load(core2 + (13 * n)); v17 = Vector128.Max(v9, v17); v9 = Vector128.Load(core2 + (12 * n)); v21 = Vector128.Max(v9, v21);
        v9 = Vector128.Load(core2 + (11 * n)); v8 = Vector128.Max(v9, v8); v9 = Vector128.Load(core2 + (10 * n)); v19 = Vector128.Max(v9, v19); v9 = Vector128.Load(core2 + (9 * n));
        v4 = Vector128.Max(v9, v4); v9 = Vector128.Load(core2 + (8 * n)); v15 = Vector128.Max(v9, v15); v9 = Vector128.Load(core2 + (7 * n)); v7 = Vector128.Max(v9, v7); v9 = Vector128.Load(core2 + (6 * n));
        v18 = Vector128.Max(v9, v18); v9 = Vector128.Load(core2 + (5 * n)); v5 = Vector128.Max(v9, v5); v9 = Vector128.Load(core2 + (4 * n)); v16 = Vector128.Max(v9, v16);
        v9 = Vector128.Load(core2 + (3 * n)); v12 = Vector128.Max(v9, v12); v9 = Vector128.Load(core2 + (2 * n)); v23 = Vector128.Max(v9, v23); v9 = Vector128.Load(core2 + n); v0 = Vector128.Max(v9, v0);
        v9 = Vector128.Load(core2); v6 = Vector128.Max(v9, v6); v5 = Vector128.Min(v17, v5); v5 = Vector128.Min(v1, v5); v16 = Vector128.Min(v21, v16); v16 = Vector128.Min(v10, v16); v12 = Vector128.Min(v8, v12);
        v12 = Vector128.Min(v11, v12); v23 = Vector128.Min(v19, v23); v23 = Vector128.Min(v22, v23); v0 = Vector128.Min(v4, v0); v0 = Vector128.Min(v3, v0); v6 = Vector128.Min(v15, v6); v6 = Vector128.Min(v20, v6);
        v7 = Vector128.Min(v2, v7); v18 = Vector128.Min(v13, v18); v13 = Vector128.Min(v5, v0); v2 = Vector128.Min(v16, v6); v20 = Vector128.Min(v12, v7); v15 = Vector128.Min(v23, v18); v0 = Vector128.Max(v5, v0);
        v6 = Vector128.Max(v16, v6); v7 = Vector128.Max(v12, v7); v18 = Vector128.Max(v23, v18); v23 = Vector128.Min(v13, v20); v12 = Vector128.Min(v2, v15); v20 = Vector128.Max(v13, v20);
        v15 = Vector128.Max(v2, v15); v2 = Vector128.Min(v23, v12); v12 = Vector128.Max(v23, v12); v23 = Vector128.Min(v20, v15); v15 = Vector128.Max(v20, v15); v20 = Vector128.Min(v0, v7);
        v13 = Vector128.Min(v6, v18); v7 = Vector128.Max(v0, v7); v18 = Vector128.Max(v6, v18); v6 = Vector128.Min(v20, v13); v13 = Vector128.Max(v20, v13); v20 = Vector128.Min(v7, v18);
        v18 = Vector128.Max(v7, v18); v7 = Vector128.Load(first + (6 * n)); v7 = Vector128.Max(v2, v7); v0 = Vector128.Load(first + (5 * n)); v0 = Vector128.Max(v12, v0);
        v16 = Vector128.Load(first + (4 * n)); v16 = Vector128.Max(v23, v16); v5 = Vector128.Load(first + (3 * n)); v5 = Vector128.Max(v15, v5); v3 = Vector128.Load(first + (2 * n));
        v3 = Vector128.Max(v6, v3); v4 = Vector128.Load(first + n); v4 = Vector128.Max(v13, v4); v22 = Vector128.Load(first); v22 = Vector128.Max(v20, v22); v0 = Vector128.Min(v7, v0); v5 = Vector128.Min(v16, v5);
        v4 = Vector128.Min(v3, v4); v22 = Vector128.Min(v18, v22); v5 = Vector128.Min(v0, v5); v22 = Vector128.Min(v4, v22); v22 = Vector128.Min(v5, v22); v22.Store(target0);
        v22 = Vector128.Load(last + (6 * n)); v22 = Vector128.Max(v2, v22); v2 = Vector128.Load(last + (5 * n)); v2 = Vector128.Max(v12, v2); v12 = Vector128.Load(last + (4 * n));
        v12 = Vector128.Max(v23, v12); v23 = Vector128.Load(last + (3 * n)); v23 = Vector128.Max(v15, v23); v15 = Vector128.Load(last + (2 * n)); v15 = Vector128.Max(v6, v15); v6 = Vector128.Load(last + n);
        v6 = Vector128.Max(v13, v6); v13 = Vector128.Load(last); v13 = Vector128.Max(v20, v13); v2 = Vector128.Min(v22, v2); v23 = Vector128.Min(v12, v23); v6 = Vector128.Min(v15, v6); v13 = Vector128.Min(v18, v13);
        v23 = Vector128.Min(v2, v23); v13 = Vector128.Min(v6, v13); v13 = Vector128.Min(v23, v13); v13.Store(target1);
    }
}
