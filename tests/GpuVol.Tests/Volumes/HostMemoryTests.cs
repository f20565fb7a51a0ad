namespace GpuVol.Tests.Volumes;

public unsafe class HostMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000_001)]
    public void Block_IsAlignedLargeEnoughAndPadded(long length)
    {
        var memory = HostMemory.Rent(length, clear: true);
        try
        {
            Assert.Equal(0, (long)memory.Address % 4096);
            Assert.Equal(length, memory.LengthBytes);
            Assert.True(memory.CapacityBytes >= length && memory.CapacityBytes % 4096 == 0);
            Assert.True(memory.CapacityBytes <= Math.Max(4096, length + length / 8 + 4096), $"{length} bytes took {memory.CapacityBytes}.");

            // 64 bytes behind the capacity may be read by vector code.
            var sum = 0;
            for (var n = 0; n < 64; n++)
                sum += ((byte*)memory.Address)[memory.CapacityBytes + n] & 0;
            Assert.Equal(0, sum);
        }
        finally
        {
            memory.Release();
        }
    }

    [Fact]
    public void LastOwner_ReturnsTheBlock()
    {
        var memory = HostMemory.Rent(100);
        Assert.Same(memory, memory.AddReference());
        memory.Release();
        Assert.True(memory.Address != null);
        memory.Release();
        Assert.True(memory.Address == null);
        Assert.Throws<ObjectDisposedException>(() => memory.AddReference());
    }

    [Fact]
    public void MoreThanTheMachineHas_IsRefusedWithTheAmounts()
    {
        var failure = Assert.Throws<DeviceMemoryException>(() => HostMemory.Rent(1L << 50));
        Assert.Equal(1L << 50, failure.RequestedBytes);
        Assert.Contains("1125899906842624 bytes were asked for", failure.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => HostMemory.Rent(-1));
    }

    [Fact]
    public void ManyThreads_NeverShareABlock()
    {
        Parallel.For(0, 64, n =>
        {
            for (var round = 0; round < 50; round++)
            {
                var memory = HostMemory.Rent(5000 + n % 3);
                memory.AsSpan<byte>().Fill((byte)n);
                Thread.Yield();
                Assert.True(memory.AsSpan<byte>().IndexOfAnyExcept((byte)n) < 0, "another owner wrote into the block");
                memory.Release();
            }
        });
    }
}
