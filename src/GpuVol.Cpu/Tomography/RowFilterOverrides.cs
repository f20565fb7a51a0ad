using System.Numerics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Cpu.KSpace;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// The filter as a whole by <see cref="RowPairs{TLanes}"/>, and <see cref="RowFilterKernels"/> by whole rows: they only copy and multiply, at the memory's rate. It matters most for the first call of a process, in which plain kernels still run as
/// compiled in haste.
/// </summary>
internal static unsafe class RowFilterOverrides
{
    /// <summary>The kernels of this family that have vector code.</summary>
    public static KeyValuePair<KernelDefinition, CpuOverride>[] Entries =>
    [
        new(RowFilterKernels.Definitions.Pad, Pad),
        new(RowFilterKernels.Definitions.Multiply, Multiply),
        new(RowFilterKernels.Definitions.Crop, Crop),
        new(RowFilterKernels.Definitions.Weight, Weight),
    ];

    /// <summary>Whether <see cref="RowPairs{TLanes}"/> filters such rows: with AVX-512 or AVX2, where they are padded with zeros alone.</summary>
    public static bool FitPairs(RowFilterParameters filter) => Avx2.IsSupported && Fma.IsSupported && filter.Fade == 0;

    /// <summary>The whole filter; false where that does not fit.</summary>
    public static bool Filter(CpuDevice device, RowFilterOperation operation)
    {
        if (!FitPairs(operation.Filter))
            return false;
        if (Avx512F.IsSupported)
            Filter<Lanes512<float>>(device, operation);
        else
            Filter<Lanes256<float>>(device, operation);
        return true;
    }

    private static void Filter<TLanes>(CpuDevice device, RowFilterOperation operation)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        var filter = operation.Filter;
        var together = operation.RowsTogether;
        RowPairs<TLanes>.Run(
            device,
            filter,
            operation.Response,
            operation.Rows / together,
            together,
            (in RowPairs<TLanes> pairs, long slice, int firstRow, int rows) => Load(pairs, operation.Source.Pointer() + (slice * together + firstRow) * filter.Columns, rows, filter.Columns),
            (in RowPairs<TLanes> pairs, long slice, int firstRow, int rows) => Store(pairs, operation.Target.Pointer() + (slice * together + firstRow) * filter.Count, rows, filter.Count));
    }

    private static void Load<TLanes>(in RowPairs<TLanes> pairs, float* source, int rows, int columns)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        for (var row = 0; row < rows; row++)
            new ReadOnlySpan<float>(source + (long)row * columns, columns).CopyTo(new Span<float>(pairs.Rows + (long)row * pairs.Stride, columns));
    }

    // Columns of the result back into rows.
    private static void Store<TLanes>(in RowPairs<TLanes> pairs, float* target, int rows, int columns)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        for (var column = 0; column < columns; column += RowPairs<TLanes>.TileColumns)
        {
            var count = Math.Min(RowPairs<TLanes>.TileColumns, columns - column);
            for (var n = 0; n < count; n++)
                pairs.Store(column + n, pairs.Tile + n * RowPairs<TLanes>.Count);
            for (var row = 0; row < rows; row += RowPairs<TLanes>.TileColumns)
                Transposition.Part16(pairs.Tile + row, RowPairs<TLanes>.Count, target + (long)row * columns + column, columns, count, Math.Min(RowPairs<TLanes>.TileColumns, rows - row));
        }
    }

    private static bool Pad(CpuLaunch launch)
    {
        var rows = launch.View<float>(0).Pointer;
        var padded = launch.View<float>(1).Pointer;
        var p = launch.Value<RowFilterParameters>(2);
        if (p.Fade > 0)
            return false;
        launch.Parallel(launch.Extent.Y, (begin, end) =>
        {
            for (var row = begin; row < end; row++)
            {
                var target = padded + row * p.Length;
                new ReadOnlySpan<float>(rows + row * p.Columns, p.Columns).CopyTo(new Span<float>(target, p.Columns));
                new Span<float>(target + p.Columns, p.Length - p.Columns).Clear();
            }
        });
        return true;
    }

    private static bool Multiply(CpuLaunch launch)
    {
        var spectra = (float*)launch.View<Float2>(0).Pointer;
        var response = launch.View<float>(1).Pointer;
        var count = launch.Value<RowFilterParameters>(2).Length / 2 + 1;

        // Each factor twice, for real and imaginary part.
        var factors = new float[2 * count];
        for (var n = 0; n < factors.Length; n++)
            factors[n] = response[n / 2];
        launch.Parallel(launch.Extent.Y, (begin, end) =>
        {
            fixed (float* factor = factors)
            {
                for (var row = begin; row < end; row++)
                    Product(spectra + row * 2 * count, factor, spectra + row * 2 * count, 2 * count);
            }
        });
        return true;
    }

    private static bool Crop(CpuLaunch launch)
    {
        var padded = launch.View<float>(0).Pointer;
        var rows = launch.View<float>(1).Pointer;
        var p = launch.Value<RowFilterParameters>(2);
        var before = Math.Clamp(-p.First, 0, p.Count);
        launch.Parallel(launch.Extent.Y, (begin, end) =>
        {
            for (var row = begin; row < end; row++)
            {
                var source = padded + row * p.Length;
                var target = rows + row * p.Count;
                new ReadOnlySpan<float>(source + p.Length + Math.Min(p.First, 0), before).CopyTo(new Span<float>(target, before));
                new ReadOnlySpan<float>(source + Math.Max(p.First, 0), p.Count - before).CopyTo(new Span<float>(target + before, p.Count - before));
            }
        });
        return true;
    }

    private static bool Weight(CpuLaunch launch)
    {
        var source = launch.View<float>(0).Pointer;
        var target = launch.View<float>(1).Pointer;
        var perPixel = launch.View<float>(2).Pointer;
        var perView = launch.View<float>(3).Pointer;
        var p = launch.Value<RowWeightParameters>(4);
        launch.Parallel(launch.Extent.Y * launch.Extent.Z, (begin, end) =>
        {
            for (var line = begin; line < end; line++)
            {
                var y = line % p.Lines;
                var (row, view) = p.IsStack != 0 ? (0, y) : (y, line / p.Lines);
                Product(source + line * p.Columns, perPixel + row * p.Columns, target + line * p.Columns, p.Columns);
                Product(target + line * p.Columns, perView + view * p.Columns, target + line * p.Columns, p.Columns);
            }
        });
        return true;
    }

    private static void Product(float* a, float* b, float* target, int count)
    {
        var n = 0;
        for (; n + Vector<float>.Count <= count; n += Vector<float>.Count)
            Vector.Store(Vector.Load(a + n) * Vector.Load(b + n), target + n);
        for (; n < count; n++)
            target[n] = a[n] * b[n];
    }
}
