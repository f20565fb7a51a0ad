using GpuVol.Cpu;

namespace GpuVol.Tests.Devices;

public sealed class DeviceMemoryTests
{
    [SkippableTheory]
    [Devices(0)]
    [Devices(1)]
    [Devices(4095)]
    [Devices(4097)]
    [Devices(100_003)]
    [Devices(9_000_001)]
    public unsafe void UploadThenDownload_GivesTheSameBytes(string id, int length)
    {
        var device = TestDevices.Get(id);
        var values = new byte[length];
        new Random(length).NextBytes(values);
        using var buffer = device.Allocate<byte>(values);
        Assert.Equal(length, buffer.Length);
        Assert.True(values.AsSpan().SequenceEqual(buffer.ToArray()), $"{device}: {length} bytes came back changed.");
    }

    [SkippableTheory]
    [Devices(1, 1)]
    [Devices(4097, 333)]
    [Devices(70_001, 70_000)]
    [Devices(13, 9_000_000)]
    public unsafe void TransferAtAnOffset_LeavesTheRestAlone(string id, int offset, int count)
    {
        var device = TestDevices.Get(id);
        var whole = new byte[offset + count + 11];
        Array.Fill(whole, (byte)7);
        using var buffer = device.Allocate<byte>(whole);
        var part = new byte[count];
        new Random(1).NextBytes(part);
        fixed (byte* pointer = part)
            device.Upload(pointer, buffer.Memory, offset, count);
        part.CopyTo(whole, offset);
        Assert.True(whole.AsSpan().SequenceEqual(buffer.ToArray()), $"{device}: the upload of {count} bytes at {offset} went elsewhere.");
        var back = new byte[count];
        fixed (byte* pointer = back)
            device.Download(buffer.Memory, offset, pointer, count);
        Assert.True(part.AsSpan().SequenceEqual(back), $"{device}: the download of {count} bytes at {offset} came from elsewhere.");
    }

    [SkippableTheory]
    [Devices]
    public void CopyBetweenBuffers_MovesTheRange(string id)
    {
        var device = TestDevices.Get(id);
        using var source = device.Allocate<int>([1, 2, 3, 4, 5]);
        using var target = device.Allocate<int>([0, 0, 0, 0]);
        device.Copy(source.Memory, 4, target.Memory, 8, 8);
        Assert.Equal([0, 0, 2, 3], target.ToArray());
        device.Copy(source.Memory, 0, source.Memory, 12, 8);
        Assert.Equal([1, 2, 3, 1, 2], source.ToArray());
    }

    [SkippableTheory]
    [Devices]
    public void OverlappingCopy_IsRefused(string id)
    {
        var device = TestDevices.Get(id);
        using var buffer = device.Allocate<int>([1, 2, 3, 4]);
        Assert.Throws<ArgumentException>(() => device.Copy(buffer.Memory, 0, buffer.Memory, 4, 8));
    }

    [SkippableTheory]
    [Devices]
    public void TransferBeyondTheBuffer_IsRefusedWithTheBytes(string id)
    {
        var device = TestDevices.Get(id);
        using var buffer = device.Allocate<int>(4);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => device.Copy(buffer.Memory, 8, buffer.Memory, 0, 9));
        Assert.Contains("[8, 17)", error.Message, StringComparison.Ordinal);
        Assert.Contains("16 bytes", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => buffer.Upload([1, 2, 3, 4, 5]));
    }

    [SkippableTheory]
    [Devices]
    public void ManyBuffers_AllComeBack(string id)
    {
        using var device = OpenOwn(id);
        for (var round = 0; round < 3; round++)
        {
            var buffers = Enumerable.Range(1, 20).Select(i => device.Allocate<short>(i * 5000L)).ToList();
            Assert.Equal(20, device.BuffersInUse);
            Assert.True(device.BytesInUse >= 210 * 5000 * sizeof(short));
            buffers.ForEach(buffer => buffer.Dispose());
            Assert.Equal(0, device.BuffersInUse);
            Assert.Equal(0, device.BytesInUse);
        }
    }

    [SkippableTheory]
    [Devices]
    public void FailedUpload_LeavesNoBuffer(string id)
    {
        using var device = OpenOwn(id);
        using var other = new CpuDevice(1);
        using var foreign = other.Allocate<float>(3);
        using (var own = device.Allocate<float>(3))
            Assert.Throws<ArgumentException>(() => HandWrittenKernels.LaunchScale(device, foreign, own, 1f, 3));
        Assert.Equal(0, device.BuffersInUse);
    }

    [SkippableTheory]
    [Devices]
    public void DoubleDispose_CountsOnce(string id)
    {
        using var device = OpenOwn(id);
        var buffer = device.Allocate<float>(10);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(0, device.BuffersInUse);
        Assert.Throws<ObjectDisposedException>(() => buffer.Memory);
        Assert.Throws<ObjectDisposedException>(() => buffer.ToArray());
    }

    [SkippableTheory]
    [Devices]
    public void ViewOfADisposedBuffer_IsRefusedByTheLaunch(string id)
    {
        var device = TestDevices.Get(id);
        using var target = device.Allocate<float>(4);
        var source = device.Allocate<float>(4);
        var view = source.View;
        source.Dispose();
        var error = Assert.Throws<ObjectDisposedException>(() => HandWrittenKernels.LaunchScale(device, view, target, 1f, 4));
        Assert.Contains("source", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void ViewThatLeavesItsBuffer_IsRefused(string id)
    {
        var device = TestDevices.Get(id);
        using var buffer = device.Allocate<float>(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.View.SubView(2, 3));
        var forged = new DeviceView<float>(buffer.Memory, 1, 4);
        var error = Assert.Throws<ArgumentException>(() => HandWrittenKernels.LaunchScale(device, buffer, forged, 1f, 4));
        Assert.Contains("[1, 5) of a buffer of 4 elements", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void DisposedDevice_RefusesWorkAndItsBuffersStillDispose(string id)
    {
        var device = OpenOwn(id);
        var buffer = device.Allocate<float>([1f, 2f]);
        using var timer = device.CreateTimer();
        timer.Start();
        device.Dispose();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => device.CreateTimer());
        Assert.Throws<ObjectDisposedException>(() => device.Copy(buffer.Memory, 0, buffer.Memory, 4, 4));
        Assert.Throws<ObjectDisposedException>(() => device.Allocate<float>(1));
        Assert.Throws<ObjectDisposedException>(() => buffer.ToArray());
        Assert.Throws<ObjectDisposedException>(device.Synchronize);
        Assert.Throws<ObjectDisposedException>(() => HandWrittenKernels.LaunchScale(device, buffer, buffer, 1f, 2));
        buffer.Dispose();
        Assert.Equal(0, device.BuffersInUse);
        Assert.Equal(0, device.BytesInUse);
    }

    [SkippableTheory]
    [Devices]
    public void MoreThanThereIs_IsRefusedWithTheAmounts(string id)
    {
        var device = TestDevices.Get(id);
        using var held = device.Allocate<byte>(1 << 20);
        const long Petabyte = 1L << 50;
        var error = Assert.Throws<DeviceMemoryException>(() => device.Allocate<byte>(Petabyte));
        Assert.True(error.RequestedBytes >= Petabyte, $"RequestedBytes is {error.RequestedBytes}.");
        Assert.True(error.InUseBytes >= 1 << 20, $"InUseBytes is {error.InUseBytes}.");
        Assert.Contains(error.RequestedBytes.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.Contains(error.InUseBytes.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        using var after = device.Allocate<byte>([1, 2, 3]);
        Assert.Equal([1, 2, 3], after.ToArray());
    }

    [SkippableTheory]
    [Devices]
    public void LengthThatOverflows_IsRefused(string id)
    {
        var device = TestDevices.Get(id);
        Assert.Throws<OverflowException>(() => device.Allocate<long>(long.MaxValue / 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Allocate<byte>(-1));
    }

    [SkippableTheory]
    [Devices]
    public unsafe void SharedHostMemory_IsTheSameBytesWhereTheDeviceWorksThere(string id)
    {
        var device = TestDevices.Get(id);
        var host = HostMemory.Rent(5 * sizeof(float));
        try
        {
            new float[] { 1, 2, 3, 4, 5 }.CopyTo(host.AsSpan<float>());
            using (var buffer = device.Share<float>(host, 5))
            {
                HandWrittenKernels.LaunchScale(device, buffer, buffer, 10f, 5);
                Assert.Equal([10f, 21f, 32f, 43f, 54f], buffer.ToArray());
                Assert.Equal(device.SharesHostMemory, ReferenceEquals(buffer.Memory.Host, host));
                device.MakeVisibleToHost(buffer.Memory);
            }

            Assert.Equal(device.SharesHostMemory ? 54f : 5f, host.AsSpan<float>()[4]);
        }
        finally
        {
            host.Release();
        }
    }

    [SkippableTheory]
    [Devices]
    public unsafe void SharedHostMemory_OutlivesItsFirstOwner(string id)
    {
        var device = TestDevices.Get(id);
        Skip.IfNot(device.SharesHostMemory, $"{device} has memory of its own.");
        var host = HostMemory.Rent(4 * sizeof(int));
        new[] { 1, 2, 3, 4 }.CopyTo(host.AsSpan<int>());
        using var buffer = device.Share<int>(host, 4);
        host.Release();
        using var other = device.Allocate<int>(4);
        other.Upload([9, 9, 9, 9]);
        Assert.Equal([1, 2, 3, 4], buffer.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Share<int>(host, 5));
    }

    [SkippableTheory]
    [Devices]
    public unsafe void VolumeToTheDeviceAndBack_KeepsItsBlockWhereTheDeviceWorksThere(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(5, 3, 2), new Vector3D(1, 1, 1));
        using var volume = Volume.FromArray<float>(Enumerable.Range(0, 30).Select(i => (float)i).ToArray(), geometry);
        using var there = volume.ToDevice(device);
        HandWrittenKernels.LaunchScale(device, there.Buffer<float>(), there.Buffer<float>(), 1f, 30);
        using var back = there.ToHost();
        Assert.Equal(Enumerable.Range(0, 30).Select(i => 2f * i), back.AsSpan<float>().ToArray());
        Assert.Equal(device.SharesHostMemory, back.Memory.Address == volume.Memory.Address);
    }

    [SkippableTheory]
    [Devices]
    public void TrimmedPool_AllocatesAnew(string id)
    {
        using var device = OpenOwn(id);
        device.Allocate<byte>(1 << 22).Dispose();
        device.TrimPool();
        using var buffer = device.Allocate<byte>([5, 6]);
        Assert.Equal([5, 6], buffer.ToArray());
    }

    /// <summary>A device that no other test uses, for counts.</summary>
    private static ComputeDevice OpenOwn(string id)
    {
        _ = TestDevices.Get(id);
        return ComputeDevices.Open(id);
    }
}
