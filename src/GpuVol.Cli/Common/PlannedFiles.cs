using System.Diagnostics;
using System.Globalization;

namespace GpuVol.Cli;

/// <summary>What the files of a plan take: time by a sample of each, so that what the system still has in memory of an input, or holds back of an output, counts as fast as it is.</summary>
internal static class PlannedFiles
{
    private const long SampleBytes = 32 << 20;

    /// <summary>Tells time, that of computing beside that of the files, and disk space.</summary>
    public static void Report(VerbRun run, string input, long readBytes, string output, VolumeGeometry target, ElementType elementType, double computeSeconds)
    {
        var report = run.Report;
        var written = target.Size.Voxels * elementType.SizeBytes();
        var free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(output))!).AvailableFreeSpace;
        var reading = Read(run, input, readBytes);
        var writing = Write(run, output, target, elementType);
        report.Add("estimated_compute_seconds", computeSeconds);
        report.Add("estimated_read_seconds", reading ?? double.NaN);
        report.Add("estimated_write_seconds", writing);
        report.Add("read_bytes", json => json.WriteNumberValue(readBytes));
        report.Add("write_bytes", json => json.WriteNumberValue(written));
        report.Add("disk_free_bytes", json => json.WriteNumberValue(free));
        report.Line(string.Create(CultureInfo.InvariantCulture, $"time     {(reading is null ? "reading not estimated, this format is read only as a whole" : $"reading {reading:G2} s")}, compute {computeSeconds:G2} s, writing {writing:G2} s; slabs do the three side by side"));
        report.Line($"disk     {MemoryLimit.Mb(readBytes)} MB to read, {MemoryLimit.Mb(written)} MB to write{(output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? " before compression" : string.Empty)}, {MemoryLimit.Mb(free)} MB free");
    }

    // Seconds of reading so many bytes of voxels of a file; null where it cannot be read in parts.
    private static double? Read(VerbRun run, string path, long bytes)
    {
        using var reader = run.Read("reading a sample", _ => VolumeFile.TryOpenParts(path, run.ReadOptions()));
        if (reader is null)
            return null;
        var size = reader.Geometry.Size;
        var lineBytes = (long)size.I * reader.ElementType.SizeBytes();
        var lines = (int)Math.Clamp(SampleBytes / lineBytes, 1, size.J);
        var slices = (int)Math.Clamp(SampleBytes / (lineBytes * lines), 1, size.K);
        var start = Stopwatch.GetTimestamp();
        run.Read("reading a sample", _ => reader.Read(0, slices, 0, lines, run.Cancellation)).Dispose();
        return Stopwatch.GetElapsedTime(start).TotalSeconds * bytes / (lineBytes * lines * slices);
    }

    // Seconds of writing a volume: some of its slices, full of noise, which compresses no better than a measurement does, go to a temporary file beside it.
    private static double Write(VerbRun run, string path, VolumeGeometry target, ElementType elementType)
    {
        var slices = (int)Math.Clamp(SampleBytes / ((long)target.Size.I * target.Size.J * elementType.SizeBytes()), 1, target.Size.K);
        var geometry = new VolumeGeometry(target.Size with { K = slices }, target.SpacingMm, target.OriginMm, target.Direction);
        using var noise = Volume.Create(geometry, elementType);
        var random = new Random(1);
        unsafe
        {
            for (var offset = 0L; offset < noise.LengthBytes; offset += SampleBytes)
                random.NextBytes(new Span<byte>((byte*)noise.Memory.Address + offset, (int)Math.Min(SampleBytes, noise.LengthBytes - offset)));
        }

        var sample = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".gpuvol-plan-{Guid.NewGuid():N}{OutputGuard.VolumeExtensions.First(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase))}");
        var start = Stopwatch.GetTimestamp();
        try
        {
            run.Write(() =>
            {
                using var writer = new VolumeWriter(sample, geometry, elementType, null, run.Cancellation);
                writer.Append(noise);
                writer.Complete();
            });
            return Stopwatch.GetElapsedTime(start).TotalSeconds * target.Size.K / slices;
        }
        finally
        {
            File.Delete(sample);
        }
    }
}
