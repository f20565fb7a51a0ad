using GpuVol.Cpu;

namespace GpuVol.Tests.Devices;

/// <summary>Runs alone, because the pool's counts are those of the process.</summary>
[CollectionDefinition(nameof(HostMemoryLeakTests), DisableParallelization = true)]
[Collection(nameof(HostMemoryLeakTests))]
public sealed class HostMemoryLeakTests
{
    [SkippableTheory]
    [Devices]
    public void BuffersSharesAndFailures_LeaveNoBlockRented(string id)
    {
        _ = TestDevices.Get(id);
        var (blocks, bytes) = (HostMemoryPool.RentedBlocks, HostMemoryPool.RentedBytes);
        var device = ComputeDevices.Open(id);
        var left = device.Allocate<int>([1, 2, 3]);
        var host = HostMemory.Rent(1 << 16, clear: true);
        using (var shared = device.Share<float>(host, 100))
        using (var target = device.Allocate<float>(100))
        {
            HandWrittenKernels.LaunchScale(device, shared, target, 2f, 100);
            Assert.Throws<KernelLaunchException>(() => HandWrittenKernels.Launch(device, HandWrittenKernels.Broken, new GpuVol.Kernels.Index1D(100), left));
            Assert.Throws<DeviceMemoryException>(() => device.Allocate<byte>(1L << 50));
            Assert.Throws<ArgumentException>(() => device.Allocate<byte>(4).Upload(new byte[5]));
        }

        host.Release();
        device.Dispose();
        left.Dispose();

        // The buffer of the refused upload was never disposed: it, and nothing else, is still there.
        Assert.Equal(1, device.BuffersInUse);
        Assert.Equal(blocks + (device.SharesHostMemory ? 1 : 0), HostMemoryPool.RentedBlocks);
        Assert.Equal(bytes + (device.SharesHostMemory ? 4096 : 0), HostMemoryPool.RentedBytes);
    }

    [Fact]
    public void BlockReleasedTooOften_IsToldAtOnce()
    {
        var host = HostMemory.Rent(10);
        host.Release();
        Assert.Throws<ObjectDisposedException>(host.Release);
        Assert.Throws<ObjectDisposedException>(() => host.AddReference());
    }

    [Fact]
    public unsafe void ReleasedBlock_IsHandedOutAgainAndTrimmedAway()
    {
        using var device = new CpuDevice(1);
        var buffer = device.Allocate<byte>(3_000_000);
        var address = buffer.Memory.Handle;
        Assert.Equal(0, address % 4096);
        buffer.Dispose();
        using (var again = device.Allocate<byte>(3_000_001))
            Assert.Equal(address, again.Memory.Handle);
        device.TrimPool();
        using var cleared = device.Allocate<byte>([1]);
        Assert.Equal([1], cleared.ToArray());
    }
}
