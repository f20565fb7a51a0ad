using System.Runtime.CompilerServices;

namespace GpuVol.Kernels;

/// <summary>Atomic updates of view elements: <c>Atomic.Add(ref histogram[bin], 1)</c>. Each returns the value before.</summary>
/// <remarks>Sequentially consistent on the CPU, relaxed on other devices. The order of updates is not fixed, so float sums vary in the last bits from run to run.</remarks>
public static class Atomic
{
    /// <summary>Adds, wrapping around; returns the value before.</summary>
    public static int Add(ref int target, int value) => unchecked(Interlocked.Add(ref target, value) - value);

    /// <summary>Adds, wrapping around; returns the value before.</summary>
    public static uint Add(ref uint target, uint value) => unchecked(Interlocked.Add(ref target, value) - value);

    /// <summary>Adds, wrapping around; returns the value before.</summary>
    public static long Add(ref long target, long value) => unchecked(Interlocked.Add(ref target, value) - value);

    /// <summary>Adds, wrapping around; returns the value before.</summary>
    public static ulong Add(ref ulong target, ulong value) => unchecked(Interlocked.Add(ref target, value) - value);

    /// <summary>Adds; returns the value before.</summary>
    public static float Add(ref float target, float value)
    {
        ref var bits = ref Unsafe.As<float, int>(ref target);
        while (true)
        {
            var before = Volatile.Read(ref bits);
            var after = BitConverter.SingleToInt32Bits(BitConverter.Int32BitsToSingle(before) + value);
            if (Interlocked.CompareExchange(ref bits, after, before) == before)
                return BitConverter.Int32BitsToSingle(before);
        }
    }

    /// <summary>Adds; returns the value before.</summary>
    public static double Add(ref double target, double value)
    {
        ref var bits = ref Unsafe.As<double, long>(ref target);
        while (true)
        {
            var before = Volatile.Read(ref bits);
            var after = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(before) + value);
            if (Interlocked.CompareExchange(ref bits, after, before) == before)
                return BitConverter.Int64BitsToDouble(before);
        }
    }

    /// <summary>Keeps the smaller of both; returns the value before.</summary>
    public static int Min(ref int target, int value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Min(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Keeps the larger of both; returns the value before.</summary>
    public static int Max(ref int target, int value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Max(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Ands the bits; returns the value before.</summary>
    public static int And(ref int target, int value) => Interlocked.And(ref target, value);

    /// <summary>Ors the bits; returns the value before.</summary>
    public static int Or(ref int target, int value) => Interlocked.Or(ref target, value);

    /// <summary>Exclusive-ors the bits; returns the value before.</summary>
    public static int Xor(ref int target, int value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Interlocked.CompareExchange(ref target, before ^ value, before) == before)
                return before;
        }
    }

    /// <summary>Stores; returns the value before.</summary>
    public static int Exchange(ref int target, int value) => Interlocked.Exchange(ref target, value);

    /// <summary>Stores <paramref name="value"/> where the target equals <paramref name="comparand"/>; returns the value before.</summary>
    public static int CompareExchange(ref int target, int comparand, int value) => Interlocked.CompareExchange(ref target, value, comparand);

    /// <summary>Keeps the smaller of both; returns the value before.</summary>
    public static uint Min(ref uint target, uint value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Min(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Keeps the larger of both; returns the value before.</summary>
    public static uint Max(ref uint target, uint value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Max(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Ands the bits; returns the value before.</summary>
    public static uint And(ref uint target, uint value) => Interlocked.And(ref target, value);

    /// <summary>Ors the bits; returns the value before.</summary>
    public static uint Or(ref uint target, uint value) => Interlocked.Or(ref target, value);

    /// <summary>Exclusive-ors the bits; returns the value before.</summary>
    public static uint Xor(ref uint target, uint value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Interlocked.CompareExchange(ref target, before ^ value, before) == before)
                return before;
        }
    }

    /// <summary>Stores; returns the value before.</summary>
    public static uint Exchange(ref uint target, uint value) => Interlocked.Exchange(ref target, value);

    /// <summary>Stores <paramref name="value"/> where the target equals <paramref name="comparand"/>; returns the value before.</summary>
    public static uint CompareExchange(ref uint target, uint comparand, uint value) => Interlocked.CompareExchange(ref target, value, comparand);

    /// <summary>Keeps the smaller of both; returns the value before.</summary>
    public static long Min(ref long target, long value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Min(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Keeps the larger of both; returns the value before.</summary>
    public static long Max(ref long target, long value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Max(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Ands the bits; returns the value before.</summary>
    public static long And(ref long target, long value) => Interlocked.And(ref target, value);

    /// <summary>Ors the bits; returns the value before.</summary>
    public static long Or(ref long target, long value) => Interlocked.Or(ref target, value);

    /// <summary>Exclusive-ors the bits; returns the value before.</summary>
    public static long Xor(ref long target, long value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Interlocked.CompareExchange(ref target, before ^ value, before) == before)
                return before;
        }
    }

    /// <summary>Stores; returns the value before.</summary>
    public static long Exchange(ref long target, long value) => Interlocked.Exchange(ref target, value);

    /// <summary>Stores <paramref name="value"/> where the target equals <paramref name="comparand"/>; returns the value before.</summary>
    public static long CompareExchange(ref long target, long comparand, long value) => Interlocked.CompareExchange(ref target, value, comparand);

    /// <summary>Keeps the smaller of both; returns the value before.</summary>
    public static ulong Min(ref ulong target, ulong value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Min(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Keeps the larger of both; returns the value before.</summary>
    public static ulong Max(ref ulong target, ulong value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Math.Max(before, value) == before || Interlocked.CompareExchange(ref target, value, before) == before)
                return before;
        }
    }

    /// <summary>Ands the bits; returns the value before.</summary>
    public static ulong And(ref ulong target, ulong value) => Interlocked.And(ref target, value);

    /// <summary>Ors the bits; returns the value before.</summary>
    public static ulong Or(ref ulong target, ulong value) => Interlocked.Or(ref target, value);

    /// <summary>Exclusive-ors the bits; returns the value before.</summary>
    public static ulong Xor(ref ulong target, ulong value)
    {
        while (true)
        {
            var before = Volatile.Read(ref target);
            if (Interlocked.CompareExchange(ref target, before ^ value, before) == before)
                return before;
        }
    }

    /// <summary>Stores; returns the value before.</summary>
    public static ulong Exchange(ref ulong target, ulong value) => Interlocked.Exchange(ref target, value);

    /// <summary>Stores <paramref name="value"/> where the target equals <paramref name="comparand"/>; returns the value before.</summary>
    public static ulong CompareExchange(ref ulong target, ulong comparand, ulong value) => Interlocked.CompareExchange(ref target, value, comparand);
}
