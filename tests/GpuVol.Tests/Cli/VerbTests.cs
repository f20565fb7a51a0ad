using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Cli;

/// <summary>Each verb on each device, its result compared with arithmetic done here in float64.</summary>
public class VerbTests
{
    private static readonly VolumeGeometry Geometry = new(new(24, 20, 16), new(0.5, 1, 2), new(-7, 3, 11), TestVolumes.Oblique);

    [SkippableTheory, Devices]
    public void Gaussian_InMillimetresSpreadsAnImpulse(string device)
    {
        using var folder = Ready(device);
        folder.Put("in.nii", TestVolumes.From(Geometry, (i, j, k) => (i, j, k) == (12, 10, 8) ? 1000 : 0));
        var json = folder.Run("gaussian", "in.nii", "out.nii.gz", "--sigma-mm", "0.75,1,2.5", "--device", device, "--json").Succeeded().Json;
        CliJson.Check(json, "gaussian", device, "in.nii", "out.nii.gz", Geometry.Size, Geometry.SpacingMm);
        using var result = folder.Read("out.nii.gz");
        double[][] weights = [Kernel(1.5), Kernel(1), Kernel(1.25)];
        Compare(result, Geometry, (i, j, k) => 1000 * At(weights[0], i - 12) * At(weights[1], j - 10) * At(weights[2], k - 8), 1e-4);
    }

    [SkippableTheory, Devices]
    public void Gaussian_TakesBorderTruncateAndVoxels(string device)
    {
        using var folder = Ready(device);
        folder.Put("in.npy", TestVolumes.From(new VolumeGeometry(new(9, 1, 1), Vector3D.One), (i, _, _) => i * i));
        folder.Run("gaussian", "in.npy", "out.npy", "--sigma-voxels", "1,0,0", "--truncate", "2", "--border", "constant", "--cval", "-50", "--device", device).Succeeded();
        using var result = folder.Read("out.npy");
        var weights = Kernel(1, 2);
        Compare(result, result.Geometry, (i, _, _) => Enumerable.Range(-2, 5).Sum(o => At(weights, o) * (i + o is >= 0 and < 9 ? (i + o) * (i + o) : -50)), 1e-4);
    }

    [SkippableTheory, Devices]
    public void Window_IsDicomsFormula(string device)
    {
        using var folder = Ready(device);
        var rescale = new IntensityRescale([2], [-1024]);
        using (var stored = Volume.FromArray<short>([.. Enumerable.Range(0, (int)Geometry.Size.Voxels).Select(n => (short)(n % 1500))], Geometry, rescale))
            VolumeFile.Write(stored, folder.File("in.nii"));
        folder.Run("window", "in.nii", "linear.nii", "--center", "40", "--width", "400", "--device", device).Succeeded();
        folder.Run("window", "in.nii", "exact.nii", "--center", "-40", "--width", "300", "--exact", "--out-min", "-1", "--out-max", "1", "--device", device).Succeeded();
        folder.Run("window", "in.nii", "u8.nii", "--center", "40", "--width", "400", "--dtype", "u8", "--device", device).Succeeded();
        double Hu(int i, int j, int k) => 2.0 * ((i + 24 * (j + 20 * k)) % 1500) - 1024;
        using (var linear = folder.Read("linear.nii"))
            Compare(linear, Geometry, (i, j, k) => Math.Clamp((Hu(i, j, k) - 39.5) / 399 + 0.5, 0, 1) * 255, 1e-3);
        using (var exact = folder.Read("exact.nii"))
            Compare(exact, Geometry, (i, j, k) => Math.Clamp((Hu(i, j, k) + 40) / 300 + 0.5, 0, 1) * 2 - 1, 1e-5);
        using var u8 = folder.Read("u8.nii");
        Assert.Equal(ElementType.UInt8, u8.ElementType);
        Compare(u8, Geometry, (i, j, k) => Math.Clamp((Hu(i, j, k) - 39.5) / 399 + 0.5, 0, 1) * 255, 0.5 + 1e-3);
    }

    [SkippableTheory, Devices]
    public void Resample_ToSpacingKeepsTheExtentAndARamp(string device)
    {
        using var folder = Ready(device);
        folder.Put("in.nii", TestVolumes.From(Geometry, (i, j, k) => i + 2 * j + 4 * k));
        var json = folder.Run("resample", "in.nii", "out.nii", "--spacing-mm", "1", "--device", device, "--json").Succeeded().Json;
        var expected = new VolumeGeometry(new(12, 20, 32), new(1, 1, 1), Geometry.VoxelToPatient(new(0.5, 0, -0.25)), Geometry.Direction);
        CliJson.Check(json, "resample", device, "in.nii", "out.nii", expected.Size, expected.SpacingMm);
        using var result = folder.Read("out.nii");
        Compare(result, expected, (i, j, k) => (2 * i + 0.5) + 2 * j + 4 * Math.Clamp(k * 0.5 - 0.25, 0, 15), 1e-4);
    }

    [SkippableTheory, Devices]
    public void Resample_ToSizeNearestAndByZoom(string device)
    {
        using var folder = Ready(device);
        folder.Put("in.nii", TestVolumes.From(Geometry, (i, j, k) => i + 100 * j + 10000 * k));
        folder.Run("resample", "in.nii", "size.nii", "--size", "48,10,16", "--order", "0", "--device", device).Succeeded();
        folder.Run("resample", "in.nii", "zoom.nii", "--zoom", "2,1,0.5", "--device", device).Succeeded();
        using (var size = folder.Read("size.nii"))
        {
            Assert.Equal(new Size3D(48, 10, 16), size.Geometry.Size);
            Compare(size, null, (i, j, k) => i / 2 + 100 * (2 * j + 1) + 10000 * k, 0);
        }

        using var zoom = folder.Read("zoom.nii");
        Assert.Equal(new Size3D(48, 20, 8), zoom.Geometry.Size);
        Compare(zoom, null, (i, j, k) => i * 23.0 / 47 + 100 * j + 10000 * (k * 15.0 / 7), 0.02);
    }

    [SkippableTheory, Devices]
    public void Resample_OfNpyTakesTheInputsSpacing(string device)
    {
        using var folder = Ready(device);
        folder.Put("in.npy", TestVolumes.From(new VolumeGeometry(new(10, 8, 6), Vector3D.One), (i, _, _) => i));
        var json = folder.Run("resample", "in.npy", "out.nii", "--input-spacing-mm", "2,1,3", "--spacing-mm", "1,2,1", "--device", device, "--json").Succeeded().Json;
        CliJson.Check(json, "resample", device, "in.npy", "out.nii", new Size3D(20, 4, 18), new Vector3D(1, 2, 1));
    }

    [SkippableTheory, Devices]
    public void Convert_AppliesOrKeepsTheRescale(string device)
    {
        using var folder = Ready(device);
        var rescale = new IntensityRescale([0.5], [-100]);
        using (var stored = Volume.FromArray<short>([.. Enumerable.Range(0, (int)Geometry.Size.Voxels).Select(n => (short)(3 * n - 5000))], Geometry, rescale))
            VolumeFile.Write(stored, folder.File("in.nii.gz"));
        double Stored(int i, int j, int k) => 3 * (i + 24 * (j + 20 * k)) - 5000;

        var json = folder.Run("convert", "in.nii.gz", "out.nii", "--device", device, "--json").Succeeded().Json;
        CliJson.Check(json, "convert", device, "in.nii.gz", "out.nii", Geometry.Size, Geometry.SpacingMm);
        Assert.Equal("f32", json.GetProperty("dtype").GetString());
        using (var f32 = folder.Read("out.nii"))
        {
            Assert.True(f32.Rescale.IsIdentity);
            Compare(f32, Geometry, (i, j, k) => 0.5 * Stored(i, j, k) - 100, 0);
        }

        folder.Run("convert", "in.nii.gz", "stored.nii", "--stored", "--device", device).Succeeded();
        using (var kept = folder.Read("stored.nii"))
        {
            Assert.Equal(ElementType.Int16, kept.ElementType);
            Compare(kept, Geometry, Stored, 0);
        }

        folder.Run("convert", "in.nii.gz", "u8.npy", "--dtype", "u8", "--device", device).Succeeded();
        using var u8 = folder.Read("u8.npy");
        Assert.Equal(ElementType.UInt8, u8.ElementType);
        Compare(u8, null, (i, j, k) => Math.Clamp(Math.Round(0.5 * Stored(i, j, k) - 100, MidpointRounding.ToEven), 0, 255), 0);
    }

    [SkippableTheory, Devices]
    public void Phantom_HasTheSizeAndTheKnownValues(string device)
    {
        using var folder = Ready(device);
        var json = folder.Run("phantom", "shepp-logan-3d", "head.nii.gz", "--size", "33", "--device", device, "--dtype", "i16", "--json").Succeeded().Json;
        Assert.Equal("shepp-logan-3d", json.GetProperty("phantom").GetString());
        Assert.Equal("i16", json.GetProperty("dtype").GetString());
        using (var head = folder.Read("head.nii.gz"))
        {
            Assert.Equal(new Size3D(33, 33, 33), head.Geometry.Size);
            Assert.Equal(0, head.AsSpan<short>()[0]);
            Assert.Equal(2, head.AsSpan<short>().ToArray().Max());
        }

        folder.Run("phantom", "shepp-logan-2d", "slice.npy", "--size", "64").Succeeded();
        using var slice = folder.Read("slice.npy");
        Assert.Equal(new Size3D(64, 64, 1), slice.Geometry.Size);
        Assert.Equal(1, slice.AsSpan<float>().ToArray().Max(), 1e-6);
    }

    [SkippableTheory, Devices]
    public void Render_ShowsABrightVoxelWhereItIs(string device)
    {
        // A bright block on the patient's left, at the head, in a cube: right and up in the picture from the front.
        using var folder = Ready(device);
        folder.Put("in.nii", TestVolumes.From(new VolumeGeometry(new(32, 32, 32), Vector3D.One), (i, j, k) => i is >= 24 and < 28 && k is >= 24 and < 28 && j is >= 14 and < 18 ? 100 : 0));
        foreach (var (angles, right) in new[] { ("0", 1), ("180", -1) })
        {
            var json = folder.Run("render", "in.nii", "out.png", "--azimuth-deg", angles, "--size", "96x80", "--device", device, "--json").Succeeded().Json;
            CliJson.Check(json, "render", device, "in.nii", "out.png", new Size3D(32, 32, 32), Vector3D.One);
            Assert.Equal("[96,80]", json.GetProperty("image_size").GetRawText());
            var (u, v, brightest) = PngReader.Read(folder.File("out.png")).Centroid();
            Assert.Equal(255, brightest);
            Assert.True(Math.Sign(u - 47.5) == right && Math.Abs(u - 47.5) > 8, $"azimuth {angles}: column {u} of 96");
            Assert.True(v < 40 - 8, $"azimuth {angles}: row {v} of 80");
        }

        foreach (var mode in new[] { "mip", "minip", "average", "iso" })
            folder.Run("render", "in.nii", $"{mode}.png", "--mode", mode, "--size", "32", "--projection", "perspective", "--device", device).Succeeded();
        folder.Run("render", "in.nii", "composite.png", "--mode", "composite", "--preset", "grey", "--size", "32", "--step-mm", "0.25", "--zoom", "1.5", "--device", device).Succeeded();
        Assert.True(PngReader.Read(folder.File("composite.png")).Centroid().Brightest > 0);
    }

    [SkippableTheory, Devices]
    public void Montage_LaysOutTheSlices(string device)
    {
        using var folder = Ready(device);
        folder.Put("in.nii", TestVolumes.From(new VolumeGeometry(new(20, 16, 12), new(1, 1, 2)), (_, _, k) => k));
        var json = folder.Run("montage", "in.nii", "out.png", "--step", "4", "--columns", "3", "--window", "4,8", "--device", device, "--json").Succeeded().Json;
        CliJson.Check(json, "montage", device, "in.nii", "out.png", new Size3D(20, 16, 12), new Vector3D(1, 1, 2));
        var picture = PngReader.Read(folder.File("out.png"));
        Assert.True(picture.Width >= 60 && picture.Height is >= 16 and < 32, $"{picture.Width}x{picture.Height}");

        // The slices 1, 5 and 9: what the step leaves over is shared between both ends.
        Assert.Equal(new[] { 32, 159, 255 }, new[] { 1, 3, 5 }.Select(third => picture.Grey(third * picture.Width / 6, picture.Height / 2)), (a, b) => Math.Abs(a - b) <= 1);
    }

    [SkippableTheory, Devices("gaussian", "--sigma-mm", "1"), Devices("resample", "--spacing-mm", "1.3"), Devices("window", "--center", "5"), Devices("convert", "--dtype", "i16")]
    public void SameCall_GivesTheSameBytes(string device, string verb, string option, string value)
    {
        using var folder = Ready(device);
        folder.PutVolume();
        string[] more = verb == "window" ? ["--width", "50"] : [];
        foreach (var output in new[] { "a.nii.gz", "b.nii.gz" })
            folder.Run([verb, "in.nii.gz", output, option, value, .. more, "--device", device]).Succeeded();
        Assert.Equal(File.ReadAllBytes(folder.File("a.nii.gz")), File.ReadAllBytes(folder.File("b.nii.gz")));
    }

    [SkippableTheory, Devices]
    public void SameRender_GivesTheSameBytes(string device)
    {
        using var folder = Ready(device);
        folder.PutVolume();
        foreach (var output in new[] { "a.png", "b.png" })
            folder.Run("render", "in.nii.gz", output, "--mode", "composite", "--azimuth-deg", "33", "--size", "64", "--device", device).Succeeded();
        Assert.Equal(File.ReadAllBytes(folder.File("a.png")), File.ReadAllBytes(folder.File("b.png")));
    }

    [Fact]
    public void Threads_DoNotChangeTheBytes()
    {
        using var folder = new CliFolder();
        folder.PutVolume();
        foreach (var threads in new[] { "1", "2" })
            folder.Run("gaussian", "in.nii.gz", threads + ".npy", "--sigma-mm", "2", "--device", "cpu", "--threads", threads).Succeeded();
        Assert.Equal(File.ReadAllBytes(folder.File("1.npy")), File.ReadAllBytes(folder.File("2.npy")));
    }

    private static CliFolder Ready(string device)
    {
        // Skips, with the reason, where the device is absent.
        TestDevices.Get(device);
        return new CliFolder();
    }

    private static double[] Kernel(double sigma, double truncate = 4)
    {
        var radius = (int)(truncate * sigma + 0.5);
        var weights = Enumerable.Range(-radius, 2 * radius + 1).Select(o => Math.Exp(-0.5 * o * o / (sigma * sigma))).ToArray();
        return [.. weights.Select(w => w / weights.Sum())];
    }

    private static double At(double[] kernel, int offset) => Math.Abs(offset) <= kernel.Length / 2 ? kernel[offset + kernel.Length / 2] : 0;

    private static void Compare(Volume actual, VolumeGeometry? geometry, Func<int, int, int, double> expected, double limit)
    {
        if (geometry is not null)
            CliJson.CheckGeometry(geometry, actual.Geometry);
        var size = actual.Geometry.Size;
        for (var k = 0; k < size.K; k++)
        {
            for (var n = 0; n < size.I * size.J; n++)
            {
                var (i, j) = (n % size.I, n / size.I);
                var value = actual.Rescale.StoredToValue(TestData.Stored(actual, k, n), k);
                Assert.True(Math.Abs(value - expected(i, j, k)) <= limit, $"voxel ({i}, {j}, {k}): expected {expected(i, j, k):R}, got {value:R}, limit {limit}.");
            }
        }
    }
}
