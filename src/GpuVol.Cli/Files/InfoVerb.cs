using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>info</c>: what a file or folder holds.</summary>
internal sealed class InfoVerb : Verb
{
    private static readonly Argument<string> Input = new("PATH") { Description = "DICOM folder or file, .nii, .nii.gz or .npy." };

    /// <inheritdoc/>
    public override string Name => "info";

    /// <inheritdoc/>
    public override string Summary => "Describe a volume: geometry, type, statistics, warnings.";

    /// <inheritdoc/>
    public override string Details => """
        Patient coordinates are LPS millimetres; the columns of direction (by rows in JSON) are the directions of i, j, k.
        Statistics are of the intensities, over every frame of a series of several unless --frame picks one.
        A volume that the other verbs refuse (tilted, with gaps) is described all the same, with the reason as a warning.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol info head.nii.gz";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Input];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions => [.. CommonOptions.OfInput, CommonOptions.Json];

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        var path = run.Required(Input);
        var report = run.Report;
        report.Input = path;
        var what = run.Read($"looking at {path}", progress => VolumeFile.Describe(path, run.ReadOptions(progress)));
        report.Describe(what.Geometry, null);
        report.Warnings = [.. what.Problems, .. what.Warnings];

        // Several frames are a problem for a verb that wants one volume; each frame by itself may be sound.
        var readable = what.Problems.Count == 0
            || (what.Frames > 1 && run.Value(CommonOptions.Frame) is null && VolumeFile.Describe(path, run.ReadOptions() with { Frame = 0 }).Problems.Count == 0);
        var statistics = readable ? Statistics(run, path, what) : null;
        var type = what.ElementType.ShortName();
        var geometry = what.Geometry;

        report.Add("format", json => json.WriteStringValue(what.Format));
        report.Add("origin", json => CallReport.WriteVector(json, geometry.OriginMm));
        report.Add("direction", json =>
        {
            json.WriteStartArray();
            for (var row = 0; row < 3; row++)
                CallReport.WriteVector(json, Row(geometry, row));
            json.WriteEndArray();
        });
        report.Add("dtype", json => json.WriteStringValue(type));
        report.Add("stored_dtype", json => json.WriteStringValue(what.FileType.Name()));
        report.Add("modality", json => json.WriteStringValue(what.Modality));
        report.Add("frames", what.Frames);
        report.Add("readable", json => json.WriteBooleanValue(readable));
        report.Add("min", statistics?.Min ?? double.NaN);
        report.Add("max", statistics?.Max ?? double.NaN);
        report.Add("mean", statistics?.Mean ?? double.NaN);
        report.Add("std", statistics?.StandardDeviation ?? double.NaN);
        report.Add("nan_count", statistics?.NaNCount ?? double.NaN);

        report.Line($"format     {what.Format}{(what.Modality is { } modality ? $", {modality}" : string.Empty)}");
        report.Line($"size       {geometry.Size}{(what.Frames > 1 ? $", {what.Frames} frames" : string.Empty)}");
        report.Line($"spacing    {Join(geometry.SpacingMm)} mm");
        report.Line($"origin     {Join(geometry.OriginMm)} mm (LPS)");
        report.Line($"direction  {Join(Row(geometry, 0))}");
        report.Line($"           {Join(Row(geometry, 1))}");
        report.Line($"           {Join(Row(geometry, 2))}");
        report.Line($"dtype      {type}{(what.FileType.ToString() == what.ElementType.ToString() ? string.Empty : $" ({what.FileType.Name()} in the file)")}{Rescale(what.Rescale)}");
        if (statistics is { } s)
        {
            report.Line($"min        {Text.Of(s.Min)}");
            report.Line($"max        {Text.Of(s.Max)}");
            report.Line($"mean       {Text.Of(s.Mean)}");
            report.Line($"std        {Text.Of(s.StandardDeviation)}");
            if (s.NaNCount > 0)
                report.Line($"NaN        {s.NaNCount} voxels");
        }
    }

    private static VolumeStatistics Statistics(VerbRun run, string path, VolumeDescription what)
    {
        var frame = run.Value(CommonOptions.Frame);
        var frames = frame is { } one ? [one] : Enumerable.Range(0, what.Frames).ToArray();
        var parts = new List<(VolumeStatistics Statistics, long Count)>();
        var seconds = 0.0;
        foreach (var number in frames)
        {
            var label = frames.Length == 1 ? $"reading {path}" : $"reading frame {number + 1} of {frames.Length}";
            using var volume = run.Read(label, progress => VolumeFile.Read(path, run.ReadOptions(progress) with { Frame = what.Frames > 1 ? number : frame }));
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var part = IntensityTransforms.Statistics(volume);
            seconds += System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            parts.Add((part, volume.Geometry.Size.Voxels - part.NaNCount));
        }

        run.Report.ComputeSeconds = [seconds];
        return parts.Count == 1 ? parts[0].Statistics : Combine(parts);
    }

    // Chan, Golub and LeVeque 1979: sums of squares about the means add up, with the distance of the means between them.
    private static VolumeStatistics Combine(List<(VolumeStatistics Statistics, long Count)> parts)
    {
        var counted = parts.Where(p => p.Count > 0).ToList();
        var count = counted.Sum(p => p.Count);
        if (count == 0)
            return new VolumeStatistics(double.NaN, double.NaN, double.NaN, double.NaN, parts.Sum(p => p.Statistics.NaNCount));
        var mean = counted.Sum(p => p.Statistics.Mean * p.Count) / count;
        var squares = counted.Sum(p => p.Count * (p.Statistics.StandardDeviation * p.Statistics.StandardDeviation + (p.Statistics.Mean - mean) * (p.Statistics.Mean - mean)));
        return new VolumeStatistics(counted.Min(p => p.Statistics.Min), counted.Max(p => p.Statistics.Max), mean, Math.Sqrt(squares / count), parts.Sum(p => p.Statistics.NaNCount));
    }

    private static Vector3D Row(VolumeGeometry geometry, int row) => new(geometry.Direction[row, 0], geometry.Direction[row, 1], geometry.Direction[row, 2]);

    private static string Join(Vector3D v) => $"{Text.Of(v.X)} {Text.Of(v.Y)} {Text.Of(v.Z)}";

    private static string Rescale(IntensityRescale rescale) =>
        rescale.IsIdentity ? string.Empty
        : rescale.IsUniform ? $", intensity = {Text.Of(rescale.Slope[0])} * stored + {Text.Of(rescale.Intercept[0])}"
        : ", rescaled slice by slice";
}
