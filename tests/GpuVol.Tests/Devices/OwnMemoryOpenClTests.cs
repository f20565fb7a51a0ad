namespace GpuVol.Tests.Devices;

/// <summary>The paths that OpenCL devices with memory of their own take (pool, read and write), on whatever device there is.</summary>
public sealed class OwnMemoryOpenClTests
{
    [SkippableFact]
    public void RoundTripAndLaunch_GiveTheSameAsSharedMemory()
    {
        using var device = Open();
        Assert.False(device.SharesHostMemory);
        var values = Enumerable.Range(0, 100_001).Select(i => (float)i).ToArray();
        using var source = device.Allocate<float>(values);
        using var target = device.Allocate<float>(values.Length);
        HandWrittenKernels.LaunchScale(device, source, target, 2f, values.Length);
        Assert.Equal(values.Select(value => 3 * value), target.ToArray());
    }

    [SkippableFact]
    public void ReleasedBlock_IsHandedOutAgain()
    {
        using var device = Open();
        var first = device.Allocate<byte>(100_000);
        var handle = first.Memory.Handle;
        first.Dispose();
        using var second = device.Allocate<byte>(100_001);
        Assert.Equal(handle, second.Memory.Handle);
        using var third = device.Allocate<byte>(100_001);
        Assert.NotEqual(handle, third.Memory.Handle);
    }

    [SkippableFact]
    public void HostMemory_IsCopied()
    {
        using var device = Open();
        var host = HostMemory.Rent(8, clear: true);
        using (var buffer = device.Share<int>(host, 2))
        {
            buffer.Upload([3, 4]);
            Assert.Equal([3, 4], buffer.ToArray());
            Assert.Equal([0, 0], host.AsSpan<int>().ToArray());
        }

        host.Release();
    }

    [SkippableFact]
    public void AllMemoryInUse_NextAllocationStatesTheAmounts()
    {
        using var device = Open();
        var most = device.Info.MaxAllocationBytes;
        var buffers = new List<DeviceBuffer<byte>>();
        try
        {
            // Untouched buffers: the driver reserves addresses, not pages.
            var error = Assert.Throws<DeviceMemoryException>((Action)(() =>
            {
                while (true)
                    buffers.Add(device.Allocate<byte>(most));
            }));
            Assert.Equal(most, error.RequestedBytes);
            Assert.Equal(device.BytesInUse, error.InUseBytes);
            Assert.Equal(buffers.Count * most, error.InUseBytes);
            Assert.Contains("were asked for", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            buffers.ForEach(buffer => buffer.Dispose());
        }
    }

    private static OpenClDevice Open()
    {
        _ = TestDevices.Get("opencl");
        return new OpenClDevice(OpenClPlatforms.List(out _)[0], shareHostMemory: false);
    }
}
