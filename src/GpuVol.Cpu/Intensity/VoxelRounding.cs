namespace GpuVol.Cpu;

/// <summary>Rounding half to even without an instruction for it.</summary>
internal static class VoxelRounding
{
    /// <summary>1.5 · 2^52: adding it leaves the rounded number in the low bits of the sum.</summary>
    public const double Shift = 6755399441055744.0;
}
