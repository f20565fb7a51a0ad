using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="BackProjectionKernels.Parallel"/> and <see cref="BackProjectionKernels.Fan"/>, every interpolation: four rows of a vector of pixels find their columns in one window. The operations and
/// their order are the kernels', so the result is theirs to the bit.
/// </summary>
internal sealed unsafe class BackProjectionBlocks<TLanes, TVector> : PixelBlocks<TLanes, TVector, BlockPlace>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly float* _sinogram;
    private readonly float* _lines;
    private readonly float* _weights;
    private readonly PlanarBackProjectionParameters _p;
    private readonly bool _isFan;
    private readonly int _samples;
    private float* _image;
    private float* _rows;
    private int _stride;

    private BackProjectionBlocks(CpuLaunch launch, bool isFan)
    {
        _sinogram = launch.View<float>(0).Pointer;
        _image = launch.View<float>(1).Pointer;
        _lines = launch.View<float>(2).Pointer;
        _weights = launch.View<float>(3).Pointer;
        _p = launch.Value<PlanarBackProjectionParameters>(4);
        _isFan = isFan;
        _samples = _p.Interpolation == 2 ? _p.Columns + 2 : _p.Columns;
    }

    public static bool Run(CpuLaunch launch, bool isFan)
    {
        var work = new BackProjectionBlocks<TLanes, TVector>(launch, isFan);
        if (!work.Applies())
            return false;
        work.Run(launch.Device);
        return true;
    }

    private bool Applies()
    {
        var (sizeI, sizeJ) = Whole(_p.SizeI, _p.SizeJ);
        for (var view = 0; view < _p.Views; view++)
        {
            if (!(Form(view).LeastDepth(sizeI, sizeJ) > 0))
                return false;
        }

        return true;
    }

    private ColumnForm Form(int view)
    {
        var line = _lines + (_isFan ? 6 : 3) * view;
        return new((line[0], line[1], line[2]), _isFan ? (line[3], line[4], line[5]) : (1, 0, 0));
    }

    private void Run(CpuDevice device)
    {
        using var rows = new PaddedRows(_p.Views, _samples);
        _rows = rows[0];
        _stride = rows.Stride;
        for (var slice = 0; slice < _p.Slices; slice++, _image += (long)_p.SizeI * _p.SizeJ)
        {
            var data = _sinogram + (long)slice * _p.Views * _samples;
            device.Parallel(_p.Views, (begin, end) =>
            {
                for (var view = begin; view < end; view++)
                    rows.Set(view, data + view * _samples);
            });
            Run(device, _p.SizeI, _p.SizeJ, _p.Views, 1);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Place(BlockPlace* places, int i, int j, int firstView, int views)
    {
        var cornersI = Vector128.Create((float)i, i + TLanes.Width - 1, i, i + TLanes.Width - 1);
        var cornersJ = Vector128.Create((float)j, j, j + Rows - 1, j + Rows - 1);
        for (var n = 0; n < views; n++)
        {
            var line = _lines + (_isFan ? 6 : 3) * (firstView + n);
            var column = Vector128.FusedMultiplyAdd(Vector128.Create(line[1]), cornersI, Vector128.FusedMultiplyAdd(Vector128.Create(line[2]), cornersJ, Vector128.Create(line[0])));
            if (_isFan)
                column /= Vector128.FusedMultiplyAdd(Vector128.Create(line[4]), cornersI, Vector128.FusedMultiplyAdd(Vector128.Create(line[5]), cornersJ, Vector128.Create(line[3])));

            // One column more on each side for rounding, and three for the neighbours of a cubic.
            var least = MathF.Floor(Corners.Least(column));
            places[n].Start = Math.Clamp(float.ConvertToIntegerNative<int>(least) - 1, 1 - PaddedRows.Margin, _p.Columns + 1);
            places[n].IsNarrow = Corners.Greatest(column) - least <= 2 * TLanes.Width - 6;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Add(float* sums, BlockPlace* places, int i, int j, int rowsBehind, int firstView, int views)
    {
        var pixelI = TLanes.Add(TLanes.Broadcast(i), TLanes.Indices);
        TVector sum0 = TLanes.Load(sums), sum1 = TLanes.Load(sums + TLanes.Width), sum2 = TLanes.Load(sums + 2 * TLanes.Width), sum3 = TLanes.Load(sums + 3 * TLanes.Width);
        var row = _rows + (long)firstView * _stride;
        for (var n = 0; n < views; n++, row += _stride)
        {
            var start = places[n].Start;
            if (places[n].IsNarrow)
            {
                var window = new NarrowWindow<TLanes, TVector>(row + start);
                sum0 = AddRow(sum0, firstView + n, pixelI, j, window, start);
                sum1 = AddRow(sum1, firstView + n, pixelI, j + 1, window, start);
                sum2 = AddRow(sum2, firstView + n, pixelI, j + 2, window, start);
                sum3 = AddRow(sum3, firstView + n, pixelI, j + 3, window, start);
            }
            else
            {
                var window = new WideWindow<TLanes, TVector>(row, start, _samples);
                sum0 = AddRow(sum0, firstView + n, pixelI, j, window, start);
                sum1 = AddRow(sum1, firstView + n, pixelI, j + 1, window, start);
                sum2 = AddRow(sum2, firstView + n, pixelI, j + 2, window, start);
                sum3 = AddRow(sum3, firstView + n, pixelI, j + 3, window, start);
            }
        }

        TLanes.Store(sums, sum0);
        TLanes.Store(sums + TLanes.Width, sum1);
        TLanes.Store(sums + 2 * TLanes.Width, sum2);
        TLanes.Store(sums + 3 * TLanes.Width, sum3);
    }

    /// <inheritdoc/>
    protected override void Store(float* sums, int i, int j)
    {
        var count = Math.Min(TLanes.Width, _p.SizeI - i);
        for (var row = 0; row < Math.Min(Rows, _p.SizeJ - j); row++)
        {
            var target = _image + (long)_p.SizeI * (j + row) + i;
            for (var n = 0; n < count; n++)
                target[n] = sums[row * TLanes.Width + n] * _p.Scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector AddRow<TWindow>(TVector sum, int view, TVector pixelI, int j, in TWindow window, int start)
        where TWindow : struct, IColumnWindow<TVector>
    {
        var line = _lines + (_isFan ? 6 : 3) * view;
        var weight = TLanes.Broadcast(_weights[view]);
        var column = TLanes.Fma(TLanes.Broadcast(line[1]), pixelI, TLanes.Broadcast(MathF.FusedMultiplyAdd(line[2], j, line[0])));
        if (_isFan)
        {
            var inverse = TLanes.Divide(TLanes.Broadcast(1), TLanes.Fma(TLanes.Broadcast(line[4]), pixelI, TLanes.Broadcast(MathF.FusedMultiplyAdd(line[5], j, line[3]))));
            column = TLanes.Multiply(column, inverse);
            weight = TLanes.Multiply(TLanes.Multiply(weight, inverse), inverse);
        }

        return TLanes.Fma(weight, Sample(window, column, TLanes.Broadcast(WindowPlace.Magic - start)), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Sample<TWindow>(in TWindow window, TVector column, TVector toPlace)
        where TWindow : struct, IColumnWindow<TVector>
    {
        var cuts = _p.HardEdge != 0;
        TVector sample;
        if (_p.Interpolation == 0)
        {
            sample = window.Pick(TLanes.Add(TLanes.Ceiling(TLanes.Subtract(column, TLanes.Broadcast(0.5f))), toPlace));
        }
        else if (_p.Interpolation == 1)
        {
            var index = TLanes.Floor(column);
            var place = TLanes.Add(index, toPlace);
            var before = window.Pick(place);
            sample = TLanes.Fma(TLanes.Subtract(column, index), TLanes.Subtract(window.Pick(TLanes.Add(place, TLanes.Broadcast(1))), before), before);
        }
        else
        {
            var index = TLanes.Min(TLanes.Floor(column), TLanes.Broadcast(_p.Columns - 2));
            sample = Cubic(window, TLanes.Add(index, toPlace), TLanes.Subtract(column, index));
            cuts = true;
        }

        return cuts ? TLanes.KeepWithin(sample, column, TLanes.Broadcast(0), TLanes.Broadcast(_p.Columns - 1)) : sample;
    }

    // The uniform cubic B-spline of four coefficients.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Cubic<TWindow>(in TWindow window, TVector place, TVector f)
        where TWindow : struct, IColumnWindow<TVector>
    {
        var one = TLanes.Broadcast(1);
        var two = TLanes.Broadcast(2);
        var three = TLanes.Broadcast(3);
        var four = TLanes.Broadcast(4);
        var g = TLanes.Subtract(one, f);
        var f2 = TLanes.Multiply(f, f);
        var g2 = TLanes.Multiply(g, g);
        var sum = TLanes.Multiply(TLanes.Multiply(g2, g), window.Pick(place));
        sum = TLanes.Fma(TLanes.Fma(TLanes.Multiply(three, f2), TLanes.Subtract(f, two), four), window.Pick(TLanes.Add(place, one)), sum);
        sum = TLanes.Fma(TLanes.Fma(TLanes.Multiply(three, g2), TLanes.Subtract(g, two), four), window.Pick(TLanes.Add(place, two)), sum);
        sum = TLanes.Fma(TLanes.Multiply(f2, f), window.Pick(TLanes.Add(place, three)), sum);
        return TLanes.Multiply(sum, TLanes.Broadcast(1f / 6));
    }
}
