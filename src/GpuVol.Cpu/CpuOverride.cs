namespace GpuVol.Cpu;

/// <summary>
/// A hand-vectorised version of a kernel. Returns false, before it has written anything, where it does not cover the
/// launch (a size, a parameter or an instruction set); the plain method runs then.
/// </summary>
/// <remarks>The answer must be that of the plain method within the operation's stated bound; tests run both.</remarks>
public delegate bool CpuOverride(CpuLaunch launch);
