namespace GpuVol.Kernels;

/// <summary>Lengths of the arrays of <see cref="ComplexKernels.Resize"/>.</summary>
public struct ResizeParameters
{
    /// <summary>Of the source along i.</summary>
    public int SourceI;

    /// <summary>Of the source along j.</summary>
    public int SourceJ;

    /// <summary>Of the source along k.</summary>
    public int SourceK;

    /// <summary>Of the target along i.</summary>
    public int TargetI;

    /// <summary>Of the target along j.</summary>
    public int TargetJ;

    /// <summary>Of the target along k.</summary>
    public int TargetK;

    /// <summary>Sample of the source along i that becomes sample 0 of the target; negative where the target begins before.</summary>
    public int FirstI;

    /// <summary>The same along j.</summary>
    public int FirstJ;

    /// <summary>The same along k.</summary>
    public int FirstK;
}
