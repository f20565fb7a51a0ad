using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options that the verbs of bulk work share.</summary>
internal static class BatchOptions
{
    // Room for the program itself, its threads and the copies of blocks being compressed.
    private const long ProgramBytes = 256L << 20;

    // A GPU takes no more than about this many threads can feed; on the CPU as many as cores were quickest, for one waits on the disk now and then.
    private const int MostReaders = 8;
    private const int MostWriters = 8;

    /// <summary>Share of a scheduler's task.</summary>
    public static readonly Option<(int Index, int Count)?> Shard = Opt.Shard("--shard", "Work on every n-th item only, from the i-th, counted from 0.");

    /// <summary>Tries.</summary>
    public static readonly Option<int?> Retries = Opt.Integer("--retries", "N", "How often an item is tried again after a failure that may pass, such as a full disk (default 2); damaged files are not.", n => n >= 0 ? null : "it must be at least 0.");

    /// <summary>Memory.</summary>
    public static readonly Option<int?> MemoryMb = Opt.Integer("--memory-mb", "N", "Memory for volumes (default: half of what is free); items wait until they fit.", Opt.AtLeastOne);

    /// <summary>Threads of decoding.</summary>
    public static readonly Option<int?> Readers = Opt.Integer("--readers", "N", "Items decoded side by side (default: as many as cores, at most 8 per device).", Opt.AtLeastOne);

    /// <summary>Threads of encoding.</summary>
    public static readonly Option<int?> Writers = Opt.Integer("--writers", "N", "Items encoded side by side (default: as many as cores, at most 8 per device).", Opt.AtLeastOne);

    /// <summary>Workers of the CPU.</summary>
    public static readonly Option<int?> Workers = Opt.Integer("--workers", "N", "Items computed side by side on the CPU engine, its threads shared out among them (default 1).", Opt.AtLeastOne);

    /// <summary>When a process counts as lost.</summary>
    public static readonly Option<int?> LeaseSeconds = Opt.Integer("--lease-seconds", "N", "Silence after which a process on another machine counts as lost (default 60).", n => n >= 2 ? null : "it must be at least 2.");

    /// <summary>Checksums of what is there.</summary>
    public static readonly Option<bool> Verify = Opt.Flag("--verify", "Compare outputs that are there with their checksums before they are skipped.");

    /// <summary>Report file.</summary>
    public static readonly Option<string?> Report = Opt.Word("--report", "FILE", "Write the report of every item: .json, .csv or .txt.");

    /// <summary>All that say how work is done.</summary>
    public static IReadOnlyList<Option> OfWork => [Shard, Retries, MemoryMb, Readers, Writers, Workers, LeaseSeconds, Verify, Report];

    /// <summary>The settings of a call.</summary>
    public static BatchSettings Settings(VerbRun run, IReadOnlyList<ComputeDevice> devices)
    {
        var (index, count) = run.Value(Shard) ?? (0, 1);
        var cores = Environment.ProcessorCount;
        return new BatchSettings
        {
            Shard = index,
            Shards = count,
            Retries = run.Value(Retries) ?? 2,
            Verify = run.Value(Verify),
            MemoryBytes = run.Value(MemoryMb) is { } mb ? (long)mb << 20 : Math.Max(64L << 20, SystemMemory.FreeBytes() / 2 - ProgramBytes),
            Readers = run.Value(Readers) ?? Math.Min(cores, MostReaders * devices.Count),
            Writers = run.Value(Writers) ?? Math.Min(cores, MostWriters * devices.Count),
        };
    }

    /// <summary>This process among those at work.</summary>
    public static BatchProcess Process(VerbRun run) => BatchProcess.Current(run.Value(LeaseSeconds) ?? 60, Scheduler.Job);

    /// <summary>A process that only looks.</summary>
    public static BatchProcess Observer => BatchProcess.Current(60, run: null);

    /// <summary>The devices of a call: every one of the kind, and for the CPU as many workers as asked for.</summary>
    public static IReadOnlyList<ComputeDevice> OpenDevices(VerbRun run)
    {
        var threads = run.Value(CommonOptions.Threads) ?? Environment.ProcessorCount;
        var workers = run.Value(Workers) ?? 1;
        var devices = ComputeDevices.OpenAll(run.Value(CommonOptions.Device) ?? "auto", Math.Max(1, threads / workers));
        if (devices[0].Info.Kind == DeviceKind.Cpu)
            return [.. devices, .. Enumerable.Range(1, workers - 1).Select(_ => ComputeDevices.Open("cpu", Math.Max(1, threads / workers)))];
        return run.Given(Workers) ? throw new UsageException("--workers is for the CPU engine; each GPU has one.") : devices;
    }
}
