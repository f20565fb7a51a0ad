using System.Globalization;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Comparisons that print input, expected, actual and device of the first difference. NaNs are equal whatever their bits; -0 and +0 are not.</summary>
internal static class Exact
{
    public static void Equal<TIn, T>(TIn[] inputs, T[] actual, Func<TIn, T> expected, string device, string what)
        where T : unmanaged
    {
        Assert.Equal(inputs.Length, actual.Length);
        for (var i = 0; i < inputs.Length; i++)
            Equal(expected(inputs[i]), actual[i], device, $"{what}({Show(inputs[i])})");
    }

    public static void Equal<T>(T expected, T actual, string device, string what)
        where T : unmanaged
    {
        if (!Same(expected, actual))
            Assert.Fail($"{what} on {device}: expected {Show(expected)}, got {Show(actual)}.");
    }

    /// <summary>Checks that <paramref name="actual"/> is within <paramref name="ulps"/> units in the last place of a more precise value.</summary>
    public static void Within(double expected, float actual, double ulps, string device, string what)
    {
        var rounded = (float)expected;
        if (Same(rounded, actual))
            return;
        // Near the largest float a correct value may round to infinity or stay finite.
        var unit = float.IsFinite(rounded) ? Math.Max(float.BitIncrement(Math.Abs(rounded)) - (double)Math.Abs(rounded), float.Epsilon) : double.NaN;
        if (float.IsFinite(rounded) && !float.IsFinite(actual) && Math.Abs(rounded) > float.MaxValue * (1 - (ulps * 1.2e-7)) && !float.IsNaN(actual))
            return;
        if (float.IsInfinity(rounded) && Math.Abs((double)actual) > float.MaxValue * (1 - (ulps * 1.2e-7)) && MathF.Sign(rounded) == MathF.Sign(actual))
            return;
        var error = Math.Abs(actual - expected) / unit;
        if (!(error <= ulps))
            Assert.Fail($"{what} on {device}: expected {expected:R} (float {Show(rounded)}), got {Show(actual)}, {error:0.00} ulp off; the bound is {ulps}.");
    }

    /// <summary>Checks that <paramref name="actual"/> is within <paramref name="ulps"/> units in the last place of <paramref name="expected"/>.</summary>
    public static void Within(double expected, double actual, double ulps, string device, string what)
    {
        if (Same(expected, actual))
            return;
        var unit = Math.Max(Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected), double.Epsilon);
        if (!double.IsFinite(expected) && double.IsFinite(actual) && Math.Abs(actual) > double.MaxValue * (1 - (ulps * 2.3e-16)))
            return;
        var error = Math.Abs(actual - expected) / unit;
        if (!(error <= ulps))
            Assert.Fail($"{what} on {device}: expected {Show(expected)}, got {Show(actual)}, {error:0.00} ulp off; the bound is {ulps}.");
    }

    private static bool Same<T>(T expected, T actual) => (expected, actual) switch
    {
        (float a, float b) => (float.IsNaN(a) && float.IsNaN(b)) || BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b),
        (double a, double b) => (double.IsNaN(a) && double.IsNaN(b)) || BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        _ => EqualityComparer<T>.Default.Equals(expected, actual),
    };

    private static string Show<T>(T value) => value switch
    {
        float f => $"{f.ToString("R", CultureInfo.InvariantCulture)} [{BitConverter.SingleToInt32Bits(f):x8}]",
        double d => $"{d.ToString("R", CultureInfo.InvariantCulture)} [{BitConverter.DoubleToInt64Bits(d):x16}]",
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
