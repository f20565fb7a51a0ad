namespace GpuVol;

/// <summary>A kernel could not be compiled or run.</summary>
public sealed class KernelLaunchException : GpuVolException
{
    /// <summary>Creates the failure of <paramref name="kernel"/> on <paramref name="device"/>.</summary>
    public KernelLaunchException(string kernel, string device, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kernel = kernel;
        Device = device;
    }

    /// <summary>Name of the kernel.</summary>
    public string Kernel { get; }

    /// <summary>Name of the device.</summary>
    public string Device { get; }
}
