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
}
