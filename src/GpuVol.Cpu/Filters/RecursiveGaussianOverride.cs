using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="RecursiveGaussianKernels"/>: sixteen lines at a time, side by side in the lanes, with the bits of the plain kernel.</summary>
internal static unsafe class RecursiveGaussianOverride
{
    private const int Lines = 16;
    private const int Modes = RecursiveGaussianKernels.Modes;

    public static bool FilterLines(CpuLaunch launch)
    {
        var source = launch.View<float>(0).Pointer;
        var target = launch.View<float>(1).Pointer;
        var modes = launch.View<double>(3).Pointer;
        var p = launch.Value<RecursiveGaussianParameters>(4);
        var blocks = (p.LinesX + Lines - 1) / Lines;
        launch.Parallel((long)blocks * p.LinesY, (begin, end) =>
        {
            // The samples and the forward sums of one block of lines: [position, line].
            var memory = HostMemory.Rent(2L * p.Count * Lines * sizeof(float), clear: true);
            try
            {
                var samples = (float*)memory.Address;
                var forward = samples + (long)p.Count * Lines;
                for (var task = begin; task < end; task++)
                {
                    var x = (int)(task % blocks) * Lines;
                    var first = x * p.StrideX + (task / blocks + p.FirstY) * p.StrideY;
                    var lines = Math.Min(Lines, p.LinesX - x);
                    Gather(source + first, samples, lines, p);
                    if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
                        Filter<Double512, Vector512<double>>(samples, forward, modes, p);
                    else if (Vector256.IsHardwareAccelerated && Avx.IsSupported)
                        Filter<Double256, Vector256<double>>(samples, forward, modes, p);
                    else
                        Filter<Double128, Vector128<double>>(samples, forward, modes, p);
                    Scatter(samples, target + first, lines, p);
                }
            }
            finally
            {
                memory.Release();
            }
        });
        return true;
    }

    private static void Gather(float* source, float* samples, int lines, in RecursiveGaussianParameters p)
    {
        if (p.StrideX == 1)
        {
            for (var n = 0; n < p.Count; n++)
                Unsafe.CopyBlockUnaligned(samples + n * Lines, source + n * p.Stride, (uint)lines * sizeof(float));
            return;
        }

        for (var line = 0; line < lines; line++)
        {
            var row = source + line * p.StrideX;
            for (var n = 0; n < p.Count; n++)
                samples[n * Lines + line] = row[n * p.Stride];
        }
    }

    private static void Scatter(float* samples, float* target, int lines, in RecursiveGaussianParameters p)
    {
        if (p.StrideX == 1)
        {
            for (var n = 0; n < p.Count; n++)
                Unsafe.CopyBlockUnaligned(target + n * p.Stride, samples + n * Lines, (uint)lines * sizeof(float));
            return;
        }

        for (var line = 0; line < lines; line++)
        {
            var row = target + line * p.StrideX;
            for (var n = 0; n < p.Count; n++)
                row[n * p.Stride] = samples[n * Lines + line];
        }
    }

    private static void Filter<TLanes, TVector>(float* samples, float* forward, double* modes, in RecursiveGaussianParameters p)
        where TLanes : struct, IDoubleLanes<TVector>
        where TVector : struct
    {
        for (var lane = 0; lane < Lines; lane += TLanes.Width)
        {
            Forwards<TLanes, TVector>(samples + lane, forward + lane, modes, p);
            Backwards<TLanes, TVector>(samples + lane, forward + lane, modes, p);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forwards<TLanes, TVector>(float* samples, float* forward, double* modes, in RecursiveGaussianParameters p)
        where TLanes : struct, IDoubleLanes<TVector>
        where TVector : struct
    {
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.A1, out var a10, out var a11, out var a12);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.A2, out var a20, out var a21, out var a22);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Forward0, out var f00, out var f01, out var f02);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Forward1, out var f10, out var f11, out var f12);
        Start<TLanes, TVector>(samples, modes, -1, p, out var u0, out var u1, out var u2, out var v0, out var v1, out var v2);
        var zero = TLanes.Broadcast(0);
        for (var n = 0; n < p.Count; n++)
        {
            var x = TLanes.Load(samples + n * Lines);
            var w0 = TLanes.Fma(a10, u0, TLanes.Fma(a20, v0, x));
            var w1 = TLanes.Fma(a11, u1, TLanes.Fma(a21, v1, x));
            var w2 = TLanes.Fma(a12, u2, TLanes.Fma(a22, v2, x));
            var sum = TLanes.Fma(f00, w0, TLanes.Fma(f10, u0, zero));
            sum = TLanes.Fma(f01, w1, TLanes.Fma(f11, u1, sum));
            sum = TLanes.Fma(f02, w2, TLanes.Fma(f12, u2, sum));
            TLanes.Store(forward + n * Lines, sum);
            (v0, v1, v2) = (u0, u1, u2);
            (u0, u1, u2) = (w0, w1, w2);
        }
    }

    // Ends in the samples: each is read before its result takes its place, and the start has seen them all.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backwards<TLanes, TVector>(float* samples, float* forward, double* modes, in RecursiveGaussianParameters p)
        where TLanes : struct, IDoubleLanes<TVector>
        where TVector : struct
    {
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.A1, out var a10, out var a11, out var a12);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.A2, out var a20, out var a21, out var a22);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Backward0, out var b00, out var b01, out var b02);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Backward1, out var b10, out var b11, out var b12);
        Start<TLanes, TVector>(samples, modes, p.Count, p, out var u0, out var u1, out var u2, out var v0, out var v1, out var v2);
        for (var n = p.Count - 1; n >= 0; n--)
        {
            var x = TLanes.Load(samples + n * Lines);
            var sum = TLanes.Fma(b00, u0, TLanes.Fma(b10, v0, TLanes.Load(forward + n * Lines)));
            sum = TLanes.Fma(b01, u1, TLanes.Fma(b11, v1, sum));
            sum = TLanes.Fma(b02, u2, TLanes.Fma(b12, v2, sum));
            var w0 = TLanes.Fma(a10, u0, TLanes.Fma(a20, v0, x));
            var w1 = TLanes.Fma(a11, u1, TLanes.Fma(a21, v1, x));
            var w2 = TLanes.Fma(a12, u2, TLanes.Fma(a22, v2, x));
            TLanes.Store(samples + n * Lines, sum);
            (v0, v1, v2) = (u0, u1, u2);
            (u0, u1, u2) = (w0, w1, w2);
        }
    }

    // u(-1) and u(-2) of the three modes at an end; as RecursiveGaussianKernels.Start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Start<TLanes, TVector>(float* samples, double* modes, int edge, in RecursiveGaussianParameters p, out TVector u0, out TVector u1, out TVector u2, out TVector v0, out TVector v1, out TVector v2)
        where TLanes : struct, IDoubleLanes<TVector>
        where TVector : struct
    {
        if (p.Lead == 0)
        {
            var outside = p.Border == BorderModes.Constant ? TLanes.Broadcast(p.BorderValue) : TLanes.Load(samples + (long)(edge < 0 ? 0 : p.Count - 1) * Lines);
            Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Steady, out var s0, out var s1, out var s2);
            u0 = v0 = TLanes.Multiply(s0, outside);
            u1 = v1 = TLanes.Multiply(s1, outside);
            u2 = v2 = TLanes.Multiply(s2, outside);
            return;
        }

        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.A1, out var a10, out var a11, out var a12);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.A2, out var a20, out var a21, out var a22);
        var zero = TLanes.Broadcast(0);
        TVector r0 = zero, r1 = zero, r2 = zero, q0 = zero, q1 = zero, q2 = zero;
        var inwards = edge < 0 ? 1 : -1;
        for (var n = p.Lead - 1; n >= 0; n--)
        {
            var x = TLanes.Load(samples + (long)BorderModes.SampleIndex(edge - inwards * n, p.Count, p.Border) * Lines);
            var w0 = TLanes.Fma(a10, r0, TLanes.Fma(a20, q0, x));
            var w1 = TLanes.Fma(a11, r1, TLanes.Fma(a21, q1, x));
            var w2 = TLanes.Fma(a12, r2, TLanes.Fma(a22, q2, x));
            (q0, q1, q2) = (r0, r1, r2);
            (r0, r1, r2) = (w0, w1, w2);
        }

        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Closure11, out var c110, out var c111, out var c112);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Closure12, out var c120, out var c121, out var c122);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Closure21, out var c210, out var c211, out var c212);
        Load<TLanes, TVector>(modes, RecursiveGaussianKernels.Closure22, out var c220, out var c221, out var c222);
        u0 = TLanes.Fma(c110, r0, TLanes.Multiply(c120, q0));
        u1 = TLanes.Fma(c111, r1, TLanes.Multiply(c121, q1));
        u2 = TLanes.Fma(c112, r2, TLanes.Multiply(c122, q2));
        v0 = TLanes.Fma(c210, r0, TLanes.Multiply(c220, q0));
        v1 = TLanes.Fma(c211, r1, TLanes.Multiply(c221, q1));
        v2 = TLanes.Fma(c212, r2, TLanes.Multiply(c222, q2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<TLanes, TVector>(double* modes, int number, out TVector mode0, out TVector mode1, out TVector mode2)
        where TLanes : struct, IDoubleLanes<TVector>
        where TVector : struct
    {
        mode0 = TLanes.Broadcast(modes[number]);
        mode1 = TLanes.Broadcast(modes[RecursiveGaussianKernels.Stride + number]);
        mode2 = TLanes.Broadcast(modes[2 * RecursiveGaussianKernels.Stride + number]);
    }
}
