using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// The correction of an image by one parallel view whose columns are no finer than pixels look, but finer than twice that: a pixel then meets the two rays beside it, whose weights fall linearly, or the nearer one.
/// The weighted mean of the two is an interpolation whose place is a clamped line of the fraction between them: no division.
/// </summary>
internal sealed unsafe class ParallelCorrection<TLanes, TVector> : IDisposable
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // From here on the slope of the line, 1 / (2 reach - 1), costs no digits.
    private const float LeastReach = 0.55f;

    private readonly ProjectorParameters _p;
    private readonly PaddedRows _rows;
    private TVector _offsets;
    private double _start;
    private double _perI;
    private double _perJ;
    private float _reach;
    private int _span;

    public ParallelCorrection(ProjectorParameters p)
    {
        _p = p;
        _rows = new PaddedRows(2, p.Columns);
        _rows.ClearMargins(0);
        _rows.ClearMargins(1);
        new Span<float>(Inside, p.Columns).Fill(1);
    }

    /// <summary>Per column what its ray has too little, in the volume's unit, times the relaxation.</summary>
    public float* Row => _rows[0];

    // Tells columns of the detector from those beyond it.
    private float* Inside => _rows[1];

    /// <summary>True where this serves for a view; <paramref name="line"/> is its column as <see cref="PlanarProjectorKernels"/> takes it.</summary>
    public static bool Fit(in ParallelView view, float* line) => Reach(view, line) is >= LeastReach and <= 1 && Math.Abs(line[1]) <= 1;

    /// <summary>Takes a view.</summary>
    public void Take(in ParallelView view, float* line)
    {
        (_start, _perI, _perJ) = (line[0], line[1], line[2]);
        _reach = Reach(view, line);
        var between = (float)Math.Abs(_perI);
        _span = (int)((TLanes.Width - 1) * between) + 2;
        if (_perI < 0)
            _start += (TLanes.Width - 1) * _perI;
        var lanes = _perI >= 0 ? TLanes.Indices : TLanes.Subtract(TLanes.Broadcast(TLanes.Width - 1), TLanes.Indices);

        // Less the one that comes with the fraction.
        _offsets = TLanes.Fma(lanes, TLanes.Broadcast(between), TLanes.Broadcast(-1));
    }

    /// <summary>Corrects <paramref name="count"/> vectors of pixels: from (i, j) on, one after the other along i.</summary>
    public void AlongRow(float* pixels, float* mask, int i, int j, int count) =>
        Run(pixels, TLanes.Width, mask, TLanes.Width, FixedPoint.Of(_start + _perI * i + _perJ * j), FixedPoint.Of(_perI * TLanes.Width), count, _p.SizeI - i);

    /// <summary>The same along j.</summary>
    public void AlongColumn(float* pixels, long stride, float* mask, int i, int j, int count) =>
        Run(pixels, stride, mask, _p.SizeI, FixedPoint.Of(_start + _perI * i + _perJ * j), FixedPoint.Of(_perJ), count, _p.SizeI - i, isColumn: true);

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private static float Reach(in ParallelView view, float* line) => Math.Abs(line[view.AlongI ? 2 : 1]);

    private void Run(float* pixels, long stride, float* mask, long maskStride, long position, long step, int count, int left, bool isColumn = false)
    {
        // Vectors that go beyond the row, and those under a mask, take the careful way.
        var whole = mask is not null ? 0 : isColumn ? (left < TLanes.Width ? 0 : count) : Math.Min(count, left / TLanes.Width);
        var done = 0;
        while (done < count)
        {
            if (done < whole)
                done = RunInside(pixels, stride, position, step, done, whole);
            if (done < count)
                Careful(pixels + done * stride, mask is null ? null : mask + done * maskStride, position + done * step, isColumn ? left : left - done * TLanes.Width);
            done++;
        }
    }

    // Ends at the first vector that looks beyond the detector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int RunInside(float* pixels, long stride, long position, long step, int from, int to)
    {
        var row = Row;
        var offsets = _offsets;
        var zero = TLanes.Broadcast(0);
        var one = TLanes.Broadcast(1);
        var steep = 1 / (2 * _reach - 1);
        var slope = TLanes.Broadcast(steep);
        var atZero = TLanes.Broadcast(0.5f - 0.5f * steep);
        var least = TLanes.Broadcast(_p.Minimum);
        var greatest = TLanes.Broadcast(_p.Maximum);
        var lastStart = _p.Columns - 1 - _span;
        position += from * step;
        pixels += from * stride;
        for (; from < to; from++, position += step, pixels += stride)
        {
            var start = FixedPoint.Whole(position);
            if (start < 0 || start > lastStart)
                break;
            var column = TLanes.Add(offsets, TLanes.Broadcast(FixedPoint.OneAndFraction(position)));
            var near = TLanes.Load(row + start);
            var far = TLanes.Load(row + start + TLanes.Width);
            var place = TLanes.PlaceOf(column);
            var part = TLanes.Min(one, TLanes.Max(zero, TLanes.Fma(TLanes.Fraction(column), slope, atZero)));
            var before = TLanes.Pick(near, far, place);
            var after = TLanes.Pick(near, far, TLanes.Next(place));
            var correction = TLanes.Fma(part, TLanes.Subtract(after, before), before);
            TLanes.Store(pixels, TLanes.Min(greatest, TLanes.Max(least, TLanes.Add(TLanes.Load(pixels), correction))));
        }

        return from;
    }

    // With the weights of both rays, of which one may lie beyond the detector.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Careful(float* pixels, float* mask, long position, int left)
    {
        var start = FixedPoint.Whole(position);
        if (start + _span < 0 || start >= _p.Columns)
            return;
        var column = TLanes.Add(_offsets, TLanes.Broadcast(FixedPoint.OneAndFraction(position)));
        var place = TLanes.PlaceOf(column);
        var next = TLanes.Next(place);
        var fraction = TLanes.Fraction(column);
        var fall = TLanes.Broadcast(1 / _reach);
        var zero = TLanes.Broadcast(0);
        var one = TLanes.Broadcast(1);
        var before = TLanes.Max(zero, TLanes.Subtract(one, TLanes.Multiply(fraction, fall)));
        var after = TLanes.Max(zero, TLanes.Subtract(one, TLanes.Multiply(TLanes.Subtract(one, fraction), fall)));
        var row = Row + start;
        var inside = Inside + start;
        var sum = TLanes.Fma(before, Pick(row, place), TLanes.Multiply(after, Pick(row, next)));
        var weights = TLanes.Fma(before, Pick(inside, place), TLanes.Multiply(after, Pick(inside, next)));
        var old = TLanes.Load(pixels);
        var corrected = TLanes.Add(old, TLanes.Divide(sum, weights));
        corrected = TLanes.Min(TLanes.Broadcast(_p.Maximum), TLanes.Max(TLanes.Broadcast(_p.Minimum), corrected));
        if (mask is not null)
            weights = TLanes.Min(TLanes.Abs(TLanes.Load(mask)), weights);
        weights = TLanes.Min(TLanes.Subtract(TLanes.Broadcast(left), TLanes.Indices), weights);
        TLanes.Store(pixels, TLanes.WherePositive(weights, corrected, old));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Pick(float* window, TVector place) => TLanes.Pick(TLanes.Load(window), TLanes.Load(window + TLanes.Width), place);
}
