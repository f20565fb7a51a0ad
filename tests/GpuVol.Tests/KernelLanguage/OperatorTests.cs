using System.Numerics;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Every operator of the kernel language on every device: integers against unbounded integers, floats against .NET.</summary>
public class OperatorTests
{
    [SkippableTheory, Devices]
    public void Int32Operators_WrapAndMask(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.Int32, 160));
        var (results, tests) = Run(device, a, b, OperatorKernels.Int32Count, OperatorKernels.Launch.Int32);
        CheckIntegers(a, b, results, tests, OperatorKernels.Int32Count, 32, isSigned: true, id);
    }

    [SkippableTheory, Devices]
    public void UInt32Operators_WrapAndMask(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.UInt32, 160));
        var (results, tests) = Run(device, a, b, OperatorKernels.UInt32Count, OperatorKernels.Launch.UInt32);
        CheckIntegers(a, b, results, tests, OperatorKernels.UInt32Count, 32, isSigned: false, id);
    }

    [SkippableTheory, Devices]
    public void Int64Operators_WrapAndMask(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.Int64, 160));
        var (results, tests) = Run(device, a, b, OperatorKernels.Int64Count, OperatorKernels.Launch.Int64);
        CheckIntegers(a, b, results, tests, OperatorKernels.Int64Count, 64, isSigned: true, id);
    }

    [SkippableTheory, Devices]
    public void UInt64Operators_WrapAndMask(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.UInt64, 160));
        var (results, tests) = Run(device, a, b, OperatorKernels.UInt64Count, OperatorKernels.Launch.UInt64);
        CheckIntegers(a, b, results, tests, OperatorKernels.UInt64Count, 64, isSigned: false, id);
    }

    [SkippableTheory, Devices]
    public void SingleOperators_EqualDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.Single, 220));
        var (results, tests) = Run(device, a, b, OperatorKernels.SingleCount, OperatorKernels.Launch.Single);
        for (var i = 0; i < a.Length; i++)
        {
            float x = a[i], y = b[i];
            // The product of two floats is exact in double, and a sum, quotient or root rounded twice is that rounded once.
            float[] expected =
            [
                (float)((double)x + y), (float)((double)x - y), (float)((double)x * y), (float)((double)x / y), x % y, -x, x,
                (float)((double)(float)((double)x * 0.1f) + y), MathF.FusedMultiplyAdd(x, y, 0.3f), (float)Math.Sqrt(x),
                (float)Math.Floor((double)x), (float)Math.Ceiling((double)x), (float)Math.Round((double)x, MidpointRounding.ToEven), (float)Math.Truncate((double)x),
                MathF.Abs(x), MathF.Min(x, y), MathF.Max(x, y), x < -1f ? -1f : x > y ? y : x, MathF.CopySign(x, y), (float)(1.0 / (float)Math.Sqrt(x)),
                (float)Math.Round((double)x, MidpointRounding.AwayFromZero), MathF.Max(x, y), MathF.Min(x, y), x > y ? x : float.NaN,
                x == y ? float.PositiveInfinity : float.Epsilon, x < 0 ? -0.0f : float.MaxValue,
                x + y, x - y, x * y, x / y, x % y, x + 1f, x - 1f, BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x) ^ 1),
            ];
            Assert.Equal(OperatorKernels.SingleCount, expected.Length);
            for (var k = 0; k < expected.Length; k++)
                Exact.Equal(expected[k], results[(i * expected.Length) + k], id, $"float result {k} of ({x:R}, {y:R})");
            CheckFloatTests(x, y, tests.AsSpan(i * 8, 8), id);
        }
    }

    [SkippableTheory, Devices]
    public void DoubleOperators_EqualDotNet(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.Double, 220));
        var (results, tests) = Run(device, a, b, OperatorKernels.DoubleCount, OperatorKernels.Launch.Double);
        for (var i = 0; i < a.Length; i++)
        {
            double x = a[i], y = b[i];
            double[] expected =
            [
                x + y, x - y, x * y, x / y, x % y, -x, x, (x * 0.1) + y, Math.FusedMultiplyAdd(x, y, 0.3), Math.Sqrt(x),
                Math.Floor(x), Math.Ceiling(x), Math.Round(x, MidpointRounding.ToEven), Math.Truncate(x),
                Math.Abs(x), Math.Min(x, y), Math.Max(x, y), x < -1 ? -1 : x > y ? y : x, Math.CopySign(x, y), 1.0 / Math.Sqrt(x),
                Math.Round(x, MidpointRounding.AwayFromZero), Math.Max(x, y), Math.Min(x, y), x > y ? x : double.NaN,
                x == y ? double.PositiveInfinity : double.Epsilon, x < 0 ? -0.0 : double.MaxValue,
                x + y, x - y, x * y, x / y, x % y, x + 1, x - 1, BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) ^ 1),
            ];
            Assert.Equal(OperatorKernels.DoubleCount, expected.Length);
            for (var k = 0; k < expected.Length; k++)
                Exact.Equal(expected[k], results[(i * expected.Length) + k], id, $"double result {k} of ({x:R}, {y:R})");
            CheckFloatTests(x, y, tests.AsSpan(i * 8, 8), id);
        }
    }

    private static void CheckFloatTests(double x, double y, ReadOnlySpan<int> tests, string id)
    {
        int[] expected =
        [
            (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0),
            (double.IsNaN(x) ? 1 : 0) | (double.IsInfinity(x) ? 2 : 0) | (double.IsFinite(x) ? 4 : 0) | (double.IsNegative(x) ? 8 : 0)
                | (double.IsPositiveInfinity(x) ? 16 : 0) | (double.IsNegativeInfinity(x) ? 32 : 0),
            double.IsNaN(x) ? 0 : Math.Sign(x), x is >= 0 and < 1000 ? 1 : 0, double.IsNaN(x) ? 1 : 0, x < y ? 0 : 1,
        ];
        for (var k = 0; k < expected.Length; k++)
            Exact.Equal(expected[k], tests[k], id, $"test {k} of ({x:R}, {y:R})");
    }

    private static void CheckIntegers<T>(T[] a, T[] b, T[] results, int[] tests, int count, int bits, bool isSigned, string id)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < a.Length; i++)
        {
            var x = BigInteger.CreateChecked(a[i]);
            var y = BigInteger.CreateChecked(b[i]);
            var modulus = BigInteger.One << bits;
            var unsigned = ((x % modulus) + modulus) % modulus;
            var d = y.IsZero || (isSigned && y == BigInteger.MinusOne) ? 3 : y;
            int Count(BigInteger n) => (int)(((n % bits) + bits) % bits);
            var s = Count(y);
            List<BigInteger> expected =
            [
                x + y, x - y, x * y, BigInteger.Divide(x, d), BigInteger.Remainder(x, d), BigInteger.Divide(x, 7), BigInteger.Remainder(x, 7), x & y, x | y, x ^ y,
                x << s, x >> s, unsigned >> s, -x - 1, x, x << 3, x >> Count(35), unsigned >> Count(33),
            ];
            if (isSigned)
                expected.Add(-x);
            expected.AddRange([x + y, x - y, x * y, x & y, x | y, x ^ y, BigInteger.Divide(x, d), BigInteger.Remainder(x, d), x << s, x >> s, unsigned >> s, x + 1, x - 1]);
            expected.AddRange([BigInteger.Min(x, y), BigInteger.Max(x, y), x < 3 ? 3 : x > y ? y : x, BigInteger.Max(x, y)]);
            if (isSigned)
                expected.Add(BigInteger.Abs(x));
            Assert.Equal(count, expected.Count);
            for (var k = 0; k < count; k++)
            {
                var wrapped = ((expected[k] % modulus) + modulus) % modulus;
                if (isSigned && wrapped >= modulus / 2)
                    wrapped -= modulus;
                Exact.Equal(T.CreateChecked(wrapped), results[(i * count) + k], id, $"{typeof(T).Name} result {k} of ({a[i]}, {b[i]})");
            }

            var ones = 0;
            var leading = bits;
            var trailing = bits;
            for (var bit = 0; bit < bits; bit++)
            {
                if (((unsigned >> bit) & 1).IsZero)
                    continue;
                ones++;
                leading = bits - 1 - bit;
                trailing = Math.Min(trailing, bit);
            }

            List<int> flags =
            [
                (x == y ? 1 : 0) | (x != y ? 2 : 0) | (x < y ? 4 : 0) | (x <= y ? 8 : 0) | (x > y ? 16 : 0) | (x >= y ? 32 : 0),
                ones, leading, trailing, (x > 3 && x < 1000) || x.IsZero ? 1 : 0, (x > 5 && y > 5) || (x < y && !y.IsZero) ? 1 : 0,
            ];
            if (isSigned)
                flags.Add(x.Sign);
            for (var k = 0; k < flags.Count; k++)
                Exact.Equal(flags[k], tests[(i * 8) + k], id, $"{typeof(T).Name} test {k} of ({a[i]}, {b[i]})");
        }
    }

    private static (T[] Results, int[] Tests) Run<T>(ComputeDevice device, T[] a, T[] b, int count, Launcher<T> launch)
        where T : unmanaged
    {
        using var first = device.Allocate<T>(a);
        using var second = device.Allocate<T>(b);
        using var results = device.Allocate<T>((long)a.Length * count);
        using var tests = device.Allocate<int>(a.Length * 8);
        launch(device, a.Length, first.View, second.View, results.View, tests.View);
        return (results.ToArray(), tests.ToArray());
    }

    private delegate void Launcher<T>(ComputeDevice device, GpuVol.Kernels.LongIndex1D extent, DeviceView<T> a, DeviceView<T> b, DeviceView<T> results, DeviceView<int> tests)
        where T : unmanaged;
}
