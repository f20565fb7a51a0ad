using System.Numerics;
using System.Text.Json;
using GpuVol.Tests.Formats;
using GpuVol.Tests.KSpace;

namespace GpuVol.Tests.Cli;

/// <summary>The verb kspace, and the k-space of the verb phantom.</summary>
public sealed class KSpaceVerbTests
{
    private static readonly string[] Cpu = ["--device", "cpu"];

    [Fact]
    public void Phantom_ToImageAndBackToItsSamples()
    {
        using var folder = new CliFolder();
        folder.Run("phantom", "shepp-logan-2d", "k.npy", "--kspace", "--size", "48", "--coils", "3").Succeeded();
        var json = folder.Run(["kspace", "k.npy", "image.npy", "--combine", "none", "--complex", "--json", .. Cpu]).Succeeded().Json;
        CliJson.Check(json, "kspace", "cpu", "k.npy", "image.npy", new Size3D(48, 48, 1), Vector3D.One);
        Assert.Equal(3, json.GetProperty("coils").GetInt32());
        Assert.Equal("c64", json.GetProperty("dtype").GetString());
        Assert.Equal([3, 48, 48], json.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()));
        folder.Run(["kspace", "image.npy", "again.cfl", "--forward", .. Cpu]).Succeeded();
        using var first = KSpaceFile.Read(folder.File("k.npy"));
        using var again = KSpaceFile.Read(folder.File("again.cfl"));
        MriGoldens.AssertClose(MriGoldens.Samples(first), MriGoldens.Samples(again), Tolerances.ReconstructionOfNorm, "round trip");
    }

    [Fact]
    public void ForwardOfARealImage_IsItsSpectrum()
    {
        using var folder = new CliFolder();
        NpyFile.Write<float>([1, 2, 3, 4, 5, 6], [2, 3], folder.File("image.npy"));
        folder.Run(["kspace", "image.npy", "k.npy", "--forward", "--norm", "none", .. Cpu]).Succeeded();
        using var k = KSpaceFile.Read(folder.File("k.npy"));
        Assert.Equal(21, k.Memory.AsSpan<Vector2>()[1 * 3 + 1].X, 1e-4);
    }

    [Fact]
    public void RawFile_GivesANiftiFileWithItsPlaceThatNibabelReads()
    {
        using var folder = new CliFolder();
        var json = folder.Run(["kspace", MriGoldens.Path("everything.h5"), "image.nii.gz", "--json", .. Cpu]).Succeeded().Json;
        Assert.Equal([8, 10, 3], json.GetProperty("size").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Contains(json.GetProperty("warnings").EnumerateArray(), w => w.GetString()!.Contains("navigators", StringComparison.Ordinal));
        using var volume = VolumeFile.Read(folder.File("image.nii.gz"), new VolumeReadOptions { Frame = 1 });
        Assert.Equal(2, volume.Metadata.Frames);
        Assert.Equal(6.5, volume.Geometry.SpacingMm.Z, 1e-5);
    }

    [SkippableFact]
    public void AffineOfTheNiftiFile_IsThatOfTheHeaderForNibabel()
    {
        using var folder = new CliFolder();
        folder.Run(["kspace", MriGoldens.Path("everything.h5"), "image.nii.gz", .. Cpu]).Succeeded();
        var affine = Python.Run("nibabel", "import nibabel, json, sys; i = nibabel.load(sys.argv[1]); print(json.dumps([i.affine.tolist(), i.get_qform().tolist(), list(i.shape)]))", folder.File("image.nii.gz"));
        var expected = JsonDocument.Parse(File.ReadAllText(MriGoldens.Path("affines.json"))).RootElement.GetProperty("everything");
        Assert.Equal([8, 10, 3, 2], affine[2].EnumerateArray().Select(n => n.GetInt32()));
        for (var row = 0; row < 3; row++)
        {
            // The golden is LPS, NIfTI is RAS.
            var sign = row < 2 ? -1 : 1;
            for (var column = 0; column < 4; column++)
            {
                Assert.Equal(sign * expected[row][column].GetDouble(), affine[0][row][column].GetDouble(), 1e-3);
                Assert.Equal(sign * expected[row][column].GetDouble(), affine[1][row][column].GetDouble(), 1e-2);
            }
        }
    }

    [SkippableFact]
    public void UnderSampledBrain_IsReconstructedBySense()
    {
        using var folder = new CliFolder();
        var input = TestData.Path("kspace-brain-8ch-undersampled", "cartesian_ksp.npy");
        var json = folder.Run(["kspace", input, "sense.npy", "--combine", "sense", "--json", .. Cpu]).Succeeded().Json;
        var residuals = json.GetProperty("residuals")[0].EnumerateArray().Select(r => r.GetDouble()).ToList();
        Assert.True(residuals.Count is >= 10 and <= 30 && residuals[^1] < 1e-3, string.Join(", ", residuals));
        using var sense = NpyFile.Read(folder.File("sense.npy"));
        Assert.Equal([230, 180], sense.Shape);

        // Without the noise-like aliases of zero filling edges are sharp: the image has more energy in its fine detail.
        folder.Run(["kspace", input, "zero.npy", .. Cpu]).Succeeded();
        using var zero = NpyFile.Read(folder.File("zero.npy"));
        Assert.True(Detail(sense.AsSpan<float>()) > 2 * Detail(zero.AsSpan<float>()), $"{Detail(sense.AsSpan<float>())} and {Detail(zero.AsSpan<float>())}");

        static double Detail(ReadOnlySpan<float> image)
        {
            double differences = 0, energy = 0;
            for (var n = 1; n < image.Length; n++)
            {
                differences += Math.Pow(image[n] - image[n - 1], 2);
                energy += Math.Pow(image[n], 2);
            }

            return differences / energy;
        }
    }

    [Fact]
    public void ResultsAreTheSameBytesAgain()
    {
        using var folder = new CliFolder();
        folder.Run("phantom", "shepp-logan-2d", "k.npy", "--kspace", "--size", "64", "--coils", "4").Succeeded();
        string[][] calls = [["--combine", "adaptive", "--part", "phase"], ["--combine", "sense", "--window", "hann", "--size", "80"], ["--crop", "40", "--norm", "none"]];
        foreach (var call in calls)
        {
            folder.Run(["kspace", "k.npy", "a.npy", .. call, .. Cpu]).Succeeded();
            folder.Run(["kspace", "k.npy", "b.npy", .. call, .. Cpu]).Succeeded();
            Assert.Equal(File.ReadAllBytes(folder.File("a.npy")), File.ReadAllBytes(folder.File("b.npy")));
        }
    }

    [Theory]
    [InlineData("k.npy out.nii --complex", ".npy or .cfl")]
    [InlineData("k.npy out.npy --complex --part phase", "contradict")]
    [InlineData("k.npy out.npy --part phase", "phase")]
    [InlineData("k.npy out.npy --lambda 1", "--combine sense")]
    [InlineData("k.npy out.npy --noise n.npy", "--prewhiten")]
    [InlineData("k.npy out.npy --prewhiten", "noise samples")]
    [InlineData("k.npy out.npy --combine sensitivities", "--sensitivities")]
    [InlineData("k.npy out.npy --combine sense --sensitivities k.nii", "k.nii")]
    [InlineData("k.npy out.npy --forward --window hann", "--window")]
    [InlineData("k.npy out.npy --partial-fourier pocs", "nothing")]
    [InlineData("k.npy out.npy --crop 100", "100x100")]
    [InlineData("k.npy out.npy --axes 4", "2 or 3")]
    [InlineData("k.npy out.npy --coil-axis 2", "axis of coils")]
    [InlineData("k.npy k.npy", "the output is the input")]
    [InlineData("real.npy out.npy", "float32", "complex64")]
    [InlineData("line.npy out.npy", "(4,)", "at least 2 axes")]
    [InlineData("nan.npy out.npy", "[0, 0, 1, 2] is NaN")]
    [InlineData("cut.npy out.npy", "truncated")]
    [InlineData("cut.h5 out.nii", "truncated")]
    [InlineData("cut.cfl out.nii", "truncated")]
    [InlineData("missing.h5 out.nii", "lines are missing")]
    [InlineData("wide.h5 out.nii", "contradict")]
    [InlineData("radial.h5 out.nii", "radial")]
    public void WrongCalls_SayWhyAndLeaveNothing(string call, params string[] words)
    {
        using var folder = new CliFolder();
        var samples = Enumerable.Range(0, 2 * 12 * 10).Select(n => new Vector2(n % 7, n % 5)).ToArray();
        NpyFile.Write<Vector2>(samples, [2, 12, 10], folder.File("k.npy"));
        NpyFile.Write<float>(new float[12], [3, 4], folder.File("real.npy"));
        NpyFile.Write<Vector2>(new Vector2[4], [4], folder.File("line.npy"));
        File.WriteAllText(folder.File("cut.hdr"), "# Dimensions\n10 12 1 2\n");
        File.WriteAllBytes(folder.File("cut.cfl"), new byte[10 * 12 * 2 * 8 - 4]);
        File.WriteAllBytes(folder.File("cut.npy"), File.ReadAllBytes(folder.File("k.npy"))[..^9]);
        File.WriteAllBytes(folder.File("cut.h5"), File.ReadAllBytes(MriGoldens.Path("everything.h5"))[..^1000]);
        foreach (var name in new[] { "missing.h5", "wide.h5", "radial.h5" })
            File.Copy(MriGoldens.Path(name), folder.File(name));
        samples[12] = new Vector2(float.NaN, 0);
        NpyFile.Write<Vector2>(samples[..120], [1, 12, 10], folder.File("nan.npy"));
        NpyFile.Write<Vector2>(samples[20..120], [10, 10], folder.File("n.npy"));
        folder.RunFails(2, words, ["kspace", .. call.Split(' '), .. Cpu]);
    }
}
