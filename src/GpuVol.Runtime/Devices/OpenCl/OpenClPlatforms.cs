namespace GpuVol;

/// <summary>One OpenCL device as found: its platform, its handle and what it says of itself.</summary>
/// <param name="Device">The <c>cl_device_id</c>.</param>
/// <param name="Info">What it says of itself.</param>
internal sealed record OpenClEntry(nint Device, DeviceInfo Info);

/// <summary>Lists the OpenCL devices of all platforms, in the loader's order; <c>opencl:N</c> counts over all of them.</summary>
internal static unsafe class OpenClPlatforms
{
    // Listed once and by one thread: loaders and drivers set themselves up meanwhile, and PoCL crashes where two threads do.
    private static readonly Lazy<(IReadOnlyList<OpenClEntry> Devices, string Reason)> Listed = new(ListOnce);

    /// <summary>The devices; where there are none, <paramref name="reason"/> says why.</summary>
    public static IReadOnlyList<OpenClEntry> List(out string reason)
    {
        reason = Listed.Value.Reason;
        return Listed.Value.Devices;
    }

    private static (IReadOnlyList<OpenClEntry> Devices, string Reason) ListOnce()
    {
        var api = OpenClApi.TryGet(out var reason);
        if (api is null)
            return ([], reason);
        var devices = new List<OpenClEntry>();
        try
        {
            foreach (var platform in Platforms(api))
                AddDevices(api, platform, devices);
        }
        catch (OpenClException exception)
        {
            return ([], exception.Message.TrimEnd('.'));
        }

        return (devices, devices.Count == 0 ? "the OpenCL loader found no driver with a usable device. Install one (for CPUs, Debian: pocl-opencl-icd)" : string.Empty);
    }

    private static nint[] Platforms(OpenClApi api)
    {
        uint count = 0;
        var code = api.GetPlatformIDs(0, null, &count);
        if (code == OpenClCodes.PlatformNotFound || count == 0)
            return [];
        OpenClApi.Check(code, "clGetPlatformIDs");
        var platforms = new nint[count];
        fixed (nint* pointer = platforms)
            OpenClApi.Check(api.GetPlatformIDs(count, pointer, null), "clGetPlatformIDs");
        return platforms;
    }

    private static void AddDevices(OpenClApi api, nint platform, List<OpenClEntry> devices)
    {
        uint count = 0;
        var code = api.GetDeviceIDs(platform, OpenClCodes.DeviceTypeAll, 0, null, &count);
        if (code == OpenClCodes.DeviceNotFound || count == 0)
            return;
        OpenClApi.Check(code, "clGetDeviceIDs");
        var ids = new nint[count];
        fixed (nint* pointer = ids)
            OpenClApi.Check(api.GetDeviceIDs(platform, OpenClCodes.DeviceTypeAll, count, pointer, null), "clGetDeviceIDs");
        HostSignals.Restore();
        var platformName = api.PlatformText(platform, OpenClCodes.PlatformName);
        foreach (var id in ids)
        {
            if (api.DeviceValue<uint>(id, OpenClCodes.DeviceAvailable) == 0 || api.DeviceValue<uint>(id, OpenClCodes.DeviceCompilerAvailable) == 0)
                continue;
            devices.Add(new OpenClEntry(id, new DeviceInfo
            {
                Kind = DeviceKind.OpenCl,
                Index = devices.Count,
                Name = api.DeviceText(id, OpenClCodes.DeviceName),
                Driver = $"{platformName} {api.DeviceText(id, OpenClCodes.DriverVersion)}",
                MemoryBytes = (long)api.DeviceValue<ulong>(id, OpenClCodes.DeviceGlobalMemSize),
                MaxAllocationBytes = (long)api.DeviceValue<ulong>(id, OpenClCodes.DeviceMaxMemAllocSize),
                ComputeUnits = (int)api.DeviceValue<uint>(id, OpenClCodes.DeviceMaxComputeUnits),
                IsGpu = (api.DeviceValue<ulong>(id, OpenClCodes.DeviceType) & OpenClCodes.DeviceTypeGpu) != 0,
                SupportsFloat64 = api.DeviceValue<ulong>(id, OpenClCodes.DeviceDoubleFpConfig) != 0,
            }));
        }
    }
}
