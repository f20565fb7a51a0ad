namespace GpuVol;

/// <summary>A buffer object of OpenGL that a device writes to without the host in between. The creator disposes it; every call needs the context current that it was registered in.</summary>
public abstract class GraphicsBuffer : IDisposable
{
    /// <summary>Copies device memory to the buffer's beginning, after all work queued before. What OpenGL is told afterwards sees it.</summary>
    public abstract void CopyFrom(DeviceMemory source, long sourceOffsetBytes, long lengthBytes);

    /// <summary>Gives the buffer back to OpenGL alone.</summary>
    public abstract void Dispose();
}
