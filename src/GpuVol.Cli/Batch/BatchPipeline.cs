using System.Collections.Concurrent;
using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>
/// Reads, computes and writes side by side: some threads decode, one computes per device, some encode. Queues between them are short and items
/// reserve their memory before they are read, so that however many there are, only so many are in memory.
/// </summary>
internal sealed class BatchPipeline : IDisposable
{
    // Enough to bridge an item that takes longer than its neighbours.
    private const int Waiting = 2;

    private readonly BatchManifest _manifest;
    private readonly BatchQueue _queue;
    private readonly Recipe _recipe;
    private readonly RecipeRunner _runner;
    private readonly BatchSettings _settings;
    private readonly IReadOnlyList<ComputeDevice> _devices;
    private readonly MemoryBudget _budget;
    private readonly BlockingCollection<BatchWork> _read;
    private readonly BlockingCollection<BatchWork> _computed;
    private readonly CancellationTokenSource _stop;
    private readonly ConcurrentQueue<Exception> _faults = [];
    private readonly Action _ended;
    private int _readersLeft;
    private int _computersLeft;
    private long _starvedTicks;
    private long _blockedTicks;
    private long _computeTicks;

    /// <summary>Prepares the stages.</summary>
    /// <param name="manifest">Where results are told.</param>
    /// <param name="queue">Where items come from.</param>
    /// <param name="recipe">What is done.</param>
    /// <param name="settings">Threads and memory.</param>
    /// <param name="devices">Each gets a thread of its own.</param>
    /// <param name="ended">Called after each item.</param>
    /// <param name="cancellation">Stops the work; items in flight are discarded.</param>
    public BatchPipeline(BatchManifest manifest, BatchQueue queue, Recipe recipe, BatchSettings settings, IReadOnlyList<ComputeDevice> devices, Action ended, CancellationToken cancellation)
    {
        _manifest = manifest;
        _queue = queue;
        _recipe = recipe;
        _runner = new RecipeRunner(recipe);
        _settings = settings;
        _devices = devices;
        _ended = ended;
        _budget = new MemoryBudget(settings.MemoryBytes);
        _read = new(Waiting * devices.Count);
        _computed = new(Waiting * devices.Count);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Seconds that the devices computed, summed over devices.</summary>
    public double ComputeSeconds => (double)_computeTicks / Stopwatch.Frequency;

    /// <summary>Seconds that the devices waited for volumes to be read.</summary>
    public double StarvedSeconds => (double)_starvedTicks / Stopwatch.Frequency;

    /// <summary>Seconds that the devices waited for results to be taken off them.</summary>
    public double BlockedSeconds => (double)_blockedTicks / Stopwatch.Frequency;

    /// <summary>Works until every item is over.</summary>
    /// <exception cref="OperationCanceledException">The work was stopped; what is complete is recorded.</exception>
    public void Run()
    {
        _readersLeft = _settings.Readers;
        _computersLeft = _devices.Count;
        var threads = new List<Thread>();
        for (var n = 0; n < _settings.Readers; n++)
            threads.Add(Start("batch reader", Read));
        foreach (var device in _devices)
            threads.Add(Start("batch compute", () => Compute(device)));
        for (var n = 0; n < _settings.Writers; n++)
            threads.Add(Start("batch writer", Write));
        foreach (var thread in threads)
            thread.Join();
        while (_read.TryTake(out var work) || _computed.TryTake(out work))
            Abandon(work);
        if (_faults.FirstOrDefault(f => f is not OperationCanceledException) is { } fault)
            throw new WorkFailedException(Text.OneLine(fault), fault);
        _stop.Token.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _read.Dispose();
        _computed.Dispose();
        _stop.Dispose();
    }

    private Thread Start(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception e)
            {
                // What fails outside an item (the folder of claims is gone) stops all stages.
                _faults.Enqueue(e);
                _stop.Cancel();
            }
        })
        { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private void Read()
    {
        try
        {
            while (_queue.Take() is { } next)
            {
                var work = new BatchWork(next.Item, next.Attempt, _budget);
                Step(work, Read, _read);
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _readersLeft) == 0)
                _read.CompleteAdding();
        }
    }

    private void Compute(ComputeDevice device)
    {
        try
        {
            while (TakeTimed(_read, ref _starvedTicks) is { } work)
                Step(work, w => Compute(w, device), _computed);
        }
        finally
        {
            if (Interlocked.Decrement(ref _computersLeft) == 0)
                _computed.CompleteAdding();
        }
    }

    private void Write()
    {
        foreach (var work in _computed.GetConsumingEnumerable(_stop.Token))
            Step(work, Write, null);
    }

    // One stage of one item: on to the next, or over in one of the ways there are.
    private void Step(BatchWork work, Action<BatchWork> stage, BlockingCollection<BatchWork>? next)
    {
        try
        {
            stage(work);
            var start = Stopwatch.GetTimestamp();
            next?.Add(work, _stop.Token);
            if (next == _computed)
                Interlocked.Add(ref _blockedTicks, Stopwatch.GetTimestamp() - start);
            if (next is null)
            {
                work.Dispose();
                _ended();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Abandon(work);
            throw;
        }
        catch (Exception e)
        {
            Fail(work, e);
        }
    }

    private void Abandon(BatchWork work)
    {
        work.Dispose();
        _queue.Abandon(work.Item);
    }

    private void Fail(BatchWork work, Exception error)
    {
        work.Dispose();
        if (MayPass(error) && work.Attempt <= _settings.Retries)
        {
            _queue.TryAgain(work.Item, work.Attempt + 1);
            return;
        }

        _queue.End(work.Item, Record(work, JournalRecord.Failed) with { Error = Text.OneLine(error) });
        _ended();
    }

    // A damaged file stays damaged; a network share, memory and disks may be better later.
    private static bool MayPass(Exception error) => error switch
    {
        VolumeFormatException e => e.InnerException is IOException and not (FileNotFoundException or DirectoryNotFoundException),
        UsageException or ArgumentException or WorkFailedException => false,
        _ => true,
    };

    private void Read(BatchWork work)
    {
        var item = work.Item;
        var options = _recipe.Input with { Cancellation = _stop.Token };
        var description = VolumeFile.Describe(item.Input, options);
        if (description.Problems.Count > 0)
            throw new VolumeFormatException(item.Input, description.Problems[0]);
        if (item.Image is not null && VolumeFile.Describe(item.Image, options).Geometry is var image && !GridsAgree(description.Geometry, image))
            throw new VolumeFormatException(item.Input, $"the label map's grid ({description.Geometry.Size}) is not that of its image '{Path.GetFileName(item.Image)}' ({image.Size}); resample it onto the image first.");
        work.Reserve(work.Attempt == 1 ? _runner.EstimateBytes(description, item, _devices[0]) : _budget.TotalBytes, _stop.Token);

        var start = Stopwatch.GetTimestamp();
        work.Stamp = InputFiles.Stamp(item.Input);
        work.Sha256 = InputFiles.Checksum(item.Input, _stop.Token);
        work.Volume = VolumeFile.Read(item.Input, options);
        work.Voxels = work.Volume.Geometry.Size.Voxels;
        if (InputFiles.Stamp(item.Input) != work.Stamp)
            throw new IOException($"{item.Input}: it was changed while it was read.");
        work.ReadSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private void Compute(BatchWork work, ComputeDevice device)
    {
        var start = Stopwatch.GetTimestamp();
        work.Volume = _runner.Run(work.Volume, work.Item, device, work.Warnings, _stop.Token);
        work.Device = device.Info;
        var ticks = Stopwatch.GetTimestamp() - start;
        work.ComputeSeconds = (double)ticks / Stopwatch.Frequency;
        Interlocked.Add(ref _computeTicks, ticks);

        // The source is gone; what remains is the result.
        work.ReserveOnly(work.Volume.LengthBytes);
    }

    private void Write(BatchWork work)
    {
        var start = Stopwatch.GetTimestamp();
        var path = _manifest.PathOf(work.Item);
        using (Interruption.InWriting())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            work.Warnings.AddRange(VolumeFile.Write(work.Volume, path, _stop.Token));
            try
            {
                var record = Record(work, JournalRecord.Done) with { OutputBytes = new FileInfo(path).Length, OutputSha256 = InputFiles.Checksum(path, default) };
                Describe(work, record).Write(path);
                work.WriteSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                _queue.End(work.Item, record with { WriteSeconds = work.WriteSeconds, Time = DateTime.UtcNow });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or VolumeFormatException)
            {
                // Nothing may lie there that no record tells of.
                File.Delete(path);
                throw;
            }
        }
    }

    private Provenance Describe(BatchWork work, JournalRecord record) => new()
    {
        Tool = $"gpuvol {Entry.Version()}",
        Time = record.Time,
        Batch = _manifest.Id,
        Recipe = _recipe.Public,
        RecipeSha256 = _recipe.Hash,
        IsLabel = work.Item.IsLabel,
        Device = work.Device!.Id,
        DeviceName = work.Device.Name,
        InputSha256 = work.Sha256,
        InputBytes = work.Stamp.Bytes,
        InputStamp = work.Stamp.Digits,
        OutputSha256 = record.OutputSha256!,
        OutputBytes = record.OutputBytes,
    };

    private JournalRecord Record(BatchWork work, string how) => new()
    {
        Event = how,
        Time = DateTime.UtcNow,
        Output = work.Item.Output,
        Input = work.Item.Input,
        IsLabel = work.Item.IsLabel,
        Run = _manifest.Process.Run,
        Device = work.Device?.Id,
        Attempts = work.Attempt,
        Warnings = work.Warnings.Count > 0 ? [.. work.Warnings.Distinct()] : null,
        InputBytes = work.Stamp.Bytes,
        InputStamp = work.Stamp.Digits,
        InputSha256 = work.Sha256.Length > 0 ? work.Sha256 : null,
        Voxels = work.Voxels,
        ReadSeconds = work.ReadSeconds,
        ComputeSeconds = work.ComputeSeconds,
        WriteSeconds = work.WriteSeconds,
    };

    private static bool GridsAgree(VolumeGeometry a, VolumeGeometry b)
    {
        // Headers of several programs differ in the last digits of float32.
        const double ToleranceOfVoxel = 1e-3;
        var far = new Vector3D(a.Size.I - 1, a.Size.J - 1, a.Size.K - 1);
        return a.Size == b.Size && Distance(default) <= ToleranceOfVoxel && Distance(far) <= ToleranceOfVoxel;

        double Distance(Vector3D voxel) => (a.VoxelToPatient(voxel) - b.VoxelToPatient(voxel)).Length / Math.Min(a.SpacingMm.X, Math.Min(a.SpacingMm.Y, a.SpacingMm.Z));
    }

    private BatchWork? TakeTimed(BlockingCollection<BatchWork> queue, ref long ticks)
    {
        var start = Stopwatch.GetTimestamp();
        var got = queue.TryTake(out var work, Timeout.Infinite, _stop.Token);
        Interlocked.Add(ref ticks, Stopwatch.GetTimestamp() - start);
        return got ? work : null;
    }
}
