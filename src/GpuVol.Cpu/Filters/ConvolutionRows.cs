using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu;

/// <summary>The two loops of a separable convolution: across rows (j and k axes) and along a row (i axis), in the order of <c>ConvolutionKernels</c>.</summary>
internal static unsafe class ConvolutionRows
{
    /// <summary>Output rows that <see cref="Across"/> makes at a time.</summary>
    public const int RowsAtATime = 8;

    /// <summary>
    /// Filters across rows: <c>outputs[b][c] = w[0] rows[r + b][c] + Σ w[d] (rows[r + b + d][c] ± rows[r + b - d][c])</c> for
    /// <see cref="RowsAtATime"/> rows b. Reads and, unless <paramref name="exact"/>, writes up to a vector's width past <paramref name="count"/>.
    /// </summary>
    /// <remarks>The windows of neighbouring outputs slide over the same rows, so that each load serves all of them; 512-bit code has the registers for eight.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Across<TLanes, TVector, TPair>(float** rows, float* weights, int radius, int count, float** outputs, bool exact, bool nonTemporal)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TPair : struct, IPair
    {
        if (TLanes.Width == 16)
        {
            Across8<TLanes, TVector, TPair>(rows, weights, radius, count, outputs, exact, nonTemporal);
            return;
        }

        Across4<TLanes, TVector, TPair>(rows, weights, radius, count, outputs, exact, nonTemporal);
        Across4<TLanes, TVector, TPair>(rows + 4, weights, radius, count, outputs + 4, exact, nonTemporal);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Across8<TLanes, TVector, TPair>(float** rows, float* weights, int radius, int count, float** outputs, bool exact, bool nonTemporal)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TPair : struct, IPair
    {
        var tail = stackalloc float[8 * 16];
        var w0 = TLanes.Broadcast(weights[0]);
        for (var c = 0; c < count; c += TLanes.Width)
        {
            var a0 = TLanes.Load(rows[radius] + c);
            var a1 = TLanes.Load(rows[radius + 1] + c);
            var a2 = TLanes.Load(rows[radius + 2] + c);
            var a3 = TLanes.Load(rows[radius + 3] + c);
            var a4 = TLanes.Load(rows[radius + 4] + c);
            var a5 = TLanes.Load(rows[radius + 5] + c);
            var a6 = TLanes.Load(rows[radius + 6] + c);
            var a7 = TLanes.Load(rows[radius + 7] + c);
            TVector b0 = a0, b1 = a1, b2 = a2, b3 = a3, b4 = a4, b5 = a5, b6 = a6, b7 = a7;
            var s0 = TLanes.Multiply(w0, a0);
            var s1 = TLanes.Multiply(w0, a1);
            var s2 = TLanes.Multiply(w0, a2);
            var s3 = TLanes.Multiply(w0, a3);
            var s4 = TLanes.Multiply(w0, a4);
            var s5 = TLanes.Multiply(w0, a5);
            var s6 = TLanes.Multiply(w0, a6);
            var s7 = TLanes.Multiply(w0, a7);
            for (var d = 1; d <= radius; d++)
            {
                a7 = a6;
                a6 = a5;
                a5 = a4;
                a4 = a3;
                a3 = a2;
                a2 = a1;
                a1 = a0;
                a0 = TLanes.Load(rows[radius - d] + c);
                b0 = b1;
                b1 = b2;
                b2 = b3;
                b3 = b4;
                b4 = b5;
                b5 = b6;
                b6 = b7;
                b7 = TLanes.Load(rows[radius + 7 + d] + c);
                var w = TLanes.Broadcast(weights[d]);
                s0 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a0, b0), s0);
                s1 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a1, b1), s1);
                s2 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a2, b2), s2);
                s3 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a3, b3), s3);
                s4 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a4, b4), s4);
                s5 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a5, b5), s5);
                s6 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a6, b6), s6);
                s7 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a7, b7), s7);
            }

            if (nonTemporal)
            {
                TLanes.StoreNonTemporal(outputs[0] + c, s0);
                TLanes.StoreNonTemporal(outputs[1] + c, s1);
                TLanes.StoreNonTemporal(outputs[2] + c, s2);
                TLanes.StoreNonTemporal(outputs[3] + c, s3);
                TLanes.StoreNonTemporal(outputs[4] + c, s4);
                TLanes.StoreNonTemporal(outputs[5] + c, s5);
                TLanes.StoreNonTemporal(outputs[6] + c, s6);
                TLanes.StoreNonTemporal(outputs[7] + c, s7);
            }
            else if (!exact || c + TLanes.Width <= count)
            {
                TLanes.Store(outputs[0] + c, s0);
                TLanes.Store(outputs[1] + c, s1);
                TLanes.Store(outputs[2] + c, s2);
                TLanes.Store(outputs[3] + c, s3);
                TLanes.Store(outputs[4] + c, s4);
                TLanes.Store(outputs[5] + c, s5);
                TLanes.Store(outputs[6] + c, s6);
                TLanes.Store(outputs[7] + c, s7);
            }
            else
            {
                TLanes.Store(tail, s0);
                TLanes.Store(tail + 16, s1);
                TLanes.Store(tail + 32, s2);
                TLanes.Store(tail + 48, s3);
                TLanes.Store(tail + 64, s4);
                TLanes.Store(tail + 80, s5);
                TLanes.Store(tail + 96, s6);
                TLanes.Store(tail + 112, s7);
                for (var row = 0; row < 8; row++)
                {
                    for (var rest = c; rest < count; rest++)
                        outputs[row][rest] = tail[16 * row + rest - c];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Across4<TLanes, TVector, TPair>(float** rows, float* weights, int radius, int count, float** outputs, bool exact, bool nonTemporal)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TPair : struct, IPair
    {
        var tail = stackalloc float[4 * 16];
        var w0 = TLanes.Broadcast(weights[0]);
        for (var c = 0; c < count; c += TLanes.Width)
        {
            var a0 = TLanes.Load(rows[radius] + c);
            var a1 = TLanes.Load(rows[radius + 1] + c);
            var a2 = TLanes.Load(rows[radius + 2] + c);
            var a3 = TLanes.Load(rows[radius + 3] + c);
            TVector b0 = a0, b1 = a1, b2 = a2, b3 = a3;
            var s0 = TLanes.Multiply(w0, a0);
            var s1 = TLanes.Multiply(w0, a1);
            var s2 = TLanes.Multiply(w0, a2);
            var s3 = TLanes.Multiply(w0, a3);
            for (var d = 1; d <= radius; d++)
            {
                a3 = a2;
                a2 = a1;
                a1 = a0;
                a0 = TLanes.Load(rows[radius - d] + c);
                b0 = b1;
                b1 = b2;
                b2 = b3;
                b3 = TLanes.Load(rows[radius + 3 + d] + c);
                var w = TLanes.Broadcast(weights[d]);
                s0 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a0, b0), s0);
                s1 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a1, b1), s1);
                s2 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a2, b2), s2);
                s3 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(a3, b3), s3);
            }

            if (nonTemporal)
            {
                TLanes.StoreNonTemporal(outputs[0] + c, s0);
                TLanes.StoreNonTemporal(outputs[1] + c, s1);
                TLanes.StoreNonTemporal(outputs[2] + c, s2);
                TLanes.StoreNonTemporal(outputs[3] + c, s3);
            }
            else if (!exact || c + TLanes.Width <= count)
            {
                TLanes.Store(outputs[0] + c, s0);
                TLanes.Store(outputs[1] + c, s1);
                TLanes.Store(outputs[2] + c, s2);
                TLanes.Store(outputs[3] + c, s3);
            }
            else
            {
                TLanes.Store(tail, s0);
                TLanes.Store(tail + 16, s1);
                TLanes.Store(tail + 32, s2);
                TLanes.Store(tail + 48, s3);
                for (var row = 0; row < 4; row++)
                {
                    for (var rest = c; rest < count; rest++)
                        outputs[row][rest] = tail[16 * row + rest - c];
                }
            }
        }
    }

    /// <summary>
    /// Filters along a row: <paramref name="row"/> has <paramref name="radius"/> samples before its first and behind its last. Reads and,
    /// unless <paramref name="exact"/>, writes up to four vectors' widths past <paramref name="count"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Along<TLanes, TVector, TPair>(float* row, float* weights, int radius, int count, float* output, bool exact)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TPair : struct, IPair
    {
        if (TLanes.Width == 16 && Avx512F.IsSupported && radius <= 16)
            AlongBy512<TPair>(row, weights, radius, count, output, exact);
        else
            AlongByLoads<TLanes, TVector, TPair>(row, weights, radius, count, output, exact);
    }

    // Nearly every unaligned 512-bit load touches two cache lines, of which one a cycle can be read. Taking the samples before the
    // centre by loads and those behind it by permutations of registers lets both go on at the same time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongBy512<TPair>(float* row, float* weights, int radius, int count, float* output, bool exact)
        where TPair : struct, IPair
    {
        var tail = stackalloc float[4 * 16];
        var w0 = Vector512.Create(weights[0]);
        for (var c = 0; c < count; c += 64)
        {
            var x = row + c;
            var v0 = Vector512.Load(x);
            var v1 = Vector512.Load(x + 16);
            var v2 = Vector512.Load(x + 32);
            var v3 = Vector512.Load(x + 48);
            var v4 = Vector512.Load(x + 64);
            var s0 = w0 * v0;
            var s1 = w0 * v1;
            var s2 = w0 * v2;
            var s3 = w0 * v3;
            var lanes = Vector512<int>.Indices;
            for (var d = 1; d <= radius; d++)
            {
                lanes += Vector512<int>.One;
                var w = Vector512.Create(weights[d]);
                s0 = Vector512.FusedMultiplyAdd(w, TPair.Combine<Float512, Vector512<float>>(Vector512.Load(x - d), Avx512F.PermuteVar16x32x2(v0, lanes, v1)), s0);
                s1 = Vector512.FusedMultiplyAdd(w, TPair.Combine<Float512, Vector512<float>>(Vector512.Load(x + 16 - d), Avx512F.PermuteVar16x32x2(v1, lanes, v2)), s1);
                s2 = Vector512.FusedMultiplyAdd(w, TPair.Combine<Float512, Vector512<float>>(Vector512.Load(x + 32 - d), Avx512F.PermuteVar16x32x2(v2, lanes, v3)), s2);
                s3 = Vector512.FusedMultiplyAdd(w, TPair.Combine<Float512, Vector512<float>>(Vector512.Load(x + 48 - d), Avx512F.PermuteVar16x32x2(v3, lanes, v4)), s3);
            }

            if (!exact || c + 64 <= count)
            {
                s0.Store(output + c);
                s1.Store(output + c + 16);
                s2.Store(output + c + 32);
                s3.Store(output + c + 48);
            }
            else
            {
                s0.Store(tail);
                s1.Store(tail + 16);
                s2.Store(tail + 32);
                s3.Store(tail + 48);
                for (var rest = c; rest < count; rest++)
                    output[rest] = tail[rest - c];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AlongByLoads<TLanes, TVector, TPair>(float* row, float* weights, int radius, int count, float* output, bool exact)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TPair : struct, IPair
    {
        var width = TLanes.Width;
        var tail = stackalloc float[4 * 16];
        var w0 = TLanes.Broadcast(weights[0]);
        for (var c = 0; c < count; c += 4 * width)
        {
            var x = row + c;
            var s0 = TLanes.Multiply(w0, TLanes.Load(x));
            var s1 = TLanes.Multiply(w0, TLanes.Load(x + width));
            var s2 = TLanes.Multiply(w0, TLanes.Load(x + 2 * width));
            var s3 = TLanes.Multiply(w0, TLanes.Load(x + 3 * width));
            for (var d = 1; d <= radius; d++)
            {
                var w = TLanes.Broadcast(weights[d]);
                s0 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(TLanes.Load(x - d), TLanes.Load(x + d)), s0);
                s1 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(TLanes.Load(x + width - d), TLanes.Load(x + width + d)), s1);
                s2 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(TLanes.Load(x + 2 * width - d), TLanes.Load(x + 2 * width + d)), s2);
                s3 = TLanes.Fma(w, TPair.Combine<TLanes, TVector>(TLanes.Load(x + 3 * width - d), TLanes.Load(x + 3 * width + d)), s3);
            }

            if (!exact || c + 4 * width <= count)
            {
                TLanes.Store(output + c, s0);
                TLanes.Store(output + c + width, s1);
                TLanes.Store(output + c + 2 * width, s2);
                TLanes.Store(output + c + 3 * width, s3);
            }
            else
            {
                TLanes.Store(tail, s0);
                TLanes.Store(tail + width, s1);
                TLanes.Store(tail + 2 * width, s2);
                TLanes.Store(tail + 3 * width, s3);
                for (var rest = c; rest < count; rest++)
                    output[rest] = tail[rest - c];
            }
        }
    }
}
