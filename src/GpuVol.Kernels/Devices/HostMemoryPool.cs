using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>The process-wide pool behind <see cref="HostMemory"/>: free blocks by size class, the oldest released first beyond a limit.</summary>
public static unsafe partial class HostMemoryPool
{
    private const long Alignment = 4096;
    private const long PaddingBytes = 64;
    private const long LargePagesFromBytes = 4 << 20;
    private const int LargePageBytes = 2 << 20;
    private const int AdviceHugePage = 14;
    private static readonly Lock Gate = new();
    private static readonly Dictionary<long, Stack<nint>> Free = [];
    private static long _freeBytes;
    private static long _rentedBytes;
    private static long _peakRentedBytes;
    private static long _rentedBlocks;

    /// <summary>Bytes of free blocks that are kept for reuse; half the memory of the machine unless set.</summary>
    public static long KeepBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>The most bytes that may be rented and kept together; the memory of the machine unless set. Beyond it renting fails.</summary>
    public static long LimitBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes rented at present.</summary>
    public static long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>The most bytes rented at any one time since the start or the last <see cref="ResetPeak"/>.</summary>
    public static long PeakRentedBytes => Interlocked.Read(ref _peakRentedBytes);

    /// <summary>Blocks rented at present; tests compare it to find leaks.</summary>
    public static long RentedBlocks => Interlocked.Read(ref _rentedBlocks);

    /// <summary>Begins a new <see cref="PeakRentedBytes"/> with the bytes rented at present.</summary>
    public static void ResetPeak() => Interlocked.Exchange(ref _peakRentedBytes, RentedBytes);

    /// <summary>Gives every free block back to the system.</summary>
    public static void Trim()
    {
        lock (Gate)
        {
            foreach (var stack in Free.Values)
            {
                while (stack.TryPop(out var address))
                    NativeMemory.AlignedFree((void*)address);
            }

            Free.Clear();
            _freeBytes = 0;
        }
    }

    /// <summary>Size classes an eighth of a power of two apart, so that a reused block is at most an eighth too large.</summary>
    internal static long RoundUp(long bytes)
    {
        var step = Alignment;
        while (step * 16 <= bytes)
            step *= 2;
        return Math.Max(Alignment, (bytes + step - 1) / step * step);
    }

    internal static void* Take(long capacity)
    {
        nint address = 0;
        lock (Gate)
        {
            if (Free.TryGetValue(capacity, out var stack) && stack.TryPop(out address))
                _freeBytes -= capacity;
        }

        // Counted before it is asked for, so that threads cannot pass the limit together.
        var rented = Interlocked.Add(ref _rentedBytes, capacity);
        if (address == 0)
        {
            try
            {
                address = (nint)Allocate(capacity, rented);
            }
            catch (DeviceMemoryException)
            {
                Interlocked.Add(ref _rentedBytes, -capacity);
                throw;
            }
        }

        for (var peak = PeakRentedBytes; rented > peak;)
        {
            // Another thread may have raised it meanwhile.
            var found = Interlocked.CompareExchange(ref _peakRentedBytes, rented, peak);
            if (found == peak)
                break;
            peak = found;
        }

        Interlocked.Increment(ref _rentedBlocks);
        return (void*)address;
    }

    internal static void Return(void* address, long capacity)
    {
        Interlocked.Add(ref _rentedBytes, -capacity);
        Interlocked.Decrement(ref _rentedBlocks);
        lock (Gate)
        {
            if (_freeBytes + capacity <= KeepBytes)
            {
                if (!Free.TryGetValue(capacity, out var stack))
                    Free[capacity] = stack = new Stack<nint>();
                stack.Push((nint)address);
                _freeBytes += capacity;
                return;
            }
        }

        NativeMemory.AlignedFree(address);
    }

    // The largest blocks first: few releases make room, and the small ones are needed most often.
    private static void FreeDownTo(long bytes)
    {
        lock (Gate)
        {
            while (_freeBytes > Math.Max(0, bytes))
            {
                var capacity = Free.Where(f => f.Value.Count > 0).Max(f => f.Key);
                NativeMemory.AlignedFree((void*)Free[capacity].Pop());
                _freeBytes -= capacity;
            }
        }
    }

    // Large blocks in large pages where Linux has them at hand: a tenth of the page faults' time, and fewer look-ups of addresses.
    private static void* AllocatePages(long bytes)
    {
        if (bytes < LargePagesFromBytes || !OperatingSystem.IsLinux())
            return NativeMemory.AlignedAlloc((nuint)bytes, (nuint)Alignment);
        var address = NativeMemory.AlignedAlloc((nuint)bytes, LargePageBytes);

        // A kernel without them refuses, and nothing else changes.
        _ = MemoryAdvise(address, (nuint)bytes, AdviceHugePage);
        return address;
    }

    private static void* Allocate(long capacity, long rented)
    {
        // Linux grants more than there is and kills the process later; refuse what cannot fit.
        var limit = LimitBytes;
        if (rented <= limit)
        {
            for (var attempt = 0; attempt < 2; attempt++)
            {
                try
                {
                    FreeDownTo(limit - rented);
                    return AllocatePages(capacity + PaddingBytes);
                }
                catch (OutOfMemoryException) when (attempt == 0)
                {
                    Trim();
                }
                catch (OutOfMemoryException)
                {
                    break;
                }
            }
        }

        throw new DeviceMemoryException("host", capacity, rented - capacity, limit - rented + capacity,
            $"Host memory: {capacity} bytes were asked for, {rented - capacity} are in use, and the limit is {limit}. Use a smaller volume or a machine with more memory.");
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* address, nuint length, int advice);
}
