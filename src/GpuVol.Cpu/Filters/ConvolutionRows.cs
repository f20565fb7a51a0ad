using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>The two loops of a separable convolution: across rows (j and k axes) and along a row (i axis), in the order of <c>ConvolutionKernels</c>.</summary>
internal static unsafe class ConvolutionRows
{
    /// <summary>Output rows that <see cref="Across"/> makes at a time: their sliding windows share every load.</summary>
    public const int RowsAtATime = 4;

    /// <summary>
    /// Filters across rows: <c>outputs[b][c] = w[0] rows[r + b][c] + Σ w[d] (rows[r + b + d][c] ± rows[r + b - d][c])</c> for
    /// <see cref="RowsAtATime"/> rows b. Reads and, unless <paramref name="exact"/>, writes up to a vector's width past <paramref name="count"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Across<TLanes, TVector, TPair>(float** rows, float* weights, int radius, int count, float** outputs, bool exact, bool nonTemporal)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
        where TPair : struct, IPair
    {
        float* o0 = outputs[0], o1 = outputs[1], o2 = outputs[2], o3 = outputs[3];
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
                TLanes.StoreNonTemporal(o0 + c, s0);
                TLanes.StoreNonTemporal(o1 + c, s1);
                TLanes.StoreNonTemporal(o2 + c, s2);
                TLanes.StoreNonTemporal(o3 + c, s3);
            }
            else if (!exact || c + TLanes.Width <= count)
            {
                TLanes.Store(o0 + c, s0);
                TLanes.Store(o1 + c, s1);
                TLanes.Store(o2 + c, s2);
                TLanes.Store(o3 + c, s3);
            }
            else
            {
                TLanes.Store(tail, s0);
                TLanes.Store(tail + 16, s1);
                TLanes.Store(tail + 32, s2);
                TLanes.Store(tail + 48, s3);
                for (var row = 0; row < RowsAtATime; row++)
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Along<TLanes, TVector, TPair>(float* row, float* weights, int radius, int count, float* output, bool exact)
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
