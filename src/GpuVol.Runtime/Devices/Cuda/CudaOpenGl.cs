namespace GpuVol;

/// <summary>The driver's functions for buffers of OpenGL, which a driver may lack.</summary>
internal sealed unsafe class CudaOpenGl
{
    public const uint AllDevices = 1;
    public const uint WriteDiscard = 2;

    public readonly delegate* unmanaged<uint*, int*, uint, uint, int> GetDevices;
    public readonly delegate* unmanaged<nint*, uint, uint, int> RegisterBuffer;
    public readonly delegate* unmanaged<nint, int> UnregisterResource;
    public readonly delegate* unmanaged<uint, nint*, nint, int> MapResources;
    public readonly delegate* unmanaged<uint, nint*, nint, int> UnmapResources;
    public readonly delegate* unmanaged<ulong*, nuint*, nint, int> ResourceGetMappedPointer;

    private CudaOpenGl(NativeApi library)
    {
        GetDevices = (delegate* unmanaged<uint*, int*, uint, uint, int>)library.Function("cuGLGetDevices_v2");
        RegisterBuffer = (delegate* unmanaged<nint*, uint, uint, int>)library.Function("cuGraphicsGLRegisterBuffer");
        UnregisterResource = (delegate* unmanaged<nint, int>)library.Function("cuGraphicsUnregisterResource");
        MapResources = (delegate* unmanaged<uint, nint*, nint, int>)library.Function("cuGraphicsMapResources");
        UnmapResources = (delegate* unmanaged<uint, nint*, nint, int>)library.Function("cuGraphicsUnmapResources");
        ResourceGetMappedPointer = (delegate* unmanaged<ulong*, nuint*, nint, int>)library.Function("cuGraphicsResourceGetMappedPointer_v2");
    }

    /// <summary>The functions, or null and what is missing.</summary>
    public static CudaOpenGl? TryLoad(NativeApi library, out string reason)
    {
        reason = string.Empty;
        try
        {
            return new CudaOpenGl(library);
        }
        catch (EntryPointNotFoundException exception)
        {
            reason = exception.Message.TrimEnd('.');
            return null;
        }
    }
}
