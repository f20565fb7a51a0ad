// Made by scripts/make_median_networks.py; change that, not this.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>The median of 5x5x5 voxels, for 2 rows of 2 slice(s) at a time.</summary>
internal readonly unsafe struct MedianNetwork5x5x5Lanes256<T> : IMedianNetwork<T>
{
    /// <summary>Minimum and maximum operations per voxel.</summary>
    public const double OperationsPerVoxel = 482.0;

    public static int SizeI => 5;

    public static int SizeJ => 5;

    public static int SizeK => 5;

    public static int TileK => 2;

    public static int ListLength => 25;

    public static int Lanes => Vector256<T>.Count;

    // Sorts 5 neighbours along i and 5 along k: 2 list(s) of 25. 414 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Column(T** slices, long offset, T* lists)
    {
        var n = Vector256<T>.Count;
        var s0 = slices[0] + offset;
        var s1 = slices[1] + offset;
        var s2 = slices[2] + offset;
        var s3 = slices[3] + offset;
        var s4 = slices[4] + offset;
        var s5 = slices[5] + offset;
        Vector256<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v29, v30, v31, v32, v33, v34;
        v0 = Vector256.Load(s0); v1 = Vector256.Load(s0 + 3); v2 = Vector256.Min(v0, v1); v1 = Vector256.Max(v0, v1); v0 = Vector256.Load(s0 + 2); v3 = Vector256.Min(v0, v2); v2 = Vector256.Max(v0, v2);
        v0 = Vector256.Load(s0 + 1); v4 = Vector256.Load(s0 + 4); v5 = Vector256.Min(v0, v4); v4 = Vector256.Max(v0, v4); v0 = Vector256.Min(v1, v5); v5 = Vector256.Max(v1, v5); v1 = Vector256.Min(v3, v0);
        v0 = Vector256.Max(v3, v0); v3 = Vector256.Load(s1); v6 = Vector256.Load(s1 + 3); v7 = Vector256.Min(v3, v6); v6 = Vector256.Max(v3, v6); v3 = Vector256.Load(s1 + 2); v8 = Vector256.Min(v3, v7);
        v7 = Vector256.Max(v3, v7); v3 = Vector256.Load(s1 + 1); v9 = Vector256.Load(s1 + 4); v10 = Vector256.Min(v3, v9); v9 = Vector256.Max(v3, v9); v3 = Vector256.Min(v6, v10); v10 = Vector256.Max(v6, v10);
        v6 = Vector256.Min(v8, v3); v3 = Vector256.Max(v8, v3); v8 = Vector256.Load(s2); v11 = Vector256.Load(s2 + 3); v12 = Vector256.Min(v8, v11); v11 = Vector256.Max(v8, v11); v8 = Vector256.Load(s2 + 2);
        v13 = Vector256.Min(v8, v12); v12 = Vector256.Max(v8, v12); v8 = Vector256.Load(s2 + 1); v14 = Vector256.Load(s2 + 4); v15 = Vector256.Min(v8, v14); v14 = Vector256.Max(v8, v14);
        v8 = Vector256.Min(v11, v15); v15 = Vector256.Max(v11, v15); v11 = Vector256.Min(v13, v8); v8 = Vector256.Max(v13, v8); v13 = Vector256.Min(v6, v11); v11 = Vector256.Max(v6, v11); v6 = Vector256.Load(s3);
        v16 = Vector256.Load(s3 + 3); v17 = Vector256.Min(v6, v16); v16 = Vector256.Max(v6, v16); v6 = Vector256.Load(s3 + 2); v18 = Vector256.Min(v6, v17); v17 = Vector256.Max(v6, v17); v6 = Vector256.Load(s3 + 1);
        v19 = Vector256.Load(s3 + 4); v20 = Vector256.Min(v6, v19); v19 = Vector256.Max(v6, v19); v6 = Vector256.Min(v16, v20); v20 = Vector256.Max(v16, v20); v16 = Vector256.Min(v18, v6);
        v6 = Vector256.Max(v18, v6); v18 = Vector256.Load(s4); v21 = Vector256.Load(s4 + 3); v22 = Vector256.Min(v18, v21); v21 = Vector256.Max(v18, v21); v18 = Vector256.Load(s4 + 2); v23 = Vector256.Min(v18, v22);
        v22 = Vector256.Max(v18, v22); v18 = Vector256.Load(s4 + 1); v24 = Vector256.Load(s4 + 4); v25 = Vector256.Min(v18, v24); v24 = Vector256.Max(v18, v24); v18 = Vector256.Min(v21, v25);
        v25 = Vector256.Max(v21, v25); v21 = Vector256.Min(v23, v18); v18 = Vector256.Max(v23, v18); v23 = Vector256.Min(v16, v21); v21 = Vector256.Max(v16, v21); v16 = Vector256.Min(v13, v23);
        v23 = Vector256.Max(v13, v23); v13 = Vector256.Min(v1, v16); v13.Store(lists); v1 = Vector256.Max(v1, v16); v13 = Vector256.Max(v9, v7); v7 = Vector256.Min(v9, v7); v9 = Vector256.Max(v10, v13);
        v13 = Vector256.Min(v10, v13); v10 = Vector256.Max(v14, v12); v12 = Vector256.Min(v14, v12); v14 = Vector256.Max(v15, v10); v10 = Vector256.Min(v15, v10); v15 = Vector256.Min(v9, v14);
        v14 = Vector256.Max(v9, v14); v9 = Vector256.Max(v11, v15); v15 = Vector256.Min(v11, v15); v11 = Vector256.Max(v3, v7); v7 = Vector256.Min(v3, v7); v3 = Vector256.Min(v11, v13);
        v13 = Vector256.Max(v11, v13); v11 = Vector256.Max(v8, v12); v12 = Vector256.Min(v8, v12); v8 = Vector256.Min(v11, v10); v10 = Vector256.Max(v11, v10); v11 = Vector256.Max(v3, v8);
        v8 = Vector256.Min(v3, v8); v3 = Vector256.Max(v9, v11); v11 = Vector256.Min(v9, v11); v9 = Vector256.Max(v13, v10); v10 = Vector256.Min(v13, v10); v13 = Vector256.Max(v3, v9); v9 = Vector256.Min(v3, v9);
        v3 = Vector256.Max(v19, v17); v17 = Vector256.Min(v19, v17); v19 = Vector256.Max(v20, v3); v3 = Vector256.Min(v20, v3); v20 = Vector256.Max(v24, v22); v22 = Vector256.Min(v24, v22);
        v24 = Vector256.Max(v25, v20); v20 = Vector256.Min(v25, v20); v25 = Vector256.Min(v19, v24); v24 = Vector256.Max(v19, v24); v19 = Vector256.Max(v21, v25); v25 = Vector256.Min(v21, v25);
        v21 = Vector256.Max(v6, v17); v17 = Vector256.Min(v6, v17); v6 = Vector256.Min(v21, v3); v3 = Vector256.Max(v21, v3); v21 = Vector256.Max(v18, v22); v22 = Vector256.Min(v18, v22);
        v18 = Vector256.Min(v21, v20); v20 = Vector256.Max(v21, v20); v21 = Vector256.Max(v6, v18); v18 = Vector256.Min(v6, v18); v6 = Vector256.Max(v19, v21); v21 = Vector256.Min(v19, v21);
        v19 = Vector256.Max(v3, v20); v20 = Vector256.Min(v3, v20); v3 = Vector256.Max(v6, v19); v19 = Vector256.Min(v6, v19); v6 = Vector256.Min(v13, v3); v3 = Vector256.Max(v13, v3); v13 = Vector256.Min(v23, v6);
        v6 = Vector256.Max(v23, v6); v23 = Vector256.Max(v15, v8); v8 = Vector256.Min(v15, v8); v15 = Vector256.Max(v7, v12); v12 = Vector256.Min(v7, v12); v7 = Vector256.Min(v15, v10);
        v10 = Vector256.Max(v15, v10); v15 = Vector256.Max(v23, v7); v7 = Vector256.Min(v23, v7); v23 = Vector256.Max(v25, v18); v18 = Vector256.Min(v25, v18); v25 = Vector256.Max(v17, v22);
        v22 = Vector256.Min(v17, v22); v17 = Vector256.Min(v25, v20); v20 = Vector256.Max(v25, v20); v25 = Vector256.Max(v23, v17); v17 = Vector256.Min(v23, v17); v23 = Vector256.Min(v15, v25);
        v25 = Vector256.Max(v15, v25); v15 = Vector256.Max(v13, v23); v23 = Vector256.Min(v13, v23); v13 = Vector256.Max(v8, v12); v12 = Vector256.Min(v8, v12); v8 = Vector256.Max(v18, v22);
        v22 = Vector256.Min(v18, v22); v18 = Vector256.Max(v13, v8); v8 = Vector256.Min(v13, v8); v13 = Vector256.Max(v11, v10); v10 = Vector256.Min(v11, v10); v11 = Vector256.Max(v21, v20);
        v20 = Vector256.Min(v21, v20); v21 = Vector256.Min(v13, v11); v11 = Vector256.Max(v13, v11); v13 = Vector256.Min(v18, v21); v21 = Vector256.Max(v18, v21); v18 = Vector256.Max(v15, v13);
        v13 = Vector256.Min(v15, v13); v15 = Vector256.Max(v12, v22); v22 = Vector256.Min(v12, v22); v12 = Vector256.Min(v14, v24); v24 = Vector256.Max(v14, v24); v14 = Vector256.Min(v15, v12);
        v12 = Vector256.Max(v15, v12); v15 = Vector256.Min(v10, v20); v20 = Vector256.Max(v10, v20); v10 = Vector256.Max(v14, v15); v15 = Vector256.Min(v14, v15); v14 = Vector256.Max(v7, v17);
        v17 = Vector256.Min(v7, v17); v7 = Vector256.Min(v9, v19); v19 = Vector256.Max(v9, v19); v9 = Vector256.Min(v14, v7); v7 = Vector256.Max(v14, v7); v14 = Vector256.Min(v10, v9); v9 = Vector256.Max(v10, v9);
        v10 = Vector256.Max(v18, v14); v14 = Vector256.Min(v18, v14); v18 = Vector256.Max(v6, v25); v25 = Vector256.Min(v6, v25); v6 = Vector256.Max(v18, v11); v11 = Vector256.Min(v18, v11);
        v18 = Vector256.Max(v12, v20); v20 = Vector256.Min(v12, v20); v12 = Vector256.Min(v18, v19); v19 = Vector256.Max(v18, v19); v18 = Vector256.Max(v6, v12); v12 = Vector256.Min(v6, v12);
        v6 = Vector256.Min(v18, v1); v1 = Vector256.Max(v18, v1); v26 = Vector256.Min(v10, v6); v6 = Vector256.Max(v10, v6); v27 = Vector256.Max(v4, v2); v2 = Vector256.Min(v4, v2); v4 = Vector256.Max(v5, v27);
        v27 = Vector256.Min(v5, v27); v5 = Vector256.Max(v23, v8); v8 = Vector256.Min(v23, v8); v23 = Vector256.Min(v15, v17); v17 = Vector256.Max(v15, v17); v15 = Vector256.Max(v5, v23);
        v23 = Vector256.Min(v5, v23); v5 = Vector256.Min(v4, v15); v4 = Vector256.Max(v4, v15); v28 = Vector256.Min(v26, v5); v5 = Vector256.Max(v26, v5); v26 = Vector256.Max(v0, v2); v2 = Vector256.Min(v0, v2);
        v0 = Vector256.Min(v26, v27); v27 = Vector256.Max(v26, v27); v26 = Vector256.Max(v8, v22); v22 = Vector256.Min(v8, v22); v8 = Vector256.Min(v0, v26); v0 = Vector256.Max(v0, v26);
        v29 = Vector256.Min(v28, v8); v8 = Vector256.Max(v28, v8); v28 = Vector256.Min(v2, v22); v2 = Vector256.Max(v2, v22); v30 = Vector256.Min(v29, v28); v30.Store(lists + n);
        v28 = Vector256.Max(v29, v28); v28.Store(lists + (2 * n)); v28 = Vector256.Min(v13, v17); v17 = Vector256.Max(v13, v17); v13 = Vector256.Min(v25, v21); v21 = Vector256.Max(v25, v21);
        v25 = Vector256.Min(v13, v9); v9 = Vector256.Max(v13, v9); v13 = Vector256.Min(v3, v19); v19 = Vector256.Max(v3, v19); v3 = Vector256.Min(v13, v2); v2 = Vector256.Max(v13, v2); v29 = Vector256.Min(v25, v3);
        v3 = Vector256.Max(v25, v3); v30 = Vector256.Min(v28, v29); v29 = Vector256.Max(v28, v29); v31 = Vector256.Min(v27, v23); v27 = Vector256.Max(v27, v23); v32 = Vector256.Min(v30, v31);
        v31 = Vector256.Max(v30, v31); v30 = Vector256.Min(v8, v32); v30.Store(lists + (3 * n)); v32 = Vector256.Max(v8, v32); v32.Store(lists + (4 * n)); v32 = Vector256.Min(v19, v0);
        v0 = Vector256.Max(v19, v0); v8 = Vector256.Min(v9, v32); v32 = Vector256.Max(v9, v32); v30 = Vector256.Min(v17, v8); v8 = Vector256.Max(v17, v8); v33 = Vector256.Min(v5, v30); v30 = Vector256.Max(v5, v30);
        v5 = Vector256.Min(v33, v31); v5.Store(lists + (5 * n)); v31 = Vector256.Max(v33, v31); v31.Store(lists + (6 * n)); v31 = Vector256.Min(v20, v7); v7 = Vector256.Max(v20, v7);
        v20 = Vector256.Min(v21, v31); v31 = Vector256.Max(v21, v31); v21 = Vector256.Min(v24, v27); v27 = Vector256.Max(v24, v27); v33 = Vector256.Min(v20, v21); v21 = Vector256.Max(v20, v21);
        v5 = Vector256.Min(v14, v33); v33 = Vector256.Max(v14, v33); v34 = Vector256.Min(v29, v5); v5 = Vector256.Max(v29, v5); v29 = Vector256.Min(v30, v34); v29.Store(lists + (7 * n));
        v34 = Vector256.Max(v30, v34); v34.Store(lists + (8 * n)); v34 = Vector256.Min(v31, v4); v4 = Vector256.Max(v31, v4); v30 = Vector256.Min(v6, v34); v34 = Vector256.Max(v6, v34);
        v6 = Vector256.Min(v30, v8); v8 = Vector256.Max(v30, v8); v30 = Vector256.Min(v6, v5); v30.Store(lists + (9 * n)); v5 = Vector256.Max(v6, v5); v5.Store(lists + (10 * n));
        v5 = Vector256.Min(v11, v7); v7 = Vector256.Max(v11, v7); v11 = Vector256.Min(v5, v3); v3 = Vector256.Max(v5, v3); v6 = Vector256.Min(v11, v33); v33 = Vector256.Max(v11, v33); v11 = Vector256.Min(v8, v6);
        v11.Store(lists + (11 * n)); v6 = Vector256.Max(v8, v6); v6.Store(lists + (12 * n)); v6 = Vector256.Min(v7, v32); v32 = Vector256.Max(v7, v32); v8 = Vector256.Min(v34, v6);
        v6 = Vector256.Max(v34, v6); v34 = Vector256.Min(v8, v33); v34.Store(lists + (13 * n)); v33 = Vector256.Max(v8, v33); v33.Store(lists + (14 * n)); v33 = Vector256.Min(v12, v21);
        v21 = Vector256.Max(v12, v21); v8 = Vector256.Min(v3, v33); v33 = Vector256.Max(v3, v33); v3 = Vector256.Min(v6, v8); v3.Store(lists + (15 * n)); v8 = Vector256.Max(v6, v8);
        v8.Store(lists + (16 * n)); v8 = Vector256.Min(v1, v4); v4 = Vector256.Max(v1, v4); v1 = Vector256.Min(v8, v32); v32 = Vector256.Max(v8, v32); v8 = Vector256.Min(v1, v33);
        v8.Store(lists + (17 * n)); v33 = Vector256.Max(v1, v33); v33.Store(lists + (18 * n)); v33 = Vector256.Min(v2, v21); v21 = Vector256.Max(v2, v21); v2 = Vector256.Min(v32, v33);
        v2.Store(lists + (19 * n)); v33 = Vector256.Max(v32, v33); v33.Store(lists + (20 * n)); v33 = Vector256.Min(v4, v0); v0 = Vector256.Max(v4, v0); v4 = Vector256.Min(v33, v21);
        v4.Store(lists + (21 * n)); v21 = Vector256.Max(v33, v21); v21.Store(lists + (22 * n)); v21 = Vector256.Min(v0, v27); v21.Store(lists + (23 * n));
        v27 = Vector256.Max(v0, v27); v27.Store(lists + (24 * n)); v27 = Vector256.Load(s5); v0 = Vector256.Load(s5 + 3); v21 = Vector256.Min(v27, v0); v0 = Vector256.Max(v27, v0);
        v27 = Vector256.Load(s5 + 2); v33 = Vector256.Min(v27, v21); v21 = Vector256.Max(v27, v21); v27 = Vector256.Load(s5 + 1); v4 = Vector256.Load(s5 + 4); v32 = Vector256.Min(v27, v4);
        v4 = Vector256.Max(v27, v4); v27 = Vector256.Min(v0, v32); v32 = Vector256.Max(v0, v32); v0 = Vector256.Min(v33, v27); v27 = Vector256.Max(v33, v27); v33 = Vector256.Min(v0, v16);
        v33.Store(lists + (25 * n)); v16 = Vector256.Max(v0, v16); v0 = Vector256.Min(v18, v16); v16 = Vector256.Max(v18, v16); v18 = Vector256.Min(v10, v0); v0 = Vector256.Max(v10, v0);
        v10 = Vector256.Max(v4, v21); v21 = Vector256.Min(v4, v21); v4 = Vector256.Max(v32, v10); v10 = Vector256.Min(v32, v10); v32 = Vector256.Min(v4, v15); v15 = Vector256.Max(v4, v15);
        v4 = Vector256.Min(v18, v32); v32 = Vector256.Max(v18, v32); v18 = Vector256.Max(v27, v21); v21 = Vector256.Min(v27, v21); v27 = Vector256.Min(v18, v10); v10 = Vector256.Max(v18, v10);
        v18 = Vector256.Min(v27, v26); v26 = Vector256.Max(v27, v26); v27 = Vector256.Min(v4, v18); v18 = Vector256.Max(v4, v18); v4 = Vector256.Min(v21, v22); v22 = Vector256.Max(v21, v22);
        v21 = Vector256.Min(v27, v4); v21.Store(lists + (26 * n)); v4 = Vector256.Max(v27, v4); v4.Store(lists + (27 * n)); v4 = Vector256.Min(v13, v22); v22 = Vector256.Max(v13, v22);
        v13 = Vector256.Min(v25, v4); v4 = Vector256.Max(v25, v4); v25 = Vector256.Min(v28, v13); v13 = Vector256.Max(v28, v13); v28 = Vector256.Min(v10, v23); v23 = Vector256.Max(v10, v23);
        v10 = Vector256.Min(v25, v28); v28 = Vector256.Max(v25, v28); v25 = Vector256.Min(v18, v10); v25.Store(lists + (28 * n)); v10 = Vector256.Max(v18, v10); v10.Store(lists + (29 * n));
        v10 = Vector256.Min(v19, v26); v26 = Vector256.Max(v19, v26); v19 = Vector256.Min(v9, v10); v10 = Vector256.Max(v9, v10); v9 = Vector256.Min(v17, v19); v19 = Vector256.Max(v17, v19);
        v17 = Vector256.Min(v32, v9); v9 = Vector256.Max(v32, v9); v32 = Vector256.Min(v17, v28); v32.Store(lists + (30 * n)); v28 = Vector256.Max(v17, v28); v28.Store(lists + (31 * n));
        v28 = Vector256.Min(v24, v23); v23 = Vector256.Max(v24, v23); v24 = Vector256.Min(v20, v28); v28 = Vector256.Max(v20, v28); v20 = Vector256.Min(v14, v24); v24 = Vector256.Max(v14, v24);
        v14 = Vector256.Min(v13, v20); v20 = Vector256.Max(v13, v20); v13 = Vector256.Min(v9, v14); v13.Store(lists + (32 * n)); v14 = Vector256.Max(v9, v14); v14.Store(lists + (33 * n));
        v14 = Vector256.Min(v31, v15); v15 = Vector256.Max(v31, v15); v31 = Vector256.Min(v0, v14); v14 = Vector256.Max(v0, v14); v0 = Vector256.Min(v31, v19); v19 = Vector256.Max(v31, v19);
        v31 = Vector256.Min(v0, v20); v31.Store(lists + (34 * n)); v20 = Vector256.Max(v0, v20); v20.Store(lists + (35 * n)); v20 = Vector256.Min(v5, v4); v4 = Vector256.Max(v5, v4);
        v5 = Vector256.Min(v20, v24); v24 = Vector256.Max(v20, v24); v20 = Vector256.Min(v19, v5); v20.Store(lists + (36 * n)); v5 = Vector256.Max(v19, v5); v5.Store(lists + (37 * n));
        v5 = Vector256.Min(v7, v10); v10 = Vector256.Max(v7, v10); v7 = Vector256.Min(v14, v5); v5 = Vector256.Max(v14, v5); v14 = Vector256.Min(v7, v24); v14.Store(lists + (38 * n));
        v24 = Vector256.Max(v7, v24); v24.Store(lists + (39 * n)); v24 = Vector256.Min(v12, v28); v28 = Vector256.Max(v12, v28); v12 = Vector256.Min(v4, v24); v24 = Vector256.Max(v4, v24);
        v4 = Vector256.Min(v5, v12); v4.Store(lists + (40 * n)); v12 = Vector256.Max(v5, v12); v12.Store(lists + (41 * n)); v12 = Vector256.Min(v16, v15); v15 = Vector256.Max(v16, v15);
        v16 = Vector256.Min(v12, v10); v10 = Vector256.Max(v12, v10); v12 = Vector256.Min(v16, v24); v12.Store(lists + (42 * n)); v24 = Vector256.Max(v16, v24); v24.Store(lists + (43 * n));
        v24 = Vector256.Min(v22, v28); v28 = Vector256.Max(v22, v28); v22 = Vector256.Min(v10, v24); v22.Store(lists + (44 * n)); v24 = Vector256.Max(v10, v24); v24.Store(lists + (45 * n));
        v24 = Vector256.Min(v15, v26); v26 = Vector256.Max(v15, v26); v15 = Vector256.Min(v24, v28); v15.Store(lists + (46 * n)); v28 = Vector256.Max(v24, v28); v28.Store(lists + (47 * n));
        v28 = Vector256.Min(v26, v23); v28.Store(lists + (48 * n)); v23 = Vector256.Max(v26, v23); v23.Store(lists + (49 * n));
    }

    // Merges two sorted lists of 25. 238 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(T* a, T* b, T* pair)
    {
        var n = Vector256<T>.Count;
        Vector256<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v29, v30, v31, v32, v33;
        v0 = Vector256.Load(a); v1 = Vector256.Load(b); v2 = Vector256.Min(v0, v1); v2.Store(pair); v1 = Vector256.Max(v0, v1); v0 = Vector256.Load(a + (16 * n)); v2 = Vector256.Load(b + (16 * n));
        v3 = Vector256.Min(v0, v2); v2 = Vector256.Max(v0, v2); v0 = Vector256.Min(v1, v3); v3 = Vector256.Max(v1, v3); v1 = Vector256.Load(a + (8 * n)); v4 = Vector256.Load(b + (8 * n)); v5 = Vector256.Min(v1, v4);
        v4 = Vector256.Max(v1, v4); v1 = Vector256.Min(v0, v5); v5 = Vector256.Max(v0, v5); v0 = Vector256.Load(a + (4 * n)); v6 = Vector256.Load(b + (4 * n)); v7 = Vector256.Min(v0, v6); v6 = Vector256.Max(v0, v6);
        v0 = Vector256.Min(v1, v7); v7 = Vector256.Max(v1, v7); v1 = Vector256.Load(a + (2 * n)); v8 = Vector256.Load(b + (2 * n)); v9 = Vector256.Min(v1, v8); v8 = Vector256.Max(v1, v8); v1 = Vector256.Min(v0, v9);
        v9 = Vector256.Max(v0, v9); v0 = Vector256.Load(a + n); v10 = Vector256.Load(b + n); v11 = Vector256.Min(v0, v10); v10 = Vector256.Max(v0, v10); v0 = Vector256.Min(v1, v11); v0.Store(pair + n);
        v11 = Vector256.Max(v1, v11); v11.Store(pair + (2 * n)); v11 = Vector256.Load(a + (17 * n)); v1 = Vector256.Load(b + (17 * n)); v0 = Vector256.Min(v11, v1); v1 = Vector256.Max(v11, v1);
        v11 = Vector256.Min(v10, v0); v0 = Vector256.Max(v10, v0); v10 = Vector256.Load(a + (9 * n)); v12 = Vector256.Load(b + (9 * n)); v13 = Vector256.Min(v10, v12); v12 = Vector256.Max(v10, v12);
        v10 = Vector256.Min(v11, v13); v13 = Vector256.Max(v11, v13); v11 = Vector256.Load(a + (5 * n)); v14 = Vector256.Load(b + (5 * n)); v15 = Vector256.Min(v11, v14); v14 = Vector256.Max(v11, v14);
        v11 = Vector256.Min(v10, v15); v15 = Vector256.Max(v10, v15); v10 = Vector256.Load(a + (3 * n)); v16 = Vector256.Load(b + (3 * n)); v17 = Vector256.Min(v10, v16); v16 = Vector256.Max(v10, v16);
        v10 = Vector256.Min(v11, v17); v17 = Vector256.Max(v11, v17); v11 = Vector256.Min(v9, v10); v11.Store(pair + (3 * n)); v10 = Vector256.Max(v9, v10); v10.Store(pair + (4 * n));
        v10 = Vector256.Load(a + (18 * n)); v9 = Vector256.Load(b + (18 * n)); v11 = Vector256.Min(v10, v9); v9 = Vector256.Max(v10, v9); v10 = Vector256.Min(v8, v11); v11 = Vector256.Max(v8, v11);
        v8 = Vector256.Load(a + (10 * n)); v18 = Vector256.Load(b + (10 * n)); v19 = Vector256.Min(v8, v18); v18 = Vector256.Max(v8, v18); v8 = Vector256.Min(v10, v19); v19 = Vector256.Max(v10, v19);
        v10 = Vector256.Load(a + (6 * n)); v20 = Vector256.Load(b + (6 * n)); v21 = Vector256.Min(v10, v20); v20 = Vector256.Max(v10, v20); v10 = Vector256.Min(v8, v21); v21 = Vector256.Max(v8, v21);
        v8 = Vector256.Min(v7, v10); v10 = Vector256.Max(v7, v10); v7 = Vector256.Min(v8, v17); v7.Store(pair + (5 * n)); v17 = Vector256.Max(v8, v17); v17.Store(pair + (6 * n));
        v17 = Vector256.Load(a + (19 * n)); v8 = Vector256.Load(b + (19 * n)); v7 = Vector256.Min(v17, v8); v8 = Vector256.Max(v17, v8); v17 = Vector256.Min(v16, v7); v7 = Vector256.Max(v16, v7);
        v16 = Vector256.Load(a + (11 * n)); v22 = Vector256.Load(b + (11 * n)); v23 = Vector256.Min(v16, v22); v22 = Vector256.Max(v16, v22); v16 = Vector256.Min(v17, v23); v23 = Vector256.Max(v17, v23);
        v17 = Vector256.Load(a + (7 * n)); v24 = Vector256.Load(b + (7 * n)); v25 = Vector256.Min(v17, v24); v24 = Vector256.Max(v17, v24); v17 = Vector256.Min(v16, v25); v25 = Vector256.Max(v16, v25);
        v16 = Vector256.Min(v15, v17); v17 = Vector256.Max(v15, v17); v15 = Vector256.Min(v10, v16); v15.Store(pair + (7 * n)); v16 = Vector256.Max(v10, v16); v16.Store(pair + (8 * n));
        v16 = Vector256.Load(a + (20 * n)); v10 = Vector256.Load(b + (20 * n)); v15 = Vector256.Min(v16, v10); v10 = Vector256.Max(v16, v10); v16 = Vector256.Min(v6, v15); v15 = Vector256.Max(v6, v15);
        v6 = Vector256.Load(a + (12 * n)); v26 = Vector256.Load(b + (12 * n)); v27 = Vector256.Min(v6, v26); v26 = Vector256.Max(v6, v26); v6 = Vector256.Min(v16, v27); v27 = Vector256.Max(v16, v27);
        v16 = Vector256.Min(v5, v6); v6 = Vector256.Max(v5, v6); v5 = Vector256.Min(v16, v21); v21 = Vector256.Max(v16, v21); v16 = Vector256.Min(v5, v17); v16.Store(pair + (9 * n));
        v17 = Vector256.Max(v5, v17); v17.Store(pair + (10 * n)); v17 = Vector256.Load(a + (21 * n)); v5 = Vector256.Load(b + (21 * n)); v16 = Vector256.Min(v17, v5); v5 = Vector256.Max(v17, v5);
        v17 = Vector256.Min(v14, v16); v16 = Vector256.Max(v14, v16); v14 = Vector256.Load(a + (13 * n)); v28 = Vector256.Load(b + (13 * n)); v29 = Vector256.Min(v14, v28); v28 = Vector256.Max(v14, v28);
        v14 = Vector256.Min(v17, v29); v29 = Vector256.Max(v17, v29); v17 = Vector256.Min(v13, v14); v14 = Vector256.Max(v13, v14); v13 = Vector256.Min(v17, v25); v25 = Vector256.Max(v17, v25);
        v17 = Vector256.Min(v21, v13); v17.Store(pair + (11 * n)); v13 = Vector256.Max(v21, v13); v13.Store(pair + (12 * n)); v13 = Vector256.Load(a + (22 * n));
        v21 = Vector256.Load(b + (22 * n)); v17 = Vector256.Min(v13, v21); v21 = Vector256.Max(v13, v21); v13 = Vector256.Min(v20, v17); v17 = Vector256.Max(v20, v17); v20 = Vector256.Load(a + (14 * n));
        v30 = Vector256.Load(b + (14 * n)); v31 = Vector256.Min(v20, v30); v30 = Vector256.Max(v20, v30); v20 = Vector256.Min(v13, v31); v31 = Vector256.Max(v13, v31); v13 = Vector256.Min(v19, v20);
        v20 = Vector256.Max(v19, v20); v19 = Vector256.Min(v6, v13); v13 = Vector256.Max(v6, v13); v6 = Vector256.Min(v19, v25); v6.Store(pair + (13 * n)); v25 = Vector256.Max(v19, v25);
        v25.Store(pair + (14 * n)); v25 = Vector256.Load(a + (23 * n)); v19 = Vector256.Load(b + (23 * n)); v6 = Vector256.Min(v25, v19); v19 = Vector256.Max(v25, v19); v25 = Vector256.Min(v24, v6);
        v6 = Vector256.Max(v24, v6); v24 = Vector256.Load(a + (15 * n)); v32 = Vector256.Load(b + (15 * n)); v33 = Vector256.Min(v24, v32); v32 = Vector256.Max(v24, v32); v24 = Vector256.Min(v25, v33);
        v33 = Vector256.Max(v25, v33); v25 = Vector256.Min(v23, v24); v24 = Vector256.Max(v23, v24); v23 = Vector256.Min(v14, v25); v25 = Vector256.Max(v14, v25); v14 = Vector256.Min(v13, v23);
        v14.Store(pair + (15 * n)); v23 = Vector256.Max(v13, v23); v23.Store(pair + (16 * n)); v23 = Vector256.Load(a + (24 * n)); v13 = Vector256.Load(b + (24 * n));
        v14 = Vector256.Min(v23, v13); v13 = Vector256.Max(v23, v13); v13.Store(pair + (49 * n)); v13 = Vector256.Min(v4, v14); v14 = Vector256.Max(v4, v14); v4 = Vector256.Min(v3, v13);
        v13 = Vector256.Max(v3, v13); v3 = Vector256.Min(v4, v27); v27 = Vector256.Max(v4, v27); v4 = Vector256.Min(v3, v20); v20 = Vector256.Max(v3, v20); v3 = Vector256.Min(v4, v25);
        v3.Store(pair + (17 * n)); v25 = Vector256.Max(v4, v25); v25.Store(pair + (18 * n)); v25 = Vector256.Min(v0, v12); v12 = Vector256.Max(v0, v12); v0 = Vector256.Min(v25, v29);
        v29 = Vector256.Max(v25, v29); v25 = Vector256.Min(v0, v24); v24 = Vector256.Max(v0, v24); v0 = Vector256.Min(v20, v25); v0.Store(pair + (19 * n)); v25 = Vector256.Max(v20, v25);
        v25.Store(pair + (20 * n)); v25 = Vector256.Min(v11, v18); v18 = Vector256.Max(v11, v18); v11 = Vector256.Min(v25, v31); v31 = Vector256.Max(v25, v31); v25 = Vector256.Min(v27, v11);
        v11 = Vector256.Max(v27, v11); v27 = Vector256.Min(v25, v24); v27.Store(pair + (21 * n)); v24 = Vector256.Max(v25, v24); v24.Store(pair + (22 * n)); v24 = Vector256.Min(v7, v22);
        v22 = Vector256.Max(v7, v22); v7 = Vector256.Min(v24, v33); v33 = Vector256.Max(v24, v33); v24 = Vector256.Min(v29, v7); v7 = Vector256.Max(v29, v7); v29 = Vector256.Min(v11, v24);
        v29.Store(pair + (23 * n)); v24 = Vector256.Max(v11, v24); v24.Store(pair + (24 * n)); v24 = Vector256.Min(v15, v26); v26 = Vector256.Max(v15, v26); v15 = Vector256.Min(v13, v24);
        v24 = Vector256.Max(v13, v24); v13 = Vector256.Min(v15, v31); v31 = Vector256.Max(v15, v31); v15 = Vector256.Min(v13, v7); v15.Store(pair + (25 * n)); v7 = Vector256.Max(v13, v7);
        v7.Store(pair + (26 * n)); v7 = Vector256.Min(v16, v28); v28 = Vector256.Max(v16, v28); v16 = Vector256.Min(v12, v7); v7 = Vector256.Max(v12, v7); v12 = Vector256.Min(v16, v33);
        v33 = Vector256.Max(v16, v33); v16 = Vector256.Min(v31, v12); v16.Store(pair + (27 * n)); v12 = Vector256.Max(v31, v12); v12.Store(pair + (28 * n)); v12 = Vector256.Min(v17, v30);
        v30 = Vector256.Max(v17, v30); v17 = Vector256.Min(v18, v12); v12 = Vector256.Max(v18, v12); v18 = Vector256.Min(v24, v17); v17 = Vector256.Max(v24, v17); v24 = Vector256.Min(v18, v33);
        v24.Store(pair + (29 * n)); v33 = Vector256.Max(v18, v33); v33.Store(pair + (30 * n)); v33 = Vector256.Min(v6, v32); v32 = Vector256.Max(v6, v32); v6 = Vector256.Min(v22, v33);
        v33 = Vector256.Max(v22, v33); v22 = Vector256.Min(v7, v6); v6 = Vector256.Max(v7, v6); v7 = Vector256.Min(v17, v22); v7.Store(pair + (31 * n)); v22 = Vector256.Max(v17, v22);
        v22.Store(pair + (32 * n)); v22 = Vector256.Min(v2, v14); v14 = Vector256.Max(v2, v14); v2 = Vector256.Min(v22, v26); v26 = Vector256.Max(v22, v26); v22 = Vector256.Min(v2, v12);
        v12 = Vector256.Max(v2, v12); v2 = Vector256.Min(v22, v6); v2.Store(pair + (33 * n)); v6 = Vector256.Max(v22, v6); v6.Store(pair + (34 * n)); v6 = Vector256.Min(v1, v28);
        v28 = Vector256.Max(v1, v28); v1 = Vector256.Min(v6, v33); v33 = Vector256.Max(v6, v33); v6 = Vector256.Min(v12, v1); v6.Store(pair + (35 * n)); v1 = Vector256.Max(v12, v1);
        v1.Store(pair + (36 * n)); v1 = Vector256.Min(v9, v30); v30 = Vector256.Max(v9, v30); v9 = Vector256.Min(v26, v1); v1 = Vector256.Max(v26, v1); v26 = Vector256.Min(v9, v33);
        v26.Store(pair + (37 * n)); v33 = Vector256.Max(v9, v33); v33.Store(pair + (38 * n)); v33 = Vector256.Min(v8, v32); v32 = Vector256.Max(v8, v32); v8 = Vector256.Min(v28, v33);
        v33 = Vector256.Max(v28, v33); v28 = Vector256.Min(v1, v8); v28.Store(pair + (39 * n)); v8 = Vector256.Max(v1, v8); v8.Store(pair + (40 * n)); v8 = Vector256.Min(v14, v10);
        v10 = Vector256.Max(v14, v10); v14 = Vector256.Min(v8, v30); v30 = Vector256.Max(v8, v30); v8 = Vector256.Min(v14, v33); v8.Store(pair + (41 * n)); v33 = Vector256.Max(v14, v33);
        v33.Store(pair + (42 * n)); v33 = Vector256.Min(v5, v32); v32 = Vector256.Max(v5, v32); v5 = Vector256.Min(v30, v33); v5.Store(pair + (43 * n)); v33 = Vector256.Max(v30, v33);
        v33.Store(pair + (44 * n)); v33 = Vector256.Min(v10, v21); v21 = Vector256.Max(v10, v21); v10 = Vector256.Min(v33, v32); v10.Store(pair + (45 * n)); v32 = Vector256.Max(v33, v32);
        v32.Store(pair + (46 * n)); v32 = Vector256.Min(v21, v19); v32.Store(pair + (47 * n)); v19 = Vector256.Max(v21, v19); v19.Store(pair + (48 * n));
    }

    // The medians of two rows: the 4 rows they share, with the row before and the row behind. 312 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(T* first, T* last, T** cores, T* target0, T* target1)
    {
        var n = Vector256<T>.Count;
        var core0 = cores[0];
        var core1 = cores[1];
        Vector256<T> v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v29, v30, v31;
        v0 = Vector256.Load(core0 + (13 * n)); v1 = Vector256.Load(core1 + (17 * n)); v1 = Vector256.Max(v0, v1); v0 = Vector256.Load(core1 + (49 * n)); v1 = Vector256.Min(v0, v1);
        v0 = Vector256.Load(core0 + (45 * n)); v1 = Vector256.Min(v0, v1); v0 = Vector256.Load(core0 + (29 * n)); v2 = Vector256.Load(core1 + n); v2 = Vector256.Max(v0, v2);
        v0 = Vector256.Load(core1 + (33 * n)); v2 = Vector256.Min(v0, v2); v0 = Vector256.Min(v1, v2); v2 = Vector256.Max(v1, v2); v1 = Vector256.Load(core0 + (21 * n)); v3 = Vector256.Load(core1 + (9 * n));
        v3 = Vector256.Max(v1, v3); v1 = Vector256.Load(core1 + (41 * n)); v3 = Vector256.Min(v1, v3); v1 = Vector256.Load(core0 + (5 * n)); v4 = Vector256.Load(core1 + (25 * n)); v4 = Vector256.Max(v1, v4);
        v1 = Vector256.Load(core0 + (37 * n)); v4 = Vector256.Min(v1, v4); v1 = Vector256.Min(v3, v4); v4 = Vector256.Max(v3, v4); v3 = Vector256.Min(v0, v1); v1 = Vector256.Max(v0, v1);
        v0 = Vector256.Load(core0 + (17 * n)); v5 = Vector256.Load(core1 + (13 * n)); v5 = Vector256.Max(v0, v5); v0 = Vector256.Load(core1 + (45 * n)); v5 = Vector256.Min(v0, v5);
        v0 = Vector256.Load(core0 + (49 * n)); v5 = Vector256.Min(v0, v5); v0 = Vector256.Load(core0 + n); v6 = Vector256.Load(core1 + (29 * n)); v6 = Vector256.Max(v0, v6);
        v0 = Vector256.Load(core0 + (33 * n)); v6 = Vector256.Min(v0, v6); v0 = Vector256.Min(v5, v6); v6 = Vector256.Max(v5, v6); v5 = Vector256.Load(core0 + (25 * n)); v7 = Vector256.Load(core1 + (5 * n));
        v7 = Vector256.Max(v5, v7); v5 = Vector256.Load(core1 + (37 * n)); v7 = Vector256.Min(v5, v7); v5 = Vector256.Load(core0 + (9 * n)); v8 = Vector256.Load(core1 + (21 * n)); v8 = Vector256.Max(v5, v8);
        v5 = Vector256.Load(core0 + (41 * n)); v8 = Vector256.Min(v5, v8); v5 = Vector256.Min(v7, v8); v8 = Vector256.Max(v7, v8); v7 = Vector256.Min(v0, v5); v5 = Vector256.Max(v0, v5); v7 = Vector256.Max(v3, v7);
        v3 = Vector256.Load(core0 + (15 * n)); v0 = Vector256.Load(core1 + (15 * n)); v0 = Vector256.Max(v3, v0); v3 = Vector256.Load(core1 + (47 * n)); v0 = Vector256.Min(v3, v0);
        v3 = Vector256.Load(core0 + (47 * n)); v0 = Vector256.Min(v3, v0); v3 = Vector256.Load(core0 + (31 * n)); v9 = Vector256.Load(core1 + (31 * n)); v9 = Vector256.Min(v3, v9);
        v3 = Vector256.Min(v0, v9); v9 = Vector256.Max(v0, v9); v0 = Vector256.Load(core0 + (23 * n)); v10 = Vector256.Load(core1 + (7 * n)); v10 = Vector256.Max(v0, v10);
        v0 = Vector256.Load(core1 + (39 * n)); v10 = Vector256.Min(v0, v10); v0 = Vector256.Load(core0 + (7 * n)); v11 = Vector256.Load(core1 + (23 * n)); v11 = Vector256.Max(v0, v11);
        v0 = Vector256.Load(core0 + (39 * n)); v11 = Vector256.Min(v0, v11); v0 = Vector256.Min(v10, v11); v11 = Vector256.Max(v10, v11); v10 = Vector256.Min(v3, v0); v0 = Vector256.Max(v3, v0);
        v3 = Vector256.Load(core0 + (19 * n)); v12 = Vector256.Load(core1 + (11 * n)); v12 = Vector256.Max(v3, v12); v3 = Vector256.Load(core1 + (43 * n)); v12 = Vector256.Min(v3, v12);
        v3 = Vector256.Load(core0 + (3 * n)); v13 = Vector256.Load(core1 + (27 * n)); v13 = Vector256.Max(v3, v13); v3 = Vector256.Load(core0 + (35 * n)); v13 = Vector256.Min(v3, v13);
        v3 = Vector256.Min(v12, v13); v13 = Vector256.Max(v12, v13); v12 = Vector256.Load(core0 + (27 * n)); v14 = Vector256.Load(core1 + (3 * n)); v14 = Vector256.Max(v12, v14);
        v12 = Vector256.Load(core1 + (35 * n)); v14 = Vector256.Min(v12, v14); v12 = Vector256.Load(core0 + (11 * n)); v15 = Vector256.Load(core1 + (19 * n)); v15 = Vector256.Max(v12, v15);
        v12 = Vector256.Load(core0 + (43 * n)); v15 = Vector256.Min(v12, v15); v12 = Vector256.Min(v14, v15); v15 = Vector256.Max(v14, v15); v14 = Vector256.Min(v3, v12); v12 = Vector256.Max(v3, v12);
        v14 = Vector256.Max(v10, v14); v14 = Vector256.Max(v7, v14); v7 = Vector256.Load(core0 + (14 * n)); v10 = Vector256.Load(core1 + (16 * n)); v10 = Vector256.Max(v7, v10);
        v7 = Vector256.Load(core1 + (48 * n)); v10 = Vector256.Min(v7, v10); v7 = Vector256.Load(core0 + (46 * n)); v10 = Vector256.Min(v7, v10); v7 = Vector256.Load(core0 + (30 * n));
        v3 = Vector256.Load(core1); v3 = Vector256.Max(v7, v3); v7 = Vector256.Load(core1 + (32 * n)); v3 = Vector256.Min(v7, v3); v7 = Vector256.Min(v10, v3); v3 = Vector256.Max(v10, v3);
        v10 = Vector256.Load(core0 + (22 * n)); v16 = Vector256.Load(core1 + (8 * n)); v16 = Vector256.Max(v10, v16); v10 = Vector256.Load(core1 + (40 * n)); v16 = Vector256.Min(v10, v16);
        v10 = Vector256.Load(core0 + (6 * n)); v17 = Vector256.Load(core1 + (24 * n)); v17 = Vector256.Max(v10, v17); v10 = Vector256.Load(core0 + (38 * n)); v17 = Vector256.Min(v10, v17);
        v10 = Vector256.Min(v16, v17); v17 = Vector256.Max(v16, v17); v16 = Vector256.Min(v7, v10); v10 = Vector256.Max(v7, v10); v7 = Vector256.Load(core0 + (18 * n));
        v18 = Vector256.Load(core1 + (12 * n)); v18 = Vector256.Max(v7, v18); v7 = Vector256.Load(core1 + (44 * n)); v18 = Vector256.Min(v7, v18); v7 = Vector256.Load(core0 + (2 * n));
        v19 = Vector256.Load(core1 + (28 * n)); v19 = Vector256.Max(v7, v19); v7 = Vector256.Load(core0 + (34 * n)); v19 = Vector256.Min(v7, v19); v7 = Vector256.Min(v18, v19); v19 = Vector256.Max(v18, v19);
        v18 = Vector256.Load(core0 + (26 * n)); v20 = Vector256.Load(core1 + (4 * n)); v20 = Vector256.Max(v18, v20); v18 = Vector256.Load(core1 + (36 * n)); v20 = Vector256.Min(v18, v20);
        v18 = Vector256.Load(core0 + (10 * n)); v21 = Vector256.Load(core1 + (20 * n)); v21 = Vector256.Max(v18, v21); v18 = Vector256.Load(core0 + (42 * n)); v21 = Vector256.Min(v18, v21);
        v18 = Vector256.Min(v20, v21); v21 = Vector256.Max(v20, v21); v20 = Vector256.Min(v7, v18); v18 = Vector256.Max(v7, v18); v20 = Vector256.Max(v16, v20); v16 = Vector256.Load(core0 + (16 * n));
        v7 = Vector256.Load(core1 + (14 * n)); v7 = Vector256.Max(v16, v7); v16 = Vector256.Load(core1 + (46 * n)); v7 = Vector256.Min(v16, v7); v16 = Vector256.Load(core0 + (48 * n));
        v7 = Vector256.Min(v16, v7); v16 = Vector256.Load(core0); v22 = Vector256.Load(core1 + (30 * n)); v22 = Vector256.Max(v16, v22); v16 = Vector256.Load(core0 + (32 * n)); v22 = Vector256.Min(v16, v22);
        v16 = Vector256.Min(v7, v22); v22 = Vector256.Max(v7, v22); v7 = Vector256.Load(core0 + (24 * n)); v23 = Vector256.Load(core1 + (6 * n)); v23 = Vector256.Max(v7, v23);
        v7 = Vector256.Load(core1 + (38 * n)); v23 = Vector256.Min(v7, v23); v7 = Vector256.Load(core0 + (8 * n)); v24 = Vector256.Load(core1 + (22 * n)); v24 = Vector256.Max(v7, v24);
        v7 = Vector256.Load(core0 + (40 * n)); v24 = Vector256.Min(v7, v24); v7 = Vector256.Min(v23, v24); v24 = Vector256.Max(v23, v24); v23 = Vector256.Min(v16, v7); v7 = Vector256.Max(v16, v7);
        v16 = Vector256.Load(core0 + (20 * n)); v25 = Vector256.Load(core1 + (10 * n)); v25 = Vector256.Max(v16, v25); v16 = Vector256.Load(core1 + (42 * n)); v25 = Vector256.Min(v16, v25);
        v16 = Vector256.Load(core0 + (4 * n)); v26 = Vector256.Load(core1 + (26 * n)); v26 = Vector256.Max(v16, v26); v16 = Vector256.Load(core0 + (36 * n)); v26 = Vector256.Min(v16, v26);
        v16 = Vector256.Min(v25, v26); v26 = Vector256.Max(v25, v26); v25 = Vector256.Load(core0 + (28 * n)); v27 = Vector256.Load(core1 + (2 * n)); v27 = Vector256.Max(v25, v27);
        v25 = Vector256.Load(core1 + (34 * n)); v27 = Vector256.Min(v25, v27); v25 = Vector256.Load(core0 + (12 * n)); v28 = Vector256.Load(core1 + (18 * n)); v28 = Vector256.Max(v25, v28);
        v25 = Vector256.Load(core0 + (44 * n)); v28 = Vector256.Min(v25, v28); v25 = Vector256.Min(v27, v28); v28 = Vector256.Max(v27, v28); v27 = Vector256.Min(v16, v25); v25 = Vector256.Max(v16, v25);
        v27 = Vector256.Max(v23, v27); v27 = Vector256.Max(v20, v27); v20 = Vector256.Min(v14, v27); v27 = Vector256.Max(v14, v27); v14 = Vector256.Load(first + (24 * n)); v14 = Vector256.Max(v20, v14);
        v23 = Vector256.Load(first + (23 * n)); v23 = Vector256.Max(v27, v23); v23 = Vector256.Min(v14, v23); v14 = Vector256.Min(v1, v5); v5 = Vector256.Max(v1, v5); v1 = Vector256.Min(v0, v12);
        v12 = Vector256.Max(v0, v12); v0 = Vector256.Min(v14, v1); v1 = Vector256.Max(v14, v1); v14 = Vector256.Min(v10, v18); v18 = Vector256.Max(v10, v18); v10 = Vector256.Min(v7, v25);
        v25 = Vector256.Max(v7, v25); v7 = Vector256.Min(v14, v10); v10 = Vector256.Max(v14, v10); v14 = Vector256.Min(v0, v7); v7 = Vector256.Max(v0, v7); v0 = Vector256.Load(first + (22 * n));
        v0 = Vector256.Max(v14, v0); v16 = Vector256.Load(first + (21 * n)); v16 = Vector256.Max(v7, v16); v16 = Vector256.Min(v0, v16); v16 = Vector256.Min(v23, v16); v23 = Vector256.Min(v1, v10);
        v10 = Vector256.Max(v1, v10); v1 = Vector256.Load(first + (20 * n)); v1 = Vector256.Max(v23, v1); v0 = Vector256.Load(first + (19 * n)); v0 = Vector256.Max(v10, v0); v0 = Vector256.Min(v1, v0);
        v1 = Vector256.Min(v5, v12); v12 = Vector256.Max(v5, v12); v5 = Vector256.Min(v18, v25); v25 = Vector256.Max(v18, v25); v18 = Vector256.Min(v1, v5); v5 = Vector256.Max(v1, v5);
        v1 = Vector256.Load(first + (18 * n)); v1 = Vector256.Max(v18, v1); v29 = Vector256.Load(first + (17 * n)); v29 = Vector256.Max(v5, v29); v29 = Vector256.Min(v1, v29); v29 = Vector256.Min(v0, v29);
        v29 = Vector256.Min(v16, v29); v16 = Vector256.Min(v12, v25); v25 = Vector256.Max(v12, v25); v12 = Vector256.Load(first + (16 * n)); v12 = Vector256.Max(v16, v12);
        v0 = Vector256.Load(first + (15 * n)); v0 = Vector256.Max(v25, v0); v0 = Vector256.Min(v12, v0); v12 = Vector256.Min(v2, v4); v4 = Vector256.Max(v2, v4); v2 = Vector256.Min(v6, v8);
        v8 = Vector256.Max(v6, v8); v6 = Vector256.Min(v12, v2); v2 = Vector256.Max(v12, v2); v12 = Vector256.Min(v9, v11); v11 = Vector256.Max(v9, v11); v9 = Vector256.Min(v13, v15); v15 = Vector256.Max(v13, v15);
        v13 = Vector256.Min(v12, v9); v9 = Vector256.Max(v12, v9); v12 = Vector256.Min(v6, v13); v13 = Vector256.Max(v6, v13); v6 = Vector256.Min(v3, v17); v17 = Vector256.Max(v3, v17); v3 = Vector256.Min(v19, v21);
        v21 = Vector256.Max(v19, v21); v19 = Vector256.Min(v6, v3); v3 = Vector256.Max(v6, v3); v6 = Vector256.Min(v22, v24); v24 = Vector256.Max(v22, v24); v22 = Vector256.Min(v26, v28);
        v28 = Vector256.Max(v26, v28); v26 = Vector256.Min(v6, v22); v22 = Vector256.Max(v6, v22); v6 = Vector256.Min(v19, v26); v26 = Vector256.Max(v19, v26); v19 = Vector256.Min(v12, v6);
        v6 = Vector256.Max(v12, v6); v12 = Vector256.Load(first + (14 * n)); v12 = Vector256.Max(v19, v12); v1 = Vector256.Load(first + (13 * n)); v1 = Vector256.Max(v6, v1); v1 = Vector256.Min(v12, v1);
        v1 = Vector256.Min(v0, v1); v0 = Vector256.Min(v13, v26); v26 = Vector256.Max(v13, v26); v13 = Vector256.Load(first + (12 * n)); v13 = Vector256.Max(v0, v13); v12 = Vector256.Load(first + (11 * n));
        v12 = Vector256.Max(v26, v12); v12 = Vector256.Min(v13, v12); v13 = Vector256.Min(v2, v9); v9 = Vector256.Max(v2, v9); v2 = Vector256.Min(v3, v22); v22 = Vector256.Max(v3, v22); v3 = Vector256.Min(v13, v2);
        v2 = Vector256.Max(v13, v2); v13 = Vector256.Load(first + (10 * n)); v13 = Vector256.Max(v3, v13); v30 = Vector256.Load(first + (9 * n)); v30 = Vector256.Max(v2, v30); v30 = Vector256.Min(v13, v30);
        v30 = Vector256.Min(v12, v30); v30 = Vector256.Min(v1, v30); v30 = Vector256.Min(v29, v30); v29 = Vector256.Max(v4, v8); v8 = Vector256.Min(v4, v8); v4 = Vector256.Max(v11, v15);
        v15 = Vector256.Min(v11, v15); v11 = Vector256.Max(v29, v4); v4 = Vector256.Min(v29, v4); v29 = Vector256.Max(v17, v21); v21 = Vector256.Min(v17, v21); v17 = Vector256.Max(v24, v28);
        v28 = Vector256.Min(v24, v28); v24 = Vector256.Max(v29, v17); v17 = Vector256.Min(v29, v17); v29 = Vector256.Max(v11, v24); v24 = Vector256.Min(v11, v24); v11 = Vector256.Load(first);
        v11 = Vector256.Max(v24, v11); v11 = Vector256.Min(v29, v11); v1 = Vector256.Min(v9, v22); v22 = Vector256.Max(v9, v22); v9 = Vector256.Load(first + (8 * n)); v9 = Vector256.Max(v1, v9);
        v12 = Vector256.Load(first + (7 * n)); v12 = Vector256.Max(v22, v12); v12 = Vector256.Min(v9, v12); v9 = Vector256.Min(v8, v15); v15 = Vector256.Max(v8, v15); v8 = Vector256.Min(v21, v28);
        v28 = Vector256.Max(v21, v28); v21 = Vector256.Min(v9, v8); v8 = Vector256.Max(v9, v8); v9 = Vector256.Load(first + (6 * n)); v9 = Vector256.Max(v21, v9); v13 = Vector256.Load(first + (5 * n));
        v13 = Vector256.Max(v8, v13); v13 = Vector256.Min(v9, v13); v13 = Vector256.Min(v12, v13); v12 = Vector256.Min(v15, v28); v28 = Vector256.Max(v15, v28); v15 = Vector256.Load(first + (4 * n));
        v15 = Vector256.Max(v12, v15); v9 = Vector256.Load(first + (3 * n)); v9 = Vector256.Max(v28, v9); v9 = Vector256.Min(v15, v9); v15 = Vector256.Min(v4, v17); v17 = Vector256.Max(v4, v17);
        v4 = Vector256.Load(first + (2 * n)); v4 = Vector256.Max(v15, v4); v31 = Vector256.Load(first + n); v31 = Vector256.Max(v17, v31); v31 = Vector256.Min(v4, v31); v31 = Vector256.Min(v9, v31);
        v31 = Vector256.Min(v13, v31); v31 = Vector256.Min(v11, v31); v31 = Vector256.Min(v30, v31); v31.Store(target0); v31 = Vector256.Load(last + (24 * n)); v31 = Vector256.Max(v20, v31);
        v20 = Vector256.Load(last + (23 * n)); v20 = Vector256.Max(v27, v20); v20 = Vector256.Min(v31, v20); v31 = Vector256.Load(last + (22 * n)); v31 = Vector256.Max(v14, v31);
        v14 = Vector256.Load(last + (21 * n)); v14 = Vector256.Max(v7, v14); v14 = Vector256.Min(v31, v14); v14 = Vector256.Min(v20, v14); v20 = Vector256.Load(last + (20 * n));
        v20 = Vector256.Max(v23, v20); v23 = Vector256.Load(last + (19 * n)); v23 = Vector256.Max(v10, v23); v23 = Vector256.Min(v20, v23); v20 = Vector256.Load(last + (18 * n));
        v20 = Vector256.Max(v18, v20); v18 = Vector256.Load(last + (17 * n)); v18 = Vector256.Max(v5, v18); v18 = Vector256.Min(v20, v18); v18 = Vector256.Min(v23, v18); v18 = Vector256.Min(v14, v18);
        v14 = Vector256.Load(last + (16 * n)); v14 = Vector256.Max(v16, v14); v16 = Vector256.Load(last + (15 * n)); v16 = Vector256.Max(v25, v16); v16 = Vector256.Min(v14, v16);
        v14 = Vector256.Load(last + (14 * n)); v14 = Vector256.Max(v19, v14); v19 = Vector256.Load(last + (13 * n)); v19 = Vector256.Max(v6, v19); v19 = Vector256.Min(v14, v19);
        v19 = Vector256.Min(v16, v19); v16 = Vector256.Load(last + (12 * n)); v16 = Vector256.Max(v0, v16); v0 = Vector256.Load(last + (11 * n)); v0 = Vector256.Max(v26, v0); v0 = Vector256.Min(v16, v0);
        v16 = Vector256.Load(last + (10 * n)); v16 = Vector256.Max(v3, v16); v3 = Vector256.Load(last + (9 * n)); v3 = Vector256.Max(v2, v3); v3 = Vector256.Min(v16, v3); v3 = Vector256.Min(v0, v3);
        v3 = Vector256.Min(v19, v3); v3 = Vector256.Min(v18, v3); v18 = Vector256.Load(last); v18 = Vector256.Max(v24, v18); v18 = Vector256.Min(v29, v18); v29 = Vector256.Load(last + (8 * n));
        v29 = Vector256.Max(v1, v29); v1 = Vector256.Load(last + (7 * n)); v1 = Vector256.Max(v22, v1); v1 = Vector256.Min(v29, v1); v29 = Vector256.Load(last + (6 * n)); v29 = Vector256.Max(v21, v29);
        v21 = Vector256.Load(last + (5 * n)); v21 = Vector256.Max(v8, v21); v21 = Vector256.Min(v29, v21); v21 = Vector256.Min(v1, v21); v1 = Vector256.Load(last + (4 * n)); v1 = Vector256.Max(v12, v1);
        v12 = Vector256.Load(last + (3 * n)); v12 = Vector256.Max(v28, v12); v12 = Vector256.Min(v1, v12); v1 = Vector256.Load(last + (2 * n)); v1 = Vector256.Max(v15, v1); v15 = Vector256.Load(last + n);
        v15 = Vector256.Max(v17, v15); v15 = Vector256.Min(v1, v15); v15 = Vector256.Min(v12, v15); v15 = Vector256.Min(v21, v15); v15 = Vector256.Min(v18, v15); v15 = Vector256.Min(v3, v15);
        v15.Store(target1);
    }
}
