using System.Numerics;
using System.Text;

namespace GpuVol.Tests.Formats;

public class NpyFileTests
{
    [Fact]
    public void EveryTypeAndShape_ComesBackAsItWas()
    {
        using var folder = new TemporaryFolder();
        Check<bool>([true, false, true, true, false, false]);
        Check<byte>([1, 2, 3, 4, 5, 255]);
        Check<sbyte>([1, 2, 3, 4, 5, -128]);
        Check<ushort>([1, 2, 3, 4, 5, 65535]);
        Check<short>([1, 2, 3, 4, 5, -32768]);
        Check<uint>([1, 2, 3, 4, 5, uint.MaxValue]);
        Check<int>([1, 2, 3, 4, 5, int.MinValue]);
        Check<ulong>([1, 2, 3, 4, 5, ulong.MaxValue]);
        Check<long>([1, 2, 3, 4, 5, long.MinValue]);
        Check<Half>([(Half)1, (Half)2, (Half)3, (Half)4, (Half)5, Half.NaN]);
        Check<float>([1, 2, 3, 4, 5, float.NaN]);
        Check<double>([1, 2, 3, 4, 5, Math.PI]);
        Check<Vector2>([new(1, 2), new(3, 4), new(5, 6), new(7, 8), new(9, 0), new(-1, -2)]);
        Check<Complex>([new(1, 2), new(3, 4), new(5, 6), new(7, 8), new(9, 0), new(-1, -2)]);

        void Check<T>(T[] values)
            where T : unmanaged
        {
            foreach (var shape in new long[][] { [6], [2, 3], [1, 3, 2, 1], [3, 1, 2] })
            {
                NpyFile.Write<T>(values, shape, folder.File("a.npy"));
                Assert.Equal(0, new FileInfo(folder.File("a.npy")).Length % 64 - 6 * System.Runtime.CompilerServices.Unsafe.SizeOf<T>() % 64);
                using var back = NpyFile.Read(folder.File("a.npy"));
                Assert.Equal(shape, back.Shape);
                Assert.Equal(values, back.AsSpan<T>().ToArray());
                Assert.Equal(NumericTypes.Of<T>(), back.Type);
                Assert.Equal(shape, NpyFile.ReadShape(folder.File("a.npy")).Shape);
            }
        }
    }

    [Fact]
    public void EmptyArrayAndSingleNumber_ComeBack()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<float>([], [3, 0, 2], folder.File("a.npy"));
        using var empty = NpyFile.Read(folder.File("a.npy"));
        Assert.Equal((0L, "(3, 0, 2)"), (empty.Count, empty.ShapeText));
        NpyFile.Write<double>([4.5], [], folder.File("a.npy"));
        using var one = NpyFile.Read(folder.File("a.npy"));
        Assert.Empty(one.Shape);
        Assert.Equal(4.5, one.AsSpan<double>()[0]);
    }

    [SkippableFact]
    public void FilesOfNumpy_AreReadInEveryTypeOrderAndVersion()
    {
        using var folder = new TemporaryFolder();
        var written = Python.Run("numpy", """
            import numpy, sys, json, os, hashlib
            folder, out = sys.argv[1], []
            rng = numpy.random.default_rng(1)
            for code in '?', 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8', 'c8', 'c16':
                for order in '<>':
                    for memory in 'CF':
                        for version in (1, 0), (2, 0), (3, 0):
                            a = numpy.array(rng.integers(0, 100, (3, 35, 2, 41)), dtype=order + code if code[-1] not in '?1' or code == 'c16' else code, order=memory)
                            name = f'{len(out)}.npy'
                            with open(os.path.join(folder, name), 'wb') as f:
                                numpy.lib.format.write_array(f, a, version=version)
                            out.append((name, a.dtype.name, hashlib.sha256(a.astype(a.dtype.newbyteorder('<')).tobytes()).hexdigest()))
            print(json.dumps(out))
            """, folder.Path);
        Assert.Equal(168, written.GetArrayLength());
        foreach (var entry in written.EnumerateArray())
        {
            using var array = NpyFile.Read(folder.File(entry[0].GetString()!));
            Assert.Equal([3, 35, 2, 41], array.Shape);
            Assert.Equal(entry[1].GetString(), array.Type.Name());
            Assert.Equal(entry[2].GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(array.Memory.AsSpan<byte>()[..(int)array.LengthBytes])));
        }
    }

    [SkippableFact]
    public void Numpy_ReadsWhatIsWritten()
    {
        using var folder = new TemporaryFolder();
        using var volume = Volume.FromArray<short>([.. Enumerable.Range(0, 24).Select(v => (short)v)], new VolumeGeometry(new(4, 3, 2), Vector3D.One));
        VolumeFile.Write(volume, folder.File("stored.npy"));
        using var scaled = new Volume(volume.Geometry, ElementType.Int16, volume.Memory.AddReference(), new IntensityRescale([1, 2], [0, -10]));
        VolumeFile.Write(scaled, folder.File("scaled.npy"));
        var seen = Python.Run("numpy", """
            import numpy, sys, json
            a, b = numpy.load(sys.argv[1], mmap_mode='r'), numpy.load(sys.argv[2])
            print(json.dumps([str(a.dtype), a.shape, int(a[1, 2, 3]), str(b.dtype), float(b[0, 2, 3]), float(b[1, 2, 3]), a.flags.c_contiguous]))
            """, folder.File("stored.npy"), folder.File("scaled.npy"));
        Assert.Equal("""["int16", [2, 3, 4], 23, "float32", 11.0, 36.0, true]""", seen.GetRawText());
    }

    [Theory]
    [InlineData("3-D", new long[] { 2, 3, 4 }, 4, 3, 2)]
    [InlineData("2-D", new long[] { 3, 4 }, 4, 3, 1)]
    [InlineData("one slice", new long[] { 1, 3, 4 }, 4, 3, 1)]
    public void Array_IsAVolumeInZyxOrder(string what, long[] shape, int ni, int nj, int nk)
    {
        _ = what;
        using var folder = new TemporaryFolder();
        var values = Enumerable.Range(0, ni * nj * nk).Select(v => (float)v).ToArray();
        NpyFile.Write<float>(values, shape, folder.File("a.npy"));
        using var volume = VolumeFile.Read(folder.File("a.npy"), new VolumeReadOptions { SpacingMm = new(1, 2, 3) });
        Assert.Equal(new Size3D(ni, nj, nk), volume.Geometry.Size);
        Assert.Equal(new Vector3D(1, 2, 3), volume.Geometry.SpacingMm);
        Assert.Equal((Vector3D.Zero, "npy"), (volume.Geometry.OriginMm, volume.Metadata.Format));
        Assert.Equal(values, volume.AsSpan<float>().ToArray());
        var description = VolumeFile.Describe(folder.File("a.npy"));
        Assert.Equal((Vector3D.One, ElementType.Float32), (description.Geometry.SpacingMm, description.ElementType));
        VolumeFile.Write(volume, folder.File("b.npy"));
        Assert.Equal(shape, NpyFile.ReadShape(folder.File("b.npy")).Shape);
    }

    [Fact]
    public void FourAxes_AreFrames()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<double>([1, 2, 3, 4, 5, 6], [3, 1, 1, 2], folder.File("a.npy"));
        Assert.Contains("(3, 1, 1, 2): 3 volumes. Choose one with frame 0 to 2", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("a.npy"))).Message);
        using var volume = VolumeFile.Read(folder.File("a.npy"), new VolumeReadOptions { Frame = 1 });
        Assert.Equal([3f, 4f], volume.AsSpan<float>().ToArray());
        Assert.Equal((3, "float64 values were rounded to float32."), (volume.Metadata.Frames, volume.Metadata.Warnings.Single()));
        Assert.Equal(3, VolumeFile.Describe(folder.File("a.npy")).Frames);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", 24, "has the shape (6,); a volume has 3 axes")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1, 3), }", 24, "holds (1, 1, 3) complex64; a volume has real voxels")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0, 3), }", 24, "has the shape (2, 0, 3)")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1, 2, 3), }", 24, "holds Python objects (dtype object)")]
    [InlineData("{'descr': '<U7', 'fortran_order': False, 'shape': (1, 2, 3), }", 24, "has the dtype '<U7'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1, 2, 3), }", 24, "structured dtype [('a', '<f4')]")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 4), }", 24, "(1, 2, 4) float32 (32 bytes) but 24 bytes follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 4000000000, 4000000000), }", 24, "but 24 bytes follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2, 4), }", 24, "but 24 bytes follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2, 4), }", 24, "every length must be a whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2, 3), }", 24, "every length must be a whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 6, }", 24, "it must be a tuple")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 2, 3), }", 24, "fortran_order is 0")]
    [InlineData("{'descr': '<f4', 'shape': (1, 2, 3), }", 24, "lacks descr, fortran_order or shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3)", 24, "is no Python dictionary")]
    [InlineData("", 24, "is no Python dictionary")]
    public void WrongHeader_IsRefusedWithItsValues(string dictionary, int dataBytes, string message)
    {
        using var folder = new TemporaryFolder();
        var text = Encoding.ASCII.GetBytes(dictionary);
        File.WriteAllBytes(folder.File("a.npy"), [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, .. new byte[dataBytes]]);
        Assert.Contains(message, Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.File("a.npy"))).Message);
    }

    [Fact]
    public void OtherFilesAndVersions_AreRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.npy"), "PK\u0003\u0004 an archive"u8.ToArray());
        Assert.Contains("is no .npy file", Assert.Throws<VolumeFormatException>(() => NpyFile.Read(folder.File("a.npy"))).Message);
        File.WriteAllBytes(folder.File("a.npy"), [0x93, .. "NUMPY"u8, 9, 0, 10, 0]);
        Assert.Contains("version 9.0", Assert.Throws<VolumeFormatException>(() => NpyFile.Read(folder.File("a.npy"))).Message);
        File.WriteAllBytes(folder.File("a.npy"), [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]);
        Assert.Contains("says that it is 4294967295 bytes long but the file has 12", Assert.Throws<VolumeFormatException>(() => NpyFile.Read(folder.File("a.npy"))).Message);
        Assert.Contains("there is no such file", Assert.Throws<VolumeFormatException>(() => NpyFile.Read(folder.File("b.npy"))).Message);
        Assert.Contains("this is a folder", Assert.Throws<VolumeFormatException>(() => NpyFile.Read(folder.Path)).Message);
    }

    [Fact]
    public void WrongUse_IsRefused()
    {
        using var array = NpyArray.FromArray<int>([1, 2, 3], 3);
        Assert.Throws<ArgumentException>(() => array.AsSpan<float>().Length);
        Assert.Throws<ArgumentException>(() => NpyArray.FromArray<int>([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => NpyArray.FromArray<Guid>([default], 1));
        Assert.Throws<ArgumentException>(() => NpyFile.Write<int>([1, 2, 3], [4], "x.npy"));
        array.Dispose();
        Assert.Throws<ObjectDisposedException>(() => array.Memory);
    }
}
