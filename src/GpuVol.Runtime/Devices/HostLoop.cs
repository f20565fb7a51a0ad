using System.Runtime.ExceptionServices;

namespace GpuVol;

/// <summary>
/// Loops on the thread pool, for work in host memory and in files that is no kernel. The caller works too, so that loops within loops cannot wait for each other.
/// </summary>
/// <remarks>In place of <see cref="Parallel"/>: its generic loops are compiled at every start of a program, which costs a short call a twentieth of its time.</remarks>
internal static class HostLoop
{
    /// <summary>Runs <paramref name="body"/> for 0 to <paramref name="count"/> - 1, in this order but side by side; returns when all are done.</summary>
    /// <param name="count">How many.</param>
    /// <param name="body">The work of a number.</param>
    /// <param name="cancellation">Stops before the next number.</param>
    /// <remarks>Where bodies throw, the exception is that of the least number: the one that a single thread would have met.</remarks>
    /// <exception cref="OperationCanceledException">The loop was stopped.</exception>
    public static void For(long count, Action<long> body, CancellationToken cancellation = default)
    {
        var loop = new Loop(count, body, cancellation);
        for (var helper = Math.Min(count, Environment.ProcessorCount) - 1; helper > 0; helper--)
            ThreadPool.UnsafeQueueUserWorkItem(loop, preferLocal: false);
        loop.Finish();
    }

    /// <summary>The same with numbers of 32 bits.</summary>
    public static void For(int count, Action<int> body, CancellationToken cancellation = default) => For((long)count, n => body((int)n), cancellation);

    private sealed class Loop(long count, Action<long> body, CancellationToken cancellation) : IThreadPoolWorkItem
    {
        private readonly object _gate = new();
        private long _claimed = -1;
        private int _helpers;
        private bool _closed;
        private bool _failed;
        private long _failedAt = long.MaxValue;
        private ExceptionDispatchInfo? _failure;

        /// <summary>The part of another thread; nothing where it comes too late.</summary>
        public void Execute()
        {
            lock (_gate)
            {
                if (_closed)
                    return;
                _helpers++;
            }

            Work();
            lock (_gate)
            {
                if (--_helpers == 0)
                    Monitor.Pulse(_gate);
            }
        }

        /// <summary>The part of the caller, who waits for those that have begun.</summary>
        public void Finish()
        {
            Work();
            lock (_gate)
            {
                _closed = true;
                while (_helpers > 0)
                    Monitor.Wait(_gate);
            }

            _failure?.Throw();
            cancellation.ThrowIfCancellationRequested();
        }

        private void Work()
        {
            while (!Volatile.Read(ref _failed) && !cancellation.IsCancellationRequested)
            {
                var n = Interlocked.Increment(ref _claimed);
                if (n >= count)
                    return;
                try
                {
                    body(n);
                }
                catch (Exception e)
                {
                    Fail(n, e);
                }
            }
        }

        private void Fail(long n, Exception failure)
        {
            lock (_gate)
            {
                if (n < _failedAt)
                    (_failedAt, _failure) = (n, ExceptionDispatchInfo.Capture(failure));
                Volatile.Write(ref _failed, true);
            }
        }
    }
}
