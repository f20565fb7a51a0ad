using GpuVol.Kernels;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Groups on the CPU device: failures come out and nobody is left waiting.</summary>
public class GroupExecutorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(31)]
    public async Task ItemThatFailsBeforeABarrier_FailsTheLaunch(int culprit)
    {
        var device = TestDevices.Get("cpu");
        using var divisors = device.Allocate<int>(Enumerable.Range(0, 32).Select(i => i == culprit ? 0 : 1).ToArray());
        using var results = device.Allocate<int>(32);
        var launch = Task.Run(() => GroupKernels.Launch.DivideThenMeet(device, KernelExtent.Grouped(1, 32), divisors, results));
        var failure = await Assert.ThrowsAsync<KernelLaunchException>(() => launch.WaitAsync(Patience));
        Assert.IsType<DivideByZeroException>(failure.InnerException);
    }

    [Fact]
    public async Task BarrierThatSomeItemsMiss_IsReported()
    {
        var device = TestDevices.Get("cpu");
        using var results = device.Allocate<int>(8);
        var launch = Task.Run(() => GroupKernels.Launch.SomeReturnEarly(device, KernelExtent.Grouped(1, 8), results));
        var failure = await Assert.ThrowsAsync<KernelLaunchException>(() => launch.WaitAsync(Patience));
        Assert.Contains("Put Group.Barrier() where every item", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItemThatFailsWithoutBarriers_FailsTheLaunch()
    {
        var device = TestDevices.Get("cpu");
        using var divisors = device.Allocate<int>(new int[64]);
        var failure = Assert.Throws<KernelLaunchException>(() => GroupKernels.Launch.DivideAlone(device, KernelExtent.Grouped(4, 16), divisors));
        Assert.IsType<DivideByZeroException>(failure.InnerException);
    }

    [Fact]
    public void GroupsAfterAFailure_RunAgain()
    {
        ItemThatFailsWithoutBarriers_FailsTheLaunch();
        var device = TestDevices.Get("cpu");
        using var divisors = device.Allocate<int>(Enumerable.Repeat(1, 64).ToArray());
        GroupKernels.Launch.DivideAlone(device, KernelExtent.Grouped(4, 16), divisors);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => 100 + i), divisors.ToArray());
    }

    [Fact]
    public void GroupTooLargeForThreads_IsRefused()
    {
        var device = TestDevices.Get("cpu");
        using var results = device.Allocate<int>(8);
        var failure = Assert.Throws<KernelLaunchException>(() => GroupKernels.Launch.SomeReturnEarly(device, KernelExtent.Grouped(1, 4096), results));
        Assert.Contains("4096", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GroupFunctionsOutsideALaunch_SayWhy() =>
        Assert.Contains("KernelExtent.Grouped", Assert.Throws<InvalidOperationException>(() => Group.IdxX).Message, StringComparison.Ordinal);
}
