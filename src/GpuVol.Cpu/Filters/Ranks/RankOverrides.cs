using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>CPU versions of <see cref="RankKernels"/> and <see cref="MedianKernels"/>: networks for the medians of 3, 5 and 7 voxels, bins for other large boxes, counting for everything else.</summary>
/// <remarks>Exactly the plain kernels' answers: both choose one voxel of the window by the same order.</remarks>
internal static unsafe class RankOverrides
{
    /// <summary>The table's lines.</summary>
    public static KeyValuePair<KernelDefinition, CpuOverride>[] Entries =>
    [
        new(RankKernels.Definitions.RankFloat32, Run<float, int, Float32Keys, int, Float32Keys>),
        new(RankKernels.Definitions.RankUInt8, Run<byte, byte, UInt8Keys, ushort, UInt8WideKeys>),
        new(RankKernels.Definitions.RankInt16, Run<short, short, Int16Keys, short, Int16Keys>),
        new(RankKernels.Definitions.RankUInt16, Run<ushort, ushort, UInt16Keys, ushort, UInt16Keys>),
        new(MedianKernels.Definitions.Median27Float32, RunMedian<float, int, Float32Keys>),
        new(MedianKernels.Definitions.Median27UInt8, RunMedian<byte, byte, UInt8Keys>),
        new(MedianKernels.Definitions.Median27Int16, RunMedian<short, short, Int16Keys>),
        new(MedianKernels.Definitions.Median27UInt16, RunMedian<ushort, ushort, UInt16Keys>),
    ];

    private static bool RunMedian<TVoxel, TKey, TKeys>(CpuLaunch launch)
        where TVoxel : unmanaged
        where TKey : unmanaged
        where TKeys : struct, IVoxelKeys<TVoxel, TKey>
    {
        if (!Vector128.IsHardwareAccelerated)
            return false;
        var p = launch.Value<NeighbourhoodParameters>(2);
        return RunNetwork<TVoxel, TKey, TKeys>(launch.Device, Task(p, launch.View<TVoxel>(0).Pointer, launch.View<float>(1).Pointer, default));
    }

    private static bool Run<TVoxel, TKey, TKeys, TWideKey, TWideKeys>(CpuLaunch launch)
        where TVoxel : unmanaged
        where TKey : unmanaged
        where TKeys : struct, IVoxelKeys<TVoxel, TKey>
        where TWideKey : unmanaged
        where TWideKeys : struct, IVoxelKeys<TVoxel, TWideKey>
    {
        if (!Vector128.IsHardwareAccelerated)
            return false;
        var p = launch.Value<NeighbourhoodParameters>(3);
        var task = Task(p, launch.View<TVoxel>(0).Pointer, launch.View<float>(1).Pointer, launch.View<byte>(2));
        if (task.Footprint is null && task.Rank == task.Count / 2 && RunNetwork<TVoxel, TKey, TKeys>(launch.Device, task))
            return true;
        if (task.Count >= FewestForBins(sizeof(TKey)) && RankByBins<TVoxel, TKey, TKeys>.Supports(task))
        {
            RankByBins<TVoxel, TKey, TKeys>.Run(launch.Device, task);
            return true;
        }

        // Lanes of 8 bits count to 255, of 16 bits to 32767.
        if (sizeof(TKey) < 4 && task.Count > short.MaxValue)
            return false;
        if (sizeof(TKey) == 1 && task.Count > byte.MaxValue)
            Count<TVoxel, TWideKey, TWideKeys>(launch.Device, task);
        else
            Count<TVoxel, TKey, TKeys>(launch.Device, task);
        return true;
    }

    // From here on bins are quicker than counting, whose cost grows with the window and with the bits of a key.
    private static int FewestForBins(int keyBytes) => keyBytes switch
    {
        1 => 200,
        2 => 300,
        _ => 64,
    };

    private static bool RunNetwork<TVoxel, TKey, TKeys>(CpuDevice device, NeighbourhoodTask task)
        where TVoxel : unmanaged
        where TKey : unmanaged
        where TKeys : struct, IVoxelKeys<TVoxel, TKey>
    {
        switch (task.Window)
        {
            case (3, 3, 3):
                Choose<MedianNetwork3x3x3Lanes512<TKey>, MedianNetwork3x3x3Lanes256<TKey>, MedianNetwork3x3x3Lanes128<TKey>, TVoxel, TKey, TKeys>(device, task);
                return true;
            case (5, 5, 5):
                Choose<MedianNetwork5x5x5Lanes512<TKey>, MedianNetwork5x5x5Lanes256<TKey>, MedianNetwork5x5x5Lanes128<TKey>, TVoxel, TKey, TKeys>(device, task);
                return true;
            case (7, 7, 7):
                Choose<MedianNetwork7x7x7Lanes512<TKey>, MedianNetwork7x7x7Lanes256<TKey>, MedianNetwork7x7x7Lanes128<TKey>, TVoxel, TKey, TKeys>(device, task);
                return true;
            case (3, 3, 1):
                Choose<MedianNetwork3x3x1Lanes512<TKey>, MedianNetwork3x3x1Lanes256<TKey>, MedianNetwork3x3x1Lanes128<TKey>, TVoxel, TKey, TKeys>(device, task);
                return true;
            case (5, 5, 1):
                Choose<MedianNetwork5x5x1Lanes512<TKey>, MedianNetwork5x5x1Lanes256<TKey>, MedianNetwork5x5x1Lanes128<TKey>, TVoxel, TKey, TKeys>(device, task);
                return true;
            case (7, 7, 1):
                Choose<MedianNetwork7x7x1Lanes512<TKey>, MedianNetwork7x7x1Lanes256<TKey>, MedianNetwork7x7x1Lanes128<TKey>, TVoxel, TKey, TKeys>(device, task);
                return true;
            default:
                return false;
        }
    }

    private static void Choose<TNetwork512, TNetwork256, TNetwork128, TVoxel, TKey, TKeys>(CpuDevice device, NeighbourhoodTask task)
        where TNetwork512 : struct, IMedianNetwork<TKey>
        where TNetwork256 : struct, IMedianNetwork<TKey>
        where TNetwork128 : struct, IMedianNetwork<TKey>
        where TVoxel : unmanaged
        where TKey : unmanaged
        where TKeys : struct, IVoxelKeys<TVoxel, TKey>
    {
        if (Vector512.IsHardwareAccelerated)
            MedianByNetwork<TNetwork512, TVoxel, TKey, TKeys>.Run(device, task);
        else if (Vector256.IsHardwareAccelerated)
            MedianByNetwork<TNetwork256, TVoxel, TKey, TKeys>.Run(device, task);
        else
            MedianByNetwork<TNetwork128, TVoxel, TKey, TKeys>.Run(device, task);
    }

    private static void Count<TVoxel, TKey, TKeys>(CpuDevice device, NeighbourhoodTask task)
        where TVoxel : unmanaged
        where TKey : unmanaged
        where TKeys : struct, IVoxelKeys<TVoxel, TKey>
    {
        if (Vector512.IsHardwareAccelerated)
            RankByCounting<KeyLanes512<TKey>, TVoxel, TKey, TKeys>.Run(device, task);
        else if (Vector256.IsHardwareAccelerated)
            RankByCounting<KeyLanes256<TKey>, TVoxel, TKey, TKeys>.Run(device, task);
        else
            RankByCounting<KeyLanes128<TKey>, TVoxel, TKey, TKeys>.Run(device, task);
    }

    private static NeighbourhoodTask Task(NeighbourhoodParameters p, void* source, float* target, ArrayView<byte> footprint) => new()
    {
        Size = (p.SizeI, p.SizeJ, p.SizeK),
        Window = (p.WindowI, p.WindowJ, p.WindowK),
        Border = p.Border,
        BorderValue = p.BorderValue,
        Rank = p.Rank,
        Footprint = p.UsesFootprint == 1 ? Offsets(p, footprint) : null,
        Source = source,
        Target = target,
        Slope = p.Slope,
        Intercept = p.Intercept,
    };

    private static int[] Offsets(NeighbourhoodParameters p, ArrayView<byte> footprint)
    {
        var offsets = new List<int>();
        for (var e = 0; e < p.WindowI * p.WindowJ * p.WindowK; e++)
        {
            if (footprint[e] != 0)
                offsets.AddRange([e % p.WindowI, e / p.WindowI % p.WindowJ, e / (p.WindowI * p.WindowJ)]);
        }

        return [.. offsets];
    }
}
