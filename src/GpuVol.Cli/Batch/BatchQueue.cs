using System.Collections.Concurrent;

namespace GpuVol.Cli;

/// <summary>
/// Hands out the items that are this process's to do: those nobody else has, first as they come, then those to be tried again, and at the end
/// those that other processes had when they were met, in case one of these is lost.
/// </summary>
internal sealed class BatchQueue
{
    private const int PollMs = 500;
    private static readonly TimeSpan JournalAge = TimeSpan.FromSeconds(10);

    private readonly BatchManifest _manifest;
    private readonly BatchClaims _claims;
    private readonly CancellationToken _cancellation;
    private readonly object _gate = new();
    private readonly Queue<(BatchItem Item, int Attempt)> _next;
    private readonly ConcurrentQueue<JournalRecord> _found = [];
    private List<BatchItem> _elsewhere = [];
    private int _inFlight;
    private bool _isLooking;

    /// <summary>Prepares the items that are not over yet, in their order.</summary>
    public BatchQueue(BatchManifest manifest, BatchClaims claims, IEnumerable<BatchItem> items, CancellationToken cancellation)
    {
        _manifest = manifest;
        _claims = claims;
        _cancellation = cancellation;
        _next = new(items.Select(i => (i, 1)));
    }

    /// <summary>Called with each item that turned out to be over: done by another process, or given up.</summary>
    public Action? Settled { get; init; }

    /// <summary>The next item and which attempt it is, claimed; null when all are over.</summary>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public (BatchItem Item, int Attempt)? Take()
    {
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            (BatchItem Item, int Attempt) candidate;
            lock (_gate)
            {
                if (!_next.TryDequeue(out candidate))
                {
                    if (_inFlight == 0 && _elsewhere.Count == 0 && !_isLooking)
                        return null;
                    if (_elsewhere.Count == 0 || _isLooking)
                    {
                        // An item in flight may come back to be tried again.
                        Monitor.Wait(_gate, PollMs);
                        continue;
                    }

                    _isLooking = true;
                }
                else
                {
                    _inFlight++;
                }
            }

            if (candidate.Item is null)
                LookElsewhere();
            else if (candidate.Attempt > 1 || TryClaim(candidate.Item))
                return candidate;
            else
                Finished();
        }
    }

    /// <summary>Puts an item in flight back, to be tried again after the others.</summary>
    public void TryAgain(BatchItem item, int attempt)
    {
        lock (_gate)
        {
            _inFlight--;
            _next.Enqueue((item, attempt));
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// An item in flight is over. A claim of one that failed is kept: it tells the others of this run to leave it alone. Unless a full disk keeps the
    /// journal from telling them why: they would wait for each other.
    /// </summary>
    public void End(BatchItem item, JournalRecord record)
    {
        _manifest.End(record);
        if (record.Event == JournalRecord.Done || _manifest.JournalFault is not null)
            _claims.Release(item);
        Finished();
    }

    /// <summary>An item in flight is given up without an end, because the work was stopped.</summary>
    public void Abandon(BatchItem item)
    {
        _claims.Release(item);
        Finished();
    }

    /// <summary>
    /// Records the items that were found complete, where no journal tells of them because their process ended before its last line. To be called
    /// once, at the end: as a rule the journals read by then tell of all.
    /// </summary>
    public void RecordFound()
    {
        _manifest.Refresh();
        foreach (var record in _found)
        {
            if (_manifest.StateOf(record.Output).End is not { Event: JournalRecord.Done })
                _manifest.End(record);
        }
    }

    private void Finished()
    {
        lock (_gate)
        {
            _inFlight--;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryClaim(BatchItem item)
    {
        // With many processes most items that come late in the list are done by others; to claim each would be the larger part of the work.
        _manifest.RefreshIfOlder(JournalAge);
        if (_manifest.StateOf(item.Output).End is { Event: JournalRecord.Done })
        {
            Settled?.Invoke();
            return false;
        }

        ClaimResult result;
        try
        {
            result = _claims.TryTake(item);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: the others go the same way, unless there is room again by then.
            _manifest.End(CompletedElsewhere(item) ?? Ended(item, JournalRecord.Failed) with { Error = $"the item cannot be claimed: {Text.OneLine(e)}" });
            Settled?.Invoke();
            return false;
        }

        switch (result)
        {
            case ClaimResult.Busy:
                lock (_gate)
                    _elsewhere.Add(item);
                return false;
            case ClaimResult.Deadly:
                _manifest.End(Ended(item, JournalRecord.Failed) with { Error = "the processes that worked on it ended without a word, three times; try it alone." });
                Settled?.Invoke();
                return false;
            case ClaimResult.TakenOver:
                _manifest.Refresh();
                if (_manifest.StateOf(item.Output).IsOver(_manifest.Process.Run) && _manifest.StateOf(item.Output).End!.Event == JournalRecord.Failed)
                {
                    Settled?.Invoke();
                    return false;
                }

                AtomicFile.RemoveLeftovers(_manifest.PathOf(item));
                AtomicFile.RemoveLeftovers(Provenance.PathOf(_manifest.PathOf(item)));
                break;
        }

        // Another process may have completed it since the journals were read; its last act is the file beside the output.
        if (CompletedElsewhere(item) is { } done)
        {
            _found.Enqueue(done);
            _claims.Release(item);
            Settled?.Invoke();
            return false;
        }

        return true;
    }

    private JournalRecord? CompletedElsewhere(BatchItem item)
    {
        var path = _manifest.PathOf(item);
        if (Provenance.TryRead(path) is not { } found || found.Batch != _manifest.Id || !File.Exists(path) || new FileInfo(path).Length != found.OutputBytes)
            return null;
        try
        {
            if (InputFiles.Stamp(item.Input).Digits != found.InputStamp)
                return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or GpuVolException)
        {
            return null;
        }

        return Ended(item, JournalRecord.Done) with
        {
            Device = found.Device,
            InputBytes = found.InputBytes,
            InputStamp = found.InputStamp,
            InputSha256 = found.InputSha256,
            OutputBytes = found.OutputBytes,
            OutputSha256 = found.OutputSha256,
        };
    }

    private JournalRecord Ended(BatchItem item, string how) =>
        new() { Event = how, Time = DateTime.UtcNow, Output = item.Output, Input = item.Input, IsLabel = item.IsLabel, Run = _manifest.Process.Run };

    // What others had: over by now, or left behind by a process that is lost, or still at work.
    private void LookElsewhere()
    {
        try
        {
            _manifest.Refresh();
            var open = new List<BatchItem>();
            foreach (var item in Swap([]))
            {
                if (_manifest.StateOf(item.Output).IsOver(_manifest.Process.Run))
                    Settled?.Invoke();
                else
                    open.Add(item);
            }

            lock (_gate)
            {
                foreach (var item in open)
                    _next.Enqueue((item, 1));
            }

            if (open.Count > 0)
                _cancellation.WaitHandle.WaitOne(PollMs);
        }
        finally
        {
            lock (_gate)
            {
                _isLooking = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private List<BatchItem> Swap(List<BatchItem> other)
    {
        lock (_gate)
        {
            var before = _elsewhere;
            _elsewhere = other;
            return before;
        }
    }
}
