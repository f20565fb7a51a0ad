using System.Numerics;
using System.Text.Json;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.KSpace;

/// <summary>Against SciPy and BART; <c>tests/goldens/make_fourier.py</c> makes the goldens.</summary>
public class FourierGoldenTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("fourier");
    private static readonly FftNorm[] Norms = [FftNorm.Backward, FftNorm.Ortho, FftNorm.Forward];

    [SkippableTheory, Devices]
    public void EveryLengthTo512_InBothDirectionsWithAllNormsAndCentrings_EqualsSciPy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Cases("length"))
        {
            var n = golden.GetProperty("n").GetInt32();
            var forward = Result(golden);
            var values = Numbers([n], n);

            // The inverse transform of the conjugate is the conjugate of the forward one; a centred one is that of turned arrays.
            foreach (var norm in Norms)
            {
                var scale = norm == FftNorm.Ortho ? 1 / Math.Sqrt(n) : norm == FftNorm.Forward ? 1.0 / n : 1;
                var opposite = norm == FftNorm.Ortho ? scale : norm == FftNorm.Backward ? 1.0 / n : 1;
                foreach (var centered in new[] { false, true })
                {
                    var input = centered ? Centre(values) : values;
                    var expected = centered ? Centre(forward) : forward;
                    var what = $"length {n}, {norm}{(centered ? ", centred" : string.Empty)} on {device}";
                    Compare(Run(device, input, [n], [0], false, norm, centered), Array.ConvertAll(expected, c => c * scale), n, what);
                    Compare(Run(device, Array.ConvertAll(input, Complex.Conjugate), [n], [0], true, norm, centered), Array.ConvertAll(expected, c => Complex.Conjugate(c) * opposite), n, "inverse, " + what);
                }
            }
        }
    }

    [SkippableTheory, Devices]
    public void ArraysOfSeveralAxes_EqualSciPy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Cases("whole"))
        {
            var (shape, axes, n, what) = Describe(golden, device);
            Compare(Run(device, Input(golden, shape), shape, axes, golden), Result(golden), n, what);
        }
    }

    [SkippableTheory, Devices]
    public void LargeLengthsAndShapes_EqualSciPyWhereSampled(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Cases("samples"))
        {
            var (shape, axes, n, what) = Describe(golden, device);
            var result = Run(device, Input(golden, shape), shape, axes, golden);
            Compare([.. golden.GetProperty("places").EnumerateArray().Select(p => result[p.GetInt32()])], Result(golden), n, what);
        }
    }

    [Fact]
    public void LargeLengths_InFloat64_EqualSciPyWhereSampled()
    {
        var device = TestDevices.Get("cpu");
        foreach (var golden in Cases("samples"))
        {
            var (shape, axes, _, what) = Describe(golden, device);
            using var host = ComplexArray.FromArray<Complex>(Input(golden, shape), shape);
            using var source = host.ToDevice(device);
            using var target = Transform(source, axes, golden.GetProperty("inverse").GetBoolean(), Norm(golden), golden.GetProperty("centered").GetBoolean());
            using var back = target.ToHost();
            var error = DirectTransform.RelativeError([.. golden.GetProperty("places").EnumerateArray().Select(p => back.AsSpan<Complex>()[p.GetInt32()])], Result(golden));
            Assert.True(error <= Tolerances.RoundedToComplex64, $"{what} in float64: relative error {error:g3}.");
        }
    }

    [SkippableTheory, Devices]
    public void CentredTransforms_EqualBart(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Cases("bart"))
        {
            var shape = Ints(golden, "shape");
            var inverse = golden.GetProperty("inverse").GetBoolean();

            // BART divides by nothing unless told to be unitary.
            var norm = golden.GetProperty("unitary").GetBoolean() ? FftNorm.Ortho : inverse ? FftNorm.Forward : FftNorm.Backward;
            var n = shape.Aggregate(1L, (a, b) => a * b);
            Compare(Run(device, Input(golden, shape), shape, null, inverse, norm, true), Result(golden), n, $"BART, {golden}");
        }
    }

    private static IEnumerable<JsonElement> Cases(string kind) => Golden.Cases.Where(c => c.GetProperty("kind").GetString() == kind);

    private static (int[] Shape, int[] Axes, long N, string What) Describe(JsonElement golden, ComputeDevice device)
    {
        var shape = Ints(golden, "shape");
        var axes = Ints(golden, "axes");
        return (shape, axes, axes.Aggregate(1L, (product, axis) => product * shape[axis]), $"{string.Join('x', shape)} axes {string.Join(',', axes)}, case {golden.GetProperty("seed")} on {device}");
    }

    private static int[] Ints(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(e => e.GetInt32())];

    private static FftNorm Norm(JsonElement golden) => Enum.Parse<FftNorm>(golden.GetProperty("norm").GetString()!, ignoreCase: true);

    private static Complex[] Result(JsonElement golden)
    {
        var parts = Golden.Numbers(golden.GetProperty("result"), out _);
        return [.. Enumerable.Range(0, parts.Length / 2).Select(i => new Complex(parts[2 * i], parts[2 * i + 1]))];
    }

    private static Complex[] Input(JsonElement golden, int[] shape) => Numbers(shape, golden.GetProperty("seed").GetInt32());

    private static Complex[] Numbers(int[] shape, int seed)
    {
        var values = new Complex[shape.Aggregate(1, (a, b) => a * b)];
        for (var j = 0; j < values.Length; j++)
            values[j] = new Complex(Mix((2 * (uint)j) + 7919 * (uint)seed), Mix((2 * (uint)j) + 1 + 7919 * (uint)seed));
        return values;

        static double Mix(uint h)
        {
            h ^= h >> 16;
            h *= 0x85EBCA6B;
            h ^= h >> 13;
            h *= 0xC2B2AE35;
            h ^= h >> 16;
            return (h & 0xFFFF) / 65536.0 - 0.5;
        }
    }

    // fftshift.
    private static Complex[] Centre(Complex[] values)
    {
        var turned = new Complex[values.Length];
        for (var j = 0; j < values.Length; j++)
            turned[(j + values.Length / 2) % values.Length] = values[j];
        return turned;
    }

    private static Complex[] Run(ComputeDevice device, Complex[] values, int[] shape, int[] axes, JsonElement golden) =>
        Run(device, values, shape, axes, golden.GetProperty("inverse").GetBoolean(), Norm(golden), golden.GetProperty("centered").GetBoolean());

    private static Complex[] Run(ComputeDevice device, Complex[] values, int[] shape, int[]? axes, bool inverse, FftNorm norm, bool centered)
    {
        using var host = ComplexArray.FromArray<Vector2>(Array.ConvertAll(values, c => new Vector2((float)c.Real, (float)c.Imaginary)), shape);
        using var source = host.ToDevice(device);
        using var target = Transform(source, axes, inverse, norm, centered);
        using var result = target.ToHost();
        return Array.ConvertAll(result.AsSpan<Vector2>().ToArray(), c => new Complex(c.X, c.Y));
    }

    private static DeviceComplexArray Transform(DeviceComplexArray source, int[]? axes, bool inverse, FftNorm norm, bool centered)
    {
        var centering = centered ? Centering.Centered : Centering.None;
        return inverse ? FourierTransform.Inverse(source, axes, norm, centering) : FourierTransform.Forward(source, axes, norm, centering);
    }

    private static void Compare(Complex[] actual, Complex[] expected, long n, string what)
    {
        var error = DirectTransform.RelativeError(actual, expected);
        Assert.True(error <= Tolerances.Fourier(n), $"{what}: relative error {error:g3}, allowed {Tolerances.Fourier(n):g3}.");
    }
}
