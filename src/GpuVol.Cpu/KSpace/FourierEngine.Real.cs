using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>Transforms between real arrays and half spectra: the last axis by itself, the others as complex ones.</summary>
internal sealed unsafe partial class FourierEngine<TLanes, TReal>
{
    /// <summary>Real numbers to their half spectrum.</summary>
    public void RealForward(TReal* source, TReal* target, FourierDescription d)
    {
        var length = d.Shape[^1];
        var lines = d.Count / length;
        var others = OtherAxes(d);
        RealToHalf(source, target, lines, length, others.Count == 0 ? d.Scale : 1);
        if (others.Count > 0)
            Transform(target, target, d.HalfShape, others, d.Scale);
    }

    /// <summary>A half spectrum to real numbers.</summary>
    public void RealInverse(TReal* source, TReal* target, FourierDescription d)
    {
        var length = d.Shape[^1];
        var lines = d.Count / length;
        var others = OtherAxes(d);
        if (others.Count == 0)
        {
            HalfToReal(source, target, lines, length, d.Scale);
            return;
        }

        var memory = HostMemory.Rent(d.HalfCount * 2 * sizeof(TReal));
        try
        {
            Transform(source, (TReal*)memory.Address, d.HalfShape, others, 1);
            HalfToReal((TReal*)memory.Address, target, lines, length, d.Scale);
        }
        finally
        {
            memory.Release();
        }
    }

    // All but the last, which is the real one.
    private static List<int> OtherAxes(FourierDescription d)
    {
        var others = new List<int>();
        for (var n = 0; n < d.Axes.Count - 1; n++)
        {
            if (d.Shape[d.Axes[n]] > 1)
                others.Add(d.Axes[n]);
        }

        return others;
    }

    private void RealToHalf(TReal* source, TReal* target, long count, int length, double scale)
    {
        if (length > 2 * LongestInLanes)
        {
            LongRealToHalf(source, target, count, length, scale);
            return;
        }

        var plan = RealPlan<TReal>.Get(length);
        var width = TLanes.Width;
        device.Parallel((count + width - 1) / width, (first, last) =>
        {
            using var workspace = new LineWorkspace<TLanes, TReal>(plan.Complex, spectrum: plan.Half);
            using var padded = new RealRows(plan);
            for (var group = first; group < last; group++)
            {
                var line = group * width;
                var lines = (int)Math.Min(width, count - line);
                for (var row = 0; row < width; row++)
                {
                    var from = source + (line + Math.Min(row, lines - 1)) * length;
                    workspace.Rows[row] = plan.IsEven ? from : padded.Widen(row, from);
                }

                LineMoves<TLanes, TReal>.LoadRows(workspace, plan.Complex.Length, plan.Complex.PlacesOf(false), 0, width);
                LineTransform<TLanes, TReal>.Run(plan.Complex, workspace.Lines, workspace.Scratch);
                for (var row = 0; row < width; row++)
                    workspace.Rows[row] = row < lines ? target + (line + row) * 2 * plan.Half : workspace.Dummy;
                if (plan.IsEven)
                {
                    RealLines<TLanes, TReal>.Unpack(plan, workspace.Lines, workspace.Spectrum);
                    LineMoves<TLanes, TReal>.StoreRows(workspace, workspace.Spectrum, plan.Half, plan.Places, TLanes.Constant(scale / 2), 0, width);
                }
                else
                {
                    LineMoves<TLanes, TReal>.StoreRows(workspace, plan.Half, plan.Complex.Order, TLanes.Constant(scale), 0, width);
                }
            }
        });
    }

    private void HalfToReal(TReal* source, TReal* target, long count, int length, double scale)
    {
        if (length > 2 * LongestInLanes)
        {
            LongHalfToReal(source, target, count, length, scale);
            return;
        }

        var plan = RealPlan<TReal>.Get(length);
        var width = TLanes.Width;
        device.Parallel((count + width - 1) / width, (first, last) =>
        {
            using var workspace = new LineWorkspace<TLanes, TReal>(plan.Complex, spectrum: plan.Half);
            using var padded = new RealRows(plan);
            var factor = TLanes.Constant(scale);
            for (var group = first; group < last; group++)
            {
                var line = group * width;
                var lines = (int)Math.Min(width, count - line);
                for (var row = 0; row < width; row++)
                    workspace.Rows[row] = source + (line + Math.Min(row, lines - 1)) * 2 * plan.Half;
                LineMoves<TLanes, TReal>.LoadRows(workspace, workspace.Spectrum, plan.Half, plan.Places, 0, width);
                if (plan.IsEven)
                    RealLines<TLanes, TReal>.Pack(plan, workspace.Spectrum, workspace.Lines);
                else
                    Complete(plan, workspace.Spectrum, workspace.Lines);
                LineTransform<TLanes, TReal>.Run(plan.Complex, workspace.Lines, workspace.Scratch);
                for (var row = 0; row < width; row++)
                    workspace.Rows[row] = row >= lines ? workspace.Dummy : plan.IsEven ? target + (line + row) * length : padded.Row(row);
                LineMoves<TLanes, TReal>.StoreRows(workspace, plan.Complex.Length, plan.Complex.Order, factor, width, 0);
                for (var row = 0; row < lines && !plan.IsEven; row++)
                    padded.Narrow(row, target + (line + row) * length);
            }
        });
    }

    // The other half of the spectrum of a real line of odd length, parts swapped; the first element is taken as real.
    private static void Complete(RealPlan<TReal> plan, TReal* half, TReal* whole)
    {
        var width = TLanes.Width;
        var zero = TLanes.Constant(0);
        TLanes.Store(whole + width, TLanes.Load(half));
        TLanes.Store(whole, zero);
        for (var k = 1; k < plan.Half; k++)
        {
            var from = half + (nint)k * 2 * width;
            var re = TLanes.Load(from);
            var im = TLanes.Load(from + width);
            var low = whole + (nint)k * 2 * width;
            var high = whole + (nint)(plan.Length - k) * 2 * width;
            TLanes.Store(low + width, re);
            TLanes.Store(low, im);
            TLanes.Store(high + width, re);
            TLanes.Store(high, zero - im);
        }
    }

    private void LongRealToHalf(TReal* source, TReal* target, long count, int length, double scale)
    {
        var half = length / 2 + 1;
        ForWideLines(count, length, (line, room) =>
        {
            for (var j = 0; j < length; j++)
            {
                room[2 * (nint)j] = source[line * length + j];
                room[2 * (nint)j + 1] = default;
            }

            Rows(room, room, 1, length, scale);
            Buffer.MemoryCopy(room, target + 2 * line * half, 2L * half * sizeof(TReal), 2L * half * sizeof(TReal));
        });
    }

    private void LongHalfToReal(TReal* source, TReal* target, long count, int length, double scale)
    {
        var half = length / 2 + 1;
        ForWideLines(count, length, (line, room) =>
        {
            var from = source + 2 * line * half;
            for (var k = 0; k < length; k++)
            {
                var conjugate = k >= half;
                var place = 2 * (nint)(conjugate ? length - k : k);
                room[2 * (nint)k] = from[place];
                room[2 * (nint)k + 1] = conjugate ? Real.Negate(from[place + 1]) : from[place + 1];
            }

            Rows(room, room, 1, length, scale);
            for (var j = 0; j < length; j++)
                target[line * length + j] = room[2 * (nint)j];
        });
    }

    private static void ForWideLines(long count, int length, WideLine body)
    {
        var memory = HostMemory.Rent(2L * length * sizeof(TReal));
        try
        {
            for (var line = 0L; line < count; line++)
                body(line, (TReal*)memory.Address);
        }
        finally
        {
            memory.Release();
        }
    }

    private delegate void WideLine(long line, TReal* room);

    /// <summary>Complex rows for real lines of odd length.</summary>
    private readonly ref struct RealRows(RealPlan<TReal> plan)
    {
        private readonly HostMemory? _memory = plan.IsEven ? null : HostMemory.Rent((long)TLanes.Width * 2 * plan.Length * sizeof(TReal));
        private readonly int _length = plan.Length;

        public TReal* Row(int row) => (TReal*)_memory!.Address + (nint)row * 2 * _length;

        public TReal* Widen(int row, TReal* source)
        {
            var target = Row(row);
            for (var j = 0; j < _length; j++)
            {
                target[2 * j] = source[j];
                target[2 * j + 1] = default;
            }

            return target;
        }

        public void Narrow(int row, TReal* target)
        {
            var source = Row(row);
            for (var j = 0; j < _length; j++)
                target[j] = source[2 * j];
        }

        public void Dispose() => _memory?.Release();
    }
}
