using System.Globalization;
using GpuVol.Cpu;

namespace GpuVol;

/// <summary>Finds and opens devices.</summary>
public static class ComputeDevices
{
    private const string Forms = "Use auto, cpu, opencl, opencl:N, cuda or cuda:N, N counted from 0.";

    /// <summary>Every device there is: CUDA, then OpenCL, then the CPU; and for each engine that has none, why.</summary>
    public static DeviceInventory Discover()
    {
        var devices = new List<DeviceInfo>();
        var absent = new List<(string Engine, string Reason)>();
        var cuda = CudaPlatform.List(out var reason);
        if (cuda.Count == 0)
            absent.Add(("CUDA", reason));
        devices.AddRange(cuda);
        var openCl = OpenClPlatforms.List(out reason);
        if (openCl.Count == 0)
            absent.Add(("OpenCL", reason));
        devices.AddRange(openCl.Select(entry => entry.Info));
        devices.Add(CpuDevice.Describe());
        return new DeviceInventory(devices, absent);
    }

    /// <summary>
    /// Opens <c>auto</c>, <c>cpu</c>, <c>opencl[:N]</c> or <c>cuda[:N]</c>. <c>auto</c> is CUDA, else an OpenCL GPU, else the CPU;
    /// an OpenCL device of type CPU is taken only when named. <paramref name="threads"/> limits the CPU engine (0: all cores).
    /// </summary>
    /// <exception cref="DeviceUnavailableException">It is not there; the message lists those that are.</exception>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    public static ComputeDevice Open(string device = "auto", int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(device);
        var (engine, index) = Parse(device);
        return engine switch
        {
            "auto" => OpenBest(threads),
            "cpu" => new CpuDevice(threads),
            "opencl" => OpenOpenCl(device, index),
            _ => OpenCuda(device, index),
        };
    }

    /// <summary>
    /// The devices that <paramref name="device"/> means to work of many parts: with a number that one; <c>cuda</c> and <c>opencl</c> all of that
    /// kind; <c>auto</c> all CUDA devices, else all OpenCL GPUs, else the CPU.
    /// </summary>
    /// <exception cref="DeviceUnavailableException">There is none; the message lists those that are.</exception>
    /// <exception cref="ArgumentException">The text names no device.</exception>
    public static IReadOnlyList<ComputeDevice> OpenAll(string device = "auto", int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(device);
        var (engine, _) = Parse(device);
        var first = Open(device, threads);
        if (device.Contains(':', StringComparison.Ordinal) || first.Info.Kind == DeviceKind.Cpu)
            return [first];
        var others = first.Info.Kind == DeviceKind.Cuda
            ? CudaPlatform.List(out _)
            : OpenClPlatforms.List(out _).Select(entry => entry.Info).Where(info => engine == "opencl" || info.IsGpu);
        return [first, .. others.Where(info => info.Index != first.Info.Index).Select(info => Open(info.Id))];
    }

    private static (string Engine, int Index) Parse(string device)
    {
        var text = device.Trim().ToLowerInvariant();
        if (text is "auto" or "cpu" or "opencl" or "cuda")
            return (text, 0);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && text[..colon] is "opencl" or "cuda" && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return (text[..colon], index);
        throw new ArgumentException($"'{device}' names no device. {Forms}", nameof(device));
    }

    private static ComputeDevice OpenBest(int threads)
    {
        if (CudaPlatform.List(out _) is [var cuda, ..])
            return new CudaDevice(CudaDriver.TryGet(out _)!, cuda);
        if (OpenClPlatforms.List(out _).FirstOrDefault(entry => entry.Info.IsGpu) is { } gpu)
            return new OpenClDevice(gpu);
        return new CpuDevice(threads);
    }

    private static OpenClDevice OpenOpenCl(string requested, int index)
    {
        var entries = OpenClPlatforms.List(out var reason);
        return index < entries.Count ? new OpenClDevice(entries[index]) : throw Unavailable(requested, "OpenCL", index, entries.Count, reason);
    }

    private static CudaDevice OpenCuda(string requested, int index)
    {
        var devices = CudaPlatform.List(out var reason);
        return index < devices.Count
            ? new CudaDevice(CudaDriver.TryGet(out _)!, devices[index])
            : throw Unavailable(requested, "CUDA", index, devices.Count, reason);
    }

    private static DeviceUnavailableException Unavailable(string requested, string engine, int index, int count, string reason)
    {
        var what = count == 0
            ? $"No {engine} device: {reason}."
            : $"No {engine} device {index}: there {(count == 1 ? "is 1, number 0" : $"are {count}, numbers 0 to {count - 1}")}.";
        var devices = Discover().Devices;
        var list = string.Join(", ", devices.Select(info => $"{info.Id} \"{info.Name}\""));
        var use = string.Join(" or ", devices.Select(info => $"--device {info.Id}"));
        return new DeviceUnavailableException(requested, $"{what} Available: {list}. Use {use}.");
    }
}
