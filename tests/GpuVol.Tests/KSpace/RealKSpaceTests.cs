using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

/// <summary>Raw data of scanners against the values of independent readers (expected.json).</summary>
public sealed class RealKSpaceTests
{
    private const string Brain = "kspace-brain-flash-16ch/brain_flash_16ch_kspace.npy";
    private const string BrainRaw = "kspace-brain-flash-16ch/brain_flash_16ch_kspace.h5";
    private const string UnderSampled = "kspace-brain-8ch-undersampled/cartesian_ksp.npy";
    private const string Epi = "kspace-phantom-epi/epi_60x60_kspace_unflipped.npy";

    [SkippableTheory]
    [Devices(Brain, "npy")]
    [Devices(BrainRaw, "kspace[coil,line,sample]")]
    [Devices(UnderSampled, "npy")]
    [Devices(Epi, "npy")]
    public void RootSumOfSquares_HasTheExpectedValues(string id, string file, string key)
    {
        var device = TestDevices.Get(id);
        using var data = KSpaceFile.Read(TestData.Path(file.Split('/')));
        using var images = MriGoldens.Reconstruct(device, data, new KSpaceReconstructionSettings { Norm = FftNorm.Backward });
        var values = Array.ConvertAll(MriGoldens.Voxels(images), v => v.Real);
        var expected = TestData.Expected.GetProperty("files").GetProperty(file).GetProperty(key).GetProperty("recon_rss");
        var width = (int)images.Shape[^1];
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()), images.Shape.TakeLast(2));
        var mean = values.Average();
        Close("mean", expected.GetProperty("mean"), mean);
        Close("std", expected.GetProperty("std"), Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
        Close("max", expected.GetProperty("max"), values.Max());
        Assert.Equal(expected.GetProperty("argmax").EnumerateArray().Select(n => n.GetInt32()), new[] { Array.IndexOf(values, values.Max()) / width, Array.IndexOf(values, values.Max()) % width });
        foreach (var sample in expected.GetProperty("samples").EnumerateObject())
        {
            var place = sample.Name.Trim('[', ']').Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            Close(sample.Name, sample.Value, values[place[0] * width + place[1]]);
        }

        // The least value is what is left of cancelling noise: held to the scale of the image.
        Assert.True(Math.Abs(values.Min() - expected.GetProperty("min").GetDouble()) <= 1e-6 * values.Max(), $"min is {values.Min()}");

        void Close(string what, JsonElement value, double actual) =>
            Assert.True(Math.Abs(actual / value.GetDouble() - 1) <= Tolerances.RealReconstruction, $"{id} {file}: {what} is {actual}, expected {value}");
    }

    [SkippableFact]
    public void RawFile_HoldsTheSamplesOfTheArray()
    {
        using var raw = KSpaceFile.Read(TestData.Path(BrainRaw.Split('/')));
        using var array = KSpaceFile.Read(TestData.Path(Brain.Split('/')));
        Assert.Equal(16, raw.Coils);
        Assert.Equal(new Size3D(128, 128, 1), raw.Size);
        Assert.Equal(TestData.Expected.GetProperty("files").GetProperty(BrainRaw).GetProperty("kspace[coil,line,sample]").GetProperty("sha256").GetString(), Hash(raw));
        Assert.Equal(Hash(array), Hash(raw));
        Assert.Empty(raw.Warnings);
        Assert.Equal(new Vector3D(256, 256, 3), raw.Encoding!.EncodedFovMm);

        static unsafe string Hash(KSpaceData data) => Convert.ToHexStringLower(SHA256.HashData(new ReadOnlySpan<byte>(data.Memory.Address, (int)data.Samples * 8)));
    }

    [SkippableTheory, Devices]
    public void EchoPlanarLines_TurnedRoundGiveOneSphere(string id)
    {
        var device = TestDevices.Get(id);
        using var data = KSpaceFile.Read(TestData.Path(Epi.Split('/')));
        using var turned = MriGoldens.Reconstruct(device, data, new KSpaceReconstructionSettings { ReverseOddLines = true });
        using var asAcquired = MriGoldens.Reconstruct(device, data);

        // The part of the energy in the ghost, half a field of view away from the sphere in the middle.
        static double Ghost(KSpaceImages images)
        {
            var values = MriGoldens.Voxels(images);
            double ghost = 0, all = 0;
            for (var n = 0; n < values.Length; n++)
            {
                var energy = values[n].Real * values[n].Real;
                all += energy;
                if (n / 60 is < 8 or >= 52)
                    ghost += energy;
            }

            return ghost / all;
        }

        Assert.True(Ghost(turned) < 0.5 * Ghost(asAcquired), $"{id}: {Ghost(turned)} turned, {Ghost(asAcquired)} as acquired");
    }

    [SkippableTheory, Devices]
    public void Devices_AgreeOnTheBrain(string id)
    {
        var device = TestDevices.Get(id);
        using var data = KSpaceFile.Read(TestData.Path(Brain.Split('/')));
        foreach (var combination in new[] { CoilCombination.RootSumOfSquares, CoilCombination.Adaptive })
        {
            using var expected = MriGoldens.Reconstruct(TestDevices.Get("cpu"), data, new KSpaceReconstructionSettings { Combination = combination });
            using var actual = MriGoldens.Reconstruct(device, data, new KSpaceReconstructionSettings { Combination = combination });
            MriGoldens.AssertClose(MriGoldens.Voxels(expected), MriGoldens.Voxels(actual), Tolerances.ReconstructionBetweenDevices, $"{id} {combination}");
        }
    }
}
