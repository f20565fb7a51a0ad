namespace GpuVol.Cpu;

/// <summary>How a place in a window is written.</summary>
internal static class WindowPlace
{
    /// <summary>Adding it rounds to a whole number, which then stands in the low bits: 1.5 · 2^23.</summary>
    public const float Magic = 12582912;
}
