namespace GpuVol;

/// <summary>DICOM transfer syntaxes (PS3.6 annex A): their names, and which are read.</summary>
internal static class TransferSyntax
{
    public const string ImplicitLittleEndian = "1.2.840.10008.1.2";
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";
    public const string Deflated = "1.2.840.10008.1.2.1.99";
    public const string ExplicitBigEndian = "1.2.840.10008.1.2.2";

    private static readonly Dictionary<string, string> Names = new()
    {
        [ImplicitLittleEndian] = "Implicit VR Little Endian",
        [ExplicitLittleEndian] = "Explicit VR Little Endian",
        [Deflated] = "Deflated Explicit VR Little Endian",
        [ExplicitBigEndian] = "Explicit VR Big Endian",
        ["1.2.840.10008.1.2.1.98"] = "Encapsulated Uncompressed Explicit VR Little Endian",
        ["1.2.840.10008.1.2.4.50"] = "JPEG Baseline",
        ["1.2.840.10008.1.2.4.51"] = "JPEG Extended",
        ["1.2.840.10008.1.2.4.57"] = "JPEG Lossless",
        ["1.2.840.10008.1.2.4.70"] = "JPEG Lossless SV1",
        ["1.2.840.10008.1.2.4.80"] = "JPEG-LS Lossless",
        ["1.2.840.10008.1.2.4.81"] = "JPEG-LS Near-Lossless",
        ["1.2.840.10008.1.2.4.90"] = "JPEG 2000 Lossless",
        ["1.2.840.10008.1.2.4.91"] = "JPEG 2000",
        ["1.2.840.10008.1.2.4.92"] = "JPEG 2000 Part 2 Lossless",
        ["1.2.840.10008.1.2.4.93"] = "JPEG 2000 Part 2",
        ["1.2.840.10008.1.2.4.94"] = "JPIP Referenced",
        ["1.2.840.10008.1.2.4.95"] = "JPIP Referenced Deflate",
        ["1.2.840.10008.1.2.4.100"] = "MPEG-2",
        ["1.2.840.10008.1.2.4.101"] = "MPEG-2 High Level",
        ["1.2.840.10008.1.2.4.102"] = "MPEG-4 AVC",
        ["1.2.840.10008.1.2.4.103"] = "MPEG-4 AVC BD",
        ["1.2.840.10008.1.2.4.107"] = "HEVC",
        ["1.2.840.10008.1.2.4.108"] = "HEVC Main 10",
        ["1.2.840.10008.1.2.4.201"] = "HTJ2K Lossless",
        ["1.2.840.10008.1.2.4.202"] = "HTJ2K Lossless RPCL",
        ["1.2.840.10008.1.2.4.203"] = "HTJ2K",
        ["1.2.840.10008.1.2.5"] = "RLE Lossless",
    };

    /// <summary>The name, with the UID behind it.</summary>
    public static string Describe(string uid) => Names.TryGetValue(uid, out var name) ? $"{name} ({uid})" : $"an unknown transfer syntax ({uid})";

    /// <summary>True for the two whose pixels lie in the file as they are, in this machine's byte order.</summary>
    public static bool IsReadable(string uid) => uid is ImplicitLittleEndian or ExplicitLittleEndian;

    /// <summary>True where at least the elements before the pixels can be read: all but big endian and deflated files.</summary>
    public static bool HasReadableElements(string uid) => uid is not (ExplicitBigEndian or Deflated);
}
