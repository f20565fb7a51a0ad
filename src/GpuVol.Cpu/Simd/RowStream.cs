using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>
/// Takes finished rows to targets that do not start on cache lines. A row is copied only when the next one is finished: reading it
/// at once, at another alignment than it was written, would wait for the stores.
/// </summary>
internal unsafe struct RowStream(float* buffers, int stride, int count, bool streams)
{
    private float* _pendingTarget = null;
    private int _turn = 0;

    /// <summary>Where to put the next row.</summary>
    public readonly float* Next => buffers + _turn * stride;

    /// <summary>The row at <see cref="Next"/> belongs at <paramref name="target"/>.</summary>
    public void Put(float* target)
    {
        _turn ^= 1;
        Flush();
        _pendingTarget = target;
    }

    /// <summary>Copies the last row.</summary>
    public void Finish()
    {
        _turn ^= 1;
        Flush();
    }

    private void Flush()
    {
        var source = buffers + _turn * stride;
        var target = _pendingTarget;
        _pendingTarget = null;
        if (target is null)
            return;
        if (streams)
            StreamingStores.Copy(source, target, count);
        else
            Unsafe.CopyBlockUnaligned(target, source, (uint)count * sizeof(float));
    }
}
