using System.Text.Json;
using GpuVol.Tests.Devices;
using GpuVol.Tests.KSpace;

namespace GpuVol.Tests.Formats;

/// <summary>ISMRMRD files that h5py wrote (tests/goldens/make_mri.py), one feature each.</summary>
public sealed class IsmrmrdFileTests
{
    [Fact]
    public void SlicesEchoesAveragesReversedLinesNoiseAndNavigators_AreSorted()
    {
        using var data = KSpaceFile.Read(MriGoldens.Path("everything.h5"));
        Assert.Equal([new KSpaceAxis("contrast", 2), new KSpaceAxis("slice", 3)], data.ImageAxes);
        Assert.Equal(2, data.Coils);
        Assert.Equal(2, data.TransformedAxes);
        MriGoldens.AssertClose(MriGoldens.Read("everything"), MriGoldens.Samples(data), 1e-7, "sorted");
        Assert.Equal(64, data.Noise!.GetLength(1));
        Assert.Contains(data.Warnings, w => w.StartsWith("21 readouts are navigators", StringComparison.Ordinal));
        Assert.Contains(data.Warnings, w => w.Contains("up to 2 times", StringComparison.Ordinal));
        Assert.Contains(data.Warnings, w => w.Contains("sorted along the slice direction", StringComparison.Ordinal));
    }

    [Fact]
    public void PositionAndDirections_BecomeTheAffineOfTheNiftiFile()
    {
        using var data = KSpaceFile.Read(MriGoldens.Path("everything.h5"));
        using var images = MriGoldens.Reconstruct(TestDevices.Get("cpu"), data);
        Assert.Equal([2, 3, 10, 8], images.Shape);
        Assert.Equal(2, images.Volumes);
        var affine = JsonDocument.Parse(File.ReadAllText(MriGoldens.Path("affines.json"))).RootElement.GetProperty("everything");
        using var folder = new TemporaryFolder();
        images.Write(folder.File("image.nii.gz"));
        for (var frame = 0; frame < 2; frame++)
        {
            using var volume = VolumeFile.Read(folder.File("image.nii.gz"), new VolumeReadOptions { Frame = frame });
            Assert.Equal(new Size3D(8, 10, 3), volume.Geometry.Size);
            for (var i = 0; i < 3; i++)
            {
                for (var column = 0; column < 3; column++)
                    Assert.Equal(affine[i][column].GetDouble(), volume.Geometry.Direction[i, column] * volume.Geometry.SpacingMm[column], 1e-4);
                Assert.Equal(affine[i][3].GetDouble(), volume.Geometry.OriginMm[i], 1e-4);
            }

            using var expected = images.ToVolume(frame);
            Assert.Equal(expected.AsSpan<float>().ToArray(), volume.AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void SlicesNumberedAgainstTheNormal_KeepTheirOrderAndTurnTheAxis()
    {
        using var data = KSpaceFile.Read(MriGoldens.Path("descending.h5"));
        MriGoldens.AssertClose(MriGoldens.Read("descending"), MriGoldens.Samples(data), 1e-7, "order");
        Assert.Equal(new Vector3D(0, 0, -1), data.Placement!.Direction.Column2);
        Assert.Equal(4.0, data.Placement.SliceSpacingMm!.Value, 1e-6);
        Assert.Empty(data.Warnings);
    }

    [Fact]
    public void PartialFourierAndAsymmetricEcho_LieAtTheirPlace()
    {
        using var data = KSpaceFile.Read(MriGoldens.Path("partial.h5"));
        MriGoldens.AssertClose(MriGoldens.Read("partial_raw"), MriGoldens.Samples(data), 1e-7, "place");
        Assert.Contains(data.Warnings, w => w.Contains("lines 3 to 9 of 10", StringComparison.Ordinal));
        using var images = MriGoldens.Reconstruct(TestDevices.Get("cpu"), data);
        Assert.Equal([20, 16], images.Shape);
        Assert.Equal(new Vector3D(20, 10, 5), images.Geometry.SpacingMm);
    }

    [Fact]
    public void SecondPhaseEncoding_MakesAVolume()
    {
        using var data = KSpaceFile.Read(MriGoldens.Path("volume.h5"));
        Assert.Equal(3, data.TransformedAxes);
        MriGoldens.AssertClose(MriGoldens.Read("volume"), MriGoldens.Samples(data), 1e-7, "volume");
        using var images = MriGoldens.Reconstruct(TestDevices.Get("cpu"), data);
        Assert.Equal([4, 10, 16], images.Shape);
        Assert.Equal(new Vector3D(20, 20, 3), images.Geometry.SpacingMm);
        Assert.Equal(new Vector3D(1 - 160, 2 - 100, 3 - 6), images.Geometry.OriginMm);
    }

    [Fact]
    public void DeclaredAcceleration_IsAWarningAndUndeclaredMissingLinesAreRefused()
    {
        using var data = KSpaceFile.Read(MriGoldens.Path("accelerated.h5"));
        MriGoldens.AssertClose(MriGoldens.Read("accelerated"), MriGoldens.Samples(data), 1e-7, "accelerated");
        Assert.Contains(data.Warnings, w => w.Contains("5 of 10 lines were not sampled", StringComparison.Ordinal));
        Refused("missing.h5", "5 of 10 lines are missing", "row 1");
        using var allowed = KSpaceFile.Read(MriGoldens.Path("missing.h5"), new KSpaceReadOptions { AllowMissingLines = true });
        MriGoldens.AssertClose(MriGoldens.Read("accelerated"), MriGoldens.Samples(allowed), 1e-7, "allowed");
    }

    [Theory]
    [InlineData("wide.h5", "16 samples", "14 columns", "contradict")]
    [InlineData("low.h5", "row 6", "16x6x1", "contradict")]
    [InlineData("samples.h5", "readout 4 says 14 samples", "contradict")]
    [InlineData("radial.h5", "radial", "Cartesian")]
    [InlineData("nan.h5", "[1, 0, 4, 7]", "NaN", "finite")]
    [InlineData("layouts_old.h5", "no ISMRMRD file")]
    public void HeaderThatContradictsTheData_IsRefused(string name, params string[] words) => Refused(name, words);

    private static void Refused(string name, params string[] words)
    {
        var exception = Assert.Throws<VolumeFormatException>(() => KSpaceFile.Read(MriGoldens.Path(name)).Dispose());
        Assert.All(words.Prepend(name), word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', exception.Message);
    }
}
