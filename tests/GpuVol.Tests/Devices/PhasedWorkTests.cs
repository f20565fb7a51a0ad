using GpuVol.Cpu;

namespace GpuVol.Tests.Devices;

/// <summary>Phases follow each other in order and lose no part, whoever comes to help.</summary>
public sealed class PhasedWorkTests
{
    [Theory]
    [InlineData(1, 5), InlineData(2, 1), InlineData(2, 4), InlineData(3, 4), InlineData(6, 7)]
    public void EveryPart_IsDoneOnceAndAfterThePhaseBefore(int threads, int parts)
    {
        const int Phases = 400;
        using var device = new CpuDevice(threads);
        var done = new int[Phases, parts];
        var begunBefore = 0;
        var busy = new int[threads];
        var ended = new List<int>();
        var caller = Environment.CurrentManagedThreadId;
        var work = new PhasedWork(
            Phases,
            parts,
            (member, phase, part) =>
            {
                // No member does two parts at a time, and nothing of the phase before is missing.
                if (Interlocked.Increment(ref busy[member]) != 1 || (phase > 0 && Enumerable.Range(0, parts).Any(n => Volatile.Read(ref done[phase - 1, n]) != 1)))
                    Interlocked.Increment(ref begunBefore);
                Thread.SpinWait(phase % 7 * part);
                Interlocked.Increment(ref done[phase, part]);
                Interlocked.Decrement(ref busy[member]);
            },
            phase =>
            {
                Assert.Equal(caller, Environment.CurrentManagedThreadId);
                ended.Add(phase);
            });
        work.Run(device);
        Assert.All(done.Cast<int>(), times => Assert.Equal(1, times));
        Assert.Equal(0, begunBefore);
        Assert.Equal(ended.Order(), ended);
        Assert.Equal(Phases - 1, ended[^1]);
    }

    [Fact]
    public async Task HelperThatIsBusyElsewhere_IsNotWaitedFor()
    {
        using var device = new CpuDevice(2);
        using var release = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();

        // The only other thread stands in a loop of somebody else.
        var elsewhere = Task.Run(() => device.Parallel(2, (_, _) =>
        {
            started.Set();
            release.Wait();
        }));
        started.Wait();
        var parts = 0;
        new PhasedWork(50, 4, (_, _, _) => Interlocked.Increment(ref parts), _ => { }).Run(device);
        Assert.Equal(200, parts);
        release.Set();
        await elsewhere;
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void WhatIsThrown_EndsTheWorkOfAll(bool inBody)
    {
        using var device = new CpuDevice(2);
        var last = 0;
        var work = new PhasedWork(
            1000,
            4,
            (_, phase, part) =>
            {
                last = Math.Max(last, phase);
                if (inBody && phase == 10 && part == 3)
                    throw new InvalidOperationException("part 3");
            },
            phase =>
            {
                if (!inBody && phase >= 10)
                    throw new OperationCanceledException();
            });
        Assert.ThrowsAny<Exception>(() => work.Run(device));

        // The caller may have lost its core for some phases that the other thread then did alone.
        Assert.InRange(last, 10, inBody ? 10 : 900);
    }
}
