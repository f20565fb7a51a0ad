using System.Numerics;
using GpuVol.Kernels;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

/// <summary>Reconstructions against NumPy in float64 (tests/goldens/make_mri.py), on every device.</summary>
public sealed class KSpaceReconstructionTests
{
    [SkippableTheory]
    [Devices("rss")]
    [Devices("images")]
    [Devices("combined")]
    [Devices("window_hann")]
    [Devices("window_hamming")]
    [Devices("window_tukey")]
    [Devices("turned")]
    [Devices("whitened")]
    public void PlainReconstruction_EqualsNumPy(string id, string golden)
    {
        using var sensitivities = golden == "combined" ? MriGoldens.Array64("sensitivities") : null;
        using var noise = golden == "whitened" ? MriGoldens.Array64("noise") : null;
        var apart = new KSpaceReconstructionSettings { Combination = CoilCombination.None, Part = ImagePart.Complex };
        var zeroFilled = apart with { TransformSize = new Size3D(41, 30, 1), ImageSize = new Size3D(25, 22, 1) };
        Check(id, "kspace", golden, Tolerances.ReconstructionOfNorm, golden switch
        {
            "rss" => new KSpaceReconstructionSettings(),
            "images" => apart,
            "combined" => apart with { Combination = CoilCombination.Sensitivities, Sensitivities = sensitivities },
            "window_hann" => zeroFilled with { Window = KSpaceWindow.Hann },
            "window_hamming" => zeroFilled with { Window = KSpaceWindow.Hamming },
            "window_tukey" => zeroFilled with { Window = KSpaceWindow.Tukey },
            "turned" => apart with { ReverseOddLines = true, Conjugate = true },
            _ => apart with { Prewhiten = true, NoiseSamples = noise },
        });
    }

    [SkippableTheory]
    [Devices("adaptive", CoilCombination.Adaptive, PartialFourierMethod.ZeroFill)]
    [Devices("homodyne", CoilCombination.None, PartialFourierMethod.Homodyne)]
    [Devices("pocs", CoilCombination.None, PartialFourierMethod.Pocs)]
    public void AdaptiveAndPartialFourier_EqualNumPy(string id, string golden, CoilCombination combination, PartialFourierMethod method) =>
        Check(id, golden == "adaptive" ? "kspace" : "partial", golden, Tolerances.IteratedReconstructionOfNorm, new KSpaceReconstructionSettings { Combination = combination, Part = ImagePart.Complex, PartialFourier = method });

    [SkippableTheory, Devices]
    public void ThreeAxes_EqualNumPy(string id)
    {
        using var data = KSpaceFile.Read(MriGoldens.Path("cube.npy"), new KSpaceReadOptions { TransformedAxes = 3 });
        using var images = MriGoldens.Reconstruct(TestDevices.Get(id), data, new KSpaceReconstructionSettings { Combination = CoilCombination.None, Part = ImagePart.Complex });
        Assert.Equal([2, 5, 6, 7], images.Shape);
        MriGoldens.AssertClose(MriGoldens.Read("cube_images"), MriGoldens.Voxels(images), Tolerances.ReconstructionOfNorm, id);
    }

    [SkippableTheory, Devices]
    public void Parts_AreThoseOfTheComplexImage(string id)
    {
        var device = TestDevices.Get(id);
        using var data = KSpaceFile.Read(MriGoldens.Path("kspace.npy"));
        Complex[] Of(ImagePart part)
        {
            using var images = MriGoldens.Reconstruct(device, data, new KSpaceReconstructionSettings { Combination = CoilCombination.None, Part = part });
            return MriGoldens.Voxels(images);
        }

        var complex = Of(ImagePart.Complex);
        foreach (var (part, value) in new (ImagePart, Func<Complex, double>)[] { (ImagePart.Magnitude, Complex.Abs), (ImagePart.Phase, c => c.Phase), (ImagePart.Real, c => c.Real), (ImagePart.Imaginary, c => c.Imaginary) })
            MriGoldens.AssertClose(Array.ConvertAll(complex, c => new Complex(value(c), 0)), Of(part), Tolerances.ReconstructionOfNorm, $"{id} {part}");
    }

    [SkippableTheory]
    [Devices(FftNorm.Backward, 1.0 / (21 * 24))]
    [Devices(FftNorm.Forward, 1.0)]
    public void Norm_ScalesTheOrthoImage(string id, FftNorm norm, double factor)
    {
        var device = TestDevices.Get(id);
        using var data = KSpaceFile.Read(MriGoldens.Path("kspace.npy"));
        using var scaled = MriGoldens.Reconstruct(device, data, new KSpaceReconstructionSettings { Norm = norm });
        var expected = Array.ConvertAll(MriGoldens.Read("rss"), v => v * Math.Sqrt(21 * 24) * factor);
        MriGoldens.AssertClose(expected, MriGoldens.Voxels(scaled), Tolerances.ReconstructionOfNorm, id);
    }

    [SkippableTheory, Devices]
    public void ForwardOfTheImages_IsTheKSpace(string id)
    {
        var device = TestDevices.Get(id);
        using var images = KSpaceFile.Read(MriGoldens.Path("images.npy"));
        using var uploaded = DeviceKSpace.Upload(images, device);
        using var result = KSpaceSimulation.Forward(uploaded);
        using var host = result.ToHost();
        MriGoldens.AssertClose(MriGoldens.Read("kspace"), MriGoldens.Voxels(host), Tolerances.ReconstructionOfNorm, id);
    }

    [SkippableTheory, Devices]
    public void SeveralImages_AreReconstructedOneByOne(string id)
    {
        var device = TestDevices.Get(id);
        using var folder = new TemporaryFolder();
        var one = MriGoldens.Read("kspace");
        var samples = new Vector2[3 * one.Length];
        for (var n = 0; n < samples.Length; n++)
            samples[n] = new Vector2((float)one[n % one.Length].Real, (float)one[n % one.Length].Imaginary) * (1 + n / one.Length);
        NpyFile.Write<Vector2>(samples, [3, 4, 21, 24], folder.File("k.npy"));
        using var data = KSpaceFile.Read(folder.File("k.npy"));
        using var images = MriGoldens.Reconstruct(device, data);
        Assert.Equal([3, 21, 24], images.Shape);
        Assert.Equal(new Size3D(24, 21, 3), images.Geometry.Size);
        var expected = Enumerable.Range(1, 3).SelectMany(f => MriGoldens.Read("rss").Select(v => v * f)).ToArray();
        MriGoldens.AssertClose(expected, MriGoldens.Voxels(images), Tolerances.ReconstructionOfNorm, id);
    }

    [SkippableTheory, Devices]
    public void EveryMethod_LeavesNoBufferBehind(string id)
    {
        TestDevices.Get(id);
        using var device = ComputeDevices.Open(id);
        using var data = KSpaceFile.Read(MriGoldens.Path("partial.npy"));
        using var noise = MriGoldens.Array64("noise");
        using (var kspace = DeviceKSpace.Upload(data, device))
        {
            var before = device.BuffersInUse;
            foreach (var settings in new KSpaceReconstructionSettings[]
            {
                new() { TransformSize = new(32, 32, 1), ImageSize = new(20, 20, 1), Window = KSpaceWindow.Hann },
                new() { Combination = CoilCombination.Adaptive, PartialFourier = PartialFourierMethod.Pocs, Prewhiten = true, NoiseSamples = noise },
                new() { Combination = CoilCombination.None, PartialFourier = PartialFourierMethod.Homodyne, Part = ImagePart.Phase },
                new() { Combination = CoilCombination.Sense, Part = ImagePart.Complex },
            })
            {
                using (KSpaceReconstruction.Reconstruct(kspace, settings))
                    Assert.Equal(before + 1, device.BuffersInUse);
                Assert.Equal(before, device.BuffersInUse);
            }

            Assert.Throws<ArgumentException>(() => KSpaceReconstruction.Reconstruct(kspace, new KSpaceReconstructionSettings { Prewhiten = true }));
            using var full = KSpaceFile.Read(MriGoldens.Path("kspace.npy"));
            using (var complete = DeviceKSpace.Upload(full, device))
                Assert.Throws<ArgumentException>(() => KSpaceReconstruction.Reconstruct(complete, new KSpaceReconstructionSettings { PartialFourier = PartialFourierMethod.Pocs }));
            Assert.Equal(before, device.BuffersInUse);
        }

        Assert.Equal(0, device.BuffersInUse);
    }

    [Fact]
    public void SettingsThatContradictTheData_AreRefusedByName()
    {
        var device = TestDevices.Get("cpu");
        using var data = KSpaceFile.Read(MriGoldens.Path("kspace.npy"));
        using var small = ComplexArray.Create([4, 5, 5]);
        Refuses(new() { Part = ImagePart.Phase }, "phase");
        Refuses(new() { TransformSize = new(20, 20, 1), ImageSize = new(21, 20, 1) }, "21x20x1");
        Refuses(new() { Combination = CoilCombination.Sensitivities }, "needs sensitivities");
        Refuses(new() { Combination = CoilCombination.Sensitivities, Sensitivities = small }, "4x5x5");
        Refuses(new() { Combination = CoilCombination.Sense, PartialFourier = PartialFourierMethod.Pocs }, "SENSE");
        Refuses(new() { Prewhiten = true }, "noise samples");
        Refuses(new() { Prewhiten = true, NoiseSamples = small }, "noise");
        Refuses(new() { PartialFourier = PartialFourierMethod.Homodyne }, "nothing");
        Refuses(new() { PocsIterations = 0 }, "at least 1");

        void Refuses(KSpaceReconstructionSettings settings, string word)
        {
            var exception = Assert.ThrowsAny<ArgumentException>(() => MriGoldens.Reconstruct(device, data, settings).Dispose());
            Assert.Contains(word, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void CentreNotSampled_IsNoCalibration()
    {
        var device = TestDevices.Get("cpu");
        using var data = KSpaceFile.Read(MriGoldens.Path("kspace.npy"));
        data.Memory.AsSpan<Vector2>()[10 * 24 + 12] = default;
        for (var coil = 0; coil < 4; coil++)
            data.Memory.AsSpan<Vector2>().Slice((coil * 21 + 10) * 24, 24).Clear();
        var exception = Assert.Throws<ArgumentException>(() => MriGoldens.Reconstruct(device, data, new KSpaceReconstructionSettings { Combination = CoilCombination.Sense }).Dispose());
        Assert.Contains("calibration", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(2, 40)]
    public void NoiseThatHasNoInverse_IsRefused(int coils, int samples)
    {
        // Too few samples, or two coils that say the same.
        var noise = new Vector2[coils * samples];
        for (var n = 0; n < noise.Length; n++)
            noise[n] = new Vector2(n % samples % 7 - 3, n % samples % 5 - 2);
        Assert.Throws<ArgumentException>(() => NoisePrewhitening.Matrix(noise, coils));
    }

    [Fact]
    public void WhitenedNoise_HasTheUnitCovariance()
    {
        using var noise = MriGoldens.Array64("noise");
        var matrix = NoisePrewhitening.Matrix(noise.AsSpan<Vector2>(), 4);
        var samples = Array.ConvertAll(noise.AsSpan<Vector2>().ToArray(), v => new Complex(v.X, v.Y));
        Complex Entry(int row, int n) => Enumerable.Range(0, 4).Aggregate(Complex.Zero, (sum, c) => sum + new Complex(matrix[row * 4 + c].X, matrix[row * 4 + c].Y) * samples[c * 400 + n]);
        for (var a = 0; a < 4; a++)
        {
            for (var b = 0; b < 4; b++)
            {
                var covariance = Enumerable.Range(0, 400).Aggregate(Complex.Zero, (sum, n) => sum + Entry(a, n) * Complex.Conjugate(Entry(b, n))) / 400;
                Assert.True((covariance - (a == b ? 1 : 0)).Magnitude < 1e-5, $"covariance[{a}, {b}] is {covariance}");
            }
        }
    }

    private static void Check(string id, string input, string golden, double limit, KSpaceReconstructionSettings settings)
    {
        var device = TestDevices.Get(id);
        using var data = KSpaceFile.Read(MriGoldens.Path(input + ".npy"));
        using var images = MriGoldens.Reconstruct(device, data, settings);
        MriGoldens.AssertClose(MriGoldens.Read(golden), MriGoldens.Voxels(images), limit, $"{id} {golden}");
    }
}
