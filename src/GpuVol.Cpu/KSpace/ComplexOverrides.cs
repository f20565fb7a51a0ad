using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>Vector code for <see cref="ComplexKernels"/>; the same bits as the plain kernels.</summary>
internal static unsafe class ComplexOverrides
{
    private const int SmallestRange = 1 << 12;

    public static bool Resize(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var source = launch.View<Float2>(0).Pointer;
        var target = launch.View<Float2>(1).Pointer;
        var windowI = launch.View<float>(2).Pointer;
        var windowJ = launch.View<float>(3).Pointer;
        var windowK = launch.View<float>(4).Pointer;
        var p = launch.Value<ResizeParameters>(5);
        var rows = launch.Extent.Y * launch.Extent.Z;
        var first = Math.Clamp(-p.FirstI, 0, p.TargetI);
        var last = Math.Clamp(p.SourceI - p.FirstI, first, p.TargetI);
        launch.Parallel(rows, (begin, end) =>
        {
            for (var row = begin; row < end; row++)
            {
                var j = (int)(row % p.TargetJ) + p.FirstJ;
                var plane = row / p.TargetJ;
                var k = (int)(plane % p.TargetK) + p.FirstK;
                var to = target + row * p.TargetI;
                if (j < 0 || j >= p.SourceJ || k < 0 || k >= p.SourceK)
                {
                    new Span<Float2>(to, p.TargetI).Clear();
                    continue;
                }

                var from = source + p.FirstI + (long)p.SourceI * (j + (long)p.SourceJ * (k + (long)p.SourceK * (plane / p.TargetK)));
                var weights = windowI + p.FirstI;
                new Span<Float2>(to, first).Clear();
                var i = first;
                for (; i <= last - ComplexPairs.Width; i += ComplexPairs.Width)
                {
                    var weight = Vector128.Load(weights + i) * windowJ[j] * windowK[k];
                    (Vector256.Load((float*)(from + i)) * ComplexPairs.Twice(weight)).Store((float*)(to + i));
                }

                for (; i < last; i++)
                    to[i] = from[i] * (weights[i] * windowJ[j] * windowK[k]);
                new Span<Float2>(to + last, p.TargetI - last).Clear();
            }
        }, Math.Max(1, SmallestRange / p.TargetI));
        return true;
    }

    public static bool Part(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated || launch.Value<int>(2) != ComplexPart.Magnitude)
            return false;
        var source = launch.View<Float2>(0).Pointer;
        var target = launch.View<float>(1).Pointer;
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            var n = begin;
            for (; n <= end - ComplexPairs.Width; n += ComplexPairs.Width)
                Vector128.Sqrt(ComplexPairs.RealParts(ComplexPairs.SquaredMagnitude(Vector256.Load((float*)(source + n))))).Store(target + n);
            for (; n < end; n++)
                target[n] = source[n].Length;
        }, SmallestRange);
        return true;
    }

    public static bool Weight(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var data = launch.View<Float2>(0).Pointer;
        var weights = launch.View<float>(1).Pointer;
        var count = launch.Value<long>(2);
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            for (var n = begin; n < end;)
            {
                // Up to the end of one array of the batch.
                var w = weights + n % count;
                var stop = Math.Min(end, (n / count + 1) * count);
                for (; n <= stop - ComplexPairs.Width; n += ComplexPairs.Width, w += ComplexPairs.Width)
                    (Vector256.Load((float*)(data + n)) * ComplexPairs.Twice(Vector128.Load(w))).Store((float*)(data + n));
                for (; n < stop; n++)
                    data[n] = data[n] * *w++;
            }
        }, SmallestRange);
        return true;
    }

    public static bool AddScaled(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var x = (float*)launch.View<Float2>(0).Pointer;
        var y = (float*)launch.View<Float2>(1).Pointer;
        var scaleX = launch.Value<float>(2);
        var scaleY = launch.Value<float>(3);
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            var n = 2 * begin;
            for (; n <= 2 * end - Vector256<float>.Count; n += Vector256<float>.Count)
                (Vector256.Load(x + n) * scaleX + Vector256.Load(y + n) * scaleY).Store(y + n);
            for (; n < 2 * end; n++)
                y[n] = x[n] * scaleX + y[n] * scaleY;
        }, SmallestRange);
        return true;
    }

    /// <summary>Each thread has a range of the partial sums and walks through memory in order; every sum keeps its own.</summary>
    public static bool PartialDot(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var a = launch.View<Float2>(0).Pointer;
        var b = launch.View<Float2>(1).Pointer;
        var partial = launch.View<double>(2).Pointer;
        var count = launch.Value<long>(3);
        var parts = launch.Value<int>(4);
        if (launch.Extent.X != parts)
            return false;
        launch.Parallel(parts, (begin, end) =>
        {
            new Span<double>(partial + begin, (int)(end - begin)).Clear();
            for (long row = 0; row < count; row += parts)
            {
                var stop = Math.Min(end, count - row);
                var p = begin;
                for (; p <= stop - ComplexPairs.Width; p += ComplexPairs.Width)
                {
                    var (lowA, highA) = Vector256.Widen(Vector256.Load((float*)(a + row + p)));
                    var (lowB, highB) = Vector256.Widen(Vector256.Load((float*)(b + row + p)));
                    var low = lowA * lowB;
                    var high = highA * highB;
                    var real = Vector256.Create(low[0], low[2], high[0], high[2]);
                    var imaginary = Vector256.Create(low[1], low[3], high[1], high[3]);
                    (Vector256.Load(partial + p) + (real + imaginary)).Store(partial + p);
                }

                for (; p < stop; p++)
                    partial[p] += (double)a[row + p].X * b[row + p].X + (double)a[row + p].Y * b[row + p].Y;
            }
        }, 64);
        return true;
    }
}
