namespace GpuVol;

/// <summary>An OpenCL function failed; callers that know more turn it into their own failure.</summary>
internal sealed class OpenClException(int code, string function)
    : GpuVolException($"OpenCL: {function} failed with {OpenClCodes.Name(code)} ({code}).")
{
    public int Code { get; } = code;

    public string Function { get; } = function;

    /// <summary>True where the device, or the host on its behalf, ran out of memory.</summary>
    public bool IsOutOfMemory => Code is OpenClCodes.MemObjectAllocationFailure or OpenClCodes.OutOfResources or OpenClCodes.OutOfHostMemory or OpenClCodes.InvalidBufferSize;
}
