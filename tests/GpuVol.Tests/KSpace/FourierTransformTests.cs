using System.Numerics;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

public class FourierTransformTests
{
    private static readonly int[] Lengths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 21, 25, 29, 30, 31, 32, 35, 37, 49, 56, 61, 62, 64, 67, 71, 73, 77, 97, 100, 120, 121, 127, 128, 134, 181, 189, 210, 217, 251, 256, 360, 368, 509, 512];

    [SkippableTheory, Devices]
    public void AnyLength_EqualsSum(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var n in Lengths)
        {
            var inverse = n % 2 == 0;
            Check(device, [3, n], [1], inverse, n % 3 == 0, n);
            Check(device, [n, 5], [0], !inverse, n % 3 == 1, n);
        }
    }

    [SkippableTheory, Devices]
    public void AnyAxes_EqualSum(string id)
    {
        var device = TestDevices.Get(id);
        Check(device, [6, 5, 9], [0, 1, 2], false, true, 1);
        Check(device, [6, 5, 9], [0, 1, 2], true, false, 2);
        Check(device, [7, 20, 18], [1, 2], true, true, 3);
        Check(device, [7, 20, 18], [0, 2], false, true, 4);
        Check(device, [7, 20, 18], [0, 1], false, false, 5);
        Check(device, [2, 3, 4, 5, 6], [1, 3, 4], true, true, 6);
        Check(device, [2, 3, 4, 5, 6], [], true, true, 7);
        Check(device, [1, 1, 67, 1], [0, 1, 2, 3], false, true, 8);
        Check(device, [33, 40, 17], [0, 1, 2], false, true, 9);
    }

    private static void Check(ComputeDevice device, int[] shape, int[] axes, bool inverse, bool centered, int seed)
    {
        var values = DirectTransform.Random(shape.Aggregate(1, (a, b) => a * b), seed);
        var single = Array.ConvertAll(values, c => new Vector2((float)c.Real, (float)c.Imaginary));
        var expected = DirectTransform.Run(Array.ConvertAll(single, c => new Complex(c.X, c.Y)), shape, axes, inverse, centered);
        var n = axes.Aggregate(1L, (product, axis) => product * shape[axis]);
        foreach (var norm in new[] { FftNorm.Backward, FftNorm.Ortho, FftNorm.Forward })
        {
            var scale = norm == FftNorm.Ortho ? 1 / Math.Sqrt(n) : (norm == FftNorm.Forward) != inverse ? 1.0 / n : 1;
            var scaled = Array.ConvertAll(expected, c => c * scale);
            using var host = ComplexArray.FromArray<Vector2>(single, shape);
            using var source = host.ToDevice(device);
            using var transformed = inverse ? FourierTransform.Inverse(source, axes, norm, centered ? Centering.Centered : Centering.None) : FourierTransform.Forward(source, axes, norm, centered ? Centering.Centered : Centering.None);
            Compare(transformed, scaled, n, $"{string.Join('x', shape)} axes {string.Join(',', axes)} {norm} on {device}");
            Assert.Equal(single, host.AsSpan<Vector2>().ToArray());
            using var inPlace = ComplexArray.FromArray<Vector2>(single, shape);
            using var target = inPlace.ToDevice(device);
            FourierTransform.Transform(target, target, inverse ? FftDirection.Inverse : FftDirection.Forward, axes, norm, centered ? Centering.Centered : Centering.None);
            Compare(target, scaled, n, $"in place, {string.Join('x', shape)} axes {string.Join(',', axes)} {norm} on {device}");
        }
    }

    private static void Compare(DeviceComplexArray actual, Complex[] expected, long n, string what)
    {
        using var host = actual.ToHost();
        var numbers = Array.ConvertAll(host.AsSpan<Vector2>().ToArray(), c => new Complex(c.X, c.Y));
        var error = DirectTransform.RelativeError(numbers, expected);
        Assert.True(error <= Tolerances.Fourier(n), $"{what}: relative error {error:g3}, allowed {Tolerances.Fourier(n):g3}.");
    }
}
