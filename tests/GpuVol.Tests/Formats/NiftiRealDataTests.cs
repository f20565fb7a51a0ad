using Xunit;

namespace GpuVol.Tests.Formats;

public class NiftiRealDataTests
{
    public static TheoryData<string> Readable =>
    [
        "FLAIR.nii.gz", "anatomical.nii", "example4d.nii.gz", "example_nifti2.nii.gz", "functional.nii", "lesion.nii.gz", "minimal.nii.gz",
        "pcasl.nii.gz", "ras.hdr", "reoriented_anat_moved.nii", "resampled_anat_moved.nii", "shear.nii.gz", "someones_anatomy.nii.gz",
        "someones_epi.nii.gz", "standard.nii.gz",
    ];

    [SkippableTheory]
    [MemberData(nameof(Readable))]
    public void File_HasTheAffineAndValuesThatNibabelReads(string name)
    {
        var path = TestData.Path("nifti", name);
        var expected = ExpectedValues.Of("files", "nifti/" + name);
        var frameCount = expected.GetProperty("shape_ijk").GetArrayLength() > 3 ? expected.GetProperty("shape_ijk")[3].GetInt32() : 1;
        var frames = new List<Volume>();
        try
        {
            for (var t = 0; t < frameCount; t++)
                frames.Add(VolumeFile.Read(path, new VolumeReadOptions { Frame = t }));
            var volume = frames[0];
            ExpectedValues.AssertAffineRas(expected.GetProperty("affine_RAS"), volume.Geometry, 2e-6);
            ExpectedValues.AssertStored(expected.GetProperty("stored"), frames);
            ExpectedValues.AssertIntensities(expected.GetProperty("rescaled"), frames);
            Assert.Equal((expected.GetProperty("scl_slope").GetDouble(), expected.GetProperty("scl_inter").GetDouble()), (volume.Rescale.Slope[0], volume.Rescale.Intercept[0]));
            Assert.Equal(expected.GetProperty("axes_orthogonal").GetBoolean(), volume.Geometry.IsOrthogonal());
            Assert.Equal(!volume.Geometry.IsOrthogonal(), volume.Metadata.Warnings.Any(w => w.Contains("sheared", StringComparison.Ordinal)));

            var description = VolumeFile.Describe(path);
            Assert.Equal((volume.Geometry, frameCount, volume.ElementType), (description.Geometry, description.Frames, description.ElementType));
            if (frameCount > 1)
            {
                Assert.Contains($"holds {frameCount} volumes", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(path)).Message);
                Assert.Contains($"frame 0 to {frameCount - 1}", description.Problems.Single());
            }
        }
        finally
        {
            frames.ForEach(f => f.Dispose());
        }
    }

    [SkippableTheory]
    [InlineData("complex.nii.gz", "datatype 32 is complex64")]
    [InlineData("ct_perfusion.nii.gz", "datatype 128 is RGB24")]
    public void OtherDatatypes_AreRefusedByName(string name, string reason)
    {
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(TestData.Path("nifti", name)));
        Assert.Contains(reason, failure.Message);
    }

    [SkippableFact]
    public void EitherFileOfAPair_ReadsThePair()
    {
        using var byImage = VolumeFile.Read(TestData.Path("nifti", "ras.img"));
        Assert.Equal(new Size3D(62, 41, 34), byImage.Geometry.Size);
    }

    [SkippableFact]
    public void SpacingOption_OverridesThePixdim()
    {
        using var volume = VolumeFile.Read(TestData.Path("nifti", "FLAIR.nii.gz"), new VolumeReadOptions { SpacingMm = new(2, 3, 4) });
        Assert.Equal(new Vector3D(2, 3, 4), volume.Geometry.SpacingMm);
    }
}
