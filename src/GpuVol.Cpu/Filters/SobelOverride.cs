using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="SobelKernels"/>: one fused walk over padded rows, all three derivatives in registers.</summary>
internal static unsafe class SobelOverride
{
    public static bool Sobel(CpuLaunch launch)
    {
        var sourceView = launch.View<float>(0);
        var targetView = launch.View<float>(1);
        var source = sourceView.Pointer;
        var target = targetView.Pointer;
        var p = launch.Value<SobelParameters>(2);
        var addsAtEdges = p.Border == BorderModes.Constant && p.BorderValue != 0;
        var plan = new NeighbourhoodPlan(p.SizeI, p.SizeJ, p.SizeK, (1, 1, 1), (1, 1, 1), p.Border, p.BorderValue, launch.Device.Threads);
        launch.Parallel(plan.Tasks, (first, last) =>
        {
            using var slices = new PaddedSlices(source, plan);
            for (var task = first; task < last; task++)
            {
                var (j0, j1, k0, k1) = plan.Task(task);
                slices.Begin(j0, j1);
                for (var k = k0; k < k1; k++)
                {
                    for (var j = j0; j < j1; j++)
                    {
                        FilterRow(slices, j, k, p);
                        StreamingStores.Copy(slices.OutputRow, target + p.SizeI * (j + (long)p.SizeJ * k), p.SizeI);
                        if (!addsAtEdges)
                            continue;

                        // The plain kernel knows what SciPy adds there.
                        var step = j > 0 && j < p.SizeJ - 1 && k > 0 && k < p.SizeK - 1 ? Math.Max(1, p.SizeI - 1) : 1;
                        for (var i = 0; i < p.SizeI; i += step)
                            SobelKernels.Sobel(new Index3D(i, j, k), sourceView, targetView, p);
                    }
                }
            }

            StreamingStores.Fence();
        });
        return true;
    }

    private static void FilterRow(PaddedSlices slices, int j, int k, in SobelParameters p)
    {
        var rows = stackalloc float*[9];
        for (var r = 0; r < 9; r++)
            rows[r] = slices.Row(j + r % 3 - 1, k + r / 3 - 1);
        if (Vector512.IsHardwareAccelerated)
            FilterRow<Float512, Vector512<float>>(rows, slices.OutputRow, p);
        else if (Vector256.IsHardwareAccelerated)
            FilterRow<Float256, Vector256<float>>(rows, slices.OutputRow, p);
        else
            FilterRow<Float128, Vector128<float>>(rows, slices.OutputRow, p);
    }

    private static void FilterRow<TLanes, TVector>(float** rows, float* output, in SobelParameters p)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        switch (p.Axis)
        {
            case 0:
                FilterRow<TLanes, TVector, AlongI>(rows, output, p);
                break;
            case 1:
                FilterRow<TLanes, TVector, AlongJ>(rows, output, p);
                break;
            case 2:
                FilterRow<TLanes, TVector, AlongK>(rows, output, p);
                break;
            default:
                FilterRow<TLanes, TVector, Magnitude>(rows, output, p);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FilterRow<TLanes, TVector, TResult>(float** rows, float* output, in SobelParameters p)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TResult : struct, IResult
    {
        float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3], r4 = rows[4], r5 = rows[5], r6 = rows[6], r7 = rows[7], r8 = rows[8];
        var two = TLanes.Broadcast(2);
        var scaleI = TLanes.Broadcast(p.ScaleI);
        var scaleJ = TLanes.Broadcast(p.ScaleJ);
        var scaleK = TLanes.Broadcast(p.ScaleK);
        for (var c = 0; c < p.SizeI; c += TLanes.Width)
        {
            SliceSums<TLanes, TVector>(r0 + c, r1 + c, r2 + c, two, out var iBefore, out var jBefore, out var sumBefore);
            SliceSums<TLanes, TVector>(r3 + c, r4 + c, r5 + c, two, out var iHere, out var jHere, out _);
            SliceSums<TLanes, TVector>(r6 + c, r7 + c, r8 + c, two, out var iAfter, out var jAfter, out var sumAfter);
            var alongI = TLanes.Multiply(scaleI, Smooth<TLanes, TVector>(iBefore, iHere, iAfter, two));
            var alongJ = TLanes.Multiply(scaleJ, Smooth<TLanes, TVector>(jBefore, jHere, jAfter, two));
            var alongK = TLanes.Multiply(scaleK, TLanes.Subtract(sumAfter, sumBefore));
            TLanes.Store(output + c, TResult.Of<TLanes, TVector>(alongI, alongJ, alongK));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SliceSums<TLanes, TVector>(float* before, float* here, float* after, TVector two, out TVector alongI, out TVector alongJ, out TVector sum)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        RowSums<TLanes, TVector>(before, two, out var d0, out var s0);
        RowSums<TLanes, TVector>(here, two, out var d1, out var s1);
        RowSums<TLanes, TVector>(after, two, out var d2, out var s2);
        alongI = Smooth<TLanes, TVector>(d0, d1, d2, two);
        alongJ = TLanes.Subtract(s2, s0);
        sum = Smooth<TLanes, TVector>(s0, s1, s2, two);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RowSums<TLanes, TVector>(float* row, TVector two, out TVector difference, out TVector sum)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var before = TLanes.Load(row - 1);
        var after = TLanes.Load(row + 1);
        difference = TLanes.Subtract(after, before);
        sum = Smooth<TLanes, TVector>(before, TLanes.Load(row), after, two);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Smooth<TLanes, TVector>(TVector before, TVector here, TVector after, TVector two)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct => TLanes.Fma(two, here, TLanes.Add(before, after));

    private interface IResult
    {
        static abstract TVector Of<TLanes, TVector>(TVector alongI, TVector alongJ, TVector alongK)
            where TLanes : struct, IFloatLanes<TVector>
            where TVector : struct;
    }

    private readonly struct AlongI : IResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector alongI, TVector alongJ, TVector alongK)
            where TLanes : struct, IFloatLanes<TVector>
            where TVector : struct => alongI;
    }

    private readonly struct AlongJ : IResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector alongI, TVector alongJ, TVector alongK)
            where TLanes : struct, IFloatLanes<TVector>
            where TVector : struct => alongJ;
    }

    private readonly struct AlongK : IResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector alongI, TVector alongJ, TVector alongK)
            where TLanes : struct, IFloatLanes<TVector>
            where TVector : struct => alongK;
    }

    private readonly struct Magnitude : IResult
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TLanes, TVector>(TVector alongI, TVector alongJ, TVector alongK)
            where TLanes : struct, IFloatLanes<TVector>
            where TVector : struct =>
            TLanes.SquareRoot(TLanes.Fma(alongI, alongI, TLanes.Fma(alongJ, alongJ, TLanes.Multiply(alongK, alongK))));
    }
}
