using System.Buffers.Binary;

namespace GpuVol.Tests.Formats;

public class NiftiRoundTripTests
{
    /// <summary>Every type in every kind of geometry, plain and compressed.</summary>
    public static TheoryData<ElementType, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<ElementType, string, string>();
            foreach (var type in Enum.GetValues<ElementType>())
            {
                foreach (var kind in new[] { "axial", "oblique", "mirrored", "obliqueMirrored", "sheared", "line", "slice", "voxel" })
                {
                    cases.Add(type, kind, ".nii");
                    cases.Add(type, kind, ".nii.gz");
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Volume_ComesBackAsItWas(ElementType type, string kind, string extension)
    {
        using var folder = new TemporaryFolder();
        var geometry = Geometry(kind);
        using var volume = TestVolumes.RandomStored(geometry.Size, type, seed: (int)type + kind.Length, new IntensityRescale([0.25], [-1024]));
        using var placed = new Volume(geometry, type, volume.Memory.AddReference(), volume.Rescale);
        var warnings = VolumeFile.Write(placed, folder.File("v" + extension));
        Assert.Equal(kind == "sheared", warnings.Any(w => w.Contains("shear", StringComparison.Ordinal)));

        using var back = VolumeFile.Read(folder.File("v" + extension));
        Assert.Equal(type, back.ElementType);
        Assert.Equal((0.25, -1024.0), (back.Rescale.Slope.Single(), back.Rescale.Intercept.Single()));
        Assert.True(volume.Memory.AsSpan<byte>()[..(int)volume.LengthBytes].SequenceEqual(back.Memory.AsSpan<byte>()[..(int)back.LengthBytes]));
        AssertGeometry(geometry, back.Geometry);
        Assert.Equal([folder.File("v" + extension)], Directory.GetFileSystemEntries(folder.Path));
    }

    [SkippableTheory]
    [InlineData("axial")]
    [InlineData("oblique")]
    [InlineData("mirrored")]
    [InlineData("obliqueMirrored")]
    [InlineData("sheared")]
    public void Nibabel_SeesTheSameAffineInBothForms(string kind)
    {
        using var folder = new TemporaryFolder();
        var geometry = Geometry(kind);
        using var volume = TestVolumes.Random(geometry.Size, 3, geometry: geometry);
        VolumeFile.Write(volume, folder.File("v.nii.gz"));
        var seen = Python.Run("nibabel", """
            import nibabel, json, sys, hashlib, numpy
            n = nibabel.load(sys.argv[1])
            q, qcode = n.get_qform(coded=True)
            s, scode = n.get_sform(coded=True)
            d = numpy.asanyarray(n.dataobj)
            print(json.dumps(dict(affine=n.affine.tolist(), q=None if q is None else q.tolist(), qcode=int(qcode), scode=int(scode),
                zooms=[float(z) for z in n.header.get_zooms()], units=n.header.get_xyzt_units(), dtype=str(d.dtype), shape=d.shape,
                sha=hashlib.sha256(d.T.tobytes()).hexdigest(), offset=n.dataobj.offset)))
            """, folder.File("v.nii.gz"));
        ExpectedValues.AssertAffineRas(seen.GetProperty("affine"), geometry, 1e-6);
        Assert.Equal(1, seen.GetProperty("scode").GetInt32());
        Assert.Equal(kind == "sheared" ? 0 : 1, seen.GetProperty("qcode").GetInt32());
        if (kind != "sheared")
            ExpectedValues.AssertAffineRas(seen.GetProperty("q"), geometry, Tolerances.QuaternionInFloat32);
        Assert.Equal("mm", seen.GetProperty("units")[0].GetString());
        Assert.Equal(("float32", 352), (seen.GetProperty("dtype").GetString(), seen.GetProperty("offset").GetInt32()));
        Assert.Equal([geometry.Size.I, geometry.Size.J, geometry.Size.K], seen.GetProperty("shape").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(volume.Memory.AsSpan<byte>()[..(int)volume.LengthBytes])),
            seen.GetProperty("sha").GetString());
    }

    [SkippableTheory]
    [InlineData("u1", ElementType.UInt8)]
    [InlineData("i1", ElementType.Int16)]
    [InlineData("i2", ElementType.Int16)]
    [InlineData("u2", ElementType.UInt16)]
    [InlineData("i4", ElementType.Int32)]
    [InlineData("u4", ElementType.Int32)]
    [InlineData("i8", ElementType.Int32)]
    [InlineData("u8", ElementType.Int32)]
    [InlineData("f4", ElementType.Float32)]
    [InlineData("f8", ElementType.Float32)]
    public void FilesOfNibabel_AreReadInEveryTypeByteOrderAndVersion(string dtype, ElementType type)
    {
        using var folder = new TemporaryFolder();
        Python.Run("nibabel", """
            import nibabel, numpy, sys, os
            folder, code = sys.argv[1:]
            a = numpy.arange(5 * 4 * 3).reshape(3, 4, 5).T.astype(code)
            affine = numpy.array([[-1.5, 0, 0, 10], [0, 2, 0, -20], [0, 0, 3, 30], [0, 0, 0, 1.0]])
            for order in '<>':
                for cls, v in ((nibabel.Nifti1Image, 1), (nibabel.Nifti2Image, 2), (nibabel.Nifti1Pair, 'p')):
                    h = cls.header_class(endianness=order)
                    h.set_data_dtype(numpy.dtype(order + code))
                    n = cls(a, affine, header=h)
                    n.set_sform(affine, 1); n.set_qform(affine, 1)
                    nibabel.save(n, os.path.join(folder, f'{v}{"l" if order == "<" else "b"}.' + ('hdr' if v == 'p' else 'nii.gz')))
            print('true')
            """, folder.Path, dtype);
        var files = Directory.GetFiles(folder.Path).Where(f => !f.EndsWith(".img", StringComparison.Ordinal)).ToArray();
        Assert.Equal(6, files.Length);
        foreach (var file in files)
        {
            using var volume = VolumeFile.Read(file);
            Assert.Equal(type, volume.ElementType);
            Assert.Equal(new Vector3D(1.5, 2, 3), volume.Geometry.SpacingMm);
            Assert.Equal(new Vector3D(-10, 20, 30), volume.Geometry.OriginMm);
            Assert.Equal(new Matrix3D(new(1, 0, 0), new(0, -1, 0), new(0, 0, 1)), volume.Geometry.Direction);
            for (var v = 0; v < 60; v++)
                Assert.Equal(v, TestData.Stored(volume, v / 20, v % 20));
        }
    }

    [Theory]
    [InlineData(768, 32, "uint32")]
    [InlineData(1280, 64, "uint64")]
    [InlineData(1024, 64, "int64")]
    public void WideIntegersBeyondInt32_BecomeFloat32WithAWarning(short code, short bits, string name)
    {
        using var folder = new TemporaryFolder();
        var bytes = Header(code, bits, 2, 1, 1);
        var values = new byte[2 * bits / 8];
        values[0] = 7;
        values[bits / 8 + 3] = 0x80;
        values[^1] = bits == 64 ? (byte)0x40 : values[^1];
        File.WriteAllBytes(folder.File("v.nii"), [.. bytes, .. values]);
        using var volume = VolumeFile.Read(folder.File("v.nii"));
        Assert.Equal(ElementType.Float32, volume.ElementType);
        Assert.Equal([7f, bits == 64 ? 0x4000000080000000L : 0x80000000L], volume.AsSpan<float>().ToArray());
        Assert.Contains(volume.Metadata.Warnings, w => w.StartsWith($"{name} values beyond the range of int32", StringComparison.Ordinal));
    }

    [Fact]
    public void RescalePerSlice_IsAppliedToFloat32()
    {
        using var folder = new TemporaryFolder();
        using var volume = Volume.FromArray<short>([1, 2, 3, 4], new VolumeGeometry(new(2, 1, 2), Vector3D.One), new IntensityRescale([2, 10], [0, -5]));
        Assert.Contains("differ from slice to slice", VolumeFile.Write(volume, folder.File("v.nii")).Single());
        using var back = VolumeFile.Read(folder.File("v.nii"));
        Assert.Equal([2f, 4f, 25f, 35f], back.AsSpan<float>().ToArray());
        Assert.True(back.Rescale.IsIdentity);
    }

    [Fact]
    public void SlopeBeyondFloat32_IsAppliedInsteadOfLost()
    {
        using var folder = new TemporaryFolder();
        using var volume = Volume.FromArray<short>([1, 2], new VolumeGeometry(new(2, 1, 1), Vector3D.One), new IntensityRescale([1e-60], [3]));
        Assert.Single(VolumeFile.Write(volume, folder.File("v.nii")));
        using var back = VolumeFile.Read(folder.File("v.nii"));
        Assert.Equal([3f, 3f], back.AsSpan<float>().ToArray());
    }

    [Fact]
    public void DecimalSpacingAndOrigin_SurviveFloat32()
    {
        using var folder = new TemporaryFolder();
        var geometry = new VolumeGeometry(new(3, 2, 2), new(0.7, 0.1, 2.3), new(-201.1, 0.3, -679.8));
        using var volume = Volume.Create(geometry, ElementType.UInt8);
        VolumeFile.Write(volume, folder.File("v.nii"));
        using var back = VolumeFile.Read(folder.File("v.nii"));
        Assert.Equal(geometry, back.Geometry);
    }

    [Fact]
    public void AxisBeyondTheFormat_IsRefusedBeforeAnythingIsWritten()
    {
        using var folder = new TemporaryFolder();
        using var volume = Volume.Create(new VolumeGeometry(new(40000, 1, 1), Vector3D.One), ElementType.UInt8);
        Assert.Contains("32767 voxels an axis, and the volume has 40000x1x1", Assert.Throws<VolumeFormatException>(() => VolumeFile.Write(volume, folder.File("v.nii"))).Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(40, 0, "dim[0] is 0")]
    [InlineData(40, 8, "dim[0] is 8")]
    [InlineData(44, -3, "dim[2] is -3")]
    [InlineData(42, 30000, "the header says 30000x4x3 int16 (720352 bytes with the header) but the file has 472 bytes")]
    [InlineData(70, 7, "datatype 7 is undefined")]
    [InlineData(70, 1, "datatype 1 is binary (1 bit)")]
    [InlineData(72, 8, "bitpix is 8 but datatype 4 (int16) has 16 bits")]
    [InlineData(50, 2, "volumes of vectors or tensors are not read")]
    public void WrongShortField_IsRefusedWithItsValue(int offset, short value, string message)
    {
        using var folder = new TemporaryFolder();
        var bytes = (byte[])[.. Header(4, 16, 5, 4, 3), .. new byte[120]];
        if (offset == 50)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(40), 5);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(offset), value);
        File.WriteAllBytes(folder.File("v.nii"), bytes);
        Assert.Contains(message, Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("v.nii"))).Message);
        Assert.Contains(message, Assert.Throws<VolumeFormatException>(() => VolumeFile.Describe(folder.File("v.nii"))).Message);
    }

    [Theory]
    [InlineData(108, float.NaN, "vox_offset is NaN")]
    [InlineData(108, 100f, "vox_offset is 100; it must be a whole number of at least 352")]
    [InlineData(108, 352.5f, "vox_offset is 352.5")]
    [InlineData(108, 1e30f, "vox_offset is 1E+30")]
    [InlineData(80, float.NaN, "pixdim[1] is NaN")]
    [InlineData(80, float.PositiveInfinity, "pixdim[1] is Infinity")]
    [InlineData(116, float.NaN, "scl_inter is NaN beside the scl_slope 1")]
    [InlineData(256, 1.5f, "the quaternion (1.5, 0, 1) is longer than 1")]
    [InlineData(268, float.NaN, "origin")]
    public void WrongRealField_IsRefusedWithItsValue(int offset, float value, string message)
    {
        using var folder = new TemporaryFolder();
        var bytes = (byte[])[.. Header(4, 16, 5, 4, 3), .. new byte[120]];
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(252), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(254), 0);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(offset), value);
        File.WriteAllBytes(folder.File("v.nii"), bytes);
        Assert.Contains(message, Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("v.nii"))).Message);
    }

    [Fact]
    public void SlopeOfZeroOrNaN_MeansNoScaling()
    {
        using var folder = new TemporaryFolder();
        foreach (var slope in new[] { 0f, float.NaN, float.PositiveInfinity })
        {
            var bytes = (byte[])[.. Header(4, 16, 5, 4, 3), .. new byte[120]];
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(112), slope);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(116), 77);
            File.WriteAllBytes(folder.File("v.nii"), bytes);
            using var volume = VolumeFile.Read(folder.File("v.nii"));
            Assert.True(volume.Rescale.IsIdentity);
        }
    }

    [Theory]
    [InlineData(1, 1000.0)]
    [InlineData(2, 1.0)]
    [InlineData(3, 0.001)]
    public void LengthUnits_BecomeMillimetres(byte unit, double factor)
    {
        using var folder = new TemporaryFolder();
        var bytes = (byte[])[.. Header(4, 16, 5, 4, 3), .. new byte[120]];
        bytes[123] = unit;
        File.WriteAllBytes(folder.File("v.nii"), bytes);
        using var volume = VolumeFile.Read(folder.File("v.nii"));
        Assert.Equal(factor, volume.Geometry.SpacingMm.X);
        Assert.Equal(unit == 2 ? 0 : 1, volume.Metadata.Warnings.Count);
    }

    [Fact]
    public void AnalyzeAndOtherFiles_AreRefusedAsSuch()
    {
        using var folder = new TemporaryFolder();
        var bytes = Header(4, 16, 5, 4, 3);
        bytes.AsSpan(344, 4).Clear();
        File.WriteAllBytes(folder.File("a.hdr"), bytes);
        Assert.Contains("Analyze 7.5", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("a.hdr"))).Message);
        File.WriteAllBytes(folder.File("b.nii"), new byte[400]);
        Assert.Contains("is no NIfTI file: its header size is 0", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("b.nii"))).Message);
        File.WriteAllBytes(folder.File("c.nii"), []);
        Assert.Contains("has only 0 bytes", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("c.nii"))).Message);
        "ni1\0"u8.CopyTo(bytes.AsSpan(344));
        File.WriteAllBytes(folder.File("d.hdr"), bytes);
        Assert.Contains("'d.img' beside it, which is missing", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("d.hdr"))).Message);
    }

    [Fact]
    public void CompressionIsToldByContent_WithAWarning()
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.Random(new(5, 4, 3), 1);
        VolumeFile.Write(volume, folder.File("a.nii.gz"));
        File.Move(folder.File("a.nii.gz"), folder.File("b.nii"));
        using var back = VolumeFile.Read(folder.File("b.nii"));
        VolumeAssert.Close(volume, back, 0, "gzip named .nii");
        Assert.Contains("compressed although", back.Metadata.Warnings.Single());
    }

    private static byte[] Header(short code, short bits, short ni, short nj, short nk)
    {
        using var volume = Volume.Create(new VolumeGeometry(new(ni, nj, nk), Vector3D.One), ElementType.Int16);
        var bytes = NiftiHeaderWriter.Write(volume, "x", []);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(70), code);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(72), bits);
        return bytes;
    }

    private static VolumeGeometry Geometry(string kind)
    {
        var size = new Size3D(7, 5, 3);
        var spacing = new Vector3D(0.8, 1.25, 3);
        var origin = new Vector3D(-12.5, 40.25, -300.75);
        var oblique = TestVolumes.Oblique;
        return kind switch
        {
            "oblique" => new(size, spacing, origin, oblique),
            "mirrored" => new(size, spacing, origin, new Matrix3D(new(1, 0, 0), new(0, 1, 0), new(0, 0, -1))),
            "obliqueMirrored" => new(size, spacing, origin, new Matrix3D(-1 * oblique.Column0, oblique.Column1, oblique.Column2)),
            "sheared" => new(size, spacing, origin, new Matrix3D(oblique.Column0, oblique.Column1, (oblique.Column2 + 0.3 * oblique.Column1).Normalized())),
            "line" => new(new(1, 9, 1), spacing, origin),
            "slice" => new(new(13, 11, 1), spacing, origin, oblique),
            "voxel" => new(new(1, 1, 1), spacing, origin),
            _ => new(size, spacing, origin),
        };
    }

    private static void AssertGeometry(VolumeGeometry expected, VolumeGeometry actual)
    {
        Assert.Equal(expected.Size, actual.Size);
        Assert.Equal(expected.SpacingMm, actual.SpacingMm);
        Assert.Equal(expected.OriginMm, actual.OriginMm);
        for (var c = 0; c < 3; c++)
            ExpectedValues.AssertClose(expected.Direction.Column(c), actual.Direction.Column(c), Tolerances.DirectionInFloat32);
    }
}
