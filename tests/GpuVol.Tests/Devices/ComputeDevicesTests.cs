namespace GpuVol.Tests.Devices;

public sealed class ComputeDevicesTests
{
    [Fact]
    public void Discover_ListsTheCpuLastAndAReasonForEveryMissingEngine()
    {
        var inventory = ComputeDevices.Discover();
        Assert.Equal(DeviceKind.Cpu, inventory.Devices[^1].Kind);
        Assert.Equal("cpu", inventory.Devices[^1].Id);
        foreach (var (engine, kind) in new[] { ("CUDA", DeviceKind.Cuda), ("OpenCL", DeviceKind.OpenCl) })
        {
            var there = inventory.Devices.Any(info => info.Kind == kind);
            Assert.Equal(!there, inventory.Absent.Any(absent => absent.Engine == engine && absent.Reason.Length > 0));
        }

        foreach (var info in inventory.Devices)
        {
            Assert.False(string.IsNullOrWhiteSpace(info.Name));
            Assert.False(string.IsNullOrWhiteSpace(info.Driver));
            Assert.True(info.MemoryBytes >= info.MaxAllocationBytes && info.MaxAllocationBytes > 1 << 20, $"{info.Id}: {info}");
            Assert.InRange(info.ComputeUnits, 1, 100_000);
        }

        foreach (var kind in inventory.Devices.GroupBy(info => info.Kind))
            Assert.Equal(Enumerable.Range(0, kind.Count()), kind.Select(info => info.Index));
    }

    [Fact]
    public void Auto_TakesTheFirstGpuElseTheCpu()
    {
        using var device = ComputeDevices.Open();
        Assert.Equal(ComputeDevices.Discover().Devices.First(info => info.IsGpu || info.Kind == DeviceKind.Cpu).Id, device.Info.Id);
    }

    [Fact]
    public void Threads_LimitTheCpu()
    {
        using var device = Assert.IsType<GpuVol.Cpu.CpuDevice>(ComputeDevices.Open("cpu", threads: 3));
        Assert.Equal(3, device.Threads);
        Assert.Equal(3, device.Info.ComputeUnits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cpu:0")]
    [InlineData("opencl:")]
    [InlineData("opencl:-1")]
    [InlineData("opencl:x")]
    [InlineData("cuda:1.5")]
    [InlineData("cuda:99999999999")]
    [InlineData("auto:0")]
    public void TextThatNamesNoDevice_IsAnArgumentError(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => ComputeDevices.Open(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("opencl:N", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("opencl:99")]
    [InlineData("cuda:99")]
    public void IndexThatIsNotThere_ListsThoseThatAre(string text)
    {
        var error = Assert.Throws<DeviceUnavailableException>(() => ComputeDevices.Open(text));
        Assert.Equal(text, error.Requested);
        Assert.Contains("--device cpu", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        foreach (var info in ComputeDevices.Discover().Devices)
            Assert.Contains($"{info.Id} \"{info.Name}\"", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void NoCudaDriver_IsTheReason()
    {
        Skip.If(ComputeDevices.Discover().Devices.Any(info => info.Kind == DeviceKind.Cuda), "There is a CUDA device.");
        var error = Assert.Throws<DeviceUnavailableException>(() => ComputeDevices.Open("cuda"));
        var reason = ComputeDevices.Discover().Absent.Single(absent => absent.Engine == "CUDA").Reason;
        Assert.StartsWith($"No CUDA device: {reason}. Available: ", error.Message, StringComparison.Ordinal);
    }
}
