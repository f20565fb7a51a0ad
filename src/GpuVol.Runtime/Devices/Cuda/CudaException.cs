namespace GpuVol;

/// <summary>A CUDA driver function failed; callers that know more turn it into their own failure.</summary>
internal sealed class CudaException(int code, string codeName, string text, string function)
    : GpuVolException($"CUDA: {function} failed with {codeName} ({code}): {text}.")
{
    public int Code { get; } = code;

    public string CodeName { get; } = codeName;

    public string Function { get; } = function;
}
