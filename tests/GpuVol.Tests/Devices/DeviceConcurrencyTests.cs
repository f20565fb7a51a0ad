using GpuVol.Cpu;

namespace GpuVol.Tests.Devices;

public sealed class DeviceConcurrencyTests
{
    [SkippableTheory]
    [Devices]
    public void SeveralHostThreads_EachGetTheirOwnResult(string id)
    {
        var device = TestDevices.Get(id);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            var count = 1000 + (977 * worker);
            using var source = device.Allocate<float>(Enumerable.Range(0, count).Select(i => (float)i).ToArray());
            for (var round = 0; round < 20; round++)
            {
                using var target = device.Allocate<float>(count);
                HandWrittenKernels.LaunchScale(device, source, target, worker, count);
                var result = target.ToArray();
                for (var i = 0; i < count; i++)
                    Assert.True(result[i] == (i * (float)worker) + i, $"{device}: worker {worker}, item {i} is {result[i]}.");
            }
        });
    }

    [Fact]
    public void LoopsWithinLoops_Finish()
    {
        using var device = new CpuDevice(4);
        var sum = 0L;
        device.Parallel(16, (begin, end) =>
        {
            for (var i = begin; i < end; i++)
                device.Parallel(1000, (first, last) => Interlocked.Add(ref sum, last - first));
        });
        Assert.Equal(16_000, sum);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 1000)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 63)]
    [InlineData(3, 64)]
    [InlineData(16, 12_345)]
    public void Ranges_CoverEveryIndexOnce(int threads, int count)
    {
        using var device = new CpuDevice(threads);
        foreach (var smallest in new[] { 1, 7, 5000 })
        {
            for (var round = 0; round < 20; round++)
            {
                var seen = new int[count];
                var badRange = 0;
                device.Parallel(count, (begin, end) =>
                {
                    if (end - begin < smallest && end != count)
                        Interlocked.Increment(ref badRange);
                    for (var i = begin; i < end; i++)
                        Interlocked.Increment(ref seen[i]);
                }, smallest);
                Assert.All(seen, times => Assert.Equal(1, times));
                Assert.Equal(0, badRange);
            }
        }
    }

    [Fact]
    public void LongWork_UsesEveryThread()
    {
        using var device = new CpuDevice(3);
        var threads = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        using var together = new Barrier(3);
        device.Parallel(3, (_, _) =>
        {
            threads[Environment.CurrentManagedThreadId] = true;

            // All three meet here only if each has a thread of its own.
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(20)));
        });
        Assert.Equal(3, threads.Count);
    }

    [Fact]
    public void ManyDevicesOpenedAndClosed_LeaveNoThread()
    {
        for (var i = 0; i < 20; i++)
        {
            using var device = new CpuDevice(8);
            var sum = 0L;
            device.Parallel(100_000, (begin, end) => Interlocked.Add(ref sum, end - begin));
            Assert.Equal(100_000, sum);
        }

        var threads = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
        for (var i = 0; i < 20; i++)
            new CpuDevice(32).Dispose();
        Assert.InRange(System.Diagnostics.Process.GetCurrentProcess().Threads.Count, 1, threads + 100);
    }
}
