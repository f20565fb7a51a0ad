namespace GpuVol.Tests.Formats;

public class VolumeFileTests
{
    [Fact]
    public void MissingAndUnknownInput_AreNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("there is no such file or folder", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("none.nii"))).Message);
        File.WriteAllText(folder.File("a.txt"), "some text, long enough for a header of any kind");
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("a.txt")));
        Assert.Contains("neither DICOM by its content nor of a known extension", failure.Message);
        Assert.Contains(".nii.gz", failure.Message);
        Assert.Throws<ArgumentException>(() => VolumeFile.Read(""));
    }

    [Theory]
    [InlineData("a.nrrd", "NRRD cannot be read yet")]
    [InlineData("a.nhdr", "NRRD cannot be read yet")]
    [InlineData("a.mha", "MetaImage cannot be read yet")]
    [InlineData("a.MHD", "MetaImage cannot be read yet")]
    [InlineData("a.zip", "zip")]
    public void LaterFormats_AreSaidToBe(string name, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), "NRRD0004");
        Assert.Contains(message, Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File(name))).Message);
        using var volume = Volume.Create(new VolumeGeometry(new(1, 1, 1), Vector3D.One), ElementType.UInt8);
        Assert.Contains("cannot be written yet. Write .nii, .nii.gz, .npy.", Assert.Throws<VolumeFormatException>(() => VolumeFile.Write(volume, folder.File(name))).Message);
    }

    [Fact]
    public void UnknownOutput_ListsWhatThereIs()
    {
        using var folder = new TemporaryFolder();
        using var volume = Volume.Create(new VolumeGeometry(new(1, 1, 1), Vector3D.One), ElementType.UInt8);
        Assert.Contains("the extension '.xyz' is no volume format that can be written. Use .nii, .nii.gz, .npy.", Assert.Throws<VolumeFormatException>(() => VolumeFile.Write(volume, folder.File("a.xyz"))).Message);
        Assert.Throws<VolumeFormatException>(() => VolumeFile.CheckWritable("a.xyz"));
        VolumeFile.CheckWritable("a.NII.GZ");
    }

    [Fact]
    public void DicomWithoutExtension_IsToldByContent()
    {
        using var folder = new TemporaryFolder();
        new SyntheticDicom().Write(folder.File("IM000001"));
        using var volume = VolumeFile.Read(folder.File("IM000001"));
        Assert.Equal("dicom", volume.Metadata.Format);
        new SyntheticDicom { TransferSyntax = SyntheticDicom.Implicit, IsPart10 = false }.Write(folder.File("bare.anything"));
        using var bare = VolumeFile.Read(folder.File("bare.anything"));
        Assert.Contains(bare.Metadata.Warnings, w => w.Contains("Implicit VR Little Endian", StringComparison.Ordinal));
    }

    [Fact]
    public void FrameOfASingleVolume_IsFrameZero()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<float>([1, 2], [1, 1, 2], folder.File("a.npy"));
        using (VolumeFile.Read(folder.File("a.npy"), new VolumeReadOptions { Frame = 0 }))
        {
        }

        Assert.Contains("frame 1 was asked for, but it holds one volume", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("a.npy"), new VolumeReadOptions { Frame = 1 })).Message);
    }

    [Fact]
    public void NameWithHash_IsAFileIfThereIsOne()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<float>([1, 2], [1, 1, 2], folder.File("a#1.npy"));
        using var volume = VolumeFile.Read(folder.File("a#1.npy"));
        Assert.Equal(2, volume.Geometry.Size.I);
    }
}
