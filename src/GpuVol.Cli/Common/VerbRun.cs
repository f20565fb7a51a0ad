using System.CommandLine;
using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>
/// One run of a verb: its option values, the device, the stages read, upload, compute, download and write with their times, progress and
/// cancellation, and the report. Whatever a stage throws is turned here into "the input was wrong" or "the work failed". The run of a step of a
/// recipe shows no progress, and its device stays its owner's.
/// </summary>
internal sealed class VerbRun(Verb verb, ParseResult call, CancellationToken cancellation, bool isStep = false, ComputeDevice? device = null) : IDisposable
{
    private readonly ProgressDisplay _progress = new(isShown: !isStep);
    private ComputeDevice? _device = device;

    /// <summary>What was done.</summary>
    public CallReport Report { get; } = new(verb.Name);

    /// <summary>Set by Ctrl-C.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>True where <c>--json</c> was given.</summary>
    public bool Json => call.GetValue(CommonOptions.Json);

    /// <summary>An option's value; null (false) where it was not given.</summary>
    public T? Value<T>(Option<T> option) => Has(option) ? call.GetValue(option) : default;

    /// <summary>True where the option stands in the call.</summary>
    public bool Given(Option option) => Has(option) && call.GetResult(option) is { Implicit: false };

    /// <summary>An option as it stands in the call, to be handed on; no words where it does not.</summary>
    public IEnumerable<string> Words(Option option) =>
        Given(option) ? call.GetResult(option)!.Tokens.Select(t => t.Value).Prepend(option.Name) : [];

    /// <summary>A positional argument.</summary>
    public string Required(Argument<string> argument) => call.GetRequiredValue(argument);

    /// <summary>A positional argument that may be left out.</summary>
    public string? Optional(Argument<string?> argument) => call.GetValue(argument);

    /// <summary>A positional argument of any number of words.</summary>
    public IReadOnlyList<string> Several(Argument<string[]> argument) => call.GetValue(argument) ?? [];

    /// <summary>Opens the device of <c>--device</c>; <paramref name="fallback"/> is the device where the option is not given.</summary>
    /// <remarks>Lazy on purpose: no driver is touched unless the device needs it.</remarks>
    public ComputeDevice OpenDevice(string fallback = "auto")
    {
        if (_device is not null)
            return _device;
        var start = Stopwatch.GetTimestamp();
        _device = ComputeDevices.Open(Value(CommonOptions.Device) ?? fallback, Value(CommonOptions.Threads) ?? 0);
        Report.Device = _device.Info;
        Report.OpenSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return _device;
    }

    /// <summary>How to read the input, from <c>--frame</c> and the spacing options.</summary>
    public VolumeReadOptions ReadOptions(IProgress<double>? progress = null)
    {
        var named = Value(CommonOptions.InputSpacingMm);
        var spacing = Value(CommonOptions.SpacingMm);
        if (named is not null && spacing is not null && named != spacing)
            throw new UsageException("--spacing-mm and --input-spacing-mm mean the same here but differ; give one of them.");
        return new VolumeReadOptions
        {
            SpacingMm = named ?? spacing,
            Frame = Value(CommonOptions.Frame),
            Series = Value(CommonOptions.Series),
            Progress = progress,
            Cancellation = cancellation,
        };
    }

    /// <summary>Reads a volume and keeps its warnings for the report; a description that was made before saves reading its headers again.</summary>
    public Volume ReadVolume(string path, VolumeDescription? described = null) => Read($"reading {Path.GetFileName(path.TrimEnd('/'))}", progress =>
    {
        var volume = VolumeFile.Read(path, ReadOptions(progress) with { Described = described });
        Report.Warnings = [.. Report.Warnings, .. volume.Metadata.Warnings];
        return volume;
    });

    /// <summary>Begins to read a volume whose last slices may come while the first are at work.</summary>
    public VolumeReader OpenVolume(string path, VolumeDescription described) => Read($"reading {Path.GetFileName(path.TrimEnd('/'))}", progress =>
    {
        var reader = VolumeFile.Open(path, ReadOptions(progress) with { Described = described });
        Report.Warnings = [.. Report.Warnings, .. reader.Volume.Metadata.Warnings];
        return reader;
    });

    /// <summary>The read stage: what fails here, the input is to blame for.</summary>
    public T Read<T>(string what, Func<IProgress<double>, T> read) => Read(() => read(_progress.Begin(what)));

    /// <summary>The same within another stage, whose progress stays in sight.</summary>
    public T Read<T>(Func<T> read)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(Text.OneLine(e));
        }
        finally
        {
            Report.ReadSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>The upload stage.</summary>
    public DeviceVolume Upload(Func<DeviceVolume> upload)
    {
        cancellation.ThrowIfCancellationRequested();
        _progress.Begin("uploading");
        var start = Stopwatch.GetTimestamp();
        var volume = upload();
        volume.Device.Synchronize();
        Report.UploadSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return volume;
    }

    /// <summary>The upload stage of something that is no volume.</summary>
    public T Upload<T>(ComputeDevice device, Func<T> upload)
    {
        cancellation.ThrowIfCancellationRequested();
        _progress.Begin("uploading");
        var start = Stopwatch.GetTimestamp();
        var uploaded = upload();
        device.Synchronize();
        Report.UploadSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return uploaded;
    }

    /// <summary>
    /// The compute stage, up to the last kernel's end: once, or, with <c>--repeat N</c>, once to warm up and N times on the clock.
    /// </summary>
    public T Compute<T>(Func<T> compute)
        where T : class
    {
        var repeat = Value(CommonOptions.Repeat);
        var seconds = new List<double>();
        T? result = null;
        var progress = _progress.Begin(repeat is null ? "computing" : $"computing {repeat} times", repeat is null ? null : "runs", repeat ?? 0);
        for (var run = repeat is null ? 0 : -1; run < (repeat ?? 1); run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var previous = result;
            var start = Stopwatch.GetTimestamp();
            result = compute();
            _device?.Synchronize();
            if (run >= 0)
            {
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                progress.Report((run + 1.0) / (repeat ?? 1));
            }

            if (!ReferenceEquals(previous, result))
                (previous as IDisposable)?.Dispose();
        }

        Report.ComputeSeconds = seconds;
        if (repeat is { } times)
            Report.Add("repeat", times);
        return result!;
    }

    /// <summary>The download stage.</summary>
    public Volume Download(DeviceVolume volume)
    {
        cancellation.ThrowIfCancellationRequested();
        _progress.Begin("downloading");
        var start = Stopwatch.GetTimestamp();
        var host = volume.ToHost();
        Report.DownloadSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return host;
    }

    /// <summary>The download stage of something that is no volume.</summary>
    public T Download<T>(Func<T> download)
    {
        cancellation.ThrowIfCancellationRequested();
        _progress.Begin("downloading");
        var start = Stopwatch.GetTimestamp();
        var host = download();
        Report.DownloadSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        return host;
    }

    /// <summary>Writes a volume.</summary>
    public void WriteVolume(Volume volume, string path) => Write(() => Report.Warnings = [.. Report.Warnings, .. VolumeFile.Write(volume, path, cancellation)]);

    /// <summary>The write stage: the place was checked before, so what fails here is a failure of the work.</summary>
    public void Write(Action write)
    {
        cancellation.ThrowIfCancellationRequested();
        _progress.Begin("writing");
        var start = Stopwatch.GetTimestamp();
        try
        {
            using (Interruption.InWriting())
                write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VolumeFormatException)
        {
            throw new WorkFailedException(Text.OneLine(e), e);
        }

        Report.WriteSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Shows a part of the compute stage that reports the share done, 0 to 1.</summary>
    public IProgress<double> Progress(string what, string? unit = null, double total = 100) => _progress.Begin(what, unit, total);

    /// <summary>Shows a stage of another kind in the progress bar.</summary>
    public void Stage(string what)
    {
        cancellation.ThrowIfCancellationRequested();
        _progress.Begin(what);
    }

    /// <summary>Takes the progress bar away.</summary>
    public void EndProgress() => _progress.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _progress.Dispose();
        if (!isStep)
            _device?.Dispose();
    }

    private bool Has(Option option) => verb.Options.Contains(option) || verb.SharedOptions.Contains(option);
}
