namespace GpuVol.Kernels.Generator;

/// <summary>A translated helper.</summary>
internal sealed class FunctionInfo
{
    public string Name { get; set; } = "";

    /// <summary>True where a call changes something that the caller can see, so that its place among other operands matters.</summary>
    public bool HasSideEffects { get; set; }

    /// <summary>True while its body is being translated.</summary>
    public bool IsOpen { get; set; }

    /// <summary>True where its body was refused; a further call says nothing new.</summary>
    public bool IsBroken { get; set; }
}
