using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Transcendental functions within the bounds that docs/kernel-language.md states, against double precision (float) or .NET (double).</summary>
public class MathTests
{
    private static readonly (string Name, Func<double, double, double> Value, double Ulps)[] Functions =
    [
        ("Sin", (x, _) => Math.Sin(x), 2),
        ("Cos", (x, _) => Math.Cos(x), 2),
        ("Tan", (x, _) => Math.Tan(x), 4),
        ("Asin", (x, _) => Math.Asin(x), 4),
        ("Acos", (x, _) => Math.Acos(x), 4),
        ("Atan", (x, _) => Math.Atan(x), 3),
        ("Sinh", (x, _) => Math.Sinh(x), 3),
        ("Cosh", (x, _) => Math.Cosh(x), 2),
        ("Tanh", (x, _) => Math.Tanh(x), 2),
        ("Exp", (x, _) => Math.Exp(x), 2),
        ("Exp2", (x, _) => Math.Pow(2, x), 2),
        ("Log", (x, _) => Math.Log(x), 2),
        ("Log2", (x, _) => Math.Log2(x), 2),
        ("Log10", (x, _) => Math.Log10(x), 2),
        ("Cbrt", (x, _) => Math.Cbrt(x), 2),
        ("Asinh", (x, _) => Math.Asinh(x), 3),
        ("Acosh", (x, _) => Math.Acosh(x), 4),
        ("Atanh", (x, _) => Math.Atanh(x), 3),
        ("Atan2", Math.Atan2, 3),
        ("Pow", Math.Pow, 4),
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
                Exact.Within(Functions[k].Value(a[i], b[i]), actual[(i * MathKernels.Count) + k], Functions[k].Ulps, id, $"{Functions[k].Name}({a[i]:R}, {b[i]:R})");
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
                Exact.Within(Functions[k].Value(a[i], b[i]), actual[(i * MathKernels.Count) + k], Functions[k].Ulps, id, $"{Functions[k].Name}({a[i]:R}, {b[i]:R})");
        }
    }
}
