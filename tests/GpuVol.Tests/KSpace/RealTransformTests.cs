using System.Numerics;
using GpuVol.Kernels;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

public class RealTransformTests
{
    private static readonly int[] Lengths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15, 16, 17, 22, 30, 31, 32, 33, 46, 62, 64, 67, 100, 122, 127, 128, 134, 181, 217, 362, 368, 512];

    [SkippableTheory, Devices]
    public void AnyLength_EqualsSum(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var n in Lengths)
        {
            Check(device, [3, n], [1], FftNorm.Backward, n);
            Check(device, [19, n], [1], FftNorm.Ortho, n + 1);
        }
    }

    [SkippableTheory, Devices]
    public void AnyAxes_EqualSum(string id)
    {
        var device = TestDevices.Get(id);
        Check(device, [6, 5, 9], null, FftNorm.Forward, 1);
        Check(device, [5, 1, 6, 18], [1, 3], FftNorm.Ortho, 2);
        Check(device, [20, 33, 10], [0, 2], FftNorm.Backward, 3);
        Check(device, [20, 33, 10], [1, -1], FftNorm.Forward, 4);
    }

    [SkippableTheory, Devices]
    public void Volume_ComesBack(string id)
    {
        var device = TestDevices.Get(id);
        using var volume = Volume.FromArray<float>(Numbers(7 * 6 * 5, 5), new VolumeGeometry(new Size3D(7, 6, 5), Vector3D.One));
        using var source = volume.ToDevice(device);
        using var spectrum = FourierTransform.ForwardReal(source);
        Assert.Equal([5, 6, 4], spectrum.Shape);
        using var back = device.Allocate<float>(volume.Geometry.Size.Voxels);
        FourierTransform.InverseReal(spectrum, back, [5, 6, 7]);
        Compare(Array.ConvertAll(back.ToArray(), v => new Complex(v, 0)), Array.ConvertAll(volume.AsSpan<float>().ToArray(), v => new Complex(v, 0)), 210, "round trip");
    }

    [SkippableTheory, Devices]
    public void ImaginaryPartsThatCannotBe_AreIgnored(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var n in new[] { 8, 9 })
        {
            var half = Enumerable.Range(0, n / 2 + 1).Select(k => new Float2(1 + k, k)).ToArray();
            var spoilt = half.ToArray();
            spoilt[0] = new Float2(half[0].X, 7);
            if (n % 2 == 0)
            {
                half[n / 2] = new Float2(half[n / 2].X, 0);
                spoilt[n / 2] = new Float2(half[n / 2].X, -3);
            }

            Assert.Equal(Inverse(device, half, n), Inverse(device, spoilt, n));
        }
    }

    [Fact]
    public void Float64_OnTheCpu_EqualsSum()
    {
        var device = TestDevices.Get("cpu");
        foreach (var n in new[] { 1, 2, 9, 30, 181, 362, 10007, 20000 })
        {
            var values = Array.ConvertAll(Numbers(3 * n, n), v => (double)v);
            using var source = device.Allocate<double>(values);
            using var spectrum = device.Allocate<Complex>(3 * (n / 2 + 1));
            FftPlan.RealForward([3, n], [1], FftNorm.Backward, ComplexPrecision.Complex128).Execute(source, spectrum);
            if (n <= 400)
                Assert.InRange(DirectTransform.RelativeError(spectrum.ToArray(), Half(DirectTransform.Run(Array.ConvertAll(values, v => new Complex(v, 0)), [3, n], [1], false, false), n)), 0, Tolerances.Fourier128(n));
            using var back = device.Allocate<double>(values.Length);
            FftPlan.RealInverse([3, n], [1], FftNorm.Backward, ComplexPrecision.Complex128).Execute(spectrum, back);
            Assert.InRange(DirectTransform.RelativeError(Array.ConvertAll(back.ToArray(), v => new Complex(v, 0)), Array.ConvertAll(values, v => new Complex(v, 0))), 0, 2 * Tolerances.Fourier128(n));
        }
    }

    private static float[] Inverse(ComputeDevice device, Float2[] half, int n)
    {
        using var source = device.Allocate<Float2>(half);
        using var target = device.Allocate<float>(n);
        FftPlan.RealInverse([n]).Execute(source, target);
        return target.ToArray();
    }

    private static void Check(ComputeDevice device, int[] shape, int[]? axes, FftNorm norm, int seed)
    {
        var count = shape.Aggregate(1, (a, b) => a * b);
        var values = Numbers(count, seed);
        var places = axes is null ? [.. Enumerable.Range(0, shape.Length)] : axes.Select(a => a < 0 ? a + shape.Length : a).ToArray();
        var n = places.Aggregate(1L, (product, axis) => product * shape[axis]);
        var what = $"{string.Join('x', shape)} axes {string.Join(',', places)} {norm} on {device}";
        var whole = DirectTransform.Run(Array.ConvertAll(values, v => new Complex(v, 0)), shape, places, false, false);
        var scale = norm == FftNorm.Ortho ? 1 / Math.Sqrt(n) : norm == FftNorm.Forward ? 1.0 / n : 1;
        using var source = device.Allocate<float>(values);
        using var spectrum = FourierTransform.ForwardReal(source, shape, axes, norm);
        using (var host = spectrum.ToHost())
            Compare(Array.ConvertAll(host.AsSpan<Vector2>().ToArray(), c => new Complex(c.X, c.Y)), Array.ConvertAll(Half(whole, shape[^1]), c => c * scale), n, what);
        Assert.Equal(values, source.ToArray());

        using var before = spectrum.ToHost();
        var kept = before.AsSpan<Vector2>().ToArray();
        using var back = device.Allocate<float>(count);
        FourierTransform.InverseReal(spectrum, back, shape, axes, norm);
        Compare(Array.ConvertAll(back.ToArray(), v => new Complex(v, 0)), Array.ConvertAll(values, v => new Complex(v, 0)), n * n, "back, " + what);
        using var after = spectrum.ToHost();
        Assert.Equal(kept, after.AsSpan<Vector2>().ToArray());
    }

    private static Complex[] Half(Complex[] whole, int n) => [.. whole.Where((_, i) => i % n <= n / 2)];

    private static float[] Numbers(int count, int seed) => Array.ConvertAll(DirectTransform.Random(count, seed), c => (float)c.Real);

    private static void Compare(Complex[] actual, Complex[] expected, long n, string what)
    {
        var error = DirectTransform.RelativeError(actual, expected);
        Assert.True(error <= Tolerances.Fourier(n), $"{what}: relative error {error:g3}, allowed {Tolerances.Fourier(n):g3}.");
    }
}
