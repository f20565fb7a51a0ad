using GpuVol.Cpu;
using GpuVol.Kernels;

namespace GpuVol.Tests.Devices;

public sealed unsafe class CpuLaunchTests
{
    [Fact]
    public void ParametersByIndex_AreWhatTheLauncherGave()
    {
        using var device = new CpuDevice(2);
        using var source = device.Allocate<float>([1f, 2f, 3f]);
        using var target = device.Allocate<float>(3);
        var factor = 7f;
        var launch = new CpuLaunch(device, HandWrittenKernels.ScaleAndAddIndex, new Index1D(3),
            [KernelArgument.FromView(source.View.SubView(1, 2)), KernelArgument.FromView(target.View), KernelArgument.FromValue(&factor)]);
        Assert.Equal(2, launch.View<float>(0).Length);
        Assert.Equal(3f, launch.View<float>(0)[1]);
        Assert.Equal(7f, launch.Value<float>(2));
        Assert.Equal(3, launch.Extent.X);
        Assert.Same(device, launch.Device);
        var sum = 0L;
        launch.Parallel(1000, (begin, end) => Interlocked.Add(ref sum, end - begin), 100);
        Assert.Equal(1000, sum);
    }

    [Fact]
    public void ParameterReadAsAnotherType_IsRefused()
    {
        Assert.Contains("'source' is a View of float", Refusal(static launch => launch.View<double>(0)), StringComparison.Ordinal);
        Assert.Contains("'factor' is a Value of float", Refusal(static launch => launch.View<float>(2)), StringComparison.Ordinal);
        Assert.Contains("'target' is a View of float", Refusal(static launch => launch.Value<float>(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOverride_BelongsToAKernelOfItsName()
    {
        Assert.Equal(CpuOverrides.Kernels.Count, CpuOverrides.Kernels.Select(kernel => kernel.Name).Distinct().Count());
        Assert.All(CpuOverrides.Kernels, kernel => Assert.NotNull(CpuOverrides.Find(kernel)));
        Assert.Null(CpuOverrides.Find(HandWrittenKernels.ScaleAndAddIndex));
    }

    private static string Refusal(Action<CpuLaunch> read)
    {
        using var device = new CpuDevice(1);
        using var buffer = device.Allocate<float>(3);
        var factor = 1f;
        var message = string.Empty;
        try
        {
            read(new CpuLaunch(device, HandWrittenKernels.ScaleAndAddIndex, new Index1D(3),
                [KernelArgument.FromView(buffer.View), KernelArgument.FromView(buffer.View), KernelArgument.FromValue(&factor)]));
        }
        catch (InvalidOperationException exception)
        {
            message = exception.Message;
        }

        return message;
    }
}
