using System.Security.Cryptography;
using System.Text.Json;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Cli;

/// <summary>The main job on a chest CT: a folder of slices to a volume, an isotropic volume and pictures.</summary>
public class RealDataTests
{
    private const string Series = "ct-thorax-lidc";

    [SkippableTheory, Devices]
    public void Convert_GivesTheHounsfieldValuesAndTheGeometry(string device)
    {
        var input = Ready(device, out var expected);
        using var folder = new CliFolder();
        var json = folder.Run("convert", input, "ct.nii.gz", "--device", device, "--json").Succeeded().Json;
        CliJson.Check(json, "convert", device, input, "ct.nii.gz", new Size3D(512, 512, 55), new Vector3D(0.78125, 0.78125, 5));
        using var result = folder.Read("ct.nii.gz");
        Assert.True(result.Rescale.IsIdentity);
        CliJson.CheckGeometry(Expected(expected), result.Geometry);
        var hash = Convert.ToHexStringLower(SHA256.HashData(result.Memory.AsSpan<byte>()[..(int)result.LengthBytes]));
        Assert.Equal(expected.GetProperty("volume").GetProperty("sha256_f32").GetString(), hash);
    }

    [SkippableFact]
    public void Info_AgreesWithTheIndependentReaders()
    {
        var input = TestData.Path(Series);
        var expected = TestData.Expected.GetProperty("series").GetProperty(Series);
        using var folder = new CliFolder();
        var json = folder.Run("info", input, "--json").Succeeded().Json;
        Assert.Equal("dicom", json.GetProperty("format").GetString());
        Assert.Equal("CT", json.GetProperty("modality").GetString());
        Assert.Equal("[512,512,55]", json.GetProperty("size").GetRawText());
        var volume = expected.GetProperty("volume");
        foreach (var name in new[] { "min", "max", "mean", "std" })
            Assert.Equal(volume.GetProperty(name).GetDouble(), json.GetProperty(name).GetDouble(), 1e-6 * Math.Abs(volume.GetProperty(name).GetDouble()));
        var geometry = Expected(expected);
        Assert.Equal(new[] { geometry.OriginMm.X, geometry.OriginMm.Y, geometry.OriginMm.Z }, json.GetProperty("origin").EnumerateArray().Select(e => e.GetDouble()), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [SkippableFact]
    public void Info_DescribesATiltedSeriesThatOtherVerbsRefuse()
    {
        var input = TestData.Path("ct-head-tilt-ge");
        using var folder = new CliFolder();
        var json = folder.Run("info", input, "--json").Succeeded().Json;
        Assert.Equal("[512,512,28]", json.GetProperty("size").GetRawText());
        Assert.False(json.GetProperty("readable").GetBoolean());
        Assert.Contains(json.GetProperty("warnings").EnumerateArray(), w => w.GetString()!.Contains("tilt", StringComparison.OrdinalIgnoreCase));
        folder.RunFails(2, ["ct-head-tilt-ge"], "convert", input, "out.nii");
    }

    [SkippableFact]
    public void Info_DescribesASeriesOfSeveralVolumes()
    {
        var input = TestData.Path("mr-fmri-ge-4d");
        var expected = TestData.Expected.GetProperty("series").GetProperty("mr-fmri-ge-4d");
        using var folder = new CliFolder();
        var json = folder.Run("info", input, "--json").Succeeded().Json;
        Assert.Equal(expected.GetProperty("time_points").GetInt32(), json.GetProperty("frames").GetInt32());
        Assert.Equal(expected.GetProperty("slices").GetInt32(), json.GetProperty("size")[2].GetInt32());
    }

    [SkippableTheory, Devices]
    public void GaussianAndResample_AgreeBetweenDevices(string device)
    {
        var input = Ready(device, out var expected);
        using var folder = new CliFolder();
        folder.Run("gaussian", input, "smooth.nii", "--sigma-mm", "1", "--device", device).Succeeded();
        var json = folder.Run("resample", input, "isotropic.nii", "--spacing-mm", "1,1,1", "--default", "-1000", "--device", device, "--json").Succeeded().Json;
        CliJson.Check(json, "resample", device, input, "isotropic.nii", new Size3D(400, 400, 275), Vector3D.One);
        using (var smooth = folder.Read("smooth.nii"))
        {
            CliJson.CheckGeometry(Expected(expected), smooth.Geometry);

            // A blur that sums to 1 keeps the mean but for what is reflected at the edge.
            Assert.Equal(expected.GetProperty("volume").GetProperty("mean").GetDouble(), IntensityTransforms.Statistics(smooth).Mean, 1.0);
        }

        if (device == "cpu")
            return;
        folder.Run("gaussian", input, "smooth-cpu.nii", "--sigma-mm", "1", "--device", "cpu").Succeeded();
        folder.Run("resample", input, "isotropic-cpu.nii", "--spacing-mm", "1,1,1", "--default", "-1000", "--device", "cpu").Succeeded();
        foreach (var name in new[] { "smooth", "isotropic" })
        {
            using var cpu = folder.Read($"{name}-cpu.nii");
            using var other = folder.Read($"{name}.nii");
            VolumeAssert.Close(cpu, other, Tolerances.HounsfieldBetweenDevices, $"{name} on {device} against cpu");
        }
    }

    [SkippableTheory, Devices]
    public void RenderAndMontage_ShowAChestTheRightWayUp(string device)
    {
        var input = Ready(device, out _);
        using var folder = new CliFolder();
        folder.Run("render", input, "bone.png", "--mode", "composite", "--preset", "ct-bone", "--size", "256", "--device", device).Succeeded();
        folder.Run("montage", input, "slices.png", "--step", "11", "--window", "40,400", "--device", device).Succeeded();
        var bone = PngReader.Read(folder.File("bone.png"));
        Assert.True(bone.Centroid().Brightest > 100);
        Assert.True(PngReader.Read(folder.File("slices.png")).Centroid().Brightest == 255);
        if (device == "cpu")
            return;
        foreach (var (verb, name, more) in new[] { ("render", "bone", new[] { "--mode", "composite", "--preset", "ct-bone", "--size", "256" }), ("montage", "slices", ["--step", "11", "--window", "40,400"]) })
        {
            folder.Run([verb, input, name + "-cpu.png", .. more, "--device", "cpu"]).Succeeded();
            var cpu = PngReader.Read(folder.File(name + "-cpu.png")).Pixels();
            var other = PngReader.Read(folder.File(name + ".png")).Pixels();
            var differences = cpu.Zip(other, (a, b) => Math.Abs(a - b)).ToArray();
            Assert.Equal(cpu.Length, other.Length);
            Assert.True(differences.Average() <= Tolerances.MeanGreyBetweenDevices, $"{name} on {device} differs from cpu by {differences.Average()} grey levels on average, {differences.Max()} at most");
        }
    }

    [SkippableFact]
    public void TruncatedDicom_IsNamed()
    {
        using var folder = new CliFolder();
        var source = TestData.Path(Series);
        Directory.CreateDirectory(folder.File("scan"));
        foreach (var file in Directory.GetFiles(source).Take(4))
            File.Copy(file, folder.File("scan/" + Path.GetFileName(file)));
        var cut = Directory.GetFiles(folder.File("scan"))[1];
        using (var file = File.OpenWrite(cut))
            file.SetLength(file.Length / 2);
        folder.RunFails(2, [Path.GetFileName(cut)], ["gaussian", "scan", "out.nii", "--sigma-mm", "1", "--device", "cpu"]);
    }

    private static string Ready(string device, out JsonElement expected)
    {
        TestDevices.Get(device);
        var input = TestData.Path(Series);
        expected = TestData.Expected.GetProperty("series").GetProperty(Series);
        return input;
    }

    private static VolumeGeometry Expected(JsonElement series)
    {
        var origin = series.GetProperty("origin_LPS_first_slice");
        var spacing = series.GetProperty("spacing_x_y");
        return new VolumeGeometry(
            new(512, 512, 55),
            new(spacing[0].GetDouble(), spacing[1].GetDouble(), series.GetProperty("slice_step_mean").GetDouble()),
            new(origin[0].GetDouble(), origin[1].GetDouble(), origin[2].GetDouble()));
    }
}
