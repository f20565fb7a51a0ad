namespace GpuVol.Cpu;

/// <summary>
/// The barrier of one group of items. Unlike <see cref="Barrier"/> it lets everyone go when one item fails, and it notices
/// when some items end while others still wait, which on a GPU would hang or corrupt.
/// </summary>
internal sealed class GroupBarrier(int items)
{
    private readonly object _gate = new();
    private int _waiting;
    private int _finished;
    private long _generation;

    /// <summary>What went wrong first; null while all is well.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Waits until every item of the group is at a barrier.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            Check();
            _waiting++;
            CheckDivergence();
            Arrive(ref _waiting);
        }
    }

    /// <summary>Waits until every item has run through the group.</summary>
    public void FinishGroup()
    {
        lock (_gate)
        {
            Check();
            _finished++;
            CheckDivergence();
            Arrive(ref _finished);
        }
    }

    /// <summary>Records a failure and lets everyone go.</summary>
    public void Fail(Exception exception)
    {
        lock (_gate)
        {
            // Those let go throw a cancellation; the cause came first.
            Failure ??= exception;
            Monitor.PulseAll(_gate);
        }
    }

    private void Arrive(ref int count)
    {
        if (count == items)
        {
            count = 0;
            _generation++;
            Monitor.PulseAll(_gate);
            return;
        }

        var generation = _generation;
        while (generation == _generation && Failure is null)
            Monitor.Wait(_gate);
        if (generation == _generation)
            Check();
    }

    private void Check()
    {
        if (Failure is not null)
            throw new OperationCanceledException("Another item of the group failed.", Failure);
    }

    private void CheckDivergence()
    {
        if (_finished > 0 && _waiting > 0 && _finished + _waiting == items)
        {
            Failure ??= new InvalidOperationException($"{_waiting} items of a group wait at a barrier that the other {_finished} never reach. Put Group.Barrier() where every item of the group comes by.");
            Monitor.PulseAll(_gate);
            Check();
        }
    }
}
