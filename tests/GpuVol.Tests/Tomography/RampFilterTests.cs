using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Tomography;

public sealed class RampFilterTests
{
    [SkippableTheory]
    [Devices(0.0, 0, 0)]
    [Devices(0.25, 0, 0)]
    [Devices(0.0, 7, 3)]
    public void Filter_IsTheConvolutionWithTheRampsKernel(string id, double padding, int before, int after)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.Random(new(29, 3, 2), 8);
        using var result = TestVolumes.Run(device, source, d => RampFilter.Apply(d, 0.5, truncationPadding: padding, before: before, after: after));
        var fade = (int)Math.Ceiling(padding * 29);
        for (var row = 0; row < 6; row++)
        {
            for (var n = -before; n < 29 + after; n++)
            {
                var sum = 0.0;
                for (var m = -fade; m < 29 + fade; m++)
                {
                    var beyond = Math.Max(-m, m - 28);
                    var cosine = beyond > 0 ? Math.Cos(Math.PI / 2 * beyond / (fade + 1)) : 1;
                    var distance = Math.Abs(n - m);
                    var kernel = distance == 0 ? 0.25 : distance % 2 == 1 ? -1 / (Math.PI * Math.PI * distance * distance) : 0;
                    sum += source.AsSpan<float>()[row * 29 + Math.Clamp(m, 0, 28)] * cosine * cosine * kernel / 0.5;
                }

                Assert.Equal(sum, result.AsSpan<float>()[row * (29 + before + after) + n + before], 2e-6);
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void RowsOfAnyNumber_AreThePlainKernelsRows_AndTheSameInASliceAlone(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var size in new[] { new Size3D(41, 37, 3), new Size3D(64, 64, 2), new Size3D(7, 1, 5), new Size3D(1, 33, 2), new Size3D(200, 65, 1) })
        {
            using var source = TestVolumes.Random(size, 8);
            using var expected = TestVolumes.Run(plain, source, d => RampFilter.Apply(d, 0.5, before: 3));
            using var actual = TestVolumes.Run(device, source, d => RampFilter.Apply(d, 0.5, before: 3));
            TomographyTestData.AssertRelative(expected, actual, Tolerances.AnalyticBetweenDevices, $"{id}: {size}");
            var slice = size.I * size.J;
            using var last = Volume.FromArray<float>(source.AsSpan<float>()[^slice..].ToArray(), new VolumeGeometry(size with { K = 1 }, Vector3D.One));
            using var alone = TestVolumes.Run(device, last, d => RampFilter.Apply(d, 0.5, before: 3));
            Assert.True(actual.AsSpan<float>()[^((size.I + 3) * size.J)..].SequenceEqual(alone.AsSpan<float>()), $"{id}: {size}");
        }
    }

    [Theory]
    [InlineData(ReconstructionFilter.Ramp, 0.5)]
    [InlineData(ReconstructionFilter.SheppLogan, 0.5 * 2 / Math.PI)]
    [InlineData(ReconstructionFilter.Cosine, 0)]
    [InlineData(ReconstructionFilter.Hamming, 0.5 * 0.08)]
    [InlineData(ReconstructionFilter.Hann, 0)]
    public void Window_EndsAtTheCutOff(ReconstructionFilter filter, double atNyquist)
    {
        Assert.Equal(atNyquist, RampFilter.Response(256, filter)[128], 2e-3);
        var half = RampFilter.Response(256, filter, 0.5);
        Assert.Equal(atNyquist / 2, half[64], 2e-3);
        Assert.All(half[65..], r => Assert.Equal(0, r));
    }

    [SkippableTheory]
    [Devices]
    public void VectorCode_EqualsThePlainKernels(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 230, 11), 37, 5, 1, 1, 200, 100);
        var shares = DivergentWeights.Of(geometry).PerRay;
        using var source = TestVolumes.Random(geometry.DataSize, 8);
        using var expected = TestVolumes.Run(plain, source, d => ProjectionWeights.Apply(d, geometry, shares));
        using var actual = TestVolumes.Run(device, source, d => ProjectionWeights.Apply(d, geometry, shares));
        VolumeAssert.Close(expected, actual, Tolerances.SameBits, id);
    }

    [Fact]
    public void NumbersOutOfRange_AreRefused()
    {
        var device = TestDevices.Get("cpu");
        using var source = TestVolumes.Random(new(9, 1, 1), 8);
        using var uploaded = source.ToDevice(device);
        Assert.Contains("cut-off is 0", Assert.Throws<ArgumentOutOfRangeException>(() => RampFilter.Apply(uploaded, 1, cutOff: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("spacing is -1", Assert.Throws<ArgumentOutOfRangeException>(() => RampFilter.Apply(uploaded, -1)).Message, StringComparison.Ordinal);
    }
}
