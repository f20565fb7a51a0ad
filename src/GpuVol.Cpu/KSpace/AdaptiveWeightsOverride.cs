using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>
/// Vector code for <see cref="CoilKernels.AdaptiveWeights"/>: neighbouring voxels of a row in lanes. A row is kept as the real and the imaginary
/// parts of one coil after the other, with a border of zeros, which add nothing to any sum: the rows of a box stay in the second-level
/// cache. The same products and sums as the plain kernel.
/// </summary>
internal static unsafe class AdaptiveWeightsOverride
{
    public static bool Run(CpuLaunch launch)
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            Run<Lanes512<float>>(launch);
        else if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
            Run<Lanes256<float>>(launch);
        else if (Vector128.IsHardwareAccelerated)
            Run<Lanes128<float>>(launch);
        else
            return false;
        return true;
    }

    private static void Run<TLanes>(CpuLaunch launch)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        var coils = launch.View<Float2>(0).Pointer;
        var reference = launch.View<Float2>(1).Pointer;
        var weights = launch.View<Float2>(2).Pointer;
        var p = launch.Value<AdaptiveParameters>(3);
        var pitch = (p.RadiusI + p.SizeI + p.RadiusI + TLanes.Width + 15) / 16 * 16;
        var rows = (long)p.SizeJ * p.SizeK;
        var rowLength = (long)p.Coils * 2 * pitch;
        var memory = HostMemory.Rent(rows * rowLength * sizeof(float), clear: true);
        try
        {
            var padded = (float*)memory.Address;
            launch.Parallel(rows, (begin, end) =>
            {
                for (var row = begin; row < end; row++)
                {
                    for (var c = 0; c < p.Coils; c++)
                    {
                        var source = coils + (c * rows + row) * p.SizeI;
                        var re = padded + row * rowLength + 2 * c * pitch + p.RadiusI;
                        for (var i = 0; i < p.SizeI; i++)
                        {
                            re[i] = source[i].X;
                            re[pitch + i] = source[i].Y;
                        }
                    }
                }
            });
            launch.Parallel(rows, (begin, end) =>
            {
                var scratch = stackalloc float[4 * CoilKernels.MostCoils * TLanes.Width];
                for (var row = begin; row < end; row++)
                {
                    for (var i = 0; i < p.SizeI; i += TLanes.Width)
                        Voxels<TLanes>(padded, pitch, reference, weights, p, i, (int)(row % p.SizeJ), (int)(row / p.SizeJ), scratch);
                }
            });
        }
        finally
        {
            memory.Release();
        }
    }

    private static void Voxels<TLanes>(float* padded, int pitch, Float2* reference, Float2* weights, AdaptiveParameters p, int i0, int j0, int k0, float* scratch)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        var width = TLanes.Width;
        var current = scratch;
        var next = current + 2 * p.Coils * width;
        var lanes = stackalloc float[width];
        for (var c = 0; c < p.Coils; c++)
        {
            TLanes.Store(current + 2 * c * width, TLanes.Broadcast(reference[c].X));
            TLanes.Store(current + (2 * c + 1) * width, TLanes.Broadcast(reference[c].Y));
        }

        var alive = stackalloc bool[width];
        new Span<bool>(alive, width).Fill(true);
        var scale = TLanes.Broadcast(p.Scale);
        for (var iteration = 0; iteration < p.Iterations; iteration++)
        {
            new Span<float>(next, 2 * p.Coils * width).Clear();
            for (var k = Math.Max(0, k0 - p.RadiusK); k <= Math.Min(p.SizeK - 1, k0 + p.RadiusK); k++)
            {
                for (var j = Math.Max(0, j0 - p.RadiusJ); j <= Math.Min(p.SizeJ - 1, j0 + p.RadiusJ); j++)
                {
                    var row = padded + ((long)k * p.SizeJ + j) * 2 * p.Coils * pitch + i0;
                    for (var i = 0; i <= 2 * p.RadiusI; i++)
                        Accumulate<TLanes>(row + i, pitch, p.Coils, current, next, scale);
                }
            }

            // A lane whose box holds nothing keeps zeros, as the plain kernel's loop, which then ends.
            var length = TLanes.Broadcast(0);
            for (var c = 0; c < p.Coils; c++)
            {
                var x = TLanes.Load(next + 2 * c * width);
                var y = TLanes.Load(next + (2 * c + 1) * width);
                length += x * x + y * y;
            }

            TLanes.Store(lanes, length);
            for (var n = 0; n < width; n++)
            {
                alive[n] = alive[n] && lanes[n] > 0;
                lanes[n] = alive[n] ? 1f / MathF.Sqrt(lanes[n]) : 0;
            }

            var factor = TLanes.Load(lanes);
            for (var c = 0; c < 2 * p.Coils; c++)
                TLanes.Store(current + c * width, TLanes.Load(next + c * width) * factor);
        }

        Turn<TLanes>(reference, weights, p, i0, ((long)k0 * p.SizeJ + j0) * p.SizeI, current);
    }

    /// <summary>next += x (xᴴ current) · scale, for one voxel of the box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TLanes>(float* x, int pitch, int coils, float* current, float* next, TLanes scale)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        var width = TLanes.Width;
        var re = TLanes.Broadcast(0);
        var im = TLanes.Broadcast(0);
        var re0 = x;
        for (var c = 0; c < coils; c++, re0 += 2 * pitch)
        {
            var a = TLanes.Load(re0);
            var b = TLanes.Load(re0 + pitch);
            var u = TLanes.Load(current + 2 * c * width);
            var v = TLanes.Load(current + (2 * c + 1) * width);
            re += a * u + b * v;
            im += a * v - b * u;
        }

        re *= scale;
        im *= scale;
        for (var c = 0; c < coils; c++, x += 2 * pitch)
        {
            var a = TLanes.Load(x);
            var b = TLanes.Load(x + pitch);
            var u = next + 2 * c * width;
            TLanes.Store(u, TLanes.Load(u) + (a * re - b * im));
            TLanes.Store(u + width, TLanes.Load(u + width) + (a * im + b * re));
        }
    }

    /// <summary>Turns the phase of each voxel's weights so that their product with the reference is real, and stores them.</summary>
    private static void Turn<TLanes>(Float2* reference, Float2* weights, in AdaptiveParameters p, int i0, long row, float* current)
        where TLanes : struct, IFourierLanes<TLanes, float>
    {
        var width = TLanes.Width;
        var voxels = (long)p.SizeI * p.SizeJ * p.SizeK;
        for (var n = 0; n < width && i0 + n < p.SizeI; n++)
        {
            var turn = new Float2(0f, 0f);
            for (var c = 0; c < p.Coils; c++)
                turn += Float2.ComplexMultiply(new Float2(current[2 * c * width + n], -current[(2 * c + 1) * width + n]), reference[c]);
            var magnitude = turn.Length;
            turn = magnitude > 0f ? turn * (1f / magnitude) : new Float2(1f, 0f);
            for (var c = 0; c < p.Coils; c++)
                weights[c * voxels + row + i0 + n] = Float2.ComplexMultiply(new Float2(current[2 * c * width + n], current[(2 * c + 1) * width + n]), turn);
        }
    }
}
