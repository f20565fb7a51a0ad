using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>Vector code for the passes of <see cref="CoilKernels"/> over memory; the same bits as the plain kernels.</summary>
internal static unsafe class CoilOverrides
{
    private const int SmallestRange = 1 << 10;

    public static bool RootSumOfSquares(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var coils = launch.View<Float2>(0).Pointer;
        var target = launch.View<float>(1).Pointer;
        var voxels = launch.Value<long>(2);
        var count = launch.Value<int>(3);
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            var v = begin;
            for (; v <= end - ComplexPairs.Width; v += ComplexPairs.Width)
            {
                var sum = Vector256<float>.Zero;
                for (var c = 0; c < count; c++)
                    sum += ComplexPairs.SquaredMagnitude(Vector256.Load((float*)(coils + c * voxels + v)));
                Vector128.Sqrt(ComplexPairs.RealParts(sum)).Store(target + v);
            }

            for (; v < end; v++)
            {
                var sum = 0f;
                for (var c = 0; c < count; c++)
                    sum += coils[c * voxels + v].LengthSquared;
                target[v] = MathF.Sqrt(sum);
            }
        }, SmallestRange);
        return true;
    }

    public static bool Combine(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var coils = launch.View<Float2>(0).Pointer;
        var sensitivities = launch.View<Float2>(1).Pointer;
        var target = launch.View<Float2>(2).Pointer;
        var voxels = launch.Value<long>(3);
        var count = launch.Value<int>(4);
        var normalize = launch.Value<int>(5) == 1;
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            var v = begin;
            for (; v <= end - ComplexPairs.Width; v += ComplexPairs.Width)
            {
                var sum = Vector256<float>.Zero;
                var weight = Vector256<float>.Zero;
                for (var c = 0; c < count; c++)
                {
                    var s = Vector256.Load((float*)(sensitivities + c * voxels + v));
                    sum += ComplexPairs.MultiplyConjugate(s, Vector256.Load((float*)(coils + c * voxels + v)));
                    weight += ComplexPairs.SquaredMagnitude(s);
                }

                if (normalize)
                    sum = Vector256.ConditionalSelect(Vector256.GreaterThan(weight, Vector256<float>.Zero), sum / weight, Vector256<float>.Zero);
                sum.Store((float*)(target + v));
            }

            for (; v < end; v++)
                CoilKernels.Combine(v, new(coils, count * voxels), new(sensitivities, count * voxels), new(target, voxels), voxels, count, normalize ? 1 : 0);
        }, SmallestRange);
        return true;
    }

    public static bool Expand(CpuLaunch launch)
    {
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var image = launch.View<Float2>(0).Pointer;
        var sensitivities = launch.View<Float2>(1).Pointer;
        var target = launch.View<Float2>(2).Pointer;
        var voxels = launch.Value<long>(3);
        var count = launch.Value<int>(4);
        launch.Parallel(launch.Extent.X, (begin, end) =>
        {
            for (var c = 0; c < count; c++)
            {
                var s = sensitivities + c * voxels;
                var t = target + c * voxels;
                var v = begin;
                for (; v <= end - ComplexPairs.Width; v += ComplexPairs.Width)
                    ComplexPairs.Multiply(Vector256.Load((float*)(s + v)), Vector256.Load((float*)(image + v))).Store((float*)(t + v));
                for (; v < end; v++)
                    t[v] = Float2.ComplexMultiply(s[v], image[v]);
            }
        }, SmallestRange);
        return true;
    }
}
