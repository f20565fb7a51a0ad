namespace GpuVol;

/// <summary>
/// A ring of page-locked slots between host memory and a CUDA stream. The engine's own staging keeps the copy on several
/// threads and the transfer of the slot before at work together, and tells exactly when the source is free again.
/// </summary>
internal sealed unsafe class CudaStaging(CudaDevice device, int slots, int slotBytes)
{
    private readonly (nint Address, nint Done)[] _slots = new (nint, nint)[slots];
    private int _next;

    /// <summary>Copies to the device; returns when the source may be reused. The context must be current and no other thread inside.</summary>
    public void Upload(byte* source, ulong target, long lengthBytes)
    {
        for (var done = 0L; done < lengthBytes;)
        {
            var count = Math.Min(slotBytes, lengthBytes - done);
            var slot = Take();
            HostCopy.Copy(source + done, (void*)slot.Address, count);
            device.Check(device.Driver.MemcpyHtoDAsync(target + (ulong)done, (void*)slot.Address, (nuint)count, device.Stream), "cuMemcpyHtoDAsync");
            device.Check(device.Driver.EventRecord(slot.Done, device.Stream), "cuEventRecord");
            done += count;
        }
    }

    /// <summary>Copies from the device, one slot ahead of the host; returns when the target is complete.</summary>
    public void Download(ulong source, byte* target, long lengthBytes)
    {
        (nint Address, nint Done) pending = default;
        var (pendingOffset, pendingCount) = (0L, 0L);
        for (var queued = 0L; queued < lengthBytes;)
        {
            var count = Math.Min(slotBytes, lengthBytes - queued);
            var slot = Take();
            device.Check(device.Driver.MemcpyDtoHAsync((void*)slot.Address, source + (ulong)queued, (nuint)count, device.Stream), "cuMemcpyDtoHAsync");
            device.Check(device.Driver.EventRecord(slot.Done, device.Stream), "cuEventRecord");
            Drain(pending, target + pendingOffset, pendingCount);
            (pending, pendingOffset, pendingCount) = (slot, queued, count);
            queued += count;
        }

        Drain(pending, target + pendingOffset, pendingCount);
    }

    /// <summary>Frees the slots; the stream must be idle.</summary>
    public void Free()
    {
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Address == 0)
                continue;
            _ = device.Driver.MemFreeHost((void*)_slots[i].Address);
            _ = device.Driver.EventDestroy(_slots[i].Done);
            _slots[i] = default;
        }
    }

    private void Drain((nint Address, nint Done) slot, byte* target, long count)
    {
        if (count == 0)
            return;
        device.Check(device.Driver.EventSynchronize(slot.Done), "cuEventSynchronize");
        HostCopy.Copy((void*)slot.Address, target, count);
    }

    private (nint Address, nint Done) Take()
    {
        ref var slot = ref _slots[_next];
        _next = (_next + 1) % _slots.Length;
        if (slot.Address != 0)
        {
            device.Check(device.Driver.EventSynchronize(slot.Done), "cuEventSynchronize");
            return slot;
        }

        void* address;
        device.Check(device.Driver.MemHostAlloc(&address, (nuint)slotBytes, 0), "cuMemHostAlloc");
        try
        {
            slot = ((nint)address, device.CreateEvent(CudaCodes.EventDisableTiming));
        }
        catch
        {
            _ = device.Driver.MemFreeHost(address);
            throw;
        }

        return slot;
    }
}
