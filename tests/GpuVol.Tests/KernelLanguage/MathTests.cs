using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Transcendental functions within the bounds that docs/kernel-language.md states, against double precision (float) or .NET (double).</summary>
public class MathTests
{
    private static readonly (string Name, Func<double, double, double> Value, double SingleUlps, double DoubleUlps)[] Functions =
    [
        ("Sin", (x, _) => Math.Sin(x), 4, 4),
        ("Cos", (x, _) => Math.Cos(x), 4, 4),
        ("Tan", (x, _) => Math.Tan(x), 5, 5),
        ("Asin", (x, _) => Math.Asin(x), 4, 4),
        ("Acos", (x, _) => Math.Acos(x), 4, 4),
        ("Atan", (x, _) => Math.Atan(x), 5, 5),
        ("Sinh", (x, _) => Math.Sinh(x), 4, 4),
        ("Cosh", (x, _) => Math.Cosh(x), 4, 4),
        ("Tanh", (x, _) => Math.Tanh(x), 5, 5),
        ("Exp", (x, _) => Math.Exp(x), 3, 3),
        ("Exp2", (x, _) => Math.Pow(2, x), 3, 3),
        ("Log", (x, _) => Math.Log(x), 3, 3),
        ("Log2", (x, _) => Math.Log2(x), 3, 3),
        ("Log10", (x, _) => Math.Log10(x), 3, 3),
        ("Cbrt", (x, _) => Math.Cbrt(x), 2, 2),
        ("Asinh", (x, _) => Math.Asinh(x), 4, 4),
        ("Acosh", (x, _) => Math.Acosh(x), 4, 4),
        ("Atanh", (x, _) => Math.Atanh(x), 5, 5),
        ("Atan2", Math.Atan2, 6, 6),
        ("Pow", Math.Pow, 16, 16),
    ];

    [SkippableTheory, Devices]
    public void SingleFunctions_StayWithinTheirBounds(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.Single, 260));
        using var first = device.Allocate<float>(a);
        using var second = device.Allocate<float>(b);
        using var results = device.Allocate<float>((long)a.Length * MathKernels.Count);
        MathKernels.Launch.Single(device, a.Length, first.View, second.View, results.View);
        var actual = results.ToArray();
        for (var k = 0; k < Functions.Length; k++)
        {
            for (var i = 0; i < a.Length; i++)
                Exact.Within(Functions[k].Value(a[i], b[i]), actual[(i * MathKernels.Count) + k], Functions[k].SingleUlps, id, $"{Functions[k].Name}({a[i]:R}, {b[i]:R})");
        }
    }

    [SkippableTheory, Devices]
    public void DoubleFunctions_StayWithinTheirBounds(string id)
    {
        var device = TestDevices.Get(id);
        var (a, b) = NastyValues.Pairs(NastyValues.Some(NastyValues.Double, 260));
        using var first = device.Allocate<double>(a);
        using var second = device.Allocate<double>(b);
        using var results = device.Allocate<double>((long)a.Length * MathKernels.Count);
        MathKernels.Launch.Double(device, a.Length, first.View, second.View, results.View);
        var actual = results.ToArray();
        for (var k = 0; k < Functions.Length; k++)
        {
            for (var i = 0; i < a.Length; i++)
                Exact.Within(Functions[k].Value(a[i], b[i]), actual[(i * MathKernels.Count) + k], Functions[k].DoubleUlps, id, $"{Functions[k].Name}({a[i]:R}, {b[i]:R})");
        }
    }
}
