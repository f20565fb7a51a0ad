using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vectorised versions of <see cref="BoxKernels"/>: whole rows at a time, the bits of the plain kernels.</summary>
internal static unsafe class BoxOverrides
{
    /// <summary>The table's lines.</summary>
    public static KeyValuePair<KernelDefinition, CpuOverride>[] Entries =>
    [
        new(BoxKernels.Definitions.MinimumAlongAxis, Run<WindowMinimum>),
        new(BoxKernels.Definitions.MaximumAlongAxis, Run<WindowMaximum>),
        new(BoxKernels.Definitions.MeanAlongAxis, Run<WindowMean>),
    ];

    private static bool Run<TStatistic>(CpuLaunch launch)
        where TStatistic : struct, IWindowStatistic
    {
        if (!Vector.IsHardwareAccelerated)
            return false;
        var source = launch.View<float>(0).Pointer;
        var target = launch.View<float>(1).Pointer;
        var p = launch.Value<AxisWindowParameters>(2);
        launch.Parallel(launch.Extent.Z * p.SizeJ, (begin, end) =>
        {
            var scratch = new float[p.SizeI + p.Window + (2 * Vector<float>.Count)];
            fixed (float* row = scratch)
            {
                if (p.Axis == 0)
                    AlongRows<TStatistic>(source, target, row, begin, end, p);
                else
                    AcrossRows<TStatistic>(source, target, row, begin, end, p);
            }
        });
        return true;
    }

    private static void AlongRows<TStatistic>(float* source, float* target, float* row, long begin, long end, AxisWindowParameters p)
        where TStatistic : struct, IWindowStatistic
    {
        var lanes = Vector<float>.Count;
        var left = p.Window / 2;
        for (var r = begin; r < end; r++)
        {
            var input = source + ((r + ((long)p.FirstSlice * p.SizeJ)) * p.SizeI);
            for (var i = 0; i < p.Window - 1; i++)
            {
                // The positions before the row, then those behind it.
                var position = i < left ? i - left : p.SizeI + i - left;
                var sample = BorderModes.SampleIndex(position, p.SizeI, p.Border);
                row[left + position] = sample < 0 ? p.BorderValue : input[sample];
            }

            new ReadOnlySpan<float>(input, p.SizeI).CopyTo(new Span<float>(row + left, p.SizeI));
            var reach = 1;
            if (TStatistic.AllowsOverlap)
            {
                // After each turn row[i] stands for twice as many voxels; two of them that overlap make the window.
                for (; 2 * reach <= p.Window; reach *= 2)
                {
                    for (var i = 0; i < p.SizeI + p.Window - (2 * reach); i += lanes)
                        TStatistic.Combine(Vector.Load(row + i), Vector.Load(row + i + reach)).Store(row + i);
                }
            }

            var output = target + (r * p.SizeI);
            for (var i = 0; i < p.SizeI; i += lanes)
            {
                var all = Vector.Load(row + i);
                if (TStatistic.AllowsOverlap)
                {
                    all = TStatistic.Combine(all, Vector.Load(row + i + p.Window - reach));
                }
                else
                {
                    for (var w = 1; w < p.Window; w++)
                        all = TStatistic.Combine(all, Vector.Load(row + i + w));
                }

                Write(TStatistic.Finish(all, p.Scale), output + i, p.SizeI - i);
            }
        }
    }

    private static void AcrossRows<TStatistic>(float* source, float* target, float* outside, long begin, long end, AxisWindowParameters p)
        where TStatistic : struct, IWindowStatistic
    {
        var lanes = Vector<float>.Count;
        new Span<float>(outside, p.SizeI + lanes).Fill(p.BorderValue);
        var rows = new nint[p.Window];
        fixed (nint* addresses = rows)
        {
            for (var r = begin; r < end; r++)
            {
                var (j, k) = ((int)(r % p.SizeJ), (int)(r / p.SizeJ) + p.FirstSlice);
                for (var w = 0; w < p.Window; w++)
                {
                    var step = w - (p.Window / 2);
                    var sampleJ = p.Axis == 1 ? BorderModes.SampleIndex(j + step, p.SizeJ, p.Border) : j;
                    var sampleK = p.Axis == 2 ? BorderModes.SampleIndex(k + step, p.SizeK, p.Border) : k;
                    addresses[w] = (nint)(sampleJ < 0 || sampleK < 0 ? outside : source + ((sampleJ + ((long)p.SizeJ * sampleK)) * p.SizeI));
                }

                var output = target + (r * p.SizeI);
                var i = 0;
                for (; i <= p.SizeI - lanes; i += lanes)
                {
                    var all = Vector.Load((float*)addresses[0] + i);
                    for (var w = 1; w < p.Window; w++)
                        all = TStatistic.Combine(all, Vector.Load((float*)addresses[w] + i));
                    TStatistic.Finish(all, p.Scale).Store(output + i);
                }

                // A row's last voxels: what lies behind them may not be read.
                for (; i < p.SizeI; i++)
                {
                    var all = new Vector<float>(((float*)addresses[0])[i]);
                    for (var w = 1; w < p.Window; w++)
                        all = TStatistic.Combine(all, new Vector<float>(((float*)addresses[w])[i]));
                    output[i] = TStatistic.Finish(all, p.Scale)[0];
                }
            }
        }
    }

    private static void Write(Vector<float> value, float* target, int left)
    {
        if (left >= Vector<float>.Count)
        {
            value.Store(target);
            return;
        }

        for (var i = 0; i < left; i++)
            target[i] = value[i];
    }
}
