namespace GpuVol;

/// <summary>Finds and opens devices.</summary>
public static class ComputeDevices
{
    /// <summary>Every device there is: CUDA, then OpenCL, then the CPU; and for each engine that has none, why.</summary>
    public static DeviceInventory Discover() => throw new NotImplementedException();

    /// <summary>
    /// Opens <c>auto</c>, <c>cpu</c>, <c>opencl[:N]</c> or <c>cuda[:N]</c>. <c>auto</c> is CUDA, else an OpenCL GPU, else the CPU;
    /// an OpenCL device of type CPU is taken only when named. <paramref name="threads"/> limits the CPU engine (0: all cores).
    /// </summary>
    /// <exception cref="DeviceUnavailableException">It is not there; the message lists those that are.</exception>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    public static ComputeDevice Open(string device = "auto", int threads = 0) => throw new NotImplementedException();
}
