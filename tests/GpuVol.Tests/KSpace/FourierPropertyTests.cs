using System.Numerics;
using GpuVol.Kernels;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

public class FourierPropertyTests
{
    private static readonly int[][] Shapes = [[1], [16], [61], [360], [134], [1009], [4, 30, 23], [17, 16, 18], [3, 5, 7, 11], [2, 6000]];

    [SkippableTheory, Devices]
    public void OrthoTransform_KeepsEnergy(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var shape in Shapes)
        {
            var x = Numbers(shape, 1);
            var y = Forward(device, x, shape, FftNorm.Ortho);
            Assert.InRange(Energy(y) / Energy(x), 1 - 1e-5, 1 + 1e-5);
        }
    }

    [SkippableTheory, Devices]
    public void SumOfInputs_GivesSumOfTransforms(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var shape in Shapes)
        {
            var a = Numbers(shape, 2);
            var b = Numbers(shape, 3);
            var sum = a.Zip(b, (p, q) => p + 2 * q).ToArray();
            var fa = Forward(device, a, shape);
            var fb = Forward(device, b, shape);
            Close(Forward(device, sum, shape), [.. fa.Zip(fb, (p, q) => p + 2 * q)], shape);
        }
    }

    [SkippableTheory, Devices]
    public void Delta_GivesOneRootOfUnityEachFrequency(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var n in new[] { 1, 8, 15, 46, 67, 97, 368, 4099, 8190 })
        {
            var place = n / 3;
            var x = new Complex[n];
            x[place] = 1;
            Close(Forward(device, x, [n]), [.. Enumerable.Range(0, n).Select(k => Complex.Exp(new Complex(0, -2 * Math.PI * ((long)k * place % n) / n)))], [n]);
        }
    }

    [SkippableTheory, Devices]
    public void ShiftedInput_TurnsPhases(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var n in new[] { 12, 35, 131, 512, 5000 })
        {
            var x = Numbers([n], 4);
            var shifted = x.Select((_, j) => x[(j + n - 5) % n]).ToArray();
            var expected = Forward(device, x, [n]).Select((c, k) => c * Complex.Exp(new Complex(0, -2 * Math.PI * (5L * k % n) / n))).ToArray();
            Close(Forward(device, shifted, [n]), expected, [n]);
        }
    }

    [SkippableTheory, Devices]
    public void ThereAndBack_IsTheInput(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var shape in Shapes)
        {
            foreach (var norm in Enum.GetValues<FftNorm>())
            {
                var x = Numbers(shape, 5);
                using var host = ComplexArray.FromArray<Vector2>(Array.ConvertAll(x, c => new Vector2((float)c.Real, (float)c.Imaginary)), shape);
                using var source = host.ToDevice(device);
                using var spectrum = FourierTransform.Forward(source, null, norm, Centering.Centered);
                using var back = FourierTransform.Inverse(spectrum, null, norm, Centering.Centered);
                using var result = back.ToHost();
                Close(Array.ConvertAll(result.AsSpan<Vector2>().ToArray(), c => new Complex(c.X, c.Y)), x, shape);
            }
        }
    }

    [SkippableTheory, Devices]
    public void NaN_StaysInItsLine(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var n in new[] { 16, 23, 67, 100 })
        {
            var x = Numbers([20, n], 6);
            x[3 * n + 1] = new Complex(double.NaN, 0);
            var y = Run(device, x, [20, n], [1], FftNorm.Backward);
            for (var line = 0; line < 20; line++)
                Assert.All(y[(line * n)..((line + 1) * n)], c => Assert.Equal(line == 3, double.IsNaN(c.Real) || double.IsNaN(c.Imaginary)));
        }
    }

    [SkippableTheory, Devices]
    public void Repeated_GivesTheSameBits(string id)
    {
        var device = TestDevices.Get(id);
        var x = Numbers([40, 46, 34], 7);
        Assert.Equal(Forward(device, x, [40, 46, 34]), Forward(device, x, [40, 46, 34]));
    }

    [Fact]
    public void ThreadCount_ChangesNoBit()
    {
        using var one = new GpuVol.Cpu.CpuDevice(1);
        using var three = new GpuVol.Cpu.CpuDevice(3);
        foreach (var shape in new int[][] { [3, 33, 50], [40, 20, 17], [1, 20000], [9, 5000] })
        {
            var x = Numbers(shape, 8);
            Assert.Equal(Forward(one, x, shape), Forward(three, x, shape));
        }
    }

    [SkippableTheory, Devices]
    public void Transforms_LeaveNoBuffers(string id)
    {
        TestDevices.Get(id);
        using var device = ComputeDevices.Open(id);
        foreach (var n in new[] { 12, 67 })
        {
            using var a = device.Allocate<Float2>(6 * n);
            using var b = device.Allocate<float>(6 * n);
            using var c = device.Allocate<Float2>(6 * (n / 2 + 1));
            a.Upload(new Float2[6 * n]);
            b.Upload(new float[6 * n]);
            FftPlan.Complex([6, n]).Execute(a, a);
            FftPlan.RealForward([6, n]).Execute(b, c);
            FftPlan.RealInverse([6, n]).Execute(c, b);
            device.Synchronize();
            Assert.Equal(3, device.BuffersInUse);
        }
    }

    private static double Energy(Complex[] values) => values.Sum(c => c.Real * c.Real + c.Imaginary * c.Imaginary);

    private static Complex[] Numbers(int[] shape, int seed) =>
        Array.ConvertAll(DirectTransform.Random(shape.Aggregate(1, (a, b) => a * b), seed), c => new Complex((float)c.Real, (float)c.Imaginary));

    private static Complex[] Forward(ComputeDevice device, Complex[] x, int[] shape, FftNorm norm = FftNorm.Backward) => Run(device, x, shape, null, norm);

    private static Complex[] Run(ComputeDevice device, Complex[] x, int[] shape, int[]? axes, FftNorm norm)
    {
        using var host = ComplexArray.FromArray<Vector2>(Array.ConvertAll(x, c => new Vector2((float)c.Real, (float)c.Imaginary)), shape);
        using var source = host.ToDevice(device);
        using var target = FourierTransform.Forward(source, axes, norm);
        using var result = target.ToHost();
        return Array.ConvertAll(result.AsSpan<Vector2>().ToArray(), c => new Complex(c.X, c.Y));
    }

    private static void Close(Complex[] actual, Complex[] expected, int[] shape)
    {
        var limit = 2 * Tolerances.Fourier(shape.Aggregate(1L, (a, b) => a * b));
        var error = DirectTransform.RelativeError(actual, expected);
        Assert.True(error <= limit, $"{string.Join('x', shape)}: relative error {error:g3}, allowed {limit:g3}.");
    }
}
