// Made by scripts/make_median_networks.py; change that, not this.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu;

/// <summary>The median of 3x3x1 voxels, for 2 rows of 1 slice(s) at a time.</summary>
internal readonly unsafe struct MedianNetwork3x3x1Lanes128<T> : IMedianNetwork<T>
{
    /// <summary>Minimum and maximum operations per voxel.</summary>
    public const double OperationsPerVoxel = 17.0;

    public static int SizeI => 3;

    public static int SizeJ => 3;

    public static int SizeK => 1;

    public static int TileK => 1;

    public static int ListLength => 3;

    public static int Lanes => Vector128<T>.Count;

    // Sorts 3 neighbours along i and 1 along k: 1 list(s) of 3. 6 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Column(T** slices, long offset, T* lists)
    {
        var n = Vector128<T>.Count;
        var s0 = slices[0] + offset;
        Vector128<T> v0, v1, v2, v3;
        v0 = Vector128.Load(s0); v1 = Vector128.Load(s0 + 2); v2 = Vector128.Min(v0, v1); v1 = Vector128.Max(v0, v1); v0 = Vector128.Load(s0 + 1); v3 = Vector128.Min(v0, v2); v3.Store(lists);
        v2 = Vector128.Max(v0, v2); v0 = Vector128.Min(v1, v2); v0.Store(lists + n); v2 = Vector128.Max(v1, v2); v2.Store(lists + (2 * n));
    }

    // The medians of two rows: the 2 rows they share, with the row before and the row behind. 22 operations.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select(T* first, T* last, T** cores, T* target0, T* target1)
    {
        var n = Vector128<T>.Count;
        var core0 = cores[0];
        var core1 = cores[1];
        Vector128<T> v0, v1, v2, v3, v4, v5, v6;
        v0 = Vector128.Load(core0); v1 = Vector128.Load(core1); v1 = Vector128.Max(v0, v1); v0 = Vector128.Load(core0 + (2 * n)); v2 = Vector128.Load(core1 + (2 * n)); v2 = Vector128.Min(v0, v2);
        v0 = Vector128.Min(v1, v2); v2 = Vector128.Max(v1, v2); v1 = Vector128.Load(core0 + n); v3 = Vector128.Load(core1 + n); v4 = Vector128.Min(v1, v3); v3 = Vector128.Max(v1, v3); v1 = Vector128.Min(v0, v4);
        v4 = Vector128.Max(v0, v4); v0 = Vector128.Min(v2, v3); v3 = Vector128.Max(v2, v3); v2 = Vector128.Load(first + (2 * n)); v2 = Vector128.Max(v1, v2); v5 = Vector128.Load(first + n);
        v5 = Vector128.Max(v4, v5); v6 = Vector128.Load(first); v6 = Vector128.Max(v0, v6); v5 = Vector128.Min(v2, v5); v6 = Vector128.Min(v3, v6); v6 = Vector128.Min(v5, v6); v6.Store(target0);
        v6 = Vector128.Load(last + (2 * n)); v6 = Vector128.Max(v1, v6); v1 = Vector128.Load(last + n); v1 = Vector128.Max(v4, v1); v4 = Vector128.Load(last); v4 = Vector128.Max(v0, v4); v1 = Vector128.Min(v6, v1);
        v4 = Vector128.Min(v3, v4); v4 = Vector128.Min(v1, v4); v4.Store(target1);
    }
}
