using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options that say where source and detector stood; the same words stand in a geometry file.</summary>
internal static class ScanOptions
{
    /// <summary>Kind of scan, or a file.</summary>
    public static readonly Option<string?> Geometry = Opt.File("--geometry", "KIND|FILE.json", "parallel (default), fan, cone, or a geometry file; options given besides replace its entries.", orWord: true);

    /// <summary>Angles.</summary>
    public static readonly Option<string?> AnglesDeg = Opt.File("--angles-deg", "A:B:N|FILE", "N angles from A to B degrees, B left out; or a file of angles (.npy, or one a line).", orWord: true);

    /// <summary>Detector pixels.</summary>
    public static readonly Option<(double First, double? Second)?> Detectors = Opt.Pair("--detectors", "N|N,M", "Detector columns, and rows of a cone scan.", n => n >= 1 && n == Math.Floor(n) && n <= 65536 ? null : "it must be a whole number from 1 to 65536.");

    /// <summary>Pixel distances.</summary>
    public static readonly Option<(double First, double? Second)?> DetectorSpacingMm = Opt.Pair("--detector-spacing-mm", "U|U,V", "Distance of detector columns, and of rows (or slices), in mm (default 1).", Opt.Positive);

    /// <summary>Central ray.</summary>
    public static readonly Option<(double First, double? Second)?> Center = Opt.Pair("--center", "C|C,R", "Column (and row) index that the axis, or the central ray, meets (default (n-1)/2).", Opt.Finite);

    /// <summary>Source distance.</summary>
    public static readonly Option<double?> SourceMm = Opt.Number("--source-mm", "D", "Fan and cone: from the source to the axis.", Opt.Positive);

    /// <summary>Detector distance.</summary>
    public static readonly Option<double?> DetectorMm = Opt.Number("--detector-mm", "D", "Fan and cone: from the axis to the detector.", Opt.NotNegative);

    /// <summary>Axis offset.</summary>
    public static readonly Option<double?> AxisOffsetMm = Opt.Number("--axis-offset-mm", "X", "Fan and cone: how far the axis lies beside the central ray, along the columns.", Opt.Finite);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All => [Geometry, AnglesDeg, Detectors, DetectorSpacingMm, Center, SourceMm, DetectorMm, AxisOffsetMm];

    /// <summary>The scan that a call describes.</summary>
    /// <exception cref="UsageException">A word or a file is wrong.</exception>
    public static ScanDescription Describe(VerbRun run, ProjectionKind? kind = null)
    {
        var scan = new ScanDescription { Kind = kind };
        if (run.Value(Geometry) is { } geometry)
        {
            if (ScanDescription.ParseKind(geometry) is { } named)
                scan = scan with { Kind = named };
            else if (File.Exists(geometry))
                scan = Read(geometry);
            else
                throw new UsageException($"--geometry {geometry}: neither a kind of scan ({string.Join(", ", ScanDescription.KindNames)}) nor a file.");
        }

        if (run.Value(AnglesDeg) is { } angles)
            scan = scan with { AnglesDegrees = Angles(angles) };
        if (run.Value(Detectors) is { } detectors)
            scan = scan with { Columns = (int)detectors.First, Rows = (int?)detectors.Second ?? scan.Rows };
        if (run.Value(DetectorSpacingMm) is { } spacing)
            scan = scan with { ColumnSpacingMm = spacing.First, RowSpacingMm = spacing.Second ?? spacing.First };
        if (run.Value(Center) is { } center)
            scan = scan with { ColumnCenter = center.First, RowCenter = center.Second ?? scan.RowCenter };
        return scan with { SourceMm = run.Value(SourceMm) ?? scan.SourceMm, DetectorMm = run.Value(DetectorMm) ?? scan.DetectorMm, AxisOffsetMm = run.Value(AxisOffsetMm) ?? scan.AxisOffsetMm };
    }

    /// <summary>The geometry of a call and its data; what does not fit is the call's fault.</summary>
    public static ProjectionGeometry Build(ScanDescription scan, Size3D? dataSize)
    {
        try
        {
            var geometry = scan.ToGeometry(dataSize);
            if (dataSize is { } size)
                geometry.CheckData("--geometry", size);
            return geometry;
        }
        catch (ArgumentException e)
        {
            throw new UsageException(Text.OneLine(e));
        }
    }

    /// <summary>The geometry of a scan of a volume about the axis of rotation; what is not given is chosen so that the detector sees all of it.</summary>
    /// <exception cref="UsageException">The scan does not fit the volume.</exception>
    public static ProjectionGeometry BuildAround(ScanDescription scan, Size3D size, Vector3D spacingMm)
    {
        var isStack = scan.Kind is null or ProjectionKind.Parallel or ProjectionKind.Fan;
        if (isStack && scan.Rows is { } rows && rows != size.K)
            throw new UsageException($"--detectors: {rows} rows for {size.K} slices; a {ScanDescription.NameOf(scan.Kind ?? ProjectionKind.Parallel)} scan has one row a slice.");
        var magnification = scan.SourceMm is { } source && scan.DetectorMm is { } detector ? (source + detector) / source : 1;
        var columnMm = scan.ColumnSpacingMm ?? Math.Min(spacingMm.X, spacingMm.Y) * magnification;
        var rowMm = scan.RowSpacingMm ?? (isStack ? spacingMm.Z : scan.ColumnSpacingMm ?? spacingMm.Z * magnification);
        var radius = 0.5 * Math.Sqrt(size.I * spacingMm.X * size.I * spacingMm.X + size.J * spacingMm.Y * size.J * spacingMm.Y);

        // The ray that grazes the circle about the volume meets the detector at this distance from its middle.
        double Reach(double mm) => scan.SourceMm is { } s && s > radius ? mm * (s + (scan.DetectorMm ?? 0)) / Math.Sqrt(s * s - radius * radius) : mm;
        return Build(
            scan with
            {
                ColumnSpacingMm = columnMm,
                RowSpacingMm = rowMm,
                Columns = scan.Columns ?? (int)Math.Ceiling(2 * Reach(radius) / columnMm) + 1,
                Rows = isStack ? size.K : scan.Rows ?? (int)Math.Ceiling(Reach(size.K * spacingMm.Z) / rowMm * (scan.SourceMm is { } d && d > radius ? Math.Sqrt((d + radius) / (d - radius)) : 1)) + 1,
            },
            null);
    }

    private static ScanDescription Read(string path)
    {
        try
        {
            return ScanDescription.Read(path);
        }
        catch (VolumeFormatException e)
        {
            throw new UsageException(Text.OneLine(e));
        }
    }

    private static double[] Angles(string text)
    {
        if (!File.Exists(text))
        {
            try
            {
                return ScanDescription.ParseAngles(text);
            }
            catch (FormatException e)
            {
                throw new UsageException($"--angles-deg: {e.Message}");
            }
        }

        try
        {
            if (text.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            {
                using var array = NpyFile.Read(text);
                return array.Type switch
                {
                    NumericType.Float32 => array.AsSpan<float>().ToArray().Select(a => (double)a).ToArray(),
                    NumericType.Float64 => array.AsSpan<double>().ToArray(),
                    _ => throw new UsageException($"--angles-deg {text}: angles are float32 or float64, not {array.Type.Name()}."),
                };
            }

            return File.ReadLines(text).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Select(line =>
                Text.TryNumber(line, out var angle) && double.IsFinite(angle) ? angle : throw new UsageException($"--angles-deg {text}: '{line}' is no angle in degrees.")).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VolumeFormatException)
        {
            throw new UsageException(Text.OneLine(e));
        }
    }
}
