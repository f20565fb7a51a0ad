using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>Lines that are too long, or too few, to be transformed side by side as a whole.</summary>
internal sealed unsafe partial class FourierEngine<TLanes, TReal>
{
    private const int GreatestFactor = 1 << 14;

    private void LongRows(TReal* source, TReal* target, long count, int length, double scale)
    {
        if (LongPlan<TLanes, TReal>.Find(length, GreatestFactor) is { } plan)
            LongRows(plan, source, target, count, scale);
        else if (length <= LongestInLanes)
            RowsInLanes(source, target, count, length, scale);
        else
            ChirpRows(source, target, count, length, scale);
    }

    private void LongRows(LongPlan<TLanes, TReal> plan, TReal* source, TReal* target, long count, double scale)
    {
        // Rows of a power of two would fall into few sets of the caches.
        var rowReals = 2 * (plan.Columns + TLanes.Width);
        var bytes = (long)plan.Rows * rowReals * sizeof(TReal);
        var width = TLanes.Width;
        var columnGroups = (plan.Columns + width - 1) / width;
        var rowGroups = (plan.Rows + width - 1) / width;
        var lineReals = 2L * plan.Length;
        var shift = centered ? plan.Length / 2 : 0;
        var streams = Streams(target, count * plan.Length, plan.Rows) && Streams(target, count * plan.Length, plan.Length) && Streams(target, count * plan.Length, shift);
        if (count >= 2 * device.Threads)
        {
            device.Parallel(count, (first, last) =>
            {
                var matrix = HostMemory.Rent(bytes);
                try
                {
                    using var workspace = new LineWorkspace<TLanes, TReal>(plan.RowPlan, plan.ColumnPlan, MostGroups);
                    for (var line = first; line < last; line++)
                    {
                        LongColumns(workspace, plan, source + line * lineReals, (TReal*)matrix.Address, rowReals, 0, columnGroups);
                        LongResults(workspace, plan, (TReal*)matrix.Address, rowReals, target + line * lineReals, 0, rowGroups, scale, streams);
                    }
                }
                finally
                {
                    matrix.Release();
                }
            });
            return;
        }

        var shared = HostMemory.Rent(bytes);
        try
        {
            for (var line = 0L; line < count; line++)
            {
                var from = source + line * lineReals;
                var to = target + line * lineReals;
                device.Parallel(columnGroups, (first, last) =>
                {
                    using var workspace = new LineWorkspace<TLanes, TReal>(plan.ColumnPlan, groups: MostGroups);
                    LongColumns(workspace, plan, from, (TReal*)shared.Address, rowReals, (int)first, (int)last);
                });
                device.Parallel(rowGroups, (first, last) =>
                {
                    using var workspace = new LineWorkspace<TLanes, TReal>(plan.RowPlan, groups: MostGroups);
                    LongResults(workspace, plan, (TReal*)shared.Address, rowReals, to, (int)first, (int)last, scale, streams);
                });
            }
        }
        finally
        {
            shared.Release();
        }
    }

    /// <summary>Columns of the line as a matrix, Width side by side, to rows of the scratch matrix, with the twiddle factors between the two steps.</summary>
    private void LongColumns(in LineWorkspace<TLanes, TReal> workspace, LongPlan<TLanes, TReal> plan, TReal* source, TReal* matrix, int rowReals, int first, int last)
    {
        var width = TLanes.Width;
        var shift = centered ? plan.Length / 2 : 0;
        for (var group = first; group < last; group += MostGroups)
        {
            var end = Math.Min(last, group + MostGroups);
            LoadColumns(workspace, plan, source, shift, group, end);
            for (var g = group; g < end; g++)
            {
                var lines = workspace.Lines + (nint)(g - group) * plan.Rows * 2 * width;
                LineTransform<TLanes, TReal>.Run(plan.ColumnPlan, lines, workspace.Scratch);

                // The rows of the scratch matrix are padded by a group.
                Twist(plan, lines, g, matrix + 2 * g * width, rowReals);
            }
        }
    }

    private void LoadColumns(in LineWorkspace<TLanes, TReal> workspace, LongPlan<TLanes, TReal> plan, TReal* source, int shift, int first, int last)
    {
        var width = TLanes.Width;
        var next = (nint)plan.Rows * 2 * width;
        for (var j = 0; j < plan.Rows; j++)
        {
            var element = workspace.Lines + (nint)j * 2 * width;
            for (var group = first; group < last; group++)
            {
                var lines = Math.Min(width, plan.Columns - group * width);
                var from = (int)(((long)j * plan.Columns + group * width + shift) % plan.Length);
                TLanes x, y;
                if (lines == width && from <= plan.Length - width)
                {
                    TLanes.Split(source + 2 * (nint)from, out x, out y);
                }
                else
                {
                    var head = Math.Min(lines, plan.Length - from);
                    LineMoves<TLanes, TReal>.Copy(source + 2 * (nint)from, workspace.Staging, head);
                    LineMoves<TLanes, TReal>.Copy(source, workspace.Staging + 2 * head, lines - head);
                    TLanes.Split(workspace.Staging, out x, out y);
                }

                TLanes.Store(element + _re, x);
                TLanes.Store(element + _im, y);
                element += next;
            }
        }
    }

    private static void Twist(LongPlan<TLanes, TReal> plan, TReal* lines, int group, TReal* target, int rowReals)
    {
        var width = TLanes.Width;
        var order = plan.ColumnPlan.Order;
        var block = plan.OfBlock(group);
        var within = plan.Within;
        for (var k = 0; k < plan.Rows; k++)
        {
            var element = lines + (nint)order[k] * 2 * width;
            var x = TLanes.Load(element);
            var y = TLanes.Load(element + width);
            var bc = TLanes.Broadcast(block[2 * k]);
            var bs = TLanes.Broadcast(block[2 * k + 1]);
            var wc = TLanes.Load(within + (nint)k * 2 * width);
            var ws = TLanes.Load(within + (nint)k * 2 * width + width);
            var c = TLanes.MultiplySubtract(wc, bc, ws * bs);
            var s = TLanes.MultiplyAdd(wc, bs, ws * bc);
            TLanes.Join(target + (nint)k * rowReals, TLanes.MultiplySubtract(x, c, y * s), TLanes.MultiplyAdd(x, s, y * c));
        }
    }

    /// <summary>Rows of the scratch matrix, Width side by side; result k2 of row k1 is number k1 + rows · k2.</summary>
    private void LongResults(in LineWorkspace<TLanes, TReal> workspace, LongPlan<TLanes, TReal> plan, TReal* matrix, int rowReals, TReal* target, int first, int last, double scale, bool streams)
    {
        var width = TLanes.Width;
        var factor = TLanes.Constant(scale);
        for (var group = first; group < last; group += MostGroups)
        {
            var end = Math.Min(last, group + MostGroups);
            for (var g = group; g < end; g++)
            {
                var lines = workspace.Lines + (nint)(g - group) * plan.Columns * 2 * width;
                for (var row = 0; row < width; row++)
                    workspace.Rows[row] = matrix + (nint)Math.Min(g * width + row, plan.Rows - 1) * rowReals;
                LineMoves<TLanes, TReal>.LoadRows(workspace, lines, plan.Columns, plan.RowPlan.PlacesOf(false), 0, width);
                LineTransform<TLanes, TReal>.Run(plan.RowPlan, lines, workspace.Scratch);
            }

            if (streams)
                StoreResults<Yes>(workspace, plan, target, group, end, factor);
            else
                StoreResults<No>(workspace, plan, target, group, end, factor);
        }

        if (streams)
            StreamingStores.Fence();
    }

    private void StoreResults<TNonTemporal>(in LineWorkspace<TLanes, TReal> workspace, LongPlan<TLanes, TReal> plan, TReal* target, int first, int last, in TLanes factor)
        where TNonTemporal : struct, IFlag
    {
        var width = TLanes.Width;
        var shift = centered ? plan.Length / 2 : 0;
        var order = plan.RowPlan.Order;
        var next = (nint)plan.Columns * 2 * width;
        for (var k2 = 0; k2 < plan.Columns; k2++)
        {
            var element = workspace.Lines + (nint)order[k2] * 2 * width;
            for (var group = first; group < last; group++)
            {
                var k1 = group * width;
                var lines = Math.Min(width, plan.Rows - k1);
                var to = (int)((k1 + (long)plan.Rows * k2 + shift) % plan.Length);
                var x = TLanes.Load(element + _re) * factor;
                var y = TLanes.Load(element + _im) * factor;
                element += next;
                if (TNonTemporal.Value && lines == width && to <= plan.Length - width)
                {
                    TLanes.JoinNonTemporal(target + 2 * (nint)to, x, y);
                }
                else if (lines == width && to <= plan.Length - width)
                {
                    TLanes.Join(target + 2 * (nint)to, x, y);
                }
                else
                {
                    var head = Math.Min(lines, plan.Length - to);
                    TLanes.Join(workspace.Staging, x, y);
                    LineMoves<TLanes, TReal>.Copy(workspace.Staging, target + 2 * (nint)to, head);
                    LineMoves<TLanes, TReal>.Copy(workspace.Staging + 2 * head, target, lines - head);
                }
            }
        }
    }

    /// <summary>Bluestein's convolution of single long lines, by transforms of a smooth length.</summary>
    private void ChirpRows(TReal* source, TReal* target, long count, int length, double scale)
    {
        var chirps = LongChirp<TReal>.Get(length);
        var padded = LongPlan<TLanes, TReal>.Find(chirps.Padded, GreatestFactor)!;
        var forward = new FourierEngine<TLanes, TReal>(device, inverse: false, centered: false);
        var shift = centered ? length / 2 : 0;
        var memory = HostMemory.Rent((long)chirps.Padded * 2 * sizeof(TReal));
        try
        {
            var work = (TReal*)memory.Address;
            var pair = stackalloc TReal[2];
            var re = inverse ? 1 : 0;
            for (var line = 0L; line < count; line++)
            {
                var from = source + 2 * line * length;
                var to = target + 2 * line * length;
                device.Parallel(chirps.Padded, (first, last) =>
                {
                    for (var j = (int)first; j < last; j++)
                    {
                        if (j < length)
                        {
                            var place = 2 * (nint)((j + shift) % length);
                            Product(from[place + re], from[place + 1 - re], chirps.Chirp + 2 * (nint)j, work + 2 * (nint)j);
                        }
                        else
                        {
                            work[2 * (nint)j] = work[2 * (nint)j + 1] = default;
                        }
                    }
                }, 4096);
                forward.LongRows(padded, work, work, 1, 1);

                // Swapping the parts turns the second forward transform into the inverse one.
                device.Parallel(chirps.Padded, (first, last) =>
                {
                    for (var k = (nint)first; k < last; k++)
                    {
                        Product(work[2 * k], work[2 * k + 1], chirps.Spectrum + 2 * k, work + 2 * k);
                        (work[2 * k], work[2 * k + 1]) = (work[2 * k + 1], work[2 * k]);
                    }
                }, 4096);
                forward.LongRows(padded, work, work, 1, 1);
                var factor = Real.Of<TReal>(scale);
                for (var k = 0; k < length; k++)
                {
                    var place = 2 * (nint)((k + shift) % length);
                    Product(work[2 * (nint)k + 1], work[2 * (nint)k], chirps.Chirp + 2 * (nint)k, pair);
                    to[place + re] = Real.Multiply(pair[0], factor);
                    to[place + 1 - re] = Real.Multiply(pair[1], factor);
                }
            }
        }
        finally
        {
            memory.Release();
        }
    }

    /// <summary>Long lines that are not contiguous, by way of rows that are.</summary>
    private void LongStrided(TReal* source, TReal* target, long outer, int length, long inner, double scale)
    {
        var width = TLanes.Width;
        var rows = HostMemory.Rent((long)width * length * 2 * sizeof(TReal));
        try
        {
            var room = (TReal*)rows.Address;
            for (var o = 0L; o < outer; o++)
            {
                for (var column = 0L; column < inner; column += width)
                {
                    var lines = (int)Math.Min(width, inner - column);
                    var begin = (o * length * inner + column) * 2;
                    device.Parallel(length, (first, last) =>
                    {
                        for (var j = first; j < last; j++)
                        {
                            for (var line = 0; line < lines; line++)
                                LineMoves<TLanes, TReal>.Copy(source + begin + 2 * (j * inner + line), room + 2 * ((long)line * length + j), 1);
                        }
                    }, 256);
                    LongRows(room, room, lines, length, scale);
                    device.Parallel(length, (first, last) =>
                    {
                        for (var j = first; j < last; j++)
                        {
                            for (var line = 0; line < lines; line++)
                                LineMoves<TLanes, TReal>.Copy(room + 2 * ((long)line * length + j), target + begin + 2 * (j * inner + line), 1);
                        }
                    }, 256);
                }
            }
        }
        finally
        {
            rows.Release();
        }
    }

    private static void Product(TReal re, TReal im, TReal* factor, TReal* result)
    {
        result[0] = Real.Subtract(Real.Multiply(re, factor[0]), Real.Multiply(im, factor[1]));
        result[1] = Real.Add(Real.Multiply(re, factor[1]), Real.Multiply(im, factor[0]));
    }
}
