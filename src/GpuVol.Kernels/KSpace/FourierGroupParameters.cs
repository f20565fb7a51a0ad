namespace GpuVol.Kernels;

/// <summary>How the groups of a launch share the lines.</summary>
public struct FourierGroupParameters
{
    /// <summary>Lines of the array.</summary>
    public long Lines;

    /// <summary>Lines of one group; times Length at most <see cref="FourierGroupKernels.Capacity"/>.</summary>
    public int LinesPerGroup;

    /// <summary>Number of radices.</summary>
    public int Passes;
}
