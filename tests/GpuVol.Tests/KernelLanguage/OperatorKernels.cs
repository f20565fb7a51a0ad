using GpuVol.Kernels;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Every operator on every type that has operators of its own; each item writes one row of results.</summary>
public static partial class OperatorKernels
{
    /// <summary>Results of <see cref="Int32"/> per item.</summary>
    public const int Int32Count = 37;

    /// <summary>Results of <see cref="UInt32"/> per item.</summary>
    public const int UInt32Count = 35;

    /// <summary>Results of <see cref="Int64"/> per item.</summary>
    public const int Int64Count = 37;

    /// <summary>Results of <see cref="UInt64"/> per item.</summary>
    public const int UInt64Count = 35;

    /// <summary>Results of <see cref="Single"/> per item.</summary>
    public const int SingleCount = 34;

    /// <summary>Results of <see cref="Double"/> per item.</summary>
    public const int DoubleCount = 34;

    /// <summary>Operators of <c>int</c>.</summary>
    [Kernel]
    public static void Int32(LongIndex1D i, ArrayView<int> a, ArrayView<int> b, ArrayView<int> results, ArrayView<int> tests)
    {
        var x = a[i];
        var y = b[i];
        var d = y == 0 || y == -1 ? 3 : y;
        var s = (int)y;
        var row = results.SubView(i * Int32Count, Int32Count);
        row[0] = x + y;
        row[1] = x - y;
        row[2] = x * y;
        row[3] = x / d;
        row[4] = x % d;
        row[5] = x / 7;
        row[6] = x % 7;
        row[7] = x & y;
        row[8] = x | y;
        row[9] = x ^ y;
        row[10] = x << s;
        row[11] = x >> s;
        row[12] = x >>> s;
        row[13] = ~x;
        row[14] = +x;
        row[15] = x << 3;
        row[16] = x >> 35;
        row[17] = x >>> 33;
        row[18] = -x;
        row[19] = x;
        row[19] += y;
        row[20] = x;
        row[20] -= y;
        row[21] = x;
        row[21] *= y;
        row[22] = x;
        row[22] &= y;
        row[23] = x;
        row[23] |= y;
        row[24] = x;
        row[24] ^= y;
        row[25] = x;
        row[25] /= d;
        row[26] = x;
        row[26] %= d;
        row[27] = x;
        row[27] <<= s;
        row[28] = x;
        row[28] >>= s;
        row[29] = x;
        row[29] >>>= s;
        row[30] = x;
        row[30]++;
        row[31] = x;
        --row[31];
        row[32] = XMath.Min(x, y);
        row[33] = XMath.Max(x, y);
        row[34] = XMath.Clamp(x, 3, y);
        row[35] = Math.Max(x, y);
        row[36] = XMath.Abs(x);
        tests[i * 8] = (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0);
        tests[(i * 8) + 1] = XMath.PopCount(x);
        tests[(i * 8) + 2] = XMath.LeadingZeroCount(x);
        tests[(i * 8) + 3] = XMath.TrailingZeroCount(x);
        tests[(i * 8) + 4] = x is > 3 and < 1000 or 0 ? 1 : 0;
        tests[(i * 8) + 5] = x > 5 && y > 5 || x < y && !(y == 0) ? 1 : 0;
        tests[(i * 8) + 6] = XMath.Sign(x);
    }

    /// <summary>Operators of <c>uint</c>.</summary>
    [Kernel]
    public static void UInt32(LongIndex1D i, ArrayView<uint> a, ArrayView<uint> b, ArrayView<uint> results, ArrayView<int> tests)
    {
        var x = a[i];
        var y = b[i];
        var d = y == 0 ? 3 : y;
        var s = (int)y;
        var row = results.SubView(i * UInt32Count, UInt32Count);
        row[0] = x + y;
        row[1] = x - y;
        row[2] = x * y;
        row[3] = x / d;
        row[4] = x % d;
        row[5] = x / 7;
        row[6] = x % 7;
        row[7] = x & y;
        row[8] = x | y;
        row[9] = x ^ y;
        row[10] = x << s;
        row[11] = x >> s;
        row[12] = x >>> s;
        row[13] = ~x;
        row[14] = +x;
        row[15] = x << 3;
        row[16] = x >> 35;
        row[17] = x >>> 33;
        row[18] = x;
        row[18] += y;
        row[19] = x;
        row[19] -= y;
        row[20] = x;
        row[20] *= y;
        row[21] = x;
        row[21] &= y;
        row[22] = x;
        row[22] |= y;
        row[23] = x;
        row[23] ^= y;
        row[24] = x;
        row[24] /= d;
        row[25] = x;
        row[25] %= d;
        row[26] = x;
        row[26] <<= s;
        row[27] = x;
        row[27] >>= s;
        row[28] = x;
        row[28] >>>= s;
        row[29] = x;
        row[29]++;
        row[30] = x;
        --row[30];
        row[31] = XMath.Min(x, y);
        row[32] = XMath.Max(x, y);
        row[33] = XMath.Clamp(x, 3, y);
        row[34] = Math.Max(x, y);
        tests[i * 8] = (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0);
        tests[(i * 8) + 1] = XMath.PopCount(x);
        tests[(i * 8) + 2] = XMath.LeadingZeroCount(x);
        tests[(i * 8) + 3] = XMath.TrailingZeroCount(x);
        tests[(i * 8) + 4] = x is > 3 and < 1000 or 0 ? 1 : 0;
        tests[(i * 8) + 5] = x > 5 && y > 5 || x < y && !(y == 0) ? 1 : 0;
    }

    /// <summary>Operators of <c>long</c>.</summary>
    [Kernel]
    public static void Int64(LongIndex1D i, ArrayView<long> a, ArrayView<long> b, ArrayView<long> results, ArrayView<int> tests)
    {
        var x = a[i];
        var y = b[i];
        var d = y == 0 || y == -1 ? 3 : y;
        var s = (int)y;
        var row = results.SubView(i * Int64Count, Int64Count);
        row[0] = x + y;
        row[1] = x - y;
        row[2] = x * y;
        row[3] = x / d;
        row[4] = x % d;
        row[5] = x / 7;
        row[6] = x % 7;
        row[7] = x & y;
        row[8] = x | y;
        row[9] = x ^ y;
        row[10] = x << s;
        row[11] = x >> s;
        row[12] = x >>> s;
        row[13] = ~x;
        row[14] = +x;
        row[15] = x << 3;
        row[16] = x >> 35;
        row[17] = x >>> 33;
        row[18] = -x;
        row[19] = x;
        row[19] += y;
        row[20] = x;
        row[20] -= y;
        row[21] = x;
        row[21] *= y;
        row[22] = x;
        row[22] &= y;
        row[23] = x;
        row[23] |= y;
        row[24] = x;
        row[24] ^= y;
        row[25] = x;
        row[25] /= d;
        row[26] = x;
        row[26] %= d;
        row[27] = x;
        row[27] <<= s;
        row[28] = x;
        row[28] >>= s;
        row[29] = x;
        row[29] >>>= s;
        row[30] = x;
        row[30]++;
        row[31] = x;
        --row[31];
        row[32] = XMath.Min(x, y);
        row[33] = XMath.Max(x, y);
        row[34] = XMath.Clamp(x, 3, y);
        row[35] = Math.Max(x, y);
        row[36] = XMath.Abs(x);
        tests[i * 8] = (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0);
        tests[(i * 8) + 1] = XMath.PopCount(x);
        tests[(i * 8) + 2] = XMath.LeadingZeroCount(x);
        tests[(i * 8) + 3] = XMath.TrailingZeroCount(x);
        tests[(i * 8) + 4] = x is > 3 and < 1000 or 0 ? 1 : 0;
        tests[(i * 8) + 5] = x > 5 && y > 5 || x < y && !(y == 0) ? 1 : 0;
        tests[(i * 8) + 6] = XMath.Sign(x);
    }

    /// <summary>Operators of <c>ulong</c>.</summary>
    [Kernel]
    public static void UInt64(LongIndex1D i, ArrayView<ulong> a, ArrayView<ulong> b, ArrayView<ulong> results, ArrayView<int> tests)
    {
        var x = a[i];
        var y = b[i];
        var d = y == 0 ? 3 : y;
        var s = (int)y;
        var row = results.SubView(i * UInt64Count, UInt64Count);
        row[0] = x + y;
        row[1] = x - y;
        row[2] = x * y;
        row[3] = x / d;
        row[4] = x % d;
        row[5] = x / 7;
        row[6] = x % 7;
        row[7] = x & y;
        row[8] = x | y;
        row[9] = x ^ y;
        row[10] = x << s;
        row[11] = x >> s;
        row[12] = x >>> s;
        row[13] = ~x;
        row[14] = +x;
        row[15] = x << 3;
        row[16] = x >> 35;
        row[17] = x >>> 33;
        row[18] = x;
        row[18] += y;
        row[19] = x;
        row[19] -= y;
        row[20] = x;
        row[20] *= y;
        row[21] = x;
        row[21] &= y;
        row[22] = x;
        row[22] |= y;
        row[23] = x;
        row[23] ^= y;
        row[24] = x;
        row[24] /= d;
        row[25] = x;
        row[25] %= d;
        row[26] = x;
        row[26] <<= s;
        row[27] = x;
        row[27] >>= s;
        row[28] = x;
        row[28] >>>= s;
        row[29] = x;
        row[29]++;
        row[30] = x;
        --row[30];
        row[31] = XMath.Min(x, y);
        row[32] = XMath.Max(x, y);
        row[33] = XMath.Clamp(x, 3, y);
        row[34] = Math.Max(x, y);
        tests[i * 8] = (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0);
        tests[(i * 8) + 1] = XMath.PopCount(x);
        tests[(i * 8) + 2] = XMath.LeadingZeroCount(x);
        tests[(i * 8) + 3] = XMath.TrailingZeroCount(x);
        tests[(i * 8) + 4] = x is > 3 and < 1000 or 0 ? 1 : 0;
        tests[(i * 8) + 5] = x > 5 && y > 5 || x < y && !(y == 0) ? 1 : 0;
    }

    /// <summary>Operators of <c>float</c> and the functions that are exact.</summary>
    [Kernel]
    public static void Single(LongIndex1D i, ArrayView<float> a, ArrayView<float> b, ArrayView<float> results, ArrayView<int> tests)
    {
        var x = a[i];
        var y = b[i];
        var row = results.SubView(i * SingleCount, SingleCount);
        row[0] = x + y;
        row[1] = x - y;
        row[2] = x * y;
        row[3] = x / y;
        row[4] = x % y;
        row[5] = -x;
        row[6] = +x;
        row[7] = x * 0.1f + y;
        row[8] = XMath.Fma(x, y, 0.3f);
        row[9] = XMath.Sqrt(x);
        row[10] = XMath.Floor(x);
        row[11] = XMath.Ceiling(x);
        row[12] = XMath.Round(x);
        row[13] = XMath.Truncate(x);
        row[14] = XMath.Abs(x);
        row[15] = XMath.Min(x, y);
        row[16] = XMath.Max(x, y);
        row[17] = XMath.Clamp(x, -1f, y);
        row[18] = XMath.CopySign(x, y);
        row[19] = XMath.Rsqrt(x);
        row[20] = MathF.Round(x, MidpointRounding.AwayFromZero);
        row[21] = MathF.Max(x, y);
        row[22] = float.Min(x, y);
        row[23] = x > y ? x : float.NaN;
        row[24] = x == y ? float.PositiveInfinity : float.Epsilon;
        row[25] = x < 0 ? -0.0f : float.MaxValue;
        row[26] = x;
        row[26] += y;
        row[27] = x;
        row[27] -= y;
        row[28] = x;
        row[28] *= y;
        row[29] = x;
        row[29] /= y;
        row[30] = x;
        row[30] %= y;
        row[31] = x;
        row[31]++;
        row[32] = x;
        row[32]--;
        row[33] = XMath.IntAsFloat(XMath.FloatAsInt(x) ^ 1);
        tests[i * 8] = (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0);
        tests[(i * 8) + 1] = (XMath.IsNaN(x) ? 1 : 0) | (XMath.IsInfinity(x) ? 2 : 0) | (XMath.IsFinite(x) ? 4 : 0) | (float.IsNegative(x) ? 8 : 0) | (float.IsPositiveInfinity(x) ? 16 : 0) | (float.IsNegativeInfinity(x) ? 32 : 0);
        tests[(i * 8) + 2] = XMath.Sign(x);
        tests[(i * 8) + 3] = x is >= 0 and < 1000 ? 1 : 0;
        tests[(i * 8) + 4] = x is float.NaN ? 1 : 0;
        tests[(i * 8) + 5] = !(x < y) ? 1 : 0;
    }

    /// <summary>Operators of <c>double</c> and the functions that are exact.</summary>
    [Kernel]
    public static void Double(LongIndex1D i, ArrayView<double> a, ArrayView<double> b, ArrayView<double> results, ArrayView<int> tests)
    {
        var x = a[i];
        var y = b[i];
        var row = results.SubView(i * DoubleCount, DoubleCount);
        row[0] = x + y;
        row[1] = x - y;
        row[2] = x * y;
        row[3] = x / y;
        row[4] = x % y;
        row[5] = -x;
        row[6] = +x;
        row[7] = x * 0.1 + y;
        row[8] = XMath.Fma(x, y, 0.3);
        row[9] = XMath.Sqrt(x);
        row[10] = XMath.Floor(x);
        row[11] = XMath.Ceiling(x);
        row[12] = XMath.Round(x);
        row[13] = XMath.Truncate(x);
        row[14] = XMath.Abs(x);
        row[15] = XMath.Min(x, y);
        row[16] = XMath.Max(x, y);
        row[17] = XMath.Clamp(x, -1, y);
        row[18] = XMath.CopySign(x, y);
        row[19] = XMath.Rsqrt(x);
        row[20] = Math.Round(x, MidpointRounding.AwayFromZero);
        row[21] = Math.Max(x, y);
        row[22] = double.Min(x, y);
        row[23] = x > y ? x : double.NaN;
        row[24] = x == y ? double.PositiveInfinity : double.Epsilon;
        row[25] = x < 0 ? -0.0 : double.MaxValue;
        row[26] = x;
        row[26] += y;
        row[27] = x;
        row[27] -= y;
        row[28] = x;
        row[28] *= y;
        row[29] = x;
        row[29] /= y;
        row[30] = x;
        row[30] %= y;
        row[31] = x;
        row[31]++;
        row[32] = x;
        row[32]--;
        row[33] = XMath.LongAsDouble(XMath.DoubleAsLong(x) ^ 1);
        tests[i * 8] = (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0);
        tests[(i * 8) + 1] = (XMath.IsNaN(x) ? 1 : 0) | (XMath.IsInfinity(x) ? 2 : 0) | (XMath.IsFinite(x) ? 4 : 0) | (double.IsNegative(x) ? 8 : 0) | (double.IsPositiveInfinity(x) ? 16 : 0) | (double.IsNegativeInfinity(x) ? 32 : 0);
        tests[(i * 8) + 2] = XMath.Sign(x);
        tests[(i * 8) + 3] = x is >= 0 and < 1000 ? 1 : 0;
        tests[(i * 8) + 4] = x is double.NaN ? 1 : 0;
        tests[(i * 8) + 5] = !(x < y) ? 1 : 0;
    }
}
