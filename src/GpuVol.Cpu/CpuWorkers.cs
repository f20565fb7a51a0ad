using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace GpuVol.Cpu;

/// <summary>
/// The threads of a CPU device. A loop is cut into ranges that the caller and the workers claim one by one; the caller
/// always works too, so that loops from several threads, and loops within loops, cannot wait for each other.
/// </summary>
internal sealed class CpuWorkers : IDisposable
{
    private const int RangesPerThread = 4;

    // Below this many pieces a first piece would be too large a part of the work to try it alone.
    private const long FewestPiecesToProbe = 64;

    // Waking a sleeping thread costs a few microseconds of the caller's time: not worth it for less work than this.
    private static readonly long WakeAfterTicks = Stopwatch.Frequency * 3 / 1_000_000;

    // About what sleeping and being woken cost.
    private static readonly long SpinTicks = Stopwatch.Frequency * 20 / 1_000_000;

    private readonly object _gate = new();
    private readonly List<Loop> _open = [];
    private readonly Thread[] _threads;
    private int _published;
    private int _sleeping;
    private bool _stopping;

    public CpuWorkers(int threads)
    {
        Count = threads;
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"GpuVol CPU {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads that work on a loop, the caller's among them.</summary>
    public int Count { get; }

    /// <summary>Runs <paramref name="body"/> over [0, count) and throws the first exception of a body.</summary>
    public void Run(long count, Action<long, long> body, long minimumRange)
    {
        if (count <= 0)
            return;
        minimumRange = Math.Max(1, minimumRange);
        var range = Math.Max(minimumRange, (count + (Count * RangesPerThread) - 1) / (Count * RangesPerThread));
        if (Count == 1 || range >= count)
        {
            body(0, count);
            return;
        }

        var done = RunAlone(count, body, range, minimumRange);
        if (done < count)
            RunTogether(new Loop(body, done, count, range));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
        {
            // A kernel body may dispose its own device by mistake; a thread cannot wait for itself.
            if (thread != Thread.CurrentThread)
                thread.Join();
        }
    }

    // Short launches are common (a pyramid's top, small images): the caller starts alone, in pieces, and calls the others once
    // it has worked for longer than waking them takes.
    private static long RunAlone(long count, Action<long, long> body, long range, long minimumRange)
    {
        var piece = count / FewestPiecesToProbe;
        if (piece < minimumRange)
            return 0;
        var start = Stopwatch.GetTimestamp();
        var done = 0L;
        while (done < count)
        {
            var end = Math.Min(done + piece, count);
            body(done, end);
            done = end;
            if (Stopwatch.GetTimestamp() - start > WakeAfterTicks)
                break;
            piece = Math.Min(piece * 2, range);
        }

        return done;
    }

    private static bool SpinUntil<T>(Func<T, int, bool> happened, T state, int seen)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            if (happened(state, seen))
                return true;
            Thread.SpinWait(20);
        }
        while (Stopwatch.GetTimestamp() - start < SpinTicks);
        return happened(state, seen);
    }

    private void RunTogether(Loop loop)
    {
        lock (_gate)
        {
            _open.Add(loop);
            _published++;
            if (_sleeping > 0)
                Monitor.PulseAll(_gate);
        }

        loop.Claim();
        loop.LeaveAndWait();
        lock (_gate)
            _open.Remove(loop);
        loop.Failure?.Throw();
    }

    private void Work()
    {
        while (true)
        {
            var published = Volatile.Read(ref _published);
            if (Find() is { } loop)
            {
                loop.Claim();
                loop.Leave();
                continue;
            }

            // Launches follow each other closely: stay awake for a while before sleeping.
            if (SpinUntil(static (workers, seen) => Volatile.Read(ref workers._published) != seen, this, published))
                continue;

            lock (_gate)
            {
                if (_stopping)
                    return;
                if (_published != published)
                    continue;
                _sleeping++;
                Monitor.Wait(_gate);
                _sleeping--;
            }
        }
    }

    private Loop? Find()
    {
        lock (_gate)
        {
            foreach (var loop in _open)
            {
                if (loop.TryJoin())
                    return loop;
            }
        }

        return null;
    }

    private sealed class Loop(Action<long, long> body, long begin, long end, long range)
    {
        private long _next = begin;
        private int _members = 1;

        public ExceptionDispatchInfo? Failure { get; private set; }

        /// <summary>Joins while there are ranges left and somebody works on them; a loop that all have left is over.</summary>
        public bool TryJoin()
        {
            while (Volatile.Read(ref _next) < end)
            {
                var members = Volatile.Read(ref _members);
                if (members == 0)
                    return false;
                if (Interlocked.CompareExchange(ref _members, members + 1, members) == members)
                    return true;
            }

            return false;
        }

        public void Claim()
        {
            while (true)
            {
                var first = Interlocked.Add(ref _next, range) - range;
                if (first >= end)
                    return;
                try
                {
                    body(first, Math.Min(first + range, end));
                }
                catch (Exception exception)
                {
                    lock (this)
                        Failure ??= ExceptionDispatchInfo.Capture(exception);
                    Interlocked.Exchange(ref _next, end);
                    return;
                }
            }
        }

        public void Leave()
        {
            if (Interlocked.Decrement(ref _members) > 0)
                return;
            lock (this)
                Monitor.PulseAll(this);
        }

        public void LeaveAndWait()
        {
            if (Interlocked.Decrement(ref _members) == 0)
                return;
            if (SpinUntil(static (loop, _) => Volatile.Read(ref loop._members) == 0, this, 0))
                return;
            lock (this)
            {
                while (Volatile.Read(ref _members) > 0)
                    Monitor.Wait(this);
            }
        }
    }
}
