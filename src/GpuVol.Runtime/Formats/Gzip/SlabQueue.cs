namespace GpuVol;

/// <summary>Slabs on their way to the compressor, in order. Few wait at a time, so that a result larger than memory passes through.</summary>
internal sealed unsafe class SlabQueue : IDisposable
{
    private const int MostWaiting = 2;

    [ThreadStatic]
    private static byte[]? _block;

    private readonly object _gate = new();
    private readonly List<Slab> _slabs = [];
    private long _end;
    private Exception? _failure;

    /// <summary>Adds the bytes of a slab behind the others; waits while enough are waiting. The memory is kept until its bytes are taken.</summary>
    public void Append(HostMemory memory, long length)
    {
        lock (_gate)
        {
            while (_slabs.Count >= MostWaiting && _failure is null)
                Monitor.Wait(_gate);
            if (_failure is not null)
                return;
            _slabs.Add(new Slab(memory.AddReference(), _end, length) { Left = length });
            _end += length;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The bytes [start, start + count), copied; waits for them.</summary>
    public ReadOnlySpan<byte> Take(long start, int count)
    {
        if (_block is null || _block.Length < count)
            _block = new byte[count];
        var done = 0;
        while (done < count)
        {
            Slab slab;
            lock (_gate)
            {
                while (_end <= start + done && _failure is null)
                    Monitor.Wait(_gate);
                if (_failure is not null)
                    throw new OperationCanceledException("The writing was given up.", _failure);
                slab = _slabs.First(s => s.Start <= start + done && start + done < s.Start + s.Length);
            }

            // The slab stays: its bytes in this block are counted only below.
            var from = start + done - slab.Start;
            var length = (int)Math.Min(count - done, slab.Length - from);
            new ReadOnlySpan<byte>((byte*)slab.Memory.Address + from, length).CopyTo(_block.AsSpan(done));
            done += length;
            lock (_gate)
            {
                slab.Left -= length;
                if (slab.Left == 0 && _slabs.Remove(slab))
                {
                    slab.Memory.Release();
                    Monitor.PulseAll(_gate);
                }
            }
        }

        return _block.AsSpan(0, count);
    }

    /// <summary>Wakes whoever waits: nothing more will come, or be taken.</summary>
    public void Fail(Exception exception)
    {
        lock (_gate)
        {
            _failure ??= exception;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Gives up what is left. To be called when nobody takes any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var slab in _slabs)
                slab.Memory.Release();
            _slabs.Clear();
        }
    }

    private sealed record Slab(HostMemory Memory, long Start, long Length)
    {
        public long Left { get; set; }
    }
}
