using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>The functions of the CUDA driver in use, in the versions that today's headers map their names to.</summary>
internal sealed unsafe class CudaDriver
{
    public readonly delegate* unmanaged<int*, int> DeviceGetCount;
    public readonly delegate* unmanaged<int*, int, int> DeviceGet;
    public readonly delegate* unmanaged<byte*, int, int, int> DeviceGetName;
    public readonly delegate* unmanaged<nuint*, int, int> DeviceTotalMem;
    public readonly delegate* unmanaged<int*, int, int, int> DeviceGetAttribute;
    public readonly delegate* unmanaged<nint*, int, int> DevicePrimaryCtxRetain;
    public readonly delegate* unmanaged<int, int> DevicePrimaryCtxRelease;
    public readonly delegate* unmanaged<nint, int> CtxSetCurrent;
    public readonly delegate* unmanaged<nuint*, nuint*, int> MemGetInfo;
    public readonly delegate* unmanaged<ulong*, nuint, int> MemAlloc;
    public readonly delegate* unmanaged<ulong, int> MemFree;
    public readonly delegate* unmanaged<void**, nuint, uint, int> MemHostAlloc;
    public readonly delegate* unmanaged<void*, int> MemFreeHost;
    public readonly delegate* unmanaged<ulong, void*, nuint, nint, int> MemcpyHtoDAsync;
    public readonly delegate* unmanaged<void*, ulong, nuint, nint, int> MemcpyDtoHAsync;
    public readonly delegate* unmanaged<ulong, ulong, nuint, nint, int> MemcpyDtoDAsync;
    public readonly delegate* unmanaged<nint*, uint, int> StreamCreate;
    public readonly delegate* unmanaged<nint, int> StreamDestroy;
    public readonly delegate* unmanaged<nint, int> StreamSynchronize;
    public readonly delegate* unmanaged<nint*, uint, int> EventCreate;
    public readonly delegate* unmanaged<nint, int> EventDestroy;
    public readonly delegate* unmanaged<nint, nint, int> EventRecord;
    public readonly delegate* unmanaged<nint, int> EventSynchronize;
    public readonly delegate* unmanaged<float*, nint, nint, int> EventElapsedTime;
    public readonly delegate* unmanaged<nint*, void*, uint, int*, void**, int> ModuleLoadDataEx;
    public readonly delegate* unmanaged<nint, int> ModuleUnload;
    public readonly delegate* unmanaged<nint*, nint, byte*, int> ModuleGetFunction;
    public readonly delegate* unmanaged<int*, int, nint, int> FuncGetAttribute;
    public readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> LaunchKernel;

    private readonly delegate* unmanaged<int, byte**, int> _getErrorName;
    private readonly delegate* unmanaged<int, byte**, int> _getErrorString;

    private static readonly Lazy<(CudaDriver? Driver, string Reason)> Loaded = new(LoadDefault);

    private CudaDriver(NativeApi library)
    {
        _getErrorName = (delegate* unmanaged<int, byte**, int>)library.Function("cuGetErrorName");
        _getErrorString = (delegate* unmanaged<int, byte**, int>)library.Function("cuGetErrorString");
        Check(((delegate* unmanaged<uint, int>)library.Function("cuInit"))(0), "cuInit");
        int version;
        Check(((delegate* unmanaged<int*, int>)library.Function("cuDriverGetVersion"))(&version), "cuDriverGetVersion");
        Version = version;
        DeviceGetCount = (delegate* unmanaged<int*, int>)library.Function("cuDeviceGetCount");
        DeviceGet = (delegate* unmanaged<int*, int, int>)library.Function("cuDeviceGet");
        DeviceGetName = (delegate* unmanaged<byte*, int, int, int>)library.Function("cuDeviceGetName");
        DeviceTotalMem = (delegate* unmanaged<nuint*, int, int>)library.Function("cuDeviceTotalMem_v2");
        DeviceGetAttribute = (delegate* unmanaged<int*, int, int, int>)library.Function("cuDeviceGetAttribute");
        DevicePrimaryCtxRetain = (delegate* unmanaged<nint*, int, int>)library.Function("cuDevicePrimaryCtxRetain");
        DevicePrimaryCtxRelease = (delegate* unmanaged<int, int>)library.Function("cuDevicePrimaryCtxRelease_v2");
        CtxSetCurrent = (delegate* unmanaged<nint, int>)library.Function("cuCtxSetCurrent");
        MemGetInfo = (delegate* unmanaged<nuint*, nuint*, int>)library.Function("cuMemGetInfo_v2");
        MemAlloc = (delegate* unmanaged<ulong*, nuint, int>)library.Function("cuMemAlloc_v2");
        MemFree = (delegate* unmanaged<ulong, int>)library.Function("cuMemFree_v2");
        MemHostAlloc = (delegate* unmanaged<void**, nuint, uint, int>)library.Function("cuMemHostAlloc");
        MemFreeHost = (delegate* unmanaged<void*, int>)library.Function("cuMemFreeHost");
        MemcpyHtoDAsync = (delegate* unmanaged<ulong, void*, nuint, nint, int>)library.Function("cuMemcpyHtoDAsync_v2");
        MemcpyDtoHAsync = (delegate* unmanaged<void*, ulong, nuint, nint, int>)library.Function("cuMemcpyDtoHAsync_v2");
        MemcpyDtoDAsync = (delegate* unmanaged<ulong, ulong, nuint, nint, int>)library.Function("cuMemcpyDtoDAsync_v2");
        StreamCreate = (delegate* unmanaged<nint*, uint, int>)library.Function("cuStreamCreate");
        StreamDestroy = (delegate* unmanaged<nint, int>)library.Function("cuStreamDestroy_v2");
        StreamSynchronize = (delegate* unmanaged<nint, int>)library.Function("cuStreamSynchronize");
        EventCreate = (delegate* unmanaged<nint*, uint, int>)library.Function("cuEventCreate");
        EventDestroy = (delegate* unmanaged<nint, int>)library.Function("cuEventDestroy_v2");
        EventRecord = (delegate* unmanaged<nint, nint, int>)library.Function("cuEventRecord");
        EventSynchronize = (delegate* unmanaged<nint, int>)library.Function("cuEventSynchronize");
        EventElapsedTime = (delegate* unmanaged<float*, nint, nint, int>)library.Function("cuEventElapsedTime");
        ModuleLoadDataEx = (delegate* unmanaged<nint*, void*, uint, int*, void**, int>)library.Function("cuModuleLoadDataEx");
        ModuleUnload = (delegate* unmanaged<nint, int>)library.Function("cuModuleUnload");
        ModuleGetFunction = (delegate* unmanaged<nint*, nint, byte*, int>)library.Function("cuModuleGetFunction");
        FuncGetAttribute = (delegate* unmanaged<int*, int, nint, int>)library.Function("cuFuncGetAttribute");
        LaunchKernel = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)library.Function("cuLaunchKernel");
        OpenGl = CudaOpenGl.TryLoad(library, out var reason);
        OpenGlReason = reason;
    }

    /// <summary>Version of CUDA that the driver speaks: 12040 for 12.4.</summary>
    public int Version { get; }

    /// <summary>What it can do with buffers of OpenGL, or null.</summary>
    public CudaOpenGl? OpenGl { get; }

    /// <summary>Why it can do nothing with them.</summary>
    public string OpenGlReason { get; }

    /// <summary>The driver of this machine (or the library that GPUVOL_LIBCUDA names), or null and the reason why there is none.</summary>
    public static CudaDriver? TryGet(out string reason)
    {
        reason = Loaded.Value.Reason;
        return Loaded.Value.Driver;
    }

    /// <summary>Loads and initialises the first of <paramref name="names"/> that there is.</summary>
    public static (CudaDriver? Driver, string Reason) Load(params string[] names)
    {
        if (!NativeApi.TryLoad(names, out var library))
            return (null, $"driver library {names[0]} not found");
        try
        {
            return (new CudaDriver(library), string.Empty);
        }
        catch (CudaException exception)
        {
            var visible = Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES");
            return (null, $"{exception.Function} gave {exception.CodeName} ({exception.Code})"
                + (visible is null ? string.Empty : $" with CUDA_VISIBLE_DEVICES=\"{visible}\""));
        }
        catch (EntryPointNotFoundException exception)
        {
            return (null, exception.Message.TrimEnd('.'));
        }
    }

    public void Check(int code, string function)
    {
        if (code != CudaCodes.Success)
            throw new CudaException(code, ErrorName(code), ErrorText(code), function);
    }

    public int Attribute(int device, int attribute)
    {
        int value;
        Check(DeviceGetAttribute(&value, attribute, device), "cuDeviceGetAttribute");
        return value;
    }

    /// <summary>The name of a code in CUDA's headers.</summary>
    public string ErrorName(int code)
    {
        byte* text = null;
        return _getErrorName(code, &text) == CudaCodes.Success && text != null ? Marshal.PtrToStringUTF8((nint)text)! : "CUDA error";
    }

    private static (CudaDriver? Driver, string Reason) LoadDefault()
    {
        if (Environment.GetEnvironmentVariable("GPUVOL_LIBCUDA") is { Length: > 0 } named)
            return Load(named);
        return OperatingSystem.IsWindows() ? Load("nvcuda.dll") : Load("libcuda.so.1", "/usr/lib/wsl/lib/libcuda.so.1");
    }

    private string ErrorText(int code)
    {
        byte* text = null;
        return _getErrorString(code, &text) == CudaCodes.Success && text != null ? Marshal.PtrToStringUTF8((nint)text)! : "unknown error";
    }
}
