using Xunit;

namespace GpuVol.Tests.Formats;

public class DicomSyntheticTests
{
    [Theory]
    [InlineData(SyntheticDicom.Explicit, true, false)]
    [InlineData(SyntheticDicom.Implicit, true, false)]
    [InlineData(SyntheticDicom.Explicit, false, false)]
    [InlineData(SyntheticDicom.Implicit, false, false)]
    [InlineData(SyntheticDicom.Explicit, true, true)]
    [InlineData(SyntheticDicom.Implicit, true, true)]
    public void Series_IsReadInPositionOrder(string syntax, bool isPart10, bool withDetours)
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 6, new(0, 0, 2.5), (s, _) =>
        {
            s.TransferSyntax = syntax;
            s.IsPart10 = isPart10;
            s.WithDetours = withDetours;
            s.Slope = "2";
            s.Intercept = "-1000";
        });
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Equal(new Size3D(5, 3, 6), volume.Geometry.Size);
        Assert.Equal(new Vector3D(1.5, 2, 2.5), volume.Geometry.SpacingMm);
        Assert.Equal(new Vector3D(-10, 20, 30), volume.Geometry.OriginMm);
        Assert.Equal(Matrix3D.Identity, volume.Geometry.Direction);
        Assert.Equal(ElementType.Int16, volume.ElementType);
        Assert.Equal((2.0, -1000.0), (volume.Rescale.Slope.Single(), volume.Rescale.Intercept.Single()));
        Assert.Equal("CT", volume.Metadata.Modality);
        for (var k = 0; k < 6; k++)
            Assert.Equal(Enumerable.Range(100 * k, 15).Select(v => (short)v), volume.Slice<short>(k).ToArray());
        Assert.Equal(isPart10, volume.Metadata.Warnings.Count == 0);
    }

    [Fact]
    public void DescribedFolder_IsReadWithoutItsHeaders()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.File("a"), 3, new(0, 0, 2.5));
        var described = VolumeFile.Describe(folder.Path);
        SyntheticDicom.WriteSeries(folder.File("b"), 2, new(0, 0, 1), (s, _) => s.Series = "9.9");
        using var volume = VolumeFile.Read(folder.Path, new VolumeReadOptions { Described = described });
        Assert.Equal(described.Geometry, volume.Geometry);
        Assert.Contains("2 image series", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Subfolders_BelongToTheSeries()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.File("a"), 2, new(0, 0, 1));
        Directory.CreateDirectory(folder.File("b/c"));
        new SyntheticDicom { Position = new(-10, 20, 32) }.Write(folder.File("b/c/last"));
        Directory.CreateDirectory(folder.File(".hidden"));
        File.WriteAllText(folder.File(".hidden/x.dcm"), "no DICOM");
        Directory.CreateSymbolicLink(folder.File("b/loop"), folder.Path);
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Equal(3, volume.Geometry.Size.K);
        Assert.Empty(volume.Metadata.Warnings);
    }

    [Fact]
    public void DescendingNormal_IsSortedAlongTheNormalOfTheSlices()
    {
        // A sagittal stack: rows run to the back, columns downwards, so the normal points to the right of the patient (-x).
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 4, new(3, 0, 0), (s, _) => s.Orientation = @"0\1\0\0\0\-1");
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Equal(new Vector3D(-1, 0, 0), volume.Geometry.Direction.Column2);
        Assert.Equal(new Vector3D(-1, 20, 30), volume.Geometry.OriginMm);
        Assert.Equal(3, volume.Geometry.SpacingMm.Z);
        Assert.Equal(300, volume.Slice<short>(0)[0]);
        Assert.True(volume.Geometry.Direction.Determinant > 0.999);
    }

    [Fact]
    public void SliceThickness_NeverGivesTheSpacingOfASeries()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 3, new(0, 0, 0.7), (s, _) => s.SpacingBetweenSlices = "3");
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Equal(0.7, volume.Geometry.SpacingMm.Z, 1e-12);
    }

    [Theory]
    [InlineData("4", 4.0, "SpacingBetweenSlices")]
    [InlineData("-4", 4.0, "SpacingBetweenSlices")]
    [InlineData("", 9.0, "SliceThickness")]
    public void OneSlice_TakesItsSpacingFromTheHeaderAndSaysSo(string between, double expected, string source)
    {
        using var folder = new TemporaryFolder();
        new SyntheticDicom { SpacingBetweenSlices = between }.Write(folder.File("one"));
        using var volume = VolumeFile.Read(folder.File("one"));
        Assert.Equal(expected, volume.Geometry.SpacingMm.Z);
        Assert.Contains(volume.Metadata.Warnings, w => w.Contains(source, StringComparison.Ordinal));
        new SyntheticDicom { SliceThickness = "" }.Write(folder.File("one"));
        using var bare = VolumeFile.Read(folder.File("one"));
        Assert.Equal(1, bare.Geometry.SpacingMm.Z);
    }

    [Fact]
    public void OneSliceWithoutPlane_IsReadWithAWarning()
    {
        using var folder = new TemporaryFolder();
        new SyntheticDicom { Position = null, Orientation = null, PixelSpacing = "" }.Write(folder.File("one"));
        using var volume = VolumeFile.Read(folder.File("one"));
        Assert.Equal(new Vector3D(1, 1, 9), volume.Geometry.SpacingMm);
        Assert.Contains(volume.Metadata.Warnings, w => w.Contains("origin 0", StringComparison.Ordinal));
        Assert.Contains(volume.Metadata.Warnings, w => w.Contains("no PixelSpacing: 1 mm", StringComparison.Ordinal));
    }

    [Fact]
    public void RescalePerSlice_IsKeptPerSlice()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 3, new(0, 0, 1), (s, k) => (s.Slope, s.Intercept) = ($"{k + 1}", $"{-10 * k}"));
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Equal([1.0, 2.0, 3.0], volume.Rescale.Slope);
        Assert.Equal([0.0, -10.0, -20.0], volume.Rescale.Intercept);
    }

    [Theory]
    [InlineData("gap", "the usual step is 2 mm, but 1 of 5 steps differ by more than 0.02 mm")]
    [InlineData("gap", "4 mm between '28-4.dcm' at 38 mm and '35-5.dcm' at 42 mm")]
    [InlineData("duplicate", "duplicates: 1 of 6 positions have more than one image, such as 21-3.dcm, 99-copy.dcm")]
    [InlineData("sameInstance", "duplicates: 21-3.dcm, 99-copy.dcm are the same image (SOPInstanceUID 1.2.3.4.3)")]
    [InlineData("tilt", "leans 5.71 degrees from the slice normal")]
    [InlineData("sideways", "the slices are not behind each other: '21-3.dcm' lies 5 mm sideways")]
    [InlineData("noPosition", "1 file has no usable ImagePositionPatient ('')")]
    [InlineData("noOrientation", "no usable ImagePositionPatient")]
    [InlineData("badOrientation", @"ImageOrientationPatient ('1\0\0\1\0\0')")]
    [InlineData("rows", "6 files are truncated: '00-0.dcm' needs 650000 bytes of PixelData")]
    [InlineData("truncated", "truncated: '21-3.dcm' needs 30 bytes of PixelData (5x3, 16 bits), declares 30 and has 20")]
    [InlineData("declared", "declares 20 and has 20")]
    [InlineData("hugeLength", "declares 4294967280 and has 20")]
    [InlineData("colour", "1 file is in colour (SamplesPerPixel 3, RGB)")]
    [InlineData("bits", "impossible bits (BitsAllocated 16, BitsStored 20, HighBit 19)")]
    [InlineData("bits12", "1 file has 12 bits a pixel")]
    [InlineData("type", "'00-0.dcm' has signed 16 bits, '21-3.dcm' unsigned 16")]
    [InlineData("slope", "RescaleSlope '0'")]
    [InlineData("compressed", "1 file is in the transfer syntax JPEG 2000 Lossless (1.2.840.10008.1.2.4.90), which cannot be read yet: 21-3.dcm")]
    [InlineData("bigEndian", "1 file is in the transfer syntax Explicit VR Big Endian (1.2.840.10008.1.2.2)")]
    [InlineData("spacing", "PixelSpacing is '0\\1' in '00-0.dcm'")]
    [InlineData("encapsulated", "undefined length")]
    public void WrongSeries_IsRefusedWithFilesAndValues(string fault, string message)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, fault);
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path));
        Assert.Contains(message, failure.Message);
        Assert.StartsWith(folder.Path, failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void ShapesOfTwoKinds_AreListedAndChosenByNumber()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 3, new(0, 0, 1));
        new SyntheticDicom { Orientation = @"0\1\0\0\0\-1", Position = new(0, 0, 9) }.Write(folder.File("localizer"));
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path));
        Assert.Contains("holds 2 image series: 1.2.3.4:1 'synthetic' CT 5x3, 3 images; 1.2.3.4:2 'synthetic' CT 5x3, 1 image.", failure.Message);
        using var volume = VolumeFile.Read(folder.Path + "#1.2.3.4:1");
        Assert.Equal(3, volume.Geometry.Size.K);
    }

    [Fact]
    public void FramesOfReferenceOfTwoKinds_AreTwoStacks_OneEachIsNone()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 4, new(0, 0, 1), (s, k) => s.FrameOfReference = k < 2 ? "1.5" : "1.6");
        Assert.Contains("holds 2 image series", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message);
        SyntheticDicom.WriteSeries(folder.Path, 4, new(0, 0, 1), (s, k) => s.FrameOfReference = $"1.{k}");
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Equal(4, volume.Geometry.Size.K);
        Assert.Contains(volume.Metadata.Warnings, w => w.Contains("FrameOfReferenceUID of its own", StringComparison.Ordinal));
    }

    [Fact]
    public void TimePoints_AreFramesInTheirOrder()
    {
        using var folder = new TemporaryFolder();
        for (var t = 0; t < 3; t++)
        {
            var time = t;
            SyntheticDicom.WriteSeries(folder.File($"t{2 - t}"), 2, new(0, 0, 1), (s, k) =>
            {
                s.Instance = $"1.7.{time}.{k}";
                s.Temporal = $"{time + 1}";
                s.Pixels = SyntheticDicom.Values(15, _ => (short)(10 * time + k));
            });
        }

        Assert.Contains("holds 3 volumes of 5x3x2 (at every position 3 images, told apart by TemporalPositionIdentifier)", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message);
        for (var t = 0; t < 3; t++)
        {
            using var volume = VolumeFile.Read(folder.Path, new VolumeReadOptions { Frame = t });
            Assert.Equal((10 * t, 10 * t + 1), (volume.Slice<short>(0)[0], volume.Slice<short>(1)[0]));
        }
    }

    [Fact]
    public void MissingTimePoint_IsNamedAsIncomplete()
    {
        using var folder = new TemporaryFolder();
        for (var t = 0; t < 3; t++)
            SyntheticDicom.WriteSeries(folder.File($"t{t}"), t == 2 ? 3 : 4, new(0, 0, 1), (s, k) => (s.Instance, s.Temporal) = ($"1.7.{t}.{k}", $"{t + 1}"));
        Assert.Contains("incomplete: most of its 4 positions have 3 images, but 1 have another number, such as 2 at 33 mm", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message);
    }

    [Theory]
    [InlineData(8, 8, 7, false)]
    [InlineData(8, 8, 7, true)]
    [InlineData(8, 6, 5, true)]
    [InlineData(8, 5, 6, false)]
    [InlineData(16, 16, 15, false)]
    [InlineData(16, 16, 15, true)]
    [InlineData(16, 12, 11, false)]
    [InlineData(16, 12, 11, true)]
    [InlineData(16, 12, 15, true)]
    [InlineData(16, 10, 12, false)]
    [InlineData(32, 32, 31, true)]
    [InlineData(32, 32, 31, false)]
    [InlineData(32, 24, 23, true)]
    [InlineData(32, 20, 27, false)]
    public void StoredBits_AreTakenOutWithTheirSign(int allocated, int stored, int high, bool signed)
    {
        // 71 pixels: whole vectors and a rest. The bits outside are noise that must go.
        const int Columns = 71;
        var random = new Random(allocated + 100 * stored + high);
        var expected = new double[Columns];
        var bytes = new byte[Columns * allocated / 8];
        for (var n = 0; n < Columns; n++)
        {
            var field = (1UL << stored) - 1;
            var value = (ulong)random.NextInt64() & field;
            var noise = (ulong)random.NextInt64() & ~(field << (high + 1 - stored)) & (allocated == 32 ? uint.MaxValue : (1UL << allocated) - 1);
            var pixel = value << (high + 1 - stored) | noise;
            for (var b = 0; b < allocated / 8; b++)
                bytes[n * allocated / 8 + b] = (byte)(pixel >> 8 * b);
            expected[n] = signed && value >> stored - 1 != 0 ? (double)value - (1L << stored) : value;
        }

        using var folder = new TemporaryFolder();
        new SyntheticDicom { Rows = 1, Columns = Columns, BitsAllocated = allocated, BitsStored = stored, HighBit = high, Signed = signed, Pixels = bytes }.Write(folder.File("x"));
        using var volume = VolumeFile.Read(folder.File("x"));
        var type = (allocated, signed, stored) switch
        {
            (8, false, _) => ElementType.UInt8,
            (8, true, _) => ElementType.Int16,
            (16, false, _) => ElementType.UInt16,
            (16, true, _) => ElementType.Int16,
            (32, false, 32) => ElementType.Float32,
            _ => ElementType.Int32,
        };
        Assert.Equal(type, volume.ElementType);
        for (var n = 0; n < Columns; n++)
            Assert.Equal(type == ElementType.Float32 ? (float)expected[n] : expected[n], TestData.Stored(volume, 0, n));
        Assert.Equal(stored < allocated, volume.Metadata.Warnings.Any(w => w.Contains("bits set outside", StringComparison.Ordinal)));
    }

    [Fact]
    public void SignExtendedOrZeroPaddedBits_AreNoOverlay()
    {
        using var folder = new TemporaryFolder();
        foreach (var pixel in new short[] { -5, 0x0ffb })
        {
            new SyntheticDicom { BitsStored = 12, Pixels = SyntheticDicom.Values(15, _ => pixel) }.Write(folder.File("x"));
            using var volume = VolumeFile.Read(folder.File("x"));
            Assert.Equal(-5, volume.Slice<short>(0)[0]);
        }
    }

    [Fact]
    public void MonochromeOneAndPadding_AreNoted()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 2, new(0, 0, 1), (s, _) => (s.Photometric, s.Padding) = ("MONOCHROME1", -2000));
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Contains(volume.Metadata.Warnings, w => w.Contains("MONOCHROME1", StringComparison.Ordinal));
        Assert.Contains(volume.Metadata.Warnings, w => w.Contains("PixelPaddingValue -2000", StringComparison.Ordinal));
    }

    [Fact]
    public void FolderWithoutDicom_SaysWhatIsThere()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("the folder is empty", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message);
        File.WriteAllText(folder.File("a.txt"), "text");
        File.WriteAllText(folder.File("b.txt"), "text");
        File.WriteAllBytes(folder.File("c.png"), [1, 2, 3]);
        Assert.Contains("there is no DICOM file, only 3 files (2 .txt, 1 .png)", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message);
        new SyntheticDicom { WithPixels = false }.Write(folder.File("report.dcm"));
        Assert.Contains("hold no pictures", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message);
    }

    [Fact]
    public void OtherFilesBesideTheSeries_AreCountedInTheWarnings()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 2, new(0, 0, 1));
        File.WriteAllText(folder.File("readme.txt"), "text");
        File.WriteAllBytes(folder.File("empty"), []);
        new SyntheticDicom { WithPixels = false }.Write(folder.File("report.dcm"));
        new SyntheticDicom { WithPixels = true }.Write(folder.File("DICOMDIR"));
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Contains("2 files (1 .txt, 1 without extension) that are not DICOM were ignored.", volume.Metadata.Warnings);
        Assert.Contains("2 DICOM files without pictures (directory, report, plan) were ignored.", volume.Metadata.Warnings);
    }

    [Fact]
    public void DamagedFileBesideTheSeries_IsAnErrorUnlessAnotherSeriesIsChosen()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 2, new(0, 0, 1));
        var bytes = new SyntheticDicom { Series = "1.2.8", WithDetours = true }.ToBytes();
        foreach (var cut in new[] { 31, 38, 42, 60, 61, 64, 69, 100, 200 })
        {
            File.WriteAllBytes(folder.File("broken.dcm"), bytes[..(bytes.Length - cut)]);
            Assert.Contains("broken.dcm", Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path)).Message);
        }

        File.WriteAllBytes(folder.File("broken.dcm"), bytes[..(bytes.Length - 61)]);
        var failure = Assert.Throws<VolumeFormatException>(() => VolumeFile.Read(folder.Path));
        Assert.Contains("'broken.dcm' is damaged: ", failure.Message);
        using var volume = VolumeFile.Read(folder.Path + "#1.2.3.4");
        Assert.Contains(volume.Metadata.Warnings, w => w.Contains("broken.dcm", StringComparison.Ordinal));
    }

    [Fact]
    public void SpacingOptionProgressAndCancellation_AreHonoured()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 5, new(0, 0, 1));
        var shares = new List<double>();
        using (var volume = VolumeFile.Read(folder.Path, new VolumeReadOptions { SpacingMm = new(7, 8, 9), Progress = new Collector(shares) }))
            Assert.Equal(new Vector3D(7, 8, 9), volume.Geometry.SpacingMm);
        Assert.Equal(1, shares[^1]);
        Assert.Equal(shares.Order(), shares);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => VolumeFile.Read(folder.Path, new VolumeReadOptions { Cancellation = cancelled.Token }));
        Assert.Throws<ArgumentException>(() => VolumeFile.Read(folder.Path, new VolumeReadOptions { SpacingMm = new(1, -1, 1) }));
    }

    [Fact]
    public void PositionsRoundedToHundredths_AreNoTiltAndNoGap()
    {
        using var folder = new TemporaryFolder();
        SyntheticDicom.WriteSeries(folder.Path, 20, new(0, 0, 1), (s, k) => s.Position = new(k % 3 * 0.005, 0, Math.Round(k * 0.6667, 2)));
        using var volume = VolumeFile.Read(folder.Path);
        Assert.Equal(0.6667, volume.Geometry.SpacingMm.Z, 1e-3);
    }

    private static void Write(string folder, string fault)
    {
        var step = fault == "tilt" ? new Vector3D(0, 0.2, 2) : new Vector3D(0, 0, 2);
        SyntheticDicom.WriteSeries(folder, 6, step, (s, k) =>
        {
            if (fault == "spacing")
                s.PixelSpacing = @"0\1";
            if (fault == "rows")
                s.Rows = 65000;
            if (fault == "gap" && k == 5)
                s.Position = s.Position!.Value + new Vector3D(0, 0, 2);
            if (k != 3)
                return;
            switch (fault)
            {
                case "duplicate":
                case "sameInstance":
                    s.Instance += fault == "duplicate" ? ".1" : "";
                    s.Write(Path.Combine(folder, "99-copy.dcm"));
                    s.Instance = "1.2.3.4.3";
                    break;
                case "sideways":
                    s.Position = s.Position!.Value + new Vector3D(5, 0, 0);
                    break;
                case "noPosition":
                    s.Position = null;
                    break;
                case "noOrientation":
                    s.Orientation = null;
                    break;
                case "badOrientation":
                    s.Orientation = @"1\0\0\1\0\0";
                    break;
                case "truncated":
                    s.Pixels = new byte[20];
                    s.DeclaredPixelLength = 30;
                    break;
                case "declared":
                    s.Pixels = new byte[20];
                    break;
                case "hugeLength":
                    s.Pixels = new byte[20];
                    s.DeclaredPixelLength = 0xfffffff0;
                    break;
                case "colour":
                    (s.Samples, s.Photometric) = (3, "RGB");
                    break;
                case "bits":
                    s.BitsStored = 20;
                    break;
                case "bits12":
                    s.BitsAllocated = 12;
                    break;
                case "type":
                    s.Signed = false;
                    break;
                case "slope":
                    s.Slope = "0";
                    break;
                case "compressed":
                    s.TransferSyntax = "1.2.840.10008.1.2.4.90";
                    break;
                case "bigEndian":
                    s.TransferSyntax = "1.2.840.10008.1.2.2";
                    break;
                case "encapsulated":
                    s.DeclaredPixelLength = 0xffffffff;
                    break;
            }
        });
    }

    private sealed class Collector(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}
