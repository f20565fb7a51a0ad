using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Source positions along a target row: <c>(Start + Step · i) + Offset</c>, rounded as in <see cref="AffineKernels.Resample"/>.</summary>
internal readonly record struct AffineLine(double Step, double Start, double Offset)
{
    public double At(int i) => Start + Step * i + Offset;

    /// <summary>
    /// Columns of <paramref name="columns"/> whose positions + <paramref name="shift"/> lie in [least, limit), or [least, limit]. Positions along
    /// a row never turn back, so these are neighbours: their ends by division, then exactly.
    /// </summary>
    public ColumnInterval Within(ColumnInterval columns, double least, double limit, double shift = 0, bool closed = false)
    {
        var (first, last) = (columns.First, columns.Last);
        if (columns.IsEmpty)
            return new ColumnInterval(first, first);
        if (Step == 0)
            return IsWithin(first, least, limit, shift, closed) ? columns : new ColumnInterval(first, first);
        var (a, b) = ((least - shift - Offset - Start) / Step, (limit - shift - Offset - Start) / Step);
        if (a > b)
            (a, b) = (b, a);
        first = (int)Math.Clamp(Math.Floor(a), first, last);
        last = (int)Math.Clamp(Math.Ceiling(b) + 1, first, last);
        while (first > columns.First && IsWithin(first - 1, least, limit, shift, closed))
            first--;
        while (first < last && !IsWithin(first, least, limit, shift, closed))
            first++;
        while (last < columns.Last && last > first && IsWithin(last, least, limit, shift, closed))
            last++;
        while (last > first && !IsWithin(last - 1, least, limit, shift, closed))
            last--;
        return new ColumnInterval(first, last);
    }

    /// <summary>Columns of <paramref name="columns"/> that do not take the outside value at once.</summary>
    public ColumnInterval Inside(ColumnInterval columns, int count, int border) => border == InterpolationBorders.Constant
        ? Within(columns, 0, count - 1, closed: true)
        : Within(columns, -0.5, count - 0.5);

    /// <summary>
    /// For 8 columns the whole parts of the positions + <paramref name="shift"/>, and in <paramref name="fractions"/> what the positions have
    /// beyond them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Vector256<int> Split(Vector512<double> columns, double shift, float* fractions)
    {
        if (Avx512F.IsSupported)
        {
            var at = Vector512.Create(Start) + Vector512.Create(Step) * columns + Vector512.Create(Offset);
            var whole = Vector512.Floor(at + Vector512.Create(shift));
            Avx512F.ConvertToVector256Single(at - whole).Store(fractions);
            return Avx512F.ConvertToVector256Int32WithTruncation(whole);
        }

        return Vector256.Create(SplitFour(columns.GetLower(), shift, fractions), SplitFour(columns.GetUpper(), shift, fractions + 4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe Vector128<int> SplitFour(Vector256<double> columns, double shift, float* fractions)
    {
        var at = Vector256.Create(Start) + Vector256.Create(Step) * columns + Vector256.Create(Offset);
        var whole = Vector256.Floor(at + Vector256.Create(shift));
        Avx.ConvertToVector128Single(at - whole).Store(fractions);
        return Avx.ConvertToVector128Int32WithTruncation(whole);
    }

    private bool IsWithin(int i, double least, double limit, double shift, bool closed)
    {
        var at = At(i) + shift;
        return at >= least && (closed ? at <= limit : at < limit);
    }
}
