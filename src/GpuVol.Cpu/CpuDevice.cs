namespace GpuVol.Cpu;

/// <summary>Placeholder until the executor lands.</summary>
internal static class CpuDevicePlaceholder;
