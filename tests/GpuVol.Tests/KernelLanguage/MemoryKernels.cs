using GpuVol.Kernels;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Memories: views and their parts, local arrays, shared memory with barriers, atomics, and constants compiled in.</summary>
public static partial class MemoryKernels
{
    private const int Tile = 16;

    /// <summary>One helper over views in three memories.</summary>
    [Kernel]
    public static void OneHelperThreeMemories(ArrayView<float> input, ArrayView<float> output)
    {
        var shared = SharedMemory.Allocate<float>(Tile);
        var local = LocalMemory.Allocate<float>(4);
        var t = Group.IdxX;
        var mine = input.SubView(((long)Grid.IdxX * Tile) + t, 1);
        shared[t] = Sum(mine);
        for (var k = 0; k < local.IntLength; k++)
            local[k] = mine[0] + k;
        Group.Barrier();
        output[(Grid.IdxX * Tile) + t] = Sum(shared) + (1000 * Sum(local)) + (100000 * Sum(local.SubView(1, 2))) + First(ref shared[0], ref local[3]);
    }

    /// <summary>A block reduction in three dimensions of groups and items.</summary>
    [Kernel]
    public static void Reduce(ArrayView<int> input, ArrayView<int> output, ArrayView<int> places)
    {
        var partial = SharedMemory.Allocate<int>(64);
        var items = Group.DimX * Group.DimY * Group.DimZ;
        var item = Group.IdxX + (Group.DimX * (Group.IdxY + (Group.DimY * Group.IdxZ)));
        var group = Grid.IdxX + (Grid.DimX * (Grid.IdxY + (Grid.DimY * Grid.IdxZ)));
        partial[item] = input[(group * items) + item];
        Group.Barrier();
        for (var step = items / 2; step > 0; step /= 2)
        {
            if (item < step)
                partial[item] += partial[item + step];
            Group.Barrier();
        }

        if (item == 0)
            output[group] = partial[0];
        places[(group * items) + item] = item + (1000 * group);
    }

    /// <summary>A prefix sum with the barrier inside a helper.</summary>
    [Kernel]
    public static void Scan(ArrayView<long> values)
    {
        var shared = SharedMemory.Allocate<long>(32);
        var t = Group.IdxX;
        shared[t] = values[t];
        Group.Barrier();
        for (var step = 1; step < Group.DimX; step *= 2)
        {
            var before = t >= step ? shared[t - step] : 0;
            Group.Barrier();
            Accumulate(shared, t, before);
        }

        values[t] = shared[t];
    }

    /// <summary>Every atomic on 32-bit integers, all items on few cells.</summary>
    [Kernel]
    public static void Atomics32(Index1D i, ArrayView<int> signed, ArrayView<uint> unsigned, ArrayView<int> seen)
    {
        var before = Atomic.Add(ref signed[0], 1);
        seen[before] = Atomic.Exchange(ref signed[9], i) >= 0 ? 1 : 0;
        Atomic.Min(ref signed[1], 7 - i);
        Atomic.Max(ref signed[2], i);
        Atomic.And(ref signed[3], ~(1 << (i % 20)));
        Atomic.Or(ref signed[4], 1 << (i % 20));
        Atomic.Xor(ref signed[5], i);
        Atomic.CompareExchange(ref signed[6], 0, i + 1);
        while (Atomic.CompareExchange(ref signed[8], i, i + 1) != i && signed[8] < 0)
            signed[8] = i;
        Atomic.Add(ref unsigned[0], 3000000000u);
        Atomic.Min(ref unsigned[1], 4000000000u - (uint)i.X);
        Atomic.Max(ref unsigned[2], 3000000000u + (uint)i.X);
        Atomic.And(ref unsigned[3], uint.MaxValue - (1u << (i % 31)));
        Atomic.Or(ref unsigned[4], 1u << (i % 31));
        Atomic.Xor(ref unsigned[5], (uint)i.X);
    }

    /// <summary>Every atomic on 64-bit integers and on floats.</summary>
    [Kernel]
    public static void Atomics64(Index1D i, ArrayView<long> signed, ArrayView<ulong> unsigned, ArrayView<float> single, ArrayView<double> real)
    {
        Atomic.Add(ref signed[0], -5000000000);
        Atomic.Min(ref signed[1], -(long)i << 33);
        Atomic.Max(ref signed[2], (long)i << 33);
        Atomic.And(ref signed[3], ~(1L << (i % 60)));
        Atomic.Or(ref signed[4], 1L << (i % 60));
        Atomic.Xor(ref signed[5], (long)i << 31);
        Atomic.CompareExchange(ref signed[6], 0, i + 1);
        Atomic.Exchange(ref signed[7], i);
        Atomic.Add(ref unsigned[0], ulong.MaxValue);
        Atomic.Min(ref unsigned[1], ulong.MaxValue - (ulong)i.X);
        Atomic.Max(ref unsigned[2], (1UL << 63) + (ulong)i.X);
        Atomic.Add(ref single[0], 0.5f);
        Atomic.Add(ref single[1 + (i % 3)], i);
        Atomic.Add(ref real[0], 0.25);
    }

    /// <summary>A histogram gathered in shared memory first.</summary>
    [Kernel]
    public static void SharedHistogram(ArrayView<byte> values, ArrayView<int> histogram, ArrayView<float> sum)
    {
        var bins = SharedMemory.Allocate<int>(8);
        var total = SharedMemory.Allocate<float>(1);
        var t = Group.IdxX;
        if (t < 8)
            bins[t] = 0;
        if (t == 0)
            total[0] = 0;
        Group.Barrier();
        for (long k = t; k < values.Length; k += Group.DimX)
        {
            var bin = values[k] >> 5;
            Atomic.Add(ref bins[bin], 1);
            Atomic.Add(ref total[0], values[k]);
        }

        Group.Barrier();
        if (t < 8)
            histogram[t] = bins[t];
        if (t == 0)
            sum[0] = total[0];
    }

    /// <summary>Constants of every kind, compiled in.</summary>
    [Kernel]
    public static void Specialized(Index1D i, ArrayView<double> results, SpecializedValue<int> taps, SpecializedValue<float> weight, SpecializedValue<bool> negate, SpecializedValue<long> big, SpecializedValue<double> real, SpecializedValue<Side> side, SpecializedValue<byte> small)
    {
        var sum = 0.0;
        for (var k = -taps; k <= taps; k++)
            sum += weight * k * k;
        if (negate)
            sum = -sum;
        results[i] = sum + big.Value + real + (side == Side.Left ? 1000 : 0) + small + (side.Value == Side.Right ? 2000 : 0);
    }

    /// <summary>More than 2^32 bytes apart would need too much memory here; the arithmetic must be 64-bit all the same.</summary>
    [Kernel]
    public static void LongIndices(LongIndex1D i, ArrayView<ushort> source, ArrayView<long> results, long huge)
    {
        var far = i + huge;
        results[i] = far + source[far - huge] + source.Length + source.SubView(i, source.Length - i).Length + (source.SubView(1, 2).SubView(1, 1)[0] * 1000L);
    }

    /// <summary>Local arrays are private to the item, zero at first and zero again each time round a loop.</summary>
    [Kernel]
    public static void LocalArrays(Index1D i, ArrayView<int> results)
    {
        var stack = LocalMemory.Allocate<int>(8);
        var top = 0;
        for (var n = i.X; n > 0; n /= 3)
        {
            var scratch = LocalMemory.Allocate<byte>(5);
            scratch[n % 5] += 1;
            stack[top] = (n % 3) + (100 * (scratch[0] + scratch[1] + scratch[2] + scratch[3] + scratch[4]));
            top++;
        }

        var value = 0;
        while (top > 0)
        {
            top--;
            value = (value * 7) + stack[top];
        }

        results[i] = value + stack[7];
    }

    /// <summary>Division that .NET refuses.</summary>
    [Kernel]
    public static void Divide(Index1D i, ArrayView<int> a, ArrayView<int> b, ArrayView<int> quotients, ArrayView<int> remainders)
    {
        quotients[i] = a[i] / b[i];
        remainders[i] = a[i] % b[i];
    }

    private static float Sum(ArrayView<float> values)
    {
        var sum = 0f;
        for (var k = 0L; k < values.Length; k++)
            sum += values[k];
        return sum;
    }

    private static float First(ref float a, ref float b) => a < b ? a : b;

    private static void Accumulate(ArrayView<long> shared, int t, long before)
    {
        shared[t] += before;
        Group.Barrier();
    }

    /// <summary>An enumeration to specialise on.</summary>
    public enum Side
    {
        /// <summary>Two.</summary>
        Left = 2,

        /// <summary>Minus three.</summary>
        Right = -3,
    }
}
