using GpuVol.Cpu;
using GpuVol.Kernels;

namespace GpuVol.Tests.Devices;

public sealed class DeviceErrorTests
{
    [SkippableTheory]
    [Devices]
    public void BrokenKernel_NamesKernelDeviceAndCause(string id)
    {
        var device = TestDevices.Get(id);
        using var target = device.Allocate<int>(100_000);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = Assert.Throws<KernelLaunchException>(() => HandWrittenKernels.Launch(device, HandWrittenKernels.Broken, new Index1D(100_000), target));
            Assert.Equal("HandWrittenKernels.Broken", error.Kernel);
            Assert.Equal(device.Info.Id, error.Device);
            Assert.Contains("HandWrittenKernels.Broken", error.Message, StringComparison.Ordinal);
            Assert.Contains(device.Info.Id, error.Message, StringComparison.Ordinal);
            Assert.Contains(id == "cpu" ? "item 5 gave up" : "no_such_variable", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }

        using var ones = device.Allocate<float>([1f]);
        HandWrittenKernels.LaunchScale(device, ones, ones, 5f, 1);
        Assert.Equal([5f], ones.ToArray());
    }

    [SkippableTheory]
    [Devices]
    public void WrongArguments_AreRefusedBeforeTheDeviceSeesThem(string id)
    {
        var device = TestDevices.Get(id);
        using var buffer = device.Allocate<float>(4);
        var few = Assert.Throws<ArgumentException>(() => device.Launch(HandWrittenKernels.ScaleAndAddIndex, new Index1D(4), [KernelArgument.FromView(buffer.View)]));
        Assert.Contains("3 arguments are wanted but 1", few.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LaunchWithDouble(device, buffer));
        Assert.Throws<ArgumentException>(() => device.Launch(HandWrittenKernels.Coordinates, KernelExtent.Grouped(1, 1), [KernelArgument.FromView(buffer.View)]));
    }

    [SkippableTheory]
    [Devices]
    public void BufferOfAnotherDevice_IsNamed(string id)
    {
        var device = TestDevices.Get(id);
        using var other = new CpuDevice(1);
        using var foreign = other.Allocate<float>(4);
        using var own = device.Allocate<float>(4);
        var error = Assert.Throws<ArgumentException>(() => HandWrittenKernels.LaunchScale(device, foreign, own, 1f, 4));
        Assert.Contains("'source' lies on cpu", error.Message, StringComparison.Ordinal);
        Assert.Contains(device.Info.Id, error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => device.Copy(foreign.Memory, 0, own.Memory, 0, 4));
    }

    [Fact]
    public void ExceptionsOnSeveralThreads_OneIsThrownAndTheDeviceGoesOn()
    {
        using var device = new CpuDevice(4);
        for (var round = 0; round < 50; round++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => device.Parallel(1000, (begin, _) => throw new InvalidOperationException($"range {begin}")));
            Assert.StartsWith("range", error.Message, StringComparison.Ordinal);
        }

        var sum = 0L;
        device.Parallel(1000, (begin, end) => Interlocked.Add(ref sum, end - begin));
        Assert.Equal(1000, sum);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5000)]
    public void ImpossibleThreadCount_IsRefused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CpuDevice(threads));

    private static unsafe void LaunchWithDouble(ComputeDevice device, DeviceBuffer<float> buffer)
    {
        double factor = 1;
        device.Launch(HandWrittenKernels.ScaleAndAddIndex, new Index1D(4), [KernelArgument.FromView(buffer.View), KernelArgument.FromView(buffer.View), KernelArgument.FromValue(&factor)]);
    }
}
