using Xunit;

namespace GpuVol.Tests.Formats;

public class DicomRealDataTests
{
    private static readonly string[] Uncompressed = ["CT_small.dcm", "MR_small.dcm", "MR_small_implicit.dcm", "MR_small_padded.dcm"];

    [SkippableTheory]
    [InlineData("ct-thorax-lidc", "CT")]
    [InlineData("mr-t1-oblique", "MR")]
    public void Series_HasTheExpectedGeometryAndVoxels(string series, string modality)
    {
        using var volume = VolumeFile.Read(TestData.Path(series));
        var expected = ExpectedValues.Of("series", series);

        var shape = expected.GetProperty("volume").GetProperty("shape");
        Assert.Equal(new Size3D(shape[2].GetInt32(), shape[1].GetInt32(), shape[0].GetInt32()), volume.Geometry.Size);
        ExpectedValues.AssertClose(ExpectedValues.Vector(expected.GetProperty("origin_LPS_first_slice")), volume.Geometry.OriginMm, 1e-4);
        ExpectedValues.AssertClose(ExpectedValues.Vector(expected.GetProperty("row_direction_LPS(x)")), volume.Geometry.Direction.Column0, 1e-8);
        ExpectedValues.AssertClose(ExpectedValues.Vector(expected.GetProperty("column_direction_LPS(y)")), volume.Geometry.Direction.Column1, 1e-8);
        ExpectedValues.AssertClose(ExpectedValues.Vector(expected.GetProperty("normal_LPS")), volume.Geometry.Direction.Column2, 1e-8);
        var inPlane = expected.GetProperty("spacing_x_y");
        Assert.Equal(inPlane[0].GetDouble(), volume.Geometry.SpacingMm.X, 1e-12);
        Assert.Equal(inPlane[1].GetDouble(), volume.Geometry.SpacingMm.Y, 1e-12);
        Assert.Equal(expected.GetProperty("slice_step_mean").GetDouble(), volume.Geometry.SpacingMm.Z, 1e-6);
        var affine = expected.GetProperty("affine_LPS_from_first_and_last");
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                Assert.Equal(affine[row][column].GetDouble(), volume.Geometry.Direction[row, column] * volume.Geometry.SpacingMm[column], 1e-5);
        }

        Assert.True(volume.Rescale.IsUniform);
        Assert.Equal(ExpectedValues.Numbers(expected.GetProperty("rescale")[0]), new[] { volume.Rescale.Slope[0], volume.Rescale.Intercept[0] });
        Assert.Equal(expected.GetProperty("stored_dtype").GetString(), volume.ElementType.ToNumericType().Name());
        Assert.Equal(("dicom", modality, 1), (volume.Metadata.Format, volume.Metadata.Modality, volume.Metadata.Frames));
        ExpectedValues.AssertIntensities(expected.GetProperty("volume"), volume);

        // The order is that of the positions, whatever the file names.
        var files = expected.GetProperty("files_in_order");
        for (var k = 0; k < volume.Geometry.Size.K; k += 9)
        {
            using var one = VolumeFile.Read(TestData.Path(series, files[k].GetString()!));
            Assert.Equal(TestData.Stored(one, 0, 52345), TestData.Stored(volume, k, 52345));
        }

        var description = VolumeFile.Describe(TestData.Path(series));
        Assert.Equal(volume.Geometry, description.Geometry);
        Assert.Empty(description.Problems);
    }

    [SkippableFact]
    public void TiltedHead_IsRefusedWithShearAndGapsNamed()
    {
        var path = TestData.Path("ct-head-tilt-ge");
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(path));
        Assert.Contains("tilt: the line through the slice positions leans 18.5 degrees", failure.Message);
        Assert.Contains("gaps: the slices are not evenly spaced; the usual step is 4.0019 mm", failure.Message);
        Assert.Contains("1.0811 mm", failure.Message);
        Assert.Contains("'14.dcm'", failure.Message);
        Assert.Contains("'15.dcm'", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);

        var description = VolumeFile.Describe(path);
        Assert.Equal(2, description.Problems.Count);
        Assert.False(description.Geometry.IsOrthogonal());
        Assert.Equal(new Size3D(512, 512, 28), description.Geometry.Size);
        var affine = ExpectedValues.Of("series", "ct-head-tilt-ge").GetProperty("affine_LPS_from_first_and_last");
        for (var row = 0; row < 3; row++)
            Assert.Equal(affine[row][2].GetDouble(), description.Geometry.Direction[row, 2] * description.Geometry.SpacingMm.Z, 1e-6);
    }

    [SkippableFact]
    public void FourDimensionalSeries_WantsAFrameAndReadsEach()
    {
        var path = TestData.Path("mr-fmri-ge-4d");
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(path));
        Assert.Contains("holds 10 volumes of 64x64x15", failure.Message);
        Assert.Contains("frame 0 to 9", failure.Message);
        Assert.Equal(10, VolumeFile.Describe(path).Frames);
        Assert.Contains("frame 0 to 9", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(path, new VolumeReadOptions { Frame = 10 })).Message);

        var frames = new List<Volume>();
        try
        {
            for (var t = 0; t < 10; t++)
                frames.Add(VolumeFile.Read(path, new VolumeReadOptions { Frame = t }));
            var expected = ExpectedValues.Of("series", "mr-fmri-ge-4d");
            ExpectedValues.AssertIntensities(expected.GetProperty("volume"), frames);
            Assert.All(frames, f => Assert.Equal(10, f.Metadata.Frames));
            ExpectedValues.AssertClose(new(3.75, 3.75, 5), frames[0].Geometry.SpacingMm, 1e-6);
        }
        finally
        {
            frames.ForEach(f => f.Dispose());
        }
    }

    [SkippableFact]
    public void UncompressedVariants_DecodeToTheStoredValues()
    {
        foreach (var name in Uncompressed)
        {
            using var volume = VolumeFile.Read(TestData.Path("dicom-variants", name));
            var expected = ExpectedValues.Of("files", "dicom-variants/" + name);
            ExpectedValues.AssertStored(expected.GetProperty("stored"), volume);
            ExpectedValues.AssertIntensities(expected.GetProperty("rescaled"), volume);
            ExpectedValues.AssertClose(ExpectedValues.Vector(expected.GetProperty("image_position_patient")), volume.Geometry.OriginMm, 1e-12);
            Assert.Equal(expected.GetProperty("slice_thickness").GetDouble(), volume.Geometry.SpacingMm.Z);
            Assert.Equal(expected.GetProperty("modality").GetString(), volume.Metadata.Modality);
        }
    }

    [SkippableTheory]
    [InlineData("CT_jpeg_lossless_sv1_philips.dcm", "JPEG Lossless SV1 (1.2.840.10008.1.2.4.70)")]
    [InlineData("ExplVR_BigEnd.dcm", "Explicit VR Big Endian (1.2.840.10008.1.2.2)")]
    [InlineData("J2K_pixelrep_mismatch.dcm", "JPEG 2000 Lossless (1.2.840.10008.1.2.4.90)")]
    [InlineData("JLSL_08_07_0_1F.dcm", "JPEG-LS Lossless (1.2.840.10008.1.2.4.80)")]
    [InlineData("JLSL_16_15_1_1F.dcm", "JPEG-LS Lossless")]
    [InlineData("JPEG-LL.dcm", "JPEG Lossless SV1")]
    [InlineData("JPEG-lossy.dcm", "JPEG Extended (1.2.840.10008.1.2.4.51)")]
    [InlineData("JPEG2000.dcm", "JPEG 2000 (1.2.840.10008.1.2.4.91)")]
    [InlineData("JPEGLSNearLossless_16.dcm", "JPEG-LS Near-Lossless (1.2.840.10008.1.2.4.81)")]
    [InlineData("MR2_J2KI.dcm", "JPEG 2000")]
    [InlineData("MR2_J2KR.dcm", "JPEG 2000 Lossless")]
    [InlineData("MR_small_RLE.dcm", "RLE Lossless (1.2.840.10008.1.2.5)")]
    [InlineData("MR_small_bigendian.dcm", "Explicit VR Big Endian")]
    [InlineData("MR_small_jp2klossless.dcm", "JPEG 2000 Lossless")]
    [InlineData("MR_small_jpeg_ls_lossless.dcm", "JPEG-LS Lossless")]
    [InlineData("MR_truncated.dcm", "needs 8192 bytes of PixelData (64x64, 16 bits), declares 8192 and has 8130")]
    [InlineData("RG3_J2KI.dcm", "JPEG 2000")]
    [InlineData("SC_rgb_jpeg_gdcm.dcm", "JPEG")]
    [InlineData("SC_rgb_rle.dcm", "RLE Lossless")]
    [InlineData("bad_sequence.dcm", "JPEG Lossless SV1")]
    [InlineData("eCT_Supplemental.dcm", "multi-frame (enhanced")]
    [InlineData("emri_small.dcm", "multi-frame")]
    [InlineData("emri_small_RLE.dcm", "RLE Lossless")]
    [InlineData("emri_small_big_endian.dcm", "Explicit VR Big Endian")]
    [InlineData("emri_small_jpeg_2k_lossless.dcm", "JPEG 2000 Lossless")]
    [InlineData("emri_small_jpeg_ls_lossless.dcm", "JPEG-LS Lossless")]
    [InlineData("explicit_VR-UN.dcm", "JPEG 2000 Lossless")]
    [InlineData("image_dfl.dcm", "Deflated Explicit VR Little Endian (1.2.840.10008.1.2.1.99)")]
    [InlineData("liver.dcm", "multi-frame (enhanced, with functional groups, 3 frames)")]
    [InlineData("liver_1frame.dcm", "multi-frame (enhanced")]
    [InlineData("mlut_18.dcm", "Modality LUT")]
    [InlineData("parametric_map_double_float.dcm", "floating-point pixels")]
    [InlineData("parametric_map_float.dcm", "floating-point pixels")]
    [InlineData("rtdose.dcm", "multi-frame (without functional groups, 15 frames)")]
    [InlineData("rtdose_expb.dcm", "Explicit VR Big Endian")]
    [InlineData("rtdose_rle.dcm", "RLE Lossless")]
    public void OtherVariants_AreRefusedByName(string name, string reason)
    {
        var path = TestData.Path("dicom-variants", name);
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(path));
        Assert.Contains(reason, failure.Message);
        Assert.Contains(name, failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [SkippableFact]
    public void EveryVariant_IsEitherReadOrRefusedAbove()
    {
        var tested = typeof(DicomRealDataTests).GetMethod(nameof(OtherVariants_AreRefusedByName))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(a => (string)a.GetData(null!).First()[0]).Concat(Uncompressed).Order(StringComparer.Ordinal);
        var present = Directory.GetFiles(TestData.Path("dicom-variants")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(present, tested);
    }

    [SkippableFact]
    public void EnhancedCine_IsRefusedAsMultiFrame()
    {
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(TestData.Path("mr-cine-knee-enhanced")));
        Assert.Contains("multi-frame (enhanced, with functional groups, 19 frames)", failure.Message);
        Assert.Contains("MOVEKNEE.dcm", failure.Message);
    }

    [SkippableFact]
    public void FolderOfManySeries_ListsThemAndReadsTheChosenOne()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in Uncompressed[..2])
            File.Copy(TestData.Path("dicom-variants", name), folder.File(name));
        File.WriteAllText(folder.File("notes.txt"), "nothing");
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path));
        Assert.Contains("holds 2 image series", failure.Message);
        Assert.Contains("CT 128x128, 1 image", failure.Message);
        Assert.Contains("MR 64x64, 1 image", failure.Message);

        const string Mr = "1.3.6.1.4.1.5962.1.3.4.1.20040826185059.5457";
        using var chosen = VolumeFile.Read(folder.Path + "#" + Mr);
        Assert.Equal("MR", chosen.Metadata.Modality);
        Assert.Contains(chosen.Metadata.Warnings, w => w.Contains("1 other image series", StringComparison.Ordinal));
        Assert.Contains(chosen.Metadata.Warnings, w => w.Contains("1 file (1 .txt) that are not DICOM", StringComparison.Ordinal));
        using var byEnd = VolumeFile.Read(folder.Path, new VolumeReadOptions { Series = "20040826185059.5457" });
        Assert.Equal("MR", byEnd.Metadata.Modality);
        Assert.Contains("holds no series '9.9'", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path + "#9.9")).Message);
    }
}
