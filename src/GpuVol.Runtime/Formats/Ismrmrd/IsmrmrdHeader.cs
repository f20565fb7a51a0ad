using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace GpuVol;

/// <summary>The XML header of ISMRMRD, as far as a Cartesian reconstruction needs it.</summary>
internal sealed record IsmrmrdHeader(IReadOnlyList<IsmrmrdHeader.EncodingPart> Encodings)
{
    private const int LargestMatrix = 1 << 16;

    public static IsmrmrdHeader Parse(string xml, string path)
    {
        XElement root;
        try
        {
            using var text = new StringReader(xml);
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            root = XElement.Load(reader);
        }
        catch (XmlException e)
        {
            throw new VolumeFormatException(path, $"the XML header cannot be read: {AtomicFile.OneLine(e)}", e);
        }

        var encodings = Children(root, "encoding").Select((e, n) => new EncodingPart(
            Space(e, "encodedSpace", n, path),
            Space(e, "reconSpace", n, path),
            Limit(e, "kspace_encoding_step_1", path),
            Limit(e, "kspace_encoding_step_2", path),
            Child(e, "trajectory")?.Value.Trim() ?? "cartesian",
            Acceleration(e, path),
            Child(Child(e, "parallelImaging"), "calibrationMode")?.Value.Trim())).ToList();
        if (encodings.Count == 0)
            throw new VolumeFormatException(path, "the XML header has no <encoding>, so the size of k-space is unknown.");
        return new IsmrmrdHeader(encodings);
    }

    private static IEnumerable<XElement> Children(XElement? parent, string name) => parent?.Elements().Where(e => e.Name.LocalName == name) ?? [];

    private static XElement? Child(XElement? parent, string name) => Children(parent, name).FirstOrDefault();

    private static SpacePart Space(XElement encoding, string name, int number, string path)
    {
        var space = Child(encoding, name) ?? throw new VolumeFormatException(path, $"encoding {number} of the XML header has no <{name}>.");
        var matrix = Child(space, "matrixSize");
        var fov = Child(space, "fieldOfView_mm");
        int Length(string axis) => Number(Child(matrix, axis), $"<{name}> <matrixSize> <{axis}>", path) is var n && n >= 1 && n <= LargestMatrix && n == Math.Floor(n)
            ? (int)n
            : throw new VolumeFormatException(path, FormattableString.Invariant($"the XML header gives <{name}> <matrixSize> <{axis}> as {n}; it must be a whole number from 1 to {LargestMatrix}."));
        double Extent(string axis) => Number(Child(fov, axis), $"<{name}> <fieldOfView_mm> <{axis}>", path) is var mm && mm > 0 && double.IsFinite(mm)
            ? mm
            : throw new VolumeFormatException(path, FormattableString.Invariant($"the XML header gives <{name}> <fieldOfView_mm> <{axis}> as {mm}; it must be finite and above 0."));
        return new SpacePart(new Size3D(Length("x"), Length("y"), Length("z")), new Vector3D(Extent("x"), Extent("y"), Extent("z")));
    }

    private static LimitPart? Limit(XElement encoding, string name, string path)
    {
        if (Child(Child(encoding, "encodingLimits"), name) is not { } limit)
            return null;
        int Value(string part) => (int)Math.Clamp(Number(Child(limit, part), $"<{name}> <{part}>", path), -1, int.MaxValue);
        var parts = new LimitPart(Value("minimum"), Value("maximum"), Value("center"));
        if (parts.Minimum < 0 || parts.Maximum < parts.Minimum || parts.Center < parts.Minimum || parts.Center > parts.Maximum + 1)
            throw new VolumeFormatException(path, $"the XML header gives <{name}> as {parts.Minimum} to {parts.Maximum} with the centre {parts.Center}, which contradict each other.");
        return parts;
    }

    private static double Acceleration(XElement encoding, string path)
    {
        var factor = Child(Child(encoding, "parallelImaging"), "accelerationFactor");
        if (factor is null)
            return 1;
        return Number(Child(factor, "kspace_encoding_step_1"), "<accelerationFactor>", path) * Number(Child(factor, "kspace_encoding_step_2"), "<accelerationFactor>", path);
    }

    private static double Number(XElement? element, string name, string path)
    {
        if (element is null)
            throw new VolumeFormatException(path, $"the XML header lacks {name}.");
        return double.TryParse(element.Value.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new VolumeFormatException(path, $"the XML header gives {name} as '{element.Value.Trim()}', which is no number.");
    }

    /// <summary>One encoding.</summary>
    internal sealed record EncodingPart(SpacePart Encoded, SpacePart Recon, LimitPart? Step1, LimitPart? Step2, string Trajectory, double Acceleration, string? CalibrationMode);

    /// <summary>A matrix and its field of view.</summary>
    internal sealed record SpacePart(Size3D Size, Vector3D FovMm);

    /// <summary>First, last and central line.</summary>
    internal sealed record LimitPart(int Minimum, int Maximum, int Center);
}
