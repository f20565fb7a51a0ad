using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Cli;

/// <summary>The resampling verbs plan what they are asked for, in one piece or in slabs, and refuse what cannot be.</summary>
public sealed class ResamplingVerbTests
{
    private const string Turn = "#Insight Transform File V1.0\nTransform: Euler3DTransform_double_3_3\nParameters: 0.1 -0.2 0.3 4 5 -6\nFixedParameters: 1 2 3 0\n";

    private static readonly (string[] Call, Func<VolumeGeometry, ResamplingPlan> Plan)[] Calls =
    [
        (["resample", "--zoom", "1.5", "--order", "3"], g => ResamplingPlan.Zoom(g, 1.5 * Vector3D.One, options: Order(3))),
        (["resample", "--zoom", "0.7,1,2", "--order", "5", "--grid-mode", "--border", "reflect"], g => ResamplingPlan.Zoom(g, new Vector3D(0.7, 1, 2), true, Order(5) with { Border = Border.Reflect })),
        (["resample", "--spacing-mm", "1.1", "--order", "2", "--default", "-7"], g => ResamplingPlan.ToSpacing(g, 1.1 * Vector3D.One, Order(2) with { OutsideValue = -7 })),
        (["resample", "--size", "10,11,12", "--antialias"], g => ResamplingPlan.ToSize(g, new Size3D(10, 11, 12), new ResamplingOptions { Antialias = true })),
        (["resample", "--like", "ref.nii", "--order", "3", "--default", "-1000"], g => ResamplingPlan.Like(g, Reference(), null, Order(3) with { OutsideValue = -1000 })),
        (["resample", "--like", "ref.nii", "--transform", "turn.tfm", "--inverse"], g => ResamplingPlan.Like(g, Reference(), Transform().Inverse())),
        (["affine", "--transform", "turn.tfm", "--order", "3"], g => ResamplingPlan.Like(g, g, Transform(), Order(3))),
        (["affine", "--matrix", "m.txt", "--size", "9,8,7", "--cval", "3"], g => ResamplingPlan.Affine(g, Map(), new Size3D(9, 8, 7), Order(1) with { OutsideValue = 3 })),
        (["shift", "--shift-voxels", "1.5,-2,0.25", "--order", "3", "--border", "wrap"], g => ResamplingPlan.Shift(g, new Vector3D(1.5, -2, 0.25), Order(3) with { Border = Border.Wrap })),
        (["shift", "--shift-mm", "1.5,-2,0.5"], g => ResamplingPlan.Shift(g, new Vector3D(2, -1.6, 0.25))),
        (["rotate", "--angle-deg", "30", "--reshape"], g => ResamplingPlan.Rotate(g, 30, 0, 1, reshape: true)),
        (["rotate", "--angle-deg", "-15", "--plane", "yz", "--order", "0"], g => ResamplingPlan.Rotate(g, -15, 1, 2, reshape: false, Order(0))),
    ];

    [SkippableTheory, Devices]
    public void Verbs_EqualTheLibrary(string id)
    {
        var device = TestDevices.Get(id);
        using var folder = new CliFolder();
        Prepare(folder);
        using var source = folder.Read("in.nii");
        foreach (var (call, plan) in Calls)
        {
            folder.Run([call[0], "in.nii", "out.nii", .. call[1..], "--device", id]).Succeeded();
            using var actual = folder.Read("out.nii");
            using var expected = TestVolumes.Run(device, source, plan(source.Geometry).Run);
            VolumeAssert.Close(Array.ConvertAll(expected.AsSpan<float>().ToArray(), v => (double)v), actual.AsSpan<float>(), expected.Geometry.Size, 0, string.Join(' ', call));
            Assert.True((expected.Geometry.OriginMm - actual.Geometry.OriginMm).Length < 1e-4, string.Join(' ', call));
        }
    }

    [Fact]
    public void CompressedOutput_IsMadeInSlabsAndIsTheSame()
    {
        using var folder = new CliFolder();
        Prepare(folder);
        foreach (var order in new[] { "1", "3" })
        {
            folder.Run("resample", "in.nii", "whole.nii", "--size", "50,40,90", "--order", order, "--dtype", "i16").Succeeded();
            var report = folder.Run("resample", "in.nii", "slabs.nii.gz", "--size", "50,40,90", "--order", order, "--dtype", "i16", "--json").Succeeded().Json;
            Assert.Equal(12, report.GetProperty("slab_slices").GetInt32());
            using var whole = folder.Read("whole.nii");
            using var slabs = folder.Read("slabs.nii.gz");
            VolumeAssert.Close(whole, slabs, 0, $"order {order}");
        }
    }

    [Theory]
    [InlineData("out.npy")]
    [InlineData("out.nii")]
    [InlineData("out.nii.gz")]
    public void ResultLargerThanTheMemory_IsWrittenSlabBySlabWithinIt(string output)
    {
        using var folder = new CliFolder();
        Prepare(folder);

        // 300 x 300 x 300 float32 are 103 MB.
        var report = folder.Run("resample", "in.nii", output, "--size", "300", "--memory-mb", "40", "--order", "3", "--json").Succeeded().Json;
        var budget = 40L << 20;
        Assert.InRange(report.GetProperty("slab_slices").GetInt32(), 1, 150);
        Assert.True(report.GetProperty("memory_bytes").GetInt64() <= budget);
        Assert.True(report.GetProperty("peak_bytes").GetInt64() <= budget, $"{report.GetProperty("peak_bytes").GetInt64()} bytes were rented, {report.GetProperty("memory_bytes").GetInt64()} planned.");
        folder.Run("resample", "in.nii", "whole.nii", "--size", "300", "--order", "3").Succeeded();
        using var whole = folder.Read("whole.nii");
        using var slabs = folder.Read(output);
        var limit = 2 * whole.MaxMagnitude() * Tolerances.SplineVectorOfRange;
        VolumeAssert.Close(Array.ConvertAll(whole.AsSpan<float>().ToArray(), v => (double)v), slabs.AsSpan<float>(), whole.Geometry.Size, limit, output);
    }

    [SkippableTheory]
    [Devices("1")]
    [Devices("3")]
    public void SlabsOnEveryDevice_MakeTheWhole(string id, string order)
    {
        using var folder = new CliFolder();
        Prepare(folder);

        // 160 x 160 x 160 float32 are 16 MB.
        string[] call = ["resample", "in.nii", "slabs.nii", "--size", "160", "--order", order, "--device", id];
        TestDevices.Get(id);
        var report = folder.Run([.. call, "--memory-mb", "14", "--json"]).Succeeded().Json;
        Assert.InRange(report.GetProperty("slab_slices").GetInt32(), 1, 120);
        call[2] = "whole.nii";
        folder.Run(call).Succeeded();
        using var whole = folder.Read("whole.nii");
        using var slabs = folder.Read("slabs.nii");
        VolumeAssert.Close(whole, slabs, id == "cpu" ? 2 * whole.MaxMagnitude() * Tolerances.SplineVectorOfRange : Tolerances.SameBits, $"{id}, order {order}");
    }

    [Fact]
    public void PlannedTimeAndMemory_AreKeptTo()
    {
        using var folder = new CliFolder();
        using (var volume = TestVolumes.RandomStored(new Size3D(128, 120, 100), ElementType.Int16, 2))
            VolumeFile.Write(volume, folder.File("input.nii"));
        string[] call = ["resample", "input.nii", "output.nii", "--zoom", "1.7", "--order", "3", "--json"];
        var plan = folder.Run([.. call, "--plan"]).Succeeded().Json;
        var run = folder.Run([.. call, "--repeat", "3"]).Succeeded().Json;
        var (planned, taken) = (plan.GetProperty("estimated_compute_seconds").GetDouble(), run.GetProperty("seconds").GetProperty("compute").GetDouble());

        // Other work on the machine may fall into either; a wrong model would be off by the number of slabs.
        Assert.InRange(taken / planned, 0.1, 4);
        Assert.Equal(plan.GetProperty("memory_bytes").GetInt64(), run.GetProperty("memory_bytes").GetInt64());
    }

    [Fact]
    public void Plan_SaysWhatIsNeededAndWritesNothing()
    {
        using var folder = new CliFolder();
        Prepare(folder);
        var before = folder.Contents();
        var result = folder.Run("resample", "in.nii", "out.nii", "--size", "300", "--order", "3", "--plan", "--memory-mb", "40").Succeeded();
        Assert.Contains("300x300x300", result.Output, StringComparison.Ordinal);
        Assert.Contains("slabs of", result.Output, StringComparison.Ordinal);
        Assert.Contains("compute", result.Output, StringComparison.Ordinal);
        var json = folder.Run("resample", "in.nii", "out.nii", "--size", "300", "--plan", "--json").Succeeded().Json;
        Assert.InRange(json.GetProperty("memory_bytes").GetInt64(), 300L * 300 * 300 * 4 / 4, 300L * 300 * 300 * 4);
        Assert.All(["compute", "read", "write"], stage => Assert.True(json.GetProperty($"estimated_{stage}_seconds").GetDouble() > 0));
        Assert.Equal(300L * 300 * 300 * 4, json.GetProperty("write_bytes").GetInt64());
        Assert.Equal(before, folder.Contents());
    }

    [Fact]
    public void Labels_KeepTheirTypeAndNames()
    {
        using var folder = new CliFolder();
        var geometry = new VolumeGeometry(new Size3D(12, 10, 8), Vector3D.One);
        folder.Put("labels.nii", Volume.FromArray<short>(Enumerable.Range(0, 960).Select(v => (short)(v / 7 % 3 == 0 ? 0 : 1000 + v / 30)).ToArray(), geometry));
        foreach (var how in new[] { "nearest", "linear" })
        {
            folder.Run("resample", "labels.nii", "out.nii", "--zoom", "1.7", "--labels", how).Succeeded();
            using var labels = folder.Read("labels.nii");
            using var result = folder.Read("out.nii");
            Assert.Equal(ElementType.Int16, result.ElementType);
            Assert.Subset(labels.AsSpan<short>().ToArray().ToHashSet(), result.AsSpan<short>().ToArray().ToHashSet());
        }
    }

    [Theory]
    [InlineData("resample in.nii out.nii --like far.nii", "misses the volume", "The volume fills x -10", "the target samples x 990", "mm (LPS)")]
    [InlineData("resample in.nii out.nii --like missing.nii", "missing.nii", "no such file")]
    [InlineData("resample in.nii out.nii --like ref.nii --transform missing.tfm", "missing.tfm", "no such file")]
    [InlineData("resample in.nii out.nii --like ref.nii --transform flat.txt", "flat.txt", "singular")]
    [InlineData("resample in.nii out.nii --like ref.nii --transform nan.txt", "nan.txt", "infinite or NaN")]
    [InlineData("resample in.nii out.nii --like ref.nii --transform words.txt", "words.txt", "'hello' is not a number")]
    [InlineData("resample in.nii out.nii --size 3 --labels nearest --antialias", "labels cannot be blurred")]
    [InlineData("resample in.nii out.nii --size 40000 --memory-mb 1", "does not fit", "--memory-mb")]
    [InlineData("resample in.nii out.npy --size 2000000,2000000,2000000", "does not fit")]
    [InlineData("affine in.nii out.nii --matrix missing.npy", "missing.npy", "no such file")]
    [InlineData("affine in.nii out.nii --matrix flat.txt", "singular")]
    [InlineData("affine in.nii out.nii --matrix nan.txt", "finite")]
    [InlineData("shift in.nii out.nii --shift-voxels 1000,0,0", "misses the volume", "mm (LPS)")]
    public void BadInput_IsOneLineBeforeAnythingIsWritten(string call, params string[] words)
    {
        using var folder = new CliFolder();
        Prepare(folder);
        folder.Put("far.nii", Volume.Create(new VolumeGeometry(new Size3D(5, 5, 5), Vector3D.One, new Vector3D(990.5, 0, 0)), ElementType.UInt8));
        File.WriteAllText(folder.File("flat.txt"), "1 2 3 0\n2 4 6 0\n0 0 1 0\n");
        File.WriteAllText(folder.File("nan.txt"), "1 0 0 NaN\n0 1 0 0\n0 0 1 0\n");
        File.WriteAllText(folder.File("words.txt"), "hello there\n");
        folder.RunFails(2, words, call.Split(' '));
    }

    [Fact]
    public void DamageMetWhileWriting_IsTheInputsFaultAndLeavesNothing()
    {
        using var folder = new CliFolder();
        using (var volume = TestVolumes.RandomStored(new Size3D(64, 50, 300), ElementType.Int16, 2))
            VolumeFile.Write(volume, folder.File("plain.nii"));
        using (var target = new System.IO.Compression.GZipStream(File.Create(folder.File("cut.nii.gz")), System.IO.Compression.CompressionLevel.Fastest))
            target.Write(File.ReadAllBytes(folder.File("plain.nii")));
        var bytes = File.ReadAllBytes(folder.File("cut.nii.gz"));
        File.WriteAllBytes(folder.File("cut.nii.gz"), bytes[..(bytes.Length * 3 / 4)]);
        folder.RunFails(2, ["cut.nii.gz"], "resample", "cut.nii.gz", "out.nii.gz", "--zoom", "1.1", "--order", "3");
    }

    [Fact]
    public void PartlyCoveredGrid_SaysHowMuch()
    {
        using var folder = new CliFolder();
        Prepare(folder);
        using var source = folder.Read("in.nii");
        var g = source.Geometry;
        folder.Put("half.nii", Volume.Create(new VolumeGeometry(g.Size, g.SpacingMm, g.OriginMm + new Vector3D(10 * g.SpacingMm.X, 0, 0)), ElementType.UInt8));
        var result = folder.Run("resample", "in.nii", "out.nii", "--like", "half.nii").Succeeded();
        Assert.Contains("50 % of the result lies inside the input", result.Error, StringComparison.Ordinal);
    }

    private static void Prepare(CliFolder folder)
    {
        folder.PutVolume("in.nii");
        folder.Put("ref.nii", Volume.Create(Reference(), ElementType.UInt8));
        File.WriteAllText(folder.File("turn.tfm"), Turn);
        File.WriteAllText(folder.File("m.txt"), "0.9 0.1 0 2 # z\n-0.1 1.1 0.2, 1\n0 0.1 0.8 3\n");
    }

    private static ResamplingOptions Order(int order) => new() { Interpolation = (Interpolation)order };

    private static VolumeGeometry Reference() => new(new Size3D(11, 13, 9), new Vector3D(1, 1.5, 1.25), new Vector3D(-8, 24, 32));

    private static AffineTransform Transform()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("turn.tfm"), Turn);
        return TransformFile.Read(folder.File("turn.tfm"));
    }

    private static IndexMap Map() => new(new Matrix3D(new Vector3D(0.8, 0.2, 0), new Vector3D(0.1, 1.1, 0.1), new Vector3D(0, -0.1, 0.9)), new Vector3D(3, 1, 2));
}
