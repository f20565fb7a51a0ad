using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>The process-wide pool behind <see cref="HostMemory"/>: free blocks by size class, the oldest released first beyond a limit.</summary>
public static unsafe class HostMemoryPool
{
    private const long Alignment = 4096;
    private const long PaddingBytes = 64;
    private static readonly Lock Gate = new();
    private static readonly Dictionary<long, Stack<nint>> Free = [];
    private static long _freeBytes;
    private static long _rentedBytes;
    private static long _peakRentedBytes;
    private static long _rentedBlocks;

    /// <summary>Bytes of free blocks that are kept for reuse; half the memory of the machine unless set.</summary>
    public static long KeepBytes { get; set; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

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

        if (address == 0)
            address = (nint)Allocate(capacity);
        var rented = Interlocked.Add(ref _rentedBytes, capacity);
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

    private static void* Allocate(long capacity)
    {
        // Linux grants more than there is and kills the process later; refuse what cannot fit.
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (RentedBytes + capacity <= limit)
        {
            for (var attempt = 0; attempt < 2; attempt++)
            {
                try
                {
                    if (RentedBytes + _freeBytes + capacity > limit)
                        Trim();
                    return NativeMemory.AlignedAlloc((nuint)(capacity + PaddingBytes), (nuint)Alignment);
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

        throw new DeviceMemoryException("host", capacity, RentedBytes, limit - RentedBytes,
            $"Host memory: {capacity} bytes were asked for, {RentedBytes} are in use, and the limit is {limit}. Use a smaller volume or a machine with more memory.");
    }
}
