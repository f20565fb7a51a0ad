using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="DenseConvolutionKernels"/>: eight vectors of one row at a time stay in registers over all weights.</summary>
internal static unsafe class DenseConvolutionOverride
{
    public static bool Correlate(CpuLaunch launch)
    {
        var source = launch.View<float>(0).Pointer;
        var target = launch.View<float>(1).Pointer;
        var weights = launch.View<float>(2).Pointer;
        var p = launch.Value<DenseConvolutionParameters>(3);

        // An origin may put the whole kernel on one side of the voxel.
        (int I, int J, int K) before = (Math.Max(0, p.BeforeI), Math.Max(0, p.BeforeJ), Math.Max(0, p.BeforeK));
        (int I, int J, int K) after = (Math.Max(0, p.KernelI - 1 - p.BeforeI), Math.Max(0, p.KernelJ - 1 - p.BeforeJ), Math.Max(0, p.KernelK - 1 - p.BeforeK));
        var plan = new NeighbourhoodPlan(p.SizeI, p.SizeJ, p.SizeK, before, after, p.Border, p.BorderValue, launch.Device.Threads);
        launch.Parallel(plan.Tasks, (first, last) =>
        {
            using var slices = new PaddedSlices(source, plan);
            var rows = new float*[p.KernelJ * p.KernelK];
            for (var task = first; task < last; task++)
            {
                var (j0, j1, k0, k1) = plan.Task(task);
                slices.Begin(j0, j1);
                for (var k = k0; k < k1; k++)
                {
                    for (var j = j0; j < j1; j++)
                    {
                        for (var r = 0; r < rows.Length; r++)
                            rows[r] = slices.Row(j + r % p.KernelJ - p.BeforeJ, k + r / p.KernelJ - p.BeforeK) - p.BeforeI;
                        fixed (float** pointers = rows)
                            CorrelateRow(pointers, rows.Length, weights, p.KernelI, p.SizeI, slices.OutputRow);
                        StreamingStores.Copy(slices.OutputRow, target + p.SizeI * (j + (long)p.SizeJ * k), p.SizeI);
                    }
                }
            }

            StreamingStores.Fence();
        });
        return true;
    }

    private static void CorrelateRow(float** rows, int rowCount, float* weights, int kernelI, int count, float* output)
    {
        if (Vector512.IsHardwareAccelerated)
            CorrelateRow<Float512, Vector512<float>>(rows, rowCount, weights, kernelI, count, output);
        else if (Vector256.IsHardwareAccelerated)
            CorrelateRow<Float256, Vector256<float>>(rows, rowCount, weights, kernelI, count, output);
        else
            CorrelateRow<Float128, Vector128<float>>(rows, rowCount, weights, kernelI, count, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CorrelateRow<TLanes, TVector>(float** rows, int rowCount, float* weights, int kernelI, int count, float* output)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var width = TLanes.Width;
        for (var c = 0; c < count; c += 8 * width)
        {
            var s0 = TLanes.Broadcast(0);
            TVector s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            var weight = weights;
            for (var r = 0; r < rowCount; r++)
            {
                var x = rows[r] + c;
                for (var d = 0; d < kernelI; d++)
                {
                    var w = TLanes.Broadcast(*weight++);
                    s0 = TLanes.Fma(w, TLanes.Load(x), s0);
                    s1 = TLanes.Fma(w, TLanes.Load(x + width), s1);
                    s2 = TLanes.Fma(w, TLanes.Load(x + 2 * width), s2);
                    s3 = TLanes.Fma(w, TLanes.Load(x + 3 * width), s3);
                    s4 = TLanes.Fma(w, TLanes.Load(x + 4 * width), s4);
                    s5 = TLanes.Fma(w, TLanes.Load(x + 5 * width), s5);
                    s6 = TLanes.Fma(w, TLanes.Load(x + 6 * width), s6);
                    s7 = TLanes.Fma(w, TLanes.Load(x + 7 * width), s7);
                    x++;
                }
            }

            TLanes.Store(output + c, s0);
            TLanes.Store(output + c + width, s1);
            TLanes.Store(output + c + 2 * width, s2);
            TLanes.Store(output + c + 3 * width, s3);
            TLanes.Store(output + c + 4 * width, s4);
            TLanes.Store(output + c + 5 * width, s5);
            TLanes.Store(output + c + 6 * width, s6);
            TLanes.Store(output + c + 7 * width, s7);
        }
    }
}
