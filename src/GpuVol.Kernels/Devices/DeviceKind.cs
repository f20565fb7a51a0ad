namespace GpuVol;

/// <summary>Which engine drives a device.</summary>
public enum DeviceKind
{
    /// <summary>The engine's own CPU device.</summary>
    Cpu,

    /// <summary>An OpenCL device, of any type.</summary>
    OpenCl,

    /// <summary>An NVIDIA device through the CUDA driver.</summary>
    Cuda,
}
