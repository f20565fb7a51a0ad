using System.Numerics;
using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>
/// Any rank of any window: bit by bit the greatest key below which no more than rank voxels of the window lie. Exact, without a
/// sort; the voxels are compared as they lie, a register of neighbouring windows at a time.
/// </summary>
/// <remarks>Only bits in which voxels of the window differ are tried: for whole Hounsfield units in float32 a third of the 32.</remarks>
internal static unsafe class RankByCounting<TLanes, TVoxel, TKey, TKeys>
    where TLanes : struct, IKeyLanes<TLanes, TKey>
    where TVoxel : unmanaged
    where TKey : unmanaged
    where TKeys : struct, IVoxelKeys<TVoxel, TKey>
{
    /// <summary>The whole volume.</summary>
    public static void Run(CpuDevice device, NeighbourhoodTask task)
    {
        var slots = task.Window.K;
        var rows = PaddedSlices<TVoxel, TKey, TKeys>.RowsOfBlock(task, slots, TLanes.Count);
        var blocks = (task.Size.J + rows - 1) / rows;
        var slabSlices = Math.Max(4, Math.Min(32, task.Size.K / Math.Max(1, 8 * device.Threads / blocks)));
        var slabs = (task.Size.K + slabSlices - 1) / slabSlices;
        device.Parallel((long)blocks * slabs, (begin, end) =>
        {
            using var padded = new PaddedSlices<TVoxel, TKey, TKeys>(task, slots, rows, TLanes.Count);
            var offsets = new nint[task.Count];
            var results = new TKey[padded.RowLength + TLanes.Count];
            for (var piece = begin; piece < end; piece++)
            {
                var rowBegin = (int)(piece / slabs) * rows;
                var rowEnd = Math.Min(rowBegin + rows, task.Size.J);
                var sliceBegin = (int)(piece % slabs) * slabSlices;
                padded.Begin(rowBegin);
                for (var k = sliceBegin; k < Math.Min(sliceBegin + slabSlices, task.Size.K); k++)
                    RunSlice(task, padded, offsets, results, rowBegin, rowEnd, k);
            }
        });
    }

    private static void RunSlice(NeighbourhoodTask task, PaddedSlices<TVoxel, TKey, TKeys> padded, nint[] offsets, TKey[] results, int rowBegin, int rowEnd, int k)
    {
        var slices = new nint[task.Window.K];
        for (var s = 0; s < slices.Length; s++)
            slices[s] = (nint)padded.Slice(k - (task.Window.K / 2) + s);
        FillOffsets(task, slices, padded.RowLength, offsets);
        var target = task.Target + ((((long)k * task.Size.J) + rowBegin) * task.Size.I);
        var rank = TLanes.Fill(TKeys.FromCount(task.Rank));
        fixed (nint* addresses = offsets)
        fixed (TKey* row = results)
        {
            for (var j = 0; j < rowEnd - rowBegin; j++, target += task.Size.I)
            {
                for (var i = 0; i < task.Size.I; i += TLanes.Count)
                    TLanes.Store(row + i, Select(addresses, offsets.Length, ((nint)j * padded.RowLength) + i, rank));
                TKeys.Decode(row, target, task.Size.I, task.Slope, task.Intercept);
            }
        }
    }

    private static TLanes Select(nint* addresses, int count, nint offset, in TLanes rank)
    {
        var zero = TLanes.Fill(default);
        var first = TLanes.Load((TKey*)addresses[0] + offset);
        var differences = zero;
        for (var e = 1; e < count; e++)
            differences = TLanes.AddDifferences(differences, TLanes.Load((TKey*)addresses[e] + offset), first);
        var bits = AnyLane(differences);
        var value = TLanes.Blend(first, TLanes.Fill(TKeys.Lowest), TLanes.Fill(TKeys.FromBits(bits)));
        while (bits != 0)
        {
            var bit = 1u << BitOperations.Log2(bits);
            bits &= ~bit;
            var pivot = TLanes.Add(value, TLanes.Fill(TKeys.FromBits(bit)));
            var below = zero;
            for (var e = 0; e < count; e++)
                below = TLanes.CountLess(below, TLanes.Load((TKey*)addresses[e] + offset), pivot);
            value = TLanes.Choose(below, rank, pivot, value);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AnyLane(TLanes lanes)
    {
        var keys = stackalloc TKey[64];
        TLanes.Store(keys, lanes);
        var bits = 0u;
        for (var lane = 0; lane < TLanes.Count; lane++)
            bits |= TKeys.ToBits(keys[lane]);
        return bits;
    }

    private static void FillOffsets(NeighbourhoodTask task, nint[] slices, int rowLength, nint[] offsets)
    {
        if (task.Footprint is { } footprint)
        {
            for (var e = 0; e < offsets.Length; e++)
                offsets[e] = (nint)((TKey*)slices[footprint[(3 * e) + 2]] + (footprint[(3 * e) + 1] * rowLength) + footprint[3 * e]);
            return;
        }

        var next = 0;
        for (var k = 0; k < task.Window.K; k++)
        {
            for (var j = 0; j < task.Window.J; j++)
            {
                for (var i = 0; i < task.Window.I; i++)
                    offsets[next++] = (nint)((TKey*)slices[k] + (j * rowLength) + i);
            }
        }
    }
}
