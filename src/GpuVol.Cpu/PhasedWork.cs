using System.Diagnostics;

namespace GpuVol.Cpu;

/// <summary>
/// Many short phases of work, each of the same parts and begun when the one before is done, by threads that stay together throughout: between phases they wait for some tenths of a microsecond in place of being called anew.
/// </summary>
/// <param name="phases">How many phases.</param>
/// <param name="parts">Parts of each.</param>
/// <param name="body">Does a part of a phase: the member that does it (two threads never share one), the phase, and the part.</param>
/// <param name="ended">Called on the calling thread after phases, the last one among them; it may miss some that others did without it.</param>
internal sealed class PhasedWork(int phases, int parts, Action<int, int, int> body, Action<int> ended)
{
    // A member that is late is waited for: its part lies in the caches of its core. One that the system has taken its core from, or that is busy with other work, is not.
    private static readonly long PatienceTicks = Stopwatch.Frequency * 100 / 1_000_000;

    // Of each part the phase that it waits for.
    private readonly int[] _next = new int[parts];
    private readonly int _caller = Environment.CurrentManagedThreadId;
    private long _done;
    private volatile bool _failed;
    private int _told = -1;

    /// <summary>Runs all phases.</summary>
    public void Run(CpuDevice device)
    {
        var members = Math.Min(device.Threads, parts);
        device.Parallel(members, (begin, end) =>
        {
            // A range has one member but where only the caller came; the first then does everything.
            for (var member = begin; member < end; member++)
                Join((int)member, members);
        });
        if (_told < phases - 1)
            ended(phases - 1);
    }

    private void Join(int member, int members)
    {
        try
        {
            var (first, last) = (parts * member / members, parts * (member + 1) / members);
            for (var phase = (int)(Volatile.Read(ref _done) / parts); phase < phases && !_failed; phase++)
            {
                Do(member, phase, first, last);
                Wait(member, phase);
                if (Environment.CurrentManagedThreadId != _caller || _failed)
                    continue;
                _told = phase;
                ended(phase);
            }
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    private void Do(int member, int phase, int first, int last)
    {
        for (var part = first; part < last; part++)
        {
            if (Volatile.Read(ref _next[part]) != phase || Interlocked.CompareExchange(ref _next[part], phase + 1, phase) != phase)
                continue;
            body(member, phase, part);
            Interlocked.Increment(ref _done);
        }
    }

    private void Wait(int member, int phase)
    {
        var all = (phase + 1L) * parts;
        var start = Stopwatch.GetTimestamp();
        var spin = default(SpinWait);
        while (Volatile.Read(ref _done) < all && !_failed)
        {
            if (Stopwatch.GetTimestamp() - start < PatienceTicks)
            {
                Thread.SpinWait(1);
                continue;
            }

            Do(member, phase, 0, parts);
            spin.SpinOnce();
        }
    }
}
