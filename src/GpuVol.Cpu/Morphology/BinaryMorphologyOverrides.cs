using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Morphology;

/// <summary>Vector code for <see cref="BinaryMorphologyKernels"/>: the voxels under the element are combined as they lie, a register of neighbours at a time.</summary>
internal static unsafe class BinaryMorphologyOverrides
{
    private const int SmallestRange = 1 << 16;

    /// <summary>One erosion or dilation.</summary>
    public static bool Step(CpuLaunch launch)
    {
        if (!Vector.IsHardwareAccelerated)
            return false;
        var target = (nint)launch.View<byte>(1).Pointer;
        var offsets = launch.View<int>(2).Pointer;
        var p = launch.Value<BinaryMorphologyParameters>(3);
        var (reachI, reachJ, reachK) = (Reach(offsets, p.Offsets, 0), Reach(offsets, p.Offsets, 1), Reach(offsets, p.Offsets, 2));
        var task = new NeighbourhoodTask
        {
            Size = (p.SizeI, p.SizeJ, p.SizeK),
            Window = (2 * reachI + 1, 2 * reachJ + 1, 2 * reachK + 1),
            Border = BorderModes.Constant,
            BorderValue = p.BorderValue,
            Source = launch.View<byte>(0).Pointer,
            Target = null,
        };
        var rows = PaddedSlices<byte, byte, UInt8Keys>.RowsOfBlock(task, task.Window.K, Vector<byte>.Count);
        var blocks = (p.SizeJ + rows - 1) / rows;
        var slabSlices = Math.Max(4, Math.Min(32, p.SizeK / Math.Max(1, 8 * launch.Device.Threads / blocks)));
        var slabs = (p.SizeK + slabSlices - 1) / slabSlices;
        launch.Parallel((long)blocks * slabs, (begin, end) =>
        {
            using var padded = new PaddedSlices<byte, byte, UInt8Keys>(task, task.Window.K, rows, Vector<byte>.Count);
            var addresses = new nint[p.Offsets];
            for (var piece = begin; piece < end; piece++)
            {
                var rowBegin = (int)(piece / slabs) * rows;
                var rowEnd = Math.Min(rowBegin + rows, p.SizeJ);
                var sliceBegin = (int)(piece % slabs) * slabSlices;
                padded.Begin(rowBegin);
                for (var k = sliceBegin; k < Math.Min(sliceBegin + slabSlices, p.SizeK); k++)
                {
                    for (var n = 0; n < p.Offsets; n++)
                        addresses[n] = (nint)(padded.Slice(k + offsets[(3 * n) + 2]) + ((long)(offsets[(3 * n) + 1] + reachJ) * padded.RowLength) + offsets[3 * n] + reachI);
                    for (var j = rowBegin; j < rowEnd; j++)
                        Row(addresses, (nint)(j - rowBegin) * padded.RowLength, (byte*)target + ((((long)k * p.SizeJ) + j) * p.SizeI), p);
                }
            }
        });
        return true;
    }

    /// <summary>1 becomes 0 and 0 becomes 1.</summary>
    public static bool Invert(CpuLaunch launch)
    {
        var mask = launch.View<byte>(0).Pointer;
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            var v = begin;
            for (; v <= end - Vector<byte>.Count; v += Vector<byte>.Count)
                (Vector.Load(mask + v) ^ Vector<byte>.One).Store(mask + v);
            for (; v < end; v++)
                mask[v] ^= 1;
        }, SmallestRange);
        return true;
    }

    private static int Reach(int* offsets, int count, int axis)
    {
        var reach = 0;
        for (var n = 0; n < count; n++)
            reach = Math.Max(reach, Math.Abs(offsets[(3 * n) + axis]));
        return reach;
    }

    // The padded rows are readable for whole registers behind the last column; the target is not writable there.
    private static void Row(nint[] addresses, nint offset, byte* target, in BinaryMorphologyParameters p)
    {
        var lanes = Vector<byte>.Count;
        var erode = p.Erode != 0;
        var i = 0;
        for (; i <= p.SizeI - (4 * lanes); i += 4 * lanes)
        {
            var first = (byte*)addresses[0] + offset + i;
            var (a, b, c, d) = (Vector.Load(first), Vector.Load(first + lanes), Vector.Load(first + (2 * lanes)), Vector.Load(first + (3 * lanes)));
            for (var n = 1; n < addresses.Length; n++)
            {
                var next = (byte*)addresses[n] + offset + i;
                if (erode)
                {
                    a &= Vector.Load(next);
                    b &= Vector.Load(next + lanes);
                    c &= Vector.Load(next + (2 * lanes));
                    d &= Vector.Load(next + (3 * lanes));
                }
                else
                {
                    a |= Vector.Load(next);
                    b |= Vector.Load(next + lanes);
                    c |= Vector.Load(next + (2 * lanes));
                    d |= Vector.Load(next + (3 * lanes));
                }
            }

            a.Store(target + i);
            b.Store(target + i + lanes);
            c.Store(target + i + (2 * lanes));
            d.Store(target + i + (3 * lanes));
        }

        for (; i < p.SizeI; i += lanes)
        {
            var all = Vector.Load((byte*)addresses[0] + offset + i);
            for (var n = 1; n < addresses.Length; n++)
            {
                var next = Vector.Load((byte*)addresses[n] + offset + i);
                all = erode ? all & next : all | next;
            }

            for (var lane = 0; lane < Math.Min(lanes, p.SizeI - i); lane++)
                target[i + lane] = all[lane];
        }
    }
}
