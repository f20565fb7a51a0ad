using System.Numerics;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

/// <summary>The exact k-space of the phantoms.</summary>
public sealed class SheppLoganKSpaceTests
{
    [Theory]
    [InlineData(1e-3, 4.999999375000026e-4)]
    [InlineData(1, 0.44005058574493355)]
    [InlineData(3.8317059702075125, 0)]
    [InlineData(10, 0.04347274616886144)]
    [InlineData(24.999, -0.1254514698066945)]
    [InlineData(25, -0.1253502495802898)]
    [InlineData(100, -0.07714535201411216)]
    [InlineData(370, -0.04135242996492306)]
    public void BesselJ1_IsTheTabulatedOne(double x, double expected) => Assert.Equal(expected, Phantoms.BesselJ1(x), 2e-12);

    [Theory, InlineData(64), InlineData(51)]
    public void LowFrequencies_AreThoseOfAFineSampling(int size)
    {
        // 12 samples across each voxel: the sum is close to the integral at low frequencies.
        var fine = 12 * size;
        using var phantom = Phantoms.SheppLogan2D(fine);
        using var exact = Phantoms.SheppLogan2DKSpace(size);
        var samples = MriGoldens.Samples(exact);
        var image = phantom.AsSpan<float>().ToArray();
        for (var ky = -4; ky <= 4; ky++)
        {
            for (var kx = -4; kx <= 4; kx++)
            {
                var sum = Complex.Zero;
                for (var j = 0; j < fine; j++)
                {
                    for (var i = 0; i < fine; i++)
                    {
                        if (image[j * fine + i] == 0)
                            continue;

                        // The centre of fine sample i in voxels of the coarse grid, from voxel size / 2.
                        var x = (i + 0.5) / 12 - 0.5 - size / 2;
                        var y = (j + 0.5) / 12 - 0.5 - size / 2;
                        sum += image[j * fine + i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * (kx * x + ky * y) / size);
                    }
                }

                sum /= 144.0 * size;
                var actual = samples[(ky + size / 2) * size + kx + size / 2];
                Assert.True((sum - actual).Magnitude < 1e-3 * size * 0.12, $"k = ({kx}, {ky}): {actual}, the sum gives {sum}");
            }
        }
    }

    [SkippableTheory, Devices]
    public void Reconstruction_IsThePhantomButForRinging(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var (size, limit) in new[] { (64, 0.1), (256, 0.045) })
        {
            using var exact = Phantoms.SheppLogan2DKSpace(size);
            using var image = MriGoldens.Reconstruct(device, exact, new KSpaceReconstructionSettings { Part = ImagePart.Real });
            using var phantom = Phantoms.SheppLogan2D(size);
            Assert.True(Rms(MriGoldens.Voxels(image), phantom.AsSpan<float>()) < limit, $"{id}: {size}");
        }
    }

    [Fact]
    public void ThreeDimensions_AreThePhantomButForRinging()
    {
        using var exact = Phantoms.SheppLogan3DKSpace(40);
        using var image = MriGoldens.Reconstruct(TestDevices.Get("cpu"), exact, new KSpaceReconstructionSettings { Part = ImagePart.Real });
        using var phantom = Phantoms.SheppLogan3D(40);
        var rms = Rms(MriGoldens.Voxels(image), phantom.AsSpan<float>());
        Assert.True(rms < 0.2, $"{rms}");
        Assert.True(Math.Abs(MriGoldens.Voxels(image).Average(v => v.Real) - phantom.AsSpan<float>().ToArray().Average()) < 0.01);
    }

    [Fact]
    public void CoilImages_AreThePhantomTimesTheirSensitivities()
    {
        const int Size = 128;
        using var exact = Phantoms.SheppLogan2DKSpace(Size, 6);
        using var images = MriGoldens.Reconstruct(TestDevices.Get("cpu"), exact, new KSpaceReconstructionSettings { Combination = CoilCombination.None, Part = ImagePart.Complex });
        using var alone = Phantoms.SheppLogan2DKSpace(Size);
        using var image = MriGoldens.Reconstruct(TestDevices.Get("cpu"), alone, new KSpaceReconstructionSettings { Part = ImagePart.Complex });
        var coils = MriGoldens.Voxels(images);
        var one = MriGoldens.Voxels(image);
        double error = 0, energy = 0;
        for (var n = 0; n < coils.Length; n++)
        {
            var x = (2.0 * (n % Size) + 1 - Size) / Size;
            var y = -(2.0 * (n / Size % Size) + 1 - Size) / Size;
            var expected = one[n % one.Length] * Phantoms.CoilSensitivity(n / one.Length, 6, x, y);
            error += Math.Pow((coils[n] - expected).Magnitude, 2);
            energy += Math.Pow(expected.Magnitude, 2);
        }

        // A product of spectra that end differs from the spectrum of the product by the ringing alone.
        Assert.True(Math.Sqrt(error / energy) < 0.05, $"{Math.Sqrt(error / energy)}");
    }

    private static double Rms(Complex[] actual, ReadOnlySpan<float> expected)
    {
        var sum = 0.0;
        for (var n = 0; n < actual.Length; n++)
            sum += Math.Pow(actual[n].Real - expected[n], 2);
        return Math.Sqrt(sum / actual.Length);
    }
}
