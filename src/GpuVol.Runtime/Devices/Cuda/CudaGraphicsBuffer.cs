namespace GpuVol;

/// <summary>A buffer of OpenGL in the memory of a CUDA device.</summary>
internal sealed class CudaGraphicsBuffer(CudaDevice device, nint resource) : GraphicsBuffer
{
    private bool _disposed;

    /// <inheritdoc/>
    public override void CopyFrom(DeviceMemory source, long sourceOffsetBytes, long lengthBytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        device.CopyToGraphics(source, sourceOffsetBytes, resource, lengthBytes);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        device.Unregister(resource);
    }
}
