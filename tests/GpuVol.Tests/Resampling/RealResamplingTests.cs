using GpuVol.Cpu;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Resampling;

/// <summary>Real series onto each other's oblique and sheared grids, and the chest CT to 1 mm, against SciPy in nibabel's frames, and ITK.</summary>
public sealed class RealResamplingTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("real_resampling");

    [SkippableTheory]
    [InlineData("FLAIR.nii.gz")]
    [InlineData("shear.nii.gz")]
    [InlineData("someones_anatomy.nii.gz")]
    [InlineData("ct-thorax-lidc")]
    public void RealSeries_EqualSciPyAndItk(string name)
    {
        var path = name.StartsWith("ct", StringComparison.Ordinal) ? TestData.Path(name) : TestData.Path("nifti", name);
        using var device = new CpuDevice();
        using var volume = VolumeFile.Read(path);
        using var source = volume.ToDevice(device);
        var statistics = IntensityTransforms.Statistics(volume);
        var count = 0;
        foreach (var golden in Golden.Cases.Where(c => c.GetProperty("source").GetString() == name))
        {
            var order = golden.GetProperty("order").GetInt32();
            var options = new ResamplingOptions { Interpolation = (Interpolation)order };
            var target = golden.GetProperty("target").GetString()!;
            var plan = target == "1 mm"
                ? ResamplingPlan.ToSpacing(volume.Geometry, Vector3D.One, options)
                : ResamplingPlan.Like(volume.Geometry, VolumeFile.Describe(TestData.Path("nifti", target)).Geometry, null, options);
            using var resampled = plan.Run(source);
            using var result = resampled.ToHost();
            var voxels = Golden.Numbers(golden.GetProperty("voxels"), out var shape);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out _);
            var actual = new float[expected.Length];
            for (var v = 0; v < actual.Length; v++)
                actual[v] = result.Slice<float>((int)voxels[v + 2 * shape.I])[(int)voxels[v] + plan.Target.Size.I * (int)voxels[v + shape.I]];

            // Frames are float32 in these files: positions differ by some 1e-5 voxels, and so do values on steep edges.
            VolumeAssert.Close(expected, actual, new Size3D(actual.Length, 1, 1), 1e-4 * (statistics.Max - statistics.Min), $"{name} to {target}, order {order}");
            count++;
        }

        Assert.True(count >= 2);
    }
}
