using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary><see cref="NearestBackProjectionKernels.Parallel"/> four pixels at a time, view after view over a row of pixels, to the same bits.</summary>
internal static unsafe class NearestBackProjection
{
    private const int Width = 4;

    public static bool Run(CpuLaunch launch)
    {
        if (!Avx2.IsSupported || !Fma.IsSupported)
            return false;
        var sinogram = launch.View<float>(0).Pointer;
        var image = launch.View<float>(1).Pointer;
        var steps = launch.View<double>(2).Pointer;
        var weights = launch.View<float>(3).Pointer;
        var p = launch.Value<NearestBackProjectionParameters>(4);
        launch.Device.Parallel((long)p.SizeJ * launch.Extent.Z, (begin, end) =>
        {
            var sums = new float[(p.SizeI + Width - 1) / Width * Width];
            for (var row = begin; row < end; row++)
            {
                Array.Clear(sums);
                var (slice, j) = Math.DivRem(row, p.SizeJ);
                fixed (float* target = sums)
                {
                    var data = sinogram + slice * p.Views * p.Columns + p.AxisColumn;
                    for (var view = 0; view < p.Views; view++)
                        AddView(target, sums.Length, data + (long)view * p.Columns, steps[2 * view], steps[2 * view + 1] * (j - p.AxisJ), weights[view], p);
                }

                sums.AsSpan(0, p.SizeI).CopyTo(new Span<float>(image + row * p.SizeI, p.SizeI));
            }
        });
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddView(float* sums, int count, float* axis, double stepI, double start, float weight, in NearestBackProjectionParameters p)
    {
        var least = Vector256.Create<double>(-p.AxisColumn);
        var greatest = Vector256.Create<double>(p.Columns - 1 - p.AxisColumn);
        var pixel = Vector256.Create(0.0, 1, 2, 3);
        for (var i = 0; i < count; i += Width, pixel += Vector256.Create<double>(Width))
        {
            var column = Vector256.Create(stepI) * (pixel - Vector256.Create(p.AxisI)) + Vector256.Create(start);
            var isInside = Vector256.GreaterThanOrEqual(column, least) & Vector256.LessThanOrEqual(column, greatest);
            var nearest = Vector256.Ceiling(column - Vector256.Create(0.5));
            nearest += Vector256.GreaterThan(column, nearest + Vector256.Create(0.5)) & Vector256<double>.One;

            // All bits of a double are a negative NaN, which stays negative as a float: the sign is what the gather looks at.
            var samples = Avx2.GatherMaskVector128(Vector128<float>.Zero, axis, Avx.ConvertToVector128Int32WithTruncation(nearest), Avx.ConvertToVector128Single(isInside), sizeof(float));
            Fma.MultiplyAdd(Vector128.Create(weight), samples, Vector128.Load(sums + i)).Store(sums + i);
        }
    }
}
