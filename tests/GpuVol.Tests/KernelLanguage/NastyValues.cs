namespace GpuVol.Tests.KernelLanguage;

/// <summary>Inputs that find mistakes: limits, neighbours of powers of two, signed zeros, infinities, NaN, denormals, and random bits.</summary>
internal static class NastyValues
{
    private const int RandomCount = 200;

    public static sbyte[] SByte { get; } = [.. Enumerable.Range(0, 256).Select(v => unchecked((sbyte)v))];

    public static byte[] Byte { get; } = [.. Enumerable.Range(0, 256).Select(v => (byte)v)];

    public static short[] Int16 { get; } = [.. UInt64Bits().Select(v => unchecked((short)v)).Distinct()];

    public static ushort[] UInt16 { get; } = [.. UInt64Bits().Select(v => unchecked((ushort)v)).Distinct()];

    public static int[] Int32 { get; } = [.. UInt64Bits().Select(v => unchecked((int)v)).Distinct()];

    public static uint[] UInt32 { get; } = [.. UInt64Bits().Select(v => unchecked((uint)v)).Distinct()];

    public static long[] Int64 { get; } = [.. UInt64Bits().Select(v => unchecked((long)v)).Distinct()];

    public static ulong[] UInt64 { get; } = [.. UInt64Bits().Distinct()];

    public static float[] Single { get; } = [.. Singles()];

    public static double[] Double { get; } = [.. Doubles()];

    /// <summary>Every pair, the second index fastest.</summary>
    public static (T[] A, T[] B) Pairs<T>(T[] values) =>
        ([.. values.SelectMany(a => values.Select(_ => a))], [.. values.SelectMany(_ => values)]);

    /// <summary>About <paramref name="count"/> of them, the special ones first.</summary>
    public static T[] Some<T>(T[] values, int count) => values.Length <= count ? values : [.. values.Take(count / 2), .. values.Skip(values.Length - (count / 2))];

    private static IEnumerable<ulong> UInt64Bits()
    {
        foreach (var value in (long[])[0, 1, -1, 2, -2, 3, 7, 10, 31, 32, 33, 63, 64, 65, 100, -100])
            yield return unchecked((ulong)value);
        for (var bit = 6; bit < 64; bit++)
        {
            yield return 1UL << bit;
            yield return (1UL << bit) - 1;
            yield return unchecked(0 - (1UL << bit));
            yield return unchecked(0 - (1UL << bit) - 1);
        }

        var random = new Random(1);
        for (var i = 0; i < RandomCount; i++)
            yield return unchecked((ulong)random.NextInt64() >> random.Next(0, 63)) ^ (random.Next(2) == 0 ? 0 : ulong.MaxValue);
    }

    private static IEnumerable<float> Singles()
    {
        float[] positive =
        [
            0f, 1f, 0.5f, 1.5f, 2.5f, 3f, 0.1f, 0.49999997f, 0.50000006f, 0.99999994f, 1.0000001f, 127f, 127.5f, 128f, 255f, 255.9f, 256f, 32767.5f, 65535f, 65536f,
            8388607.5f, 8388608f, 16777215f, 16777216f, 2147483520f, 2147483648f, 4294967040f, 4294967296f, 9.2233715e18f, 9.223372e18f, 1.8446743e19f, 1.8446744e19f, 1e20f,
            MathF.PI, MathF.PI / 2, 100f, 88.7f, 89f, 1e10f, 1e30f, float.MaxValue, float.PositiveInfinity, float.Epsilon, 1e-40f, 1.17549421e-38f, 1.17549435e-38f, 1e-30f, 1e-10f,
        ];
        foreach (var value in positive)
        {
            yield return value;
            yield return -value;
        }

        yield return float.NaN;
        yield return -float.NaN;
        var random = new Random(2);
        for (var i = 0; i < RandomCount; i++)
            yield return Quiet(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        for (var i = 0; i < RandomCount; i++)
            yield return (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 6)));
    }

    private static IEnumerable<double> Doubles()
    {
        double[] positive =
        [
            0, 1, 0.5, 1.5, 2.5, 3, 0.1, 0.49999999999999994, 0.5000000000000001, 0.9999999999999999, 1.0000000000000002, 127.5, 255.9, 32767.5, 65535.5,
            2147483647, 2147483647.5, 2147483648, 4294967295, 4294967295.5, 4294967296, 4503599627370495.5, 4503599627370496, 9007199254740993, 9.223372036854775e18, 9.223372036854775807e18,
            1.8446744073709550e19, 1.8446744073709551615e19, 1e20, 3.4028234e38, 3.4028236e38, 1e39, 1.401298464324817e-45, 7e-46, 1.1754942e-38, 16777217, 16777219,
            Math.PI, Math.PI / 2, 100, 709.7, 710, 1e100, 1e300, double.MaxValue, double.PositiveInfinity, double.Epsilon, 1e-310, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-100,
        ];
        foreach (var value in positive)
        {
            yield return value;
            yield return -value;
        }

        yield return double.NaN;
        var random = new Random(3);
        for (var i = 0; i < RandomCount; i++)
            yield return Quiet(BitConverter.Int64BitsToDouble(unchecked(random.NextInt64() * 2)));
        for (var i = 0; i < RandomCount; i++)
            yield return (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 12));
    }

    // .NET promises nothing for signalling NaNs: pow(1, x) tells them apart.
    private static float Quiet(float value) => float.IsNaN(value) ? float.NaN : value;

    private static double Quiet(double value) => double.IsNaN(value) ? double.NaN : value;
}
