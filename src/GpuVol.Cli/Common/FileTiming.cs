using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>How long files of a plan will take, by a sample of each: what the system still has in memory of an input, or holds back of an output, counts as fast as it is.</summary>
internal static class FileTiming
{
    private const long SampleBytes = 32 << 20;

    /// <summary>Seconds of reading so many bytes of voxels of a file; null where it cannot be read in parts.</summary>
    public static double? Read(VerbRun run, string path, long bytes)
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

    /// <summary>Seconds of writing a volume: some of its slices, full of noise, which compresses no better than a measurement does, go to a temporary file beside it.</summary>
    public static double Write(VerbRun run, string path, VolumeGeometry target, ElementType elementType)
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
