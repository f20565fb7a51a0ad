using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace GpuVol.Tests.Formats;

/// <summary>Writes small DICOM files, right or wrong in one point, for the tests.</summary>
internal sealed class SyntheticDicom
{
    public const string Explicit = "1.2.840.10008.1.2.1";
    public const string Implicit = "1.2.840.10008.1.2";

    private static readonly string[] LongVrs = ["OB", "OW", "OF", "SQ", "UN", "UT"];

    public string TransferSyntax { get; set; } = Explicit;

    /// <summary>The preamble and the file meta elements; without them the data set is bare.</summary>
    public bool IsPart10 { get; set; } = true;

    /// <summary>SOPClassUID: CT image storage unless there are no pixels (basic text report).</summary>
    public string SopClass => WithPixels ? "1.2.840.10008.5.1.4.1.1.2" : "1.2.840.10008.5.1.4.1.1.88.11";

    public string Series { get; set; } = "1.2.3.4";

    public string Description { get; set; } = "synthetic";

    public string Instance { get; set; } = "";

    public string FrameOfReference { get; set; } = "1.2.9";

    public string InstanceNumber { get; set; } = "1";

    public string Temporal { get; set; } = "";

    public Vector3D? Position { get; set; } = Vector3D.Zero;

    public string? Orientation { get; set; } = @"1\0\0\0\1\0";

    public string PixelSpacing { get; set; } = @"2\1.5";

    public string SliceThickness { get; set; } = "9";

    public string SpacingBetweenSlices { get; set; } = "";

    public int Rows { get; set; } = 3;

    public int Columns { get; set; } = 5;

    public int BitsAllocated { get; set; } = 16;

    public int? BitsStored { get; set; }

    public int? HighBit { get; set; }

    public bool Signed { get; set; } = true;

    public int Samples { get; set; } = 1;

    public string Photometric { get; set; } = "MONOCHROME2";

    public string Slope { get; set; } = "";

    public string Intercept { get; set; } = "";

    public int? Padding { get; set; }

    /// <summary>Elements before the pixels that only have to be stepped over: sequences, private and odd ones.</summary>
    public bool WithDetours { get; set; }

    /// <summary>Bytes of the long private value among the detours.</summary>
    public int DetourBytes { get; set; } = 70001;

    /// <summary>The pixels; null: 100 · slice + n.</summary>
    public byte[]? Pixels { get; set; }

    /// <summary>The length that PixelData declares; null: that of the pixels.</summary>
    public uint? DeclaredPixelLength { get; set; }

    public bool WithPixels { get; set; } = true;

    /// <summary>Writes <paramref name="count"/> slices along <paramref name="step"/> into a folder, under names in another order.</summary>
    public static void WriteSeries(string folder, int count, Vector3D step, Action<SyntheticDicom, int>? change = null)
    {
        Directory.CreateDirectory(folder);
        for (var k = 0; k < count; k++)
        {
            var slice = new SyntheticDicom
            {
                Position = new Vector3D(-10, 20, 30) + k * step,
                Instance = $"1.2.3.4.{k}",
                InstanceNumber = (k + 1).ToString(CultureInfo.InvariantCulture),
                Pixels = Values(15, n => (short)(100 * k + n)),
            };
            change?.Invoke(slice, k);
            slice.Write(Path.Combine(folder, $"{k * 7 % 100:00}-{k}.dcm"));
        }
    }

    public static byte[] Values(int count, Func<int, short> value)
    {
        var bytes = new byte[2 * count];
        for (var n = 0; n < count; n++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * n), value(n));
        return bytes;
    }

    public void Write(string path) => File.WriteAllBytes(path, ToBytes());

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        if (IsPart10)
        {
            stream.Write(new byte[128]);
            stream.Write("DICM"u8);
            using var meta = new MemoryStream();
            Put(meta, 0x00020001, "OB", [0, 1], explicitVr: true);
            Put(meta, 0x00020002, "UI", Text(SopClass, true), explicitVr: true);
            Put(meta, 0x00020010, "UI", Text(TransferSyntax, true), explicitVr: true);
            Put(stream, 0x00020000, "UL", BitConverter.GetBytes((uint)meta.Length), explicitVr: true);
            stream.Write(meta.ToArray());
        }

        var explicitVr = TransferSyntax != Implicit;
        Put(stream, 0x00080005, "CS", Text("ISO_IR 192"), explicitVr);
        Put(stream, 0x00080016, "UI", Text(SopClass, true), explicitVr);
        if (Instance.Length > 0)
            Put(stream, 0x00080018, "UI", Text(Instance, true), explicitVr);
        Put(stream, 0x00080060, "CS", Text("CT"), explicitVr);
        Put(stream, 0x0008103e, "LO", Text(Description), explicitVr);
        if (WithDetours)
            PutDetours(stream, explicitVr, DetourBytes);
        if (SliceThickness.Length > 0)
            Put(stream, 0x00180050, "DS", Text(SliceThickness), explicitVr);
        if (SpacingBetweenSlices.Length > 0)
            Put(stream, 0x00180088, "DS", Text(SpacingBetweenSlices), explicitVr);
        Put(stream, 0x0020000e, "UI", Text(Series, true), explicitVr);
        Put(stream, 0x00200013, "IS", Text(InstanceNumber), explicitVr);
        if (Position is { } p)
            Put(stream, 0x00200032, "DS", Text(FormattableString.Invariant($@"{p.X:R}\{p.Y:R}\{p.Z:R}")), explicitVr);
        if (Orientation is not null)
            Put(stream, 0x00200037, "DS", Text(Orientation), explicitVr);
        Put(stream, 0x00200052, "UI", Text(FrameOfReference, true), explicitVr);
        if (Temporal.Length > 0)
            Put(stream, 0x00200100, "IS", Text(Temporal), explicitVr);
        Put(stream, 0x00280002, "US", Word(Samples), explicitVr);
        Put(stream, 0x00280004, "CS", Text(Photometric), explicitVr);
        if (WithPixels)
        {
            Put(stream, 0x00280010, "US", Word(Rows), explicitVr);
            Put(stream, 0x00280011, "US", Word(Columns), explicitVr);
        }

        if (PixelSpacing.Length > 0)
            Put(stream, 0x00280030, "DS", Text(PixelSpacing), explicitVr);
        Put(stream, 0x00280100, "US", Word(BitsAllocated), explicitVr);
        Put(stream, 0x00280101, "US", Word(BitsStored ?? BitsAllocated), explicitVr);
        Put(stream, 0x00280102, "US", Word(HighBit ?? (BitsStored ?? BitsAllocated) - 1), explicitVr);
        Put(stream, 0x00280103, "US", Word(Signed ? 1 : 0), explicitVr);
        if (Padding is { } padding)
            Put(stream, 0x00280120, Signed ? "SS" : "US", Word(padding), explicitVr);
        if (Intercept.Length > 0)
            Put(stream, 0x00281052, "DS", Text(Intercept), explicitVr);
        if (Slope.Length > 0)
            Put(stream, 0x00281053, "DS", Text(Slope), explicitVr);
        if (WithPixels)
            Put(stream, 0x7fe00010, "OW", Pixels ?? Values(Rows * Columns, n => (short)n), explicitVr, DeclaredPixelLength);
        return stream.ToArray();
    }

    /// <summary>Sequences of defined and undefined length, nested, in UN; private elements; odd lengths; group lengths; a long value.</summary>
    private static void PutDetours(Stream stream, bool explicitVr, int longBytes)
    {
        const uint Undefined = 0xffffffff;
        Put(stream, 0x00090000, "UL", BitConverter.GetBytes(12345u), explicitVr);
        Put(stream, 0x00090010, "LO", Text("PRIVATE"), explicitVr);
        Put(stream, 0x00091001, "UN", [1, 2, 3], explicitVr);
        Put(stream, 0x00091002, "OB", new byte[longBytes], explicitVr);
        Put(stream, 0x00110011, "SQ", [], explicitVr);

        // Undefined length; the first item undefined too, with a nested sequence in it; the second of known length.
        using var inner = new MemoryStream();
        Put(inner, 0x00080060, "CS", Text("MR"), explicitVr);
        Put(inner, 0x00081140, "SQ", [], explicitVr, Undefined);
        Mark(inner, 0xfffee000, 0);
        Mark(inner, 0xfffee0dd, 0);
        Put(stream, 0x00121111, "SQ", [], explicitVr, Undefined);
        Mark(stream, 0xfffee000, Undefined);
        stream.Write(inner.ToArray());
        Mark(stream, 0xfffee00d, 0);
        Mark(stream, 0xfffee000, (uint)inner.Length);
        stream.Write(inner.ToArray());
        Mark(stream, 0xfffee0dd, 0);

        // UN of undefined length is implicit VR inside (DICOM PS3.5, 6.2.2).
        Put(stream, 0x00131001, "UN", [], explicitVr, Undefined);
        Mark(stream, 0xfffee000, Undefined);
        Put(stream, 0x00131002, "LO", Text("inside"), explicitVr: false);
        Mark(stream, 0xfffee00d, 0);
        Mark(stream, 0xfffee0dd, 0);
    }

    private static void Put(Stream stream, uint tag, string vr, byte[] value, bool explicitVr, uint? declared = null)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)tag);
        var length = declared ?? (uint)value.Length;
        if (!explicitVr)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head[4..], length);
            stream.Write(head[..8]);
        }
        else
        {
            Encoding.ASCII.GetBytes(vr, head[4..]);
            if (LongVrs.Contains(vr))
            {
                head[6..8].Clear();
                BinaryPrimitives.WriteUInt32LittleEndian(head[8..], length);
                stream.Write(head);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)length);
                stream.Write(head[..8]);
            }
        }

        stream.Write(value);
    }

    private static void Mark(Stream stream, uint tag, uint length) => Put(stream, tag, "", [], explicitVr: false, length);

    private static byte[] Word(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] Text(string text, bool isUid = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length % 2 == 0 ? bytes : [.. bytes, isUid ? (byte)0 : (byte)' '];
    }
}
