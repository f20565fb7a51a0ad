using System.Numerics;
using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Finds the rays that meet blocks of pixels, several views at a time. The column of a pixel is a numerator over a depth, cross products of the ray with the way from a point on it to the pixel, and with the step from
/// column to column.
/// </summary>
internal sealed unsafe class RayPlaces<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Of a ray's greater component: where a window's middle is further from the line between its ends, that line does not serve.
    private const float LinearPart = 1e-6f;

    // Columns by which a pixel's place may be wrong.
    private const float MostMissed = 5e-5f;

    private readonly int _columns;
    private readonly ColumnForm[] _forms;

    // Of every view, for vectors of them: the form at pixel (0, 0), and its changes per i and j.
    private readonly double[] _numerator;
    private readonly double[] _depth;
    private readonly double[] _numeratorPerI;
    private readonly double[] _numeratorPerJ;
    private readonly double[] _depthPerI;
    private readonly double[] _depthPerJ;

    // The same in float32: changes of depth and numerator per i and j, the ray to column 0, its change per column, and the greatest component of all columns.
    private readonly float[] _floats;
    private readonly int _stride;

    /// <summary>Of the views of a table; or, with <paramref name="copies"/>, of the only one in as many copies, each a vector of pixels further along i than the one before.</summary>
    public RayPlaces(ArrayView<float> views, in ProjectorParameters p, int copies = 1)
    {
        var count = p.SubsetViews * copies;
        _columns = p.Columns;
        _forms = new ColumnForm[count];
        _stride = count + TLanes.Width;
        (_numerator, _numeratorPerI, _numeratorPerJ) = (new double[_stride], new double[_stride], new double[_stride]);
        (_depth, _depthPerI, _depthPerJ) = (new double[_stride], new double[_stride], new double[_stride]);
        _floats = new float[9 * _stride];
        for (var n = 0; n < count; n++)
            Describe(views, n, copies > 1 ? 0 : n, copies > 1 ? n * TLanes.Width : 0, p);
    }

    /// <summary>True where all sources stand beside and before an image.</summary>
    public bool AreInFront(int sizeI, int sizeJ) => Array.TrueForAll(_forms, form => form.LeastDepth(sizeI, sizeJ) > 0);

    /// <summary>The places of the block of <paramref name="rows"/> rows at (i, j) in whole vectors of views.</summary>
    public void Find(in RayPlaceTable places, int i, int j, int rows, int firstView, int views)
    {
        for (var n = 0; n < views; n += TLanes.Width)
            FindVector(places, n, i, j, rows, firstView + n);
    }

    private void Describe(ArrayView<float> views, int n, int view, int fromI, in ProjectorParameters p)
    {
        var at = 6 * view;
        double x = views[at], y = views[at + 1], firstX = views[at + 2], firstY = views[at + 3], stepX = views[at + 4], stepY = views[at + 5];
        ColumnForm form;
        if (p.Divergent != 0)
        {
            var (sourceX, sourceY) = (x, y);
            (x, y) = (firstX - x, firstY - y);
            form = new((sourceX * y - sourceY * x, -y, x), (sourceY * stepX - sourceX * stepY, stepY, -stepX));
        }
        else
        {
            form = new((firstY * x - firstX * y, y, -x), (stepX * y - stepY * x, 0, 0));
            (stepX, stepY) = (0, 0);
        }

        if (form.DepthAt(p.SizeI / 2, p.SizeJ / 2) < 0)
            form = -form;
        _forms[n] = form;
        (_numerator[n], _numeratorPerI[n], _numeratorPerJ[n]) = (form.Numerator[0] + fromI * form.Numerator[1], form.Numerator[1], form.Numerator[2]);
        (_depth[n], _depthPerI[n], _depthPerJ[n]) = (form.Depth[0] + fromI * form.Depth[1], form.Depth[1], form.Depth[2]);

        // The greater component is convex along the detector.
        var last = p.Columns - 1;
        var greatest = Math.Max(Math.Max(Math.Abs(x), Math.Abs(y)), Math.Max(Math.Abs(x + last * stepX), Math.Abs(y + last * stepY)));
        ReadOnlySpan<double> floats = [form.Depth[1], form.Depth[2], form.Numerator[1], form.Numerator[2], x, y, stepX, stepY, greatest];
        for (var quantity = 0; quantity < floats.Length; quantity++)
            _floats[quantity * _stride + n] = (float)floats[quantity];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindVector(in RayPlaceTable places, int n, int i, int j, int rows, int view)
    {
        const float Slack = 0.02f;
        var numerators = stackalloc float[TLanes.Width];
        Narrow(_numerator, _numeratorPerI, _numeratorPerJ, view, i, j, numerators);
        Narrow(_depth, _depthPerI, _depthPerJ, view, i, j, places.Depth + n);
        fixed (float* perView = _floats)
        {
            var depthPerI = TLanes.Load(perView + view);
            var depthPerJ = TLanes.Load(perView + _stride + view);
            var numeratorPerI = TLanes.Load(perView + 2 * _stride + view);
            var numeratorPerJ = TLanes.Load(perView + 3 * _stride + view);

            // The columns of the corners bound those of the block.
            var alongI = TLanes.Broadcast(TLanes.Width - 1);
            var alongJ = TLanes.Broadcast(rows - 1);
            var depth = TLanes.Load(places.Depth + n);
            var numerator = TLanes.Load(numerators);
            var depthAtI = TLanes.Fma(alongI, depthPerI, depth);
            var depthAtJ = TLanes.Fma(alongJ, depthPerJ, depth);
            var depthAtIJ = TLanes.Fma(alongJ, depthPerJ, depthAtI);
            var numeratorAtI = TLanes.Fma(alongI, numeratorPerI, numerator);
            var column = TLanes.Divide(numerator, depth);
            var columnAtI = TLanes.Divide(numeratorAtI, depthAtI);
            var columnAtJ = TLanes.Divide(TLanes.Fma(alongJ, numeratorPerJ, numerator), depthAtJ);
            var columnAtIJ = TLanes.Divide(TLanes.Fma(alongJ, numeratorPerJ, numeratorAtI), depthAtIJ);
            var least = TLanes.Min(TLanes.Min(column, columnAtI), TLanes.Min(columnAtJ, columnAtIJ));
            var greatest = TLanes.Max(TLanes.Max(column, columnAtI), TLanes.Max(columnAtJ, columnAtIJ));
            var one = TLanes.Broadcast(1);
            var nearest = TLanes.Divide(one, TLanes.Min(TLanes.Min(depth, depthAtI), TLanes.Min(depthAtJ, depthAtIJ)));
            var rays = perView + 4 * _stride + view;
            var reach = TLanes.Multiply(TLanes.Load(rays + 4 * _stride), nearest);
            var first = TLanes.Floor(TLanes.Subtract(least, TLanes.Add(reach, TLanes.Broadcast(Slack))));
            var start = TLanes.Min(TLanes.Max(first, TLanes.Broadcast(1 - PaddedRows.Margin)), TLanes.Broadcast(_columns + 1));

            // The greater component at a window's ends, and in the middle.
            var between = TLanes.Broadcast(TLanes.Width - 0.5f);
            var center = TLanes.Add(start, between);
            var greaterAtStart = Greater(rays, start);
            var greaterAtEnd = Greater(rays, TLanes.Add(center, between));
            var middle = TLanes.Multiply(TLanes.Broadcast(0.5f), TLanes.Add(greaterAtStart, greaterAtEnd));
            var linear = TLanes.Fma(middle, TLanes.Broadcast(LinearPart), TLanes.Subtract(Greater(rays, center), middle));
            var reachHere = TLanes.Min(reach, TLanes.Multiply(TLanes.Max(greaterAtStart, greaterAtEnd), nearest));

            // From row to row, an inverse of the depth misses the cube of its change.
            var part = TLanes.Abs(TLanes.Multiply(depthPerJ, nearest));
            var missed = TLanes.Multiply(TLanes.Multiply(part, part), TLanes.Multiply(part, TLanes.Broadcast(2 * TLanes.Width)));
            var unsure = TLanes.Add(reachHere, TLanes.Broadcast(2 * MostMissed));
            var near = Number(RayWindow.Near);
            var kind = TLanes.WherePositive(TLanes.Subtract(TLanes.Broadcast(1.5f), unsure), Number(RayWindow.Three), near);
            kind = TLanes.WherePositive(TLanes.Subtract(one, unsure), Number(RayWindow.Two), kind);
            kind = TLanes.WherePositive(linear, kind, near);
            kind = TLanes.WherePositive(TLanes.Subtract(TLanes.Broadcast(MostMissed), missed), kind, near);
            var last = TLanes.Add(greatest, reach);
            kind = TLanes.WherePositive(TLanes.Subtract(TLanes.Broadcast(2 * TLanes.Width - 1.6f), TLanes.Subtract(last, start)), kind, Number(RayWindow.Far));
            kind = TLanes.WherePositive(TLanes.Subtract(TLanes.Broadcast(_columns), first), kind, Number(RayWindow.None));
            kind = TLanes.WherePositive(TLanes.Add(last, one), kind, Number(RayWindow.None));
            TLanes.Store((float*)(places.Kind + n), TLanes.PlaceOf(kind));
            TLanes.Store((float*)(places.Start + n), TLanes.PlaceOf(start));
            TLanes.Store(places.Reach + n, reach);
            TLanes.Store(places.DepthPerI + n, depthPerI);
            TLanes.Store(places.DepthPerJ + n, depthPerJ);

            // From the middle of the two rays, the second of the three, or the first of all.
            var origin = TLanes.WherePositive(TLanes.Subtract(kind, Number(RayWindow.Two)), TLanes.Subtract(kind, Number(RayWindow.Two)), TLanes.Broadcast(0.5f));
            origin = TLanes.WherePositive(TLanes.Subtract(kind, Number(RayWindow.Three)), TLanes.Broadcast(0), origin);
            TLanes.Store(places.Behind + n, TLanes.Add(start, origin));
            TLanes.Store(places.Greater + n, greaterAtStart);
            TLanes.Store(places.GreaterPerColumn + n, TLanes.Multiply(TLanes.Subtract(greaterAtEnd, greaterAtStart), TLanes.Broadcast(1 / (2 * TLanes.Width - 1f))));
        }

        FindBehind(places, n, view, i, j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Number(RayWindow kind) => TLanes.Broadcast((float)kind);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Greater(float* rays, TVector column) => TLanes.Max(
        TLanes.Abs(TLanes.Fma(column, TLanes.Load(rays + 2 * _stride), TLanes.Load(rays))),
        TLanes.Abs(TLanes.Fma(column, TLanes.Load(rays + 3 * _stride), TLanes.Load(rays + _stride))));

    // A form at (i, j), for as many views as a vector of floats has lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow(double[] form, double[] perI, double[] perJ, int view, int i, int j, float* target)
    {
        for (var n = 0; n < TLanes.Width; n += Vector<float>.Count)
            Vector.Store(Vector.Narrow(At(form, perI, perJ, view + n, i, j), At(form, perI, perJ, view + n + Vector<double>.Count, i, j)), target + n);
    }

    // Column times depth less numerator, in float64: they nearly cancel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FindBehind(in RayPlaceTable places, int n, int view, int i, int j)
    {
        for (var part = 0; part < TLanes.Width; part += Vector<float>.Count, n += Vector<float>.Count)
        {
            var (first, second) = (view + part, view + part + Vector<double>.Count);
            Vector.Widen(Vector.Load(places.Behind + n), out var column0, out var column1);
            Vector.Store(Vector.Narrow(
                column0 * At(_depth, _depthPerI, _depthPerJ, first, i, j) - At(_numerator, _numeratorPerI, _numeratorPerJ, first, i, j),
                column1 * At(_depth, _depthPerI, _depthPerJ, second, i, j) - At(_numerator, _numeratorPerI, _numeratorPerJ, second, i, j)), places.Behind + n);
            Vector.Store(Vector.Narrow(column0 * Load(_depthPerI, first) - Load(_numeratorPerI, first), column1 * Load(_depthPerI, second) - Load(_numeratorPerI, second)), places.BehindPerI + n);
            Vector.Store(Vector.Narrow(column0 * Load(_depthPerJ, first) - Load(_numeratorPerJ, first), column1 * Load(_depthPerJ, second) - Load(_numeratorPerJ, second)), places.BehindPerJ + n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(double[] values, int view) => new(values, view);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> At(double[] form, double[] perI, double[] perJ, int view, int i, int j) =>
        new Vector<double>(form, view) + new Vector<double>(i) * new Vector<double>(perI, view) + new Vector<double>(j) * new Vector<double>(perJ, view);
}
