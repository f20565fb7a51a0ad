using System.Text;

namespace GpuVol;

/// <summary>Lists the CUDA devices as the driver numbers them, after CUDA_VISIBLE_DEVICES.</summary>
internal static unsafe class CudaPlatform
{
    /// <summary>The devices of the machine's driver; where there are none, <paramref name="reason"/> says why.</summary>
    public static IReadOnlyList<DeviceInfo> List(out string reason)
    {
        var driver = CudaDriver.TryGet(out reason);
        return driver is null ? [] : List(driver, out reason);
    }

    /// <summary>The devices of a driver.</summary>
    public static IReadOnlyList<DeviceInfo> List(CudaDriver driver, out string reason)
    {
        reason = string.Empty;
        try
        {
            int count;
            driver.Check(driver.DeviceGetCount(&count), "cuDeviceGetCount");
            if (count == 0)
                reason = "the driver lists no device" + (Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES") is { } visible ? $" with CUDA_VISIBLE_DEVICES=\"{visible}\"" : string.Empty);
            var devices = new DeviceInfo[count];
            for (var i = 0; i < count; i++)
                devices[i] = Describe(driver, i);
            return devices;
        }
        catch (CudaException exception)
        {
            reason = exception.Message.TrimEnd('.');
            return [];
        }
    }

    private static DeviceInfo Describe(CudaDriver driver, int index)
    {
        int device;
        driver.Check(driver.DeviceGet(&device, index), "cuDeviceGet");
        const int NameBytes = 256;
        var name = stackalloc byte[NameBytes];
        driver.Check(driver.DeviceGetName(name, NameBytes, device), "cuDeviceGetName");
        nuint memory;
        driver.Check(driver.DeviceTotalMem(&memory, device), "cuDeviceTotalMem");
        var text = new ReadOnlySpan<byte>(name, NameBytes);
        var end = text.IndexOf((byte)0);
        var capability = $"{driver.Attribute(device, CudaCodes.ComputeCapabilityMajor)}.{driver.Attribute(device, CudaCodes.ComputeCapabilityMinor)}";
        return new DeviceInfo
        {
            Kind = DeviceKind.Cuda,
            Index = index,
            Name = Encoding.UTF8.GetString(text[..(end < 0 ? NameBytes : end)]),
            Driver = $"CUDA {driver.Version / 1000}.{driver.Version % 1000 / 10}, compute capability {capability}",
            MemoryBytes = (long)memory,
            MaxAllocationBytes = (long)memory,
            ComputeUnits = driver.Attribute(device, CudaCodes.MultiprocessorCount),
            IsGpu = true,
        };
    }
}
