// Made by scripts/make_median_networks.py; change that, not this.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>The median of 3x3x3 voxels, for 2 rows of 2 slice(s) at a time.</summary>
internal readonly unsafe struct MedianNetwork3x3x3Lanes128<T> : IMedianNetwork<T>
{
    /// <summary>Minimum and maximum operations per voxel.</summary>
    public const double OperationsPerVoxel = 84.0;

    public static int SizeI => 3;

    public static int SizeJ => 3;

    public static int SizeK => 3;

    public static int TileK => 2;

    public static int ListLength => 9;

    public static int Lanes => Vector128<T>.Count;

    // Sorts 3 neighbours along i and 3 along k: 2 list(s) of 9. 84 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Column(T** slices, long offset, T* lists)
    {
        var n = Vector128<T>.Count;
        var s0 = slices[0] + offset;
        var s1 = slices[1] + offset;
        var s2 = slices[2] + offset;
        var s3 = slices[3] + offset;
        Vector128<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17;
        v0 = Vector128.Load(s0); v1 = Vector128.Load(s0 + 2); v2 = Vector128.Min(v0, v1); v1 = Vector128.Max(v0, v1); v0 = Vector128.Load(s0 + 1); v3 = Vector128.Min(v0, v2); v2 = Vector128.Max(v0, v2);
        v0 = Vector128.Min(v1, v2); v2 = Vector128.Max(v1, v2); v1 = Vector128.Load(s1); v4 = Vector128.Load(s1 + 2); v5 = Vector128.Min(v1, v4); v4 = Vector128.Max(v1, v4); v1 = Vector128.Load(s1 + 1);
        v6 = Vector128.Min(v1, v5); v5 = Vector128.Max(v1, v5); v1 = Vector128.Min(v4, v5); v5 = Vector128.Max(v4, v5); v4 = Vector128.Load(s2); v7 = Vector128.Load(s2 + 2); v8 = Vector128.Min(v4, v7);
        v7 = Vector128.Max(v4, v7); v4 = Vector128.Load(s2 + 1); v9 = Vector128.Min(v4, v8); v8 = Vector128.Max(v4, v8); v4 = Vector128.Min(v7, v8); v8 = Vector128.Max(v7, v8); v7 = Vector128.Load(s3);
        v10 = Vector128.Load(s3 + 2); v11 = Vector128.Min(v7, v10); v10 = Vector128.Max(v7, v10); v7 = Vector128.Load(s3 + 1); v12 = Vector128.Min(v7, v11); v11 = Vector128.Max(v7, v11);
        v7 = Vector128.Min(v10, v11); v11 = Vector128.Max(v10, v11); v10 = Vector128.Min(v6, v9); v9 = Vector128.Max(v6, v9); v6 = Vector128.Min(v5, v8); v8 = Vector128.Max(v5, v8); v5 = Vector128.Min(v9, v6);
        v6 = Vector128.Max(v9, v6); v9 = Vector128.Min(v1, v4); v4 = Vector128.Max(v1, v4); v1 = Vector128.Min(v5, v9); v9 = Vector128.Max(v5, v9); v5 = Vector128.Min(v6, v4); v4 = Vector128.Max(v6, v4);
        v6 = Vector128.Min(v3, v10); v6.Store(lists); v3 = Vector128.Max(v3, v10); v6 = Vector128.Min(v4, v3); v3 = Vector128.Max(v4, v3); v13 = Vector128.Min(v2, v9); v2 = Vector128.Max(v2, v9);
        v14 = Vector128.Min(v6, v13); v13 = Vector128.Max(v6, v13); v6 = Vector128.Min(v3, v2); v2 = Vector128.Max(v3, v2); v3 = Vector128.Min(v0, v1); v0 = Vector128.Max(v0, v1); v15 = Vector128.Min(v8, v0);
        v0 = Vector128.Max(v8, v0); v16 = Vector128.Min(v5, v15); v15 = Vector128.Max(v5, v15); v17 = Vector128.Min(v14, v3); v17.Store(lists + n); v3 = Vector128.Max(v14, v3);
        v3.Store(lists + (2 * n)); v3 = Vector128.Min(v13, v16); v3.Store(lists + (3 * n)); v16 = Vector128.Max(v13, v16); v16.Store(lists + (4 * n)); v16 = Vector128.Min(v6, v15);
        v16.Store(lists + (5 * n)); v15 = Vector128.Max(v6, v15); v15.Store(lists + (6 * n)); v15 = Vector128.Min(v2, v0); v15.Store(lists + (7 * n)); v0 = Vector128.Max(v2, v0);
        v0.Store(lists + (8 * n)); v0 = Vector128.Min(v12, v10); v0.Store(lists + (9 * n)); v10 = Vector128.Max(v12, v10); v12 = Vector128.Min(v4, v10); v10 = Vector128.Max(v4, v10);
        v4 = Vector128.Min(v11, v9); v9 = Vector128.Max(v11, v9); v11 = Vector128.Min(v12, v4); v4 = Vector128.Max(v12, v4); v12 = Vector128.Min(v10, v9); v9 = Vector128.Max(v10, v9); v10 = Vector128.Min(v7, v1);
        v1 = Vector128.Max(v7, v1); v7 = Vector128.Min(v8, v1); v1 = Vector128.Max(v8, v1); v8 = Vector128.Min(v5, v7); v7 = Vector128.Max(v5, v7); v5 = Vector128.Min(v11, v10); v5.Store(lists + (10 * n));
        v10 = Vector128.Max(v11, v10); v10.Store(lists + (11 * n)); v10 = Vector128.Min(v4, v8); v10.Store(lists + (12 * n)); v8 = Vector128.Max(v4, v8); v8.Store(lists + (13 * n));
        v8 = Vector128.Min(v12, v7); v8.Store(lists + (14 * n)); v7 = Vector128.Max(v12, v7); v7.Store(lists + (15 * n)); v7 = Vector128.Min(v9, v1); v7.Store(lists + (16 * n));
        v1 = Vector128.Max(v9, v1); v1.Store(lists + (17 * n));
    }

    // The medians of two rows: the 2 rows they share, with the row before and the row behind. 84 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(T* first, T* last, T** cores, T* target0, T* target1)
    {
        var n = Vector128<T>.Count;
        var core0 = cores[0];
        var core1 = cores[1];
        Vector128<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18;
        v0 = Vector128.Load(core0); v1 = Vector128.Load(core1); v1 = Vector128.Max(v0, v1); v0 = Vector128.Load(core0 + (8 * n)); v2 = Vector128.Load(core1 + (8 * n)); v2 = Vector128.Min(v0, v2);
        v0 = Vector128.Min(v1, v2); v2 = Vector128.Max(v1, v2); v1 = Vector128.Load(core0 + (4 * n)); v3 = Vector128.Load(core1 + (4 * n)); v4 = Vector128.Min(v1, v3); v3 = Vector128.Max(v1, v3);
        v1 = Vector128.Min(v0, v4); v4 = Vector128.Max(v0, v4); v0 = Vector128.Min(v2, v3); v3 = Vector128.Max(v2, v3); v2 = Vector128.Load(core0 + (2 * n)); v5 = Vector128.Load(core1 + (2 * n));
        v6 = Vector128.Min(v2, v5); v5 = Vector128.Max(v2, v5); v2 = Vector128.Load(core0 + (6 * n)); v7 = Vector128.Load(core1 + (6 * n)); v8 = Vector128.Min(v2, v7); v7 = Vector128.Max(v2, v7);
        v2 = Vector128.Min(v5, v8); v8 = Vector128.Max(v5, v8); v6 = Vector128.Max(v1, v6); v1 = Vector128.Min(v4, v2); v2 = Vector128.Max(v4, v2); v4 = Vector128.Min(v0, v8); v8 = Vector128.Max(v0, v8);
        v7 = Vector128.Min(v3, v7); v3 = Vector128.Load(core0 + n); v0 = Vector128.Load(core1 + n); v0 = Vector128.Max(v3, v0); v3 = Vector128.Load(core0 + (5 * n)); v5 = Vector128.Load(core1 + (5 * n));
        v9 = Vector128.Min(v3, v5); v5 = Vector128.Max(v3, v5); v3 = Vector128.Min(v0, v9); v9 = Vector128.Max(v0, v9); v0 = Vector128.Load(core0 + (3 * n)); v10 = Vector128.Load(core1 + (3 * n));
        v11 = Vector128.Min(v0, v10); v10 = Vector128.Max(v0, v10); v0 = Vector128.Load(core0 + (7 * n)); v12 = Vector128.Load(core1 + (7 * n)); v12 = Vector128.Min(v0, v12); v0 = Vector128.Min(v10, v12);
        v12 = Vector128.Max(v10, v12); v10 = Vector128.Min(v3, v11); v11 = Vector128.Max(v3, v11); v3 = Vector128.Min(v9, v0); v0 = Vector128.Max(v9, v0); v9 = Vector128.Min(v5, v12); v12 = Vector128.Max(v5, v12);
        v10 = Vector128.Max(v6, v10); v6 = Vector128.Min(v1, v11); v11 = Vector128.Max(v1, v11); v1 = Vector128.Min(v2, v3); v3 = Vector128.Max(v2, v3); v2 = Vector128.Min(v4, v0); v0 = Vector128.Max(v4, v0);
        v4 = Vector128.Min(v8, v9); v9 = Vector128.Max(v8, v9); v12 = Vector128.Min(v7, v12); v7 = Vector128.Load(first + (8 * n)); v7 = Vector128.Max(v10, v7); v8 = Vector128.Load(first + (7 * n));
        v8 = Vector128.Max(v6, v8); v5 = Vector128.Load(first + (6 * n)); v5 = Vector128.Max(v11, v5); v13 = Vector128.Load(first + (5 * n)); v13 = Vector128.Max(v1, v13);
        v14 = Vector128.Load(first + (4 * n)); v14 = Vector128.Max(v3, v14); v15 = Vector128.Load(first + (3 * n)); v15 = Vector128.Max(v2, v15); v16 = Vector128.Load(first + (2 * n));
        v16 = Vector128.Max(v0, v16); v17 = Vector128.Load(first + n); v17 = Vector128.Max(v4, v17); v18 = Vector128.Load(first); v18 = Vector128.Max(v9, v18); v8 = Vector128.Min(v7, v8);
        v13 = Vector128.Min(v5, v13); v15 = Vector128.Min(v14, v15); v17 = Vector128.Min(v16, v17); v18 = Vector128.Min(v12, v18); v13 = Vector128.Min(v8, v13); v17 = Vector128.Min(v15, v17);
        v17 = Vector128.Min(v13, v17); v17 = Vector128.Min(v18, v17); v17.Store(target0); v17 = Vector128.Load(last + (8 * n)); v17 = Vector128.Max(v10, v17); v10 = Vector128.Load(last + (7 * n));
        v10 = Vector128.Max(v6, v10); v6 = Vector128.Load(last + (6 * n)); v6 = Vector128.Max(v11, v6); v11 = Vector128.Load(last + (5 * n)); v11 = Vector128.Max(v1, v11);
        v1 = Vector128.Load(last + (4 * n)); v1 = Vector128.Max(v3, v1); v3 = Vector128.Load(last + (3 * n)); v3 = Vector128.Max(v2, v3); v2 = Vector128.Load(last + (2 * n)); v2 = Vector128.Max(v0, v2);
        v0 = Vector128.Load(last + n); v0 = Vector128.Max(v4, v0); v4 = Vector128.Load(last); v4 = Vector128.Max(v9, v4); v10 = Vector128.Min(v17, v10); v11 = Vector128.Min(v6, v11); v3 = Vector128.Min(v1, v3);
        v0 = Vector128.Min(v2, v0); v4 = Vector128.Min(v12, v4); v11 = Vector128.Min(v10, v11); v0 = Vector128.Min(v3, v0); v0 = Vector128.Min(v11, v0); v0 = Vector128.Min(v4, v0); v0.Store(target1);
    }
}
