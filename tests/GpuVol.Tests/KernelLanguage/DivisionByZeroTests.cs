using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>
/// Integer divisions by zero on every device. They run beside no other test: a compiler at work in the process (PoCL's) takes the
/// signal that .NET turns into an exception.
/// </summary>
[Collection(nameof(DivisionByZeroTests))]
[CollectionDefinition(nameof(DivisionByZeroTests), DisableParallelization = true)]
public class DivisionByZeroTests
{
    [SkippableTheory, Devices]
    public void DivisionByZero_NeverEndsTheProcess(string id)
    {
        var device = TestDevices.Get(id);
        using var a = device.Allocate<int>([5, -5, 0, int.MinValue, int.MinValue]);
        using var b = device.Allocate<int>([0, 0, 0, -1, 0]);
        using var quotients = device.Allocate<int>(5);
        using var remainders = device.Allocate<int>(5);
        void Launch() => MemoryKernels.Launch.Divide(device, 5, a, b, quotients, remainders);
        if (device.Info.Kind == DeviceKind.Cpu)
        {
            var failure = Assert.Throws<KernelLaunchException>(Launch);
            Assert.Equal("MemoryKernels.Divide", failure.Kernel);
            Assert.IsAssignableFrom<ArithmeticException>(failure.InnerException);
            return;
        }

        Launch();
        Assert.Equal([0, 0, 0, int.MinValue, 0], quotients.ToArray());
        Assert.Equal([0, 0, 0, 0, 0], remainders.ToArray());
    }

    [SkippableFact]
    public void OpenClDriver_LeavesDivisionOfTheHostAlone()
    {
        // PoCL's signal handler would step over the trapping instruction, and the host would compute on with garbage.
        TestDevices.Get("opencl").Synchronize();
        var zero = Environment.TickCount64 < 0 ? 1 : 0;
        Assert.Throws<DivideByZeroException>(() => 1 / zero);
    }
}
