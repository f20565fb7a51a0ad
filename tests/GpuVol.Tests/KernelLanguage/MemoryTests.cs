using GpuVol.Kernels;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Views, local and shared memory, barriers, atomics and compiled-in constants on every device.</summary>
public class MemoryTests
{
    [SkippableTheory, Devices]
    public void OneHelper_WorksInThreeMemories(string id)
    {
        var device = TestDevices.Get(id);
        var input = Enumerable.Range(0, 48).Select(v => (float)v).ToArray();
        using var source = device.Allocate<float>(input);
        using var target = device.Allocate<float>(48);
        MemoryKernels.Launch.OneHelperThreeMemories(device, KernelExtent.Grouped(3, 16), source, target);
        Assert.Equal(
            input.Select((v, i) => input.Skip(i / 16 * 16).Take(16).Sum() + (1000 * ((4 * v) + 6)) + (100000 * ((2 * v) + 3)) + Math.Min(input[i / 16 * 16], v + 3)),
            target.ToArray());
    }

    [SkippableTheory, Devices]
    public void BlockReduction_InThreeDimensions(string id)
    {
        var device = TestDevices.Get(id);
        var random = new Random(5);
        var groups = new Index3D(3, 2, 4);
        var group = new Index3D(4, 2, 4);
        var input = Enumerable.Range(0, 24 * 32).Select(_ => random.Next(-1000, 1000)).ToArray();
        using var source = device.Allocate<int>(input);
        using var target = device.Allocate<int>(24);
        using var places = device.Allocate<int>(input.Length);
        MemoryKernels.Launch.Reduce(device, KernelExtent.Grouped(groups, group), source, target, places);
        Assert.Equal(Enumerable.Range(0, 24).Select(g => input.Skip(g * 32).Take(32).Sum()), target.ToArray());
        Assert.Equal(Enumerable.Range(0, input.Length).Select(n => (n % 32) + (1000 * (n / 32))), places.ToArray());
    }

    [SkippableTheory, Devices]
    public void BarrierInsideAHelper_SeparatesItsSides(string id)
    {
        var device = TestDevices.Get(id);
        var input = Enumerable.Range(1, 32).Select(v => (long)v << 30).ToArray();
        using var values = device.Allocate<long>(input);
        MemoryKernels.Launch.Scan(device, KernelExtent.Grouped(1, 32), values);
        Assert.Equal(input.Select((_, i) => input.Take(i + 1).Sum()), values.ToArray());
    }

    [SkippableTheory, Devices]
    public void ContendedAtomics32_LoseNothing(string id)
    {
        const int Count = 50000;
        var device = TestDevices.Get(id);
        using var signed = device.Allocate<int>([0, int.MaxValue, int.MinValue, -1, 0, 0, 0, 0, 0, 0]);
        using var unsigned = device.Allocate<uint>([0, uint.MaxValue, 0, uint.MaxValue, 0, 0]);
        using var seen = device.Allocate<int>(new int[Count]);
        MemoryKernels.Launch.Atomics32(device, Count, signed, unsigned, seen);
        var s = signed.ToArray();
        Assert.Equal(Count, s[0]);
        Assert.All(seen.ToArray(), v => Assert.Equal(1, v));
        Assert.Equal(7 - (Count - 1), s[1]);
        Assert.Equal(Count - 1, s[2]);
        Assert.Equal(-1 << 20, s[3]);
        Assert.Equal((1 << 20) - 1, s[4]);
        Assert.Equal(Enumerable.Range(0, Count).Aggregate(0, (x, v) => x ^ v), s[5]);
        Assert.InRange(s[6], 1, Count);
        Assert.InRange(s[9], 0, Count - 1);
        Assert.Equal(
            [unchecked((uint)Count * 3000000000u), 4000000000u - (Count - 1), 3000000000u + (Count - 1), 1u << 31, (1u << 31) - 1, (uint)s[5]],
            unsigned.ToArray());
    }

    [SkippableTheory, Devices]
    public void ContendedAtomics64_LoseNothing(string id)
    {
        const int Count = 20000;
        var device = TestDevices.Get(id);
        using var signed = device.Allocate<long>([0, long.MaxValue, long.MinValue, -1, 0, 0, 0, -1]);
        using var unsigned = device.Allocate<ulong>([0, ulong.MaxValue, 0]);
        using var single = device.Allocate<float>([0, 0, 0, 0]);
        using var real = device.Allocate<double>([0]);
        MemoryKernels.Launch.Atomics64(device, Count, signed, unsigned, single, real);
        var s = signed.ToArray();
        Assert.Equal(
            [Count * -5000000000, -(Count - 1L) << 33, (Count - 1L) << 33, -1L << 60, (1L << 60) - 1, (long)Enumerable.Range(0, Count).Aggregate(0, (x, v) => x ^ v) << 31],
            s.Take(6));
        Assert.InRange(s[6], 1, Count);
        Assert.InRange(s[7], 0, Count - 1);
        Assert.Equal([unchecked(0UL - Count), ulong.MaxValue - (Count - 1), (1UL << 63) + Count - 1], unsigned.ToArray());
        var f = single.ToArray();
        Assert.Equal(Count / 2f, f[0]);
        for (var k = 0; k < 3; k++)
        {
            // The order of additions is free, and past 2^24 each may round.
            var exact = Enumerable.Range(0, Count).Where(i => i % 3 == k).Sum(i => (double)i);
            Assert.True(Math.Abs(f[1 + k] - exact) <= exact * 1e-4, $"{id}: {f[1 + k]} instead of {exact}");
        }

        Assert.Equal([Count / 4.0], real.ToArray());
    }

    [SkippableTheory, Devices]
    public void SharedAtomics_CountEveryValue(string id)
    {
        var device = TestDevices.Get(id);
        var values = Enumerable.Range(0, 5000).Select(i => (byte)(i * 37)).ToArray();
        using var source = device.Allocate<byte>(values);
        using var histogram = device.Allocate<int>(8);
        using var sum = device.Allocate<float>(1);
        MemoryKernels.Launch.SharedHistogram(device, KernelExtent.Grouped(1, 32), source, histogram, sum);
        Assert.Equal(Enumerable.Range(0, 8).Select(b => values.Count(v => v >> 5 == b)), histogram.ToArray());
        Assert.Equal([values.Sum(v => (float)v)], sum.ToArray());
    }

    [SkippableTheory, Devices]
    public void SpecializedValues_AreTheirConstants(string id)
    {
        var device = TestDevices.Get(id);
        using var results = device.Allocate<double>(2);
        MemoryKernels.Launch.Specialized(device, 2, results, 3, 0.1f, true, long.MinValue / 4, Math.PI, MemoryKernels.Side.Left, 255);
        var sum = 0.0;
        for (var k = -3; k <= 3; k++)
            sum += 0.1f * k * k;
        var expected = -sum + (long.MinValue / 4) + Math.PI + 1000 + 255;
        Assert.Equal([expected, expected], results.ToArray());
        MemoryKernels.Launch.Specialized(device, 2, results, 0, float.NaN, false, 5, -0.5, MemoryKernels.Side.Right, 1);
        Assert.Equal([double.NaN, double.NaN], results.ToArray());
        MemoryKernels.Launch.Specialized(device, 2, results, 1, -1e-40f, false, 5, -0.5, MemoryKernels.Side.Right, 1);
        Assert.Equal(-1e-40f + -1e-40f + 5 + -0.5 + 2000 + 1, results.ToArray()[1]);
    }

    [SkippableTheory, Devices]
    public void LongIndices_AreSixtyFourBitsWide(string id)
    {
        var device = TestDevices.Get(id);
        using var source = device.Allocate<ushort>(Enumerable.Range(0, 50).Select(v => (ushort)(v + 65000)).ToArray());
        using var results = device.Allocate<long>(20);
        var view = source.View.SubView(10, 30);
        MemoryKernels.Launch.LongIndices(device, 20, view, results, 1L << 40);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i + (1L << 40) + (65010 + i) + 30 + (30 - i) + (65012 * 1000L)), results.ToArray());
    }

    [SkippableTheory, Devices]
    public void LocalArrays_AreZeroAndPrivate(string id)
    {
        var device = TestDevices.Get(id);
        using var results = device.Allocate<int>(1000);
        MemoryKernels.Launch.LocalArrays(device, 1000, results);
        int Expected(int n) => n == 0 ? 0 : (n % 3) + 100 + (7 * Expected(n / 3));
        Assert.Equal(Enumerable.Range(0, 1000).Select(Expected), results.ToArray());
    }
}
