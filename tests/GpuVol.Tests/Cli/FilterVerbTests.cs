using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Cli;

/// <summary>The filter and morphology verbs call the operation they name with the options they were given: results equal the library's.</summary>
public class FilterVerbTests
{
    private static readonly (string[] Call, Func<DeviceVolume, DeviceVolume> Operation)[] Calls =
    [
        (["gaussian", "--sigma-mm", "1.5", "--order", "1,0,2", "--border", "mirror"], v => VolumeFilters.GaussianDerivative(v, 1.5 * Vector3D.One, (1, 0, 2), Border.Mirror)),
        (["gaussian", "--sigma-mm", "1.5", "--order", "1", "--per-mm"], v => VolumeFilters.GaussianDerivative(v, 1.5 * Vector3D.One, (1, 1, 1), perMm: true)),
        (["gaussian", "--sigma-voxels", "2,1,0", "--order", "0,3,0"], v => VolumeFilters.GaussianDerivativeVoxels(v, new Vector3D(2, 1, 0), (0, 3, 0))),
        (["gaussian", "--sigma-mm", "6", "--recursive"], v => VolumeFilters.GaussianBlur(v, 6 * Vector3D.One, method: GaussianMethod.Recursive)),
        (["laplace", "--sigma-mm", "2"], v => VolumeFilters.LaplaceOfGaussian(v, 2 * Vector3D.One)),
        (["laplace", "--sigma-mm", "2", "--per-mm", "--truncate", "3"], v => VolumeFilters.LaplaceOfGaussian(v, 2 * Vector3D.One, truncate: 3, perMm: true)),
        (["laplace", "--sigma-voxels", "1,1,0", "--border", "nearest"], v => VolumeFilters.LaplaceOfGaussianVoxels(v, new Vector3D(1, 1, 0), Border.Nearest)),
        (["median"], v => VolumeFilters.Median(v, new Size3D(3, 3, 3))),
        (["median", "--size", "5,3,1", "--border", "wrap"], v => VolumeFilters.Median(v, new Size3D(5, 3, 1), Border.Wrap)),
        (["percentile", "--size", "3", "--percentile", "20"], v => VolumeFilters.Percentile(v, new Size3D(3, 3, 3), 20)),
        (["uniform", "--size", "4", "--border", "mirror"], v => VolumeFilters.Uniform(v, new Size3D(4, 4, 4), Border.Mirror)),
        (["minimum", "--size", "3"], v => VolumeFilters.Minimum(v, new Size3D(3, 3, 3))),
        (["maximum", "--size", "2,4,6", "--border", "constant", "--cval", "55"], v => VolumeFilters.Maximum(v, new Size3D(2, 4, 6), Border.Constant, 55)),
        (["sobel"], v => VolumeFilters.Sobel(v)),
        (["sobel", "--axis", "y", "--per-mm"], v => VolumeFilters.Sobel(v, SobelAxis.J, perMm: true)),
        (["convolve", "--kernel", "kernel.npy", "--border", "nearest"], v => VolumeFilters.Convolve(v, Kernel(), Border.Nearest)),
        (["convolve", "--kernel", "kernel.npy", "--correlate"], v => VolumeFilters.Correlate(v, Kernel())),
        (["edt", "--threshold", "20"], v => Masked(v, m => DistanceTransform.Euclidean(m))),
        (["edt", "--threshold", "20", "--voxels", "--squared"], v => Masked(v, m => DistanceTransform.SquaredEuclidean(m, voxels: true))),
        (["edt", "--threshold", "20", "--signed"], v => Masked(v, m => DistanceTransform.SignedEuclidean(m))),
    ];

    private static readonly (string[] Call, Func<DeviceVolume, DeviceVolume> Operation)[] MaskCalls =
    [
        (["erode"], m => BinaryMorphology.Erode(m, StructuringElement.Connected(1))),
        (["dilate", "--connectivity", "3", "--iterations", "2"], m => BinaryMorphology.Dilate(m, StructuringElement.Connected(3), 2)),
        (["open", "--box", "3,2,1"], m => BinaryMorphology.Open(m, StructuringElement.Box(3, 2, 1))),
        (["edt", "--labels"], m => DistanceTransform.LabelEuclidean(m)),
        (["close", "--radius-mm", "2.5"], m => BinaryMorphology.CloseBall(m, 2.5)),
    ];

    [SkippableTheory, Devices]
    public void Filters_EqualTheLibrary(string device)
    {
        TestDevices.Get(device);
        using var folder = new CliFolder();
        folder.PutVolume("in.nii", 17);
        NpyFile.Write<float>([1, -2, 3, 0.5f, 7, 1], [2, 3], folder.File("kernel.npy"));
        Compare(folder, device, Calls);
    }

    [SkippableTheory, Devices]
    public void Morphology_EqualsTheLibrary(string device)
    {
        TestDevices.Get(device);
        using var folder = new CliFolder();
        var random = new Random(6);
        var geometry = new VolumeGeometry(new Size3D(19, 14, 11), new Vector3D(0.5, 1, 2));
        var labels = Enumerable.Range(0, (int)geometry.Size.Voxels).Select(_ => (byte)Math.Max(0, random.Next(6) - 2)).ToArray();
        folder.Put("in.nii", Volume.FromArray<byte>(labels, geometry));
        Compare(folder, device, MaskCalls);
    }

    [Fact]
    public void ThresholdOfEdt_IsExclusive()
    {
        using var folder = new CliFolder();
        folder.Put("in.npy", TestVolumes.From(new VolumeGeometry(new Size3D(4, 1, 1), Vector3D.One), (i, _, _) => i));
        folder.Run("edt", "in.npy", "out.npy", "--threshold", "1", "--device", "cpu").Succeeded();
        using var result = folder.Read("out.npy");
        Assert.Equal([0f, 0f, 1f, 2f], result.AsSpan<float>().ToArray());
    }

    [Fact]
    public void FullMask_IsInfiniteWithAWarning()
    {
        using var folder = new CliFolder();
        folder.Put("in.npy", TestVolumes.From(new VolumeGeometry(new Size3D(4, 1, 1), Vector3D.One), (_, _, _) => 1));
        var run = folder.Run("edt", "in.npy", "out.npy", "--device", "cpu").Succeeded();
        Assert.Contains("no zero voxel", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size 0", "--size")]
    [InlineData("--size 3,x", "--size")]
    [InlineData("--border sideways", "sideways")]
    [InlineData("--cval 3", "--border constant")]
    public void BadMedianCalls_AreRefused(string options, string word)
    {
        using var folder = new CliFolder();
        folder.PutVolume("in.nii", 8);
        folder.RunFails(2, [word], ["median", "in.nii", "out.nii", .. options.Split(' '), "--device", "cpu"]);
    }

    [Theory]
    [InlineData("gaussian --sigma-voxels 1 --order 4", "--order")]
    [InlineData("gaussian --sigma-voxels 1 --order 0.5", "--order")]
    [InlineData("gaussian --sigma-voxels 1,1,0 --order 1", "sigma is 0")]
    [InlineData("gaussian --sigma-mm 1 --per-mm", "--order")]
    [InlineData("gaussian --sigma-mm 1 --recursive --order 1", "--order")]
    [InlineData("gaussian --sigma-mm 1 --recursive --truncate 3", "--truncate")]
    [InlineData("gaussian --sigma-voxels 0.4 --recursive", "0.5 or more")]
    [InlineData("laplace", "--sigma-mm")]
    [InlineData("laplace --sigma-voxels 0", "sigma is 0")]
    [InlineData("laplace --sigma-voxels 1 --per-mm", "--sigma-mm")]
    public void BadDerivativeCalls_AreRefused(string call, string word)
    {
        using var folder = new CliFolder();
        folder.PutVolume("in.nii", 8);
        var words = call.Split(' ');
        folder.RunFails(2, [word], [words[0], "in.nii", "out.nii", .. words[1..], "--device", "cpu"]);
    }

    [Fact]
    public void BadKernels_AreRefusedBeforeAnyWork()
    {
        using var folder = new CliFolder();
        folder.PutVolume("in.nii", 8);
        folder.RunFails(2, ["--kernel"], "convolve", "in.nii", "out.nii");
        folder.RunFails(2, ["missing.npy"], "convolve", "in.nii", "out.nii", "--kernel", "missing.npy");
        NpyFile.Write<float>([1, float.NaN], [2], folder.File("nan.npy"));
        folder.RunFails(2, ["nan.npy", "weight 1 is NaN"], "convolve", "in.nii", "out.nii", "--kernel", "nan.npy");
        NpyFile.Write<float>(new float[16], [2, 2, 2, 2], folder.File("rank.npy"));
        folder.RunFails(2, ["4 axes"], "convolve", "in.nii", "out.nii", "--kernel", "rank.npy");
        NpyFile.Write<float>([], [0], folder.File("empty.npy"));
        folder.RunFails(2, ["empty.npy"], "convolve", "in.nii", "out.nii", "--kernel", "empty.npy");
    }

    private static ConvolutionKernel Kernel() => new([1, -2, 3, 0.5f, 7, 1], 2, 3);

    private static DeviceVolume Masked(DeviceVolume volume, Func<DeviceVolume, DeviceVolume> operation)
    {
        using var mask = IntensityTransforms.ThresholdMask(volume, MathF.BitIncrement(20));
        return operation(mask);
    }

    private static void Compare(CliFolder folder, string device, (string[] Call, Func<DeviceVolume, DeviceVolume> Operation)[] calls)
    {
        using var cpu = new CpuDevice();
        using var source = folder.Read("in.nii");
        foreach (var (call, operation) in calls)
        {
            folder.Run([call[0], "in.nii", "out.nii", .. call[1..], "--dtype", "f32", "--device", device]).Succeeded();
            using var actual = folder.Read("out.nii");
            using var uploaded = source.ToDevice(cpu);
            using var computed = operation(uploaded);
            using var asFloat = IntensityTransforms.ConvertTo(computed, ElementType.Float32);
            using var expected = asFloat.ToHost();
            VolumeAssert.Close(expected, actual, 1e-6 * Math.Max(1, expected.MaxMagnitude()), $"{device}: {string.Join(' ', call)}");
        }
    }
}
