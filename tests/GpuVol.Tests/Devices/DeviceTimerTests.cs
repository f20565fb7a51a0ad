using System.Diagnostics;
using GpuVol.Kernels;

namespace GpuVol.Tests.Devices;

public sealed class DeviceTimerTests
{
    [SkippableTheory]
    [Devices]
    public void TimeOfALaunch_IsPositiveAndWithinTheWallTime(string id)
    {
        var device = TestDevices.Get(id);
        using var target = device.Allocate<int>(4);
        using var timer = device.CreateTimer();

        // The first launch compiles.
        HandWrittenKernels.Launch(device, HandWrittenKernels.CountFarIndices, new LongIndex1D(1), target);
        device.Synchronize();
        var wall = Stopwatch.StartNew();
        timer.Start();
        HandWrittenKernels.Launch(device, HandWrittenKernels.CountFarIndices, new LongIndex1D(50_000_000), target);
        timer.Stop();
        var elapsed = timer.Elapsed;
        wall.Stop();
        Assert.True(elapsed > TimeSpan.Zero, $"{device}: {elapsed}");
        Assert.True(elapsed <= wall.Elapsed + TimeSpan.FromMilliseconds(1), $"{device}: the timer says {elapsed}, the clock {wall.Elapsed}.");
    }

    [SkippableTheory]
    [Devices]
    public void LongerWork_TakesLonger(string id)
    {
        var device = TestDevices.Get(id);
        using var target = device.Allocate<int>(4);
        var few = Time(device, target, 100_000);
        var many = Time(device, target, 400_000_000);
        Assert.True(many > few, $"{device}: {few} for 10^5 items, {many} for 4·10^8.");
    }

    [SkippableTheory]
    [Devices]
    public void UsedTwice_TellsTheLastStretch(string id)
    {
        var device = TestDevices.Get(id);
        using var timer = device.CreateTimer();
        Assert.Throws<InvalidOperationException>(() => timer.Elapsed);
        for (var i = 0; i < 2; i++)
        {
            timer.Start();
            timer.Stop();
            Assert.InRange(timer.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }

    private static TimeSpan Time(ComputeDevice device, DeviceBuffer<int> target, long items)
    {
        HandWrittenKernels.Launch(device, HandWrittenKernels.CountFarIndices, new LongIndex1D(items), target);
        using var timer = device.CreateTimer();
        timer.Start();
        HandWrittenKernels.Launch(device, HandWrittenKernels.CountFarIndices, new LongIndex1D(items), target);
        timer.Stop();
        return timer.Elapsed;
    }
}
