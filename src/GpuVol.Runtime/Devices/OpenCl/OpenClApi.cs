using System.Runtime.InteropServices;
using System.Text;

namespace GpuVol;

/// <summary>The OpenCL functions in use, from the installable client driver's loader.</summary>
internal sealed unsafe partial class OpenClApi
{
    public readonly delegate* unmanaged<uint, nint*, uint*, int> GetPlatformIDs;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetPlatformInfo;
    public readonly delegate* unmanaged<nint, ulong, uint, nint*, uint*, int> GetDeviceIDs;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetDeviceInfo;
    public readonly delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint> CreateContext;
    public readonly delegate* unmanaged<nint, int> ReleaseContext;
    public readonly delegate* unmanaged<nint, nint, ulong, int*, nint> CreateCommandQueue;
    public readonly delegate* unmanaged<nint, int> ReleaseCommandQueue;
    public readonly delegate* unmanaged<nint, int> Finish;
    public readonly delegate* unmanaged<nint, int> Flush;
    public readonly delegate* unmanaged<nint, ulong, nuint, void*, int*, nint> CreateBuffer;
    public readonly delegate* unmanaged<nint, int> ReleaseMemObject;
    public readonly delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint> CreateProgramWithSource;
    public readonly delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int> BuildProgram;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> GetProgramBuildInfo;
    public readonly delegate* unmanaged<nint, int> ReleaseProgram;
    public readonly delegate* unmanaged<nint, byte*, int*, nint> CreateKernel;
    public readonly delegate* unmanaged<nint, int> ReleaseKernel;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, int> SetKernelArg;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> GetKernelWorkGroupInfo;
    public readonly delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int> EnqueueNDRangeKernel;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> EnqueueReadBuffer;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int> EnqueueWriteBuffer;
    public readonly delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, uint, nint*, nint*, int> EnqueueCopyBuffer;
    public readonly delegate* unmanaged<nint, nint, uint, ulong, nuint, nuint, uint, nint*, nint*, int*, void*> EnqueueMapBuffer;
    public readonly delegate* unmanaged<nint, nint, void*, uint, nint*, nint*, int> EnqueueUnmapMemObject;
    public readonly delegate* unmanaged<nint, uint, nint*, ulong, uint, nint*, nint*, int> EnqueueMigrateMemObjects;
    public readonly delegate* unmanaged<nint, uint, nint*, nint*, int> EnqueueMarkerWithWaitList;
    public readonly delegate* unmanaged<uint, nint*, int> WaitForEvents;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> GetEventProfilingInfo;
    public readonly delegate* unmanaged<nint, int> ReleaseEvent;

    private static readonly Lazy<(OpenClApi? Api, string Reason)> Loaded = new(Load);

    private OpenClApi(NativeApi library)
    {
        GetPlatformIDs = (delegate* unmanaged<uint, nint*, uint*, int>)library.Function("clGetPlatformIDs");
        GetPlatformInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)library.Function("clGetPlatformInfo");
        GetDeviceIDs = (delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)library.Function("clGetDeviceIDs");
        GetDeviceInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)library.Function("clGetDeviceInfo");
        CreateContext = (delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint>)library.Function("clCreateContext");
        ReleaseContext = (delegate* unmanaged<nint, int>)library.Function("clReleaseContext");
        CreateCommandQueue = (delegate* unmanaged<nint, nint, ulong, int*, nint>)library.Function("clCreateCommandQueue");
        ReleaseCommandQueue = (delegate* unmanaged<nint, int>)library.Function("clReleaseCommandQueue");
        Finish = (delegate* unmanaged<nint, int>)library.Function("clFinish");
        Flush = (delegate* unmanaged<nint, int>)library.Function("clFlush");
        CreateBuffer = (delegate* unmanaged<nint, ulong, nuint, void*, int*, nint>)library.Function("clCreateBuffer");
        ReleaseMemObject = (delegate* unmanaged<nint, int>)library.Function("clReleaseMemObject");
        CreateProgramWithSource = (delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint>)library.Function("clCreateProgramWithSource");
        BuildProgram = (delegate* unmanaged<nint, uint, nint*, byte*, void*, void*, int>)library.Function("clBuildProgram");
        GetProgramBuildInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)library.Function("clGetProgramBuildInfo");
        ReleaseProgram = (delegate* unmanaged<nint, int>)library.Function("clReleaseProgram");
        CreateKernel = (delegate* unmanaged<nint, byte*, int*, nint>)library.Function("clCreateKernel");
        ReleaseKernel = (delegate* unmanaged<nint, int>)library.Function("clReleaseKernel");
        SetKernelArg = (delegate* unmanaged<nint, uint, nuint, void*, int>)library.Function("clSetKernelArg");
        GetKernelWorkGroupInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)library.Function("clGetKernelWorkGroupInfo");
        EnqueueNDRangeKernel = (delegate* unmanaged<nint, nint, uint, nuint*, nuint*, nuint*, uint, nint*, nint*, int>)library.Function("clEnqueueNDRangeKernel");
        EnqueueReadBuffer = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)library.Function("clEnqueueReadBuffer");
        EnqueueWriteBuffer = (delegate* unmanaged<nint, nint, uint, nuint, nuint, void*, uint, nint*, nint*, int>)library.Function("clEnqueueWriteBuffer");
        EnqueueCopyBuffer = (delegate* unmanaged<nint, nint, nint, nuint, nuint, nuint, uint, nint*, nint*, int>)library.Function("clEnqueueCopyBuffer");
        EnqueueMapBuffer = (delegate* unmanaged<nint, nint, uint, ulong, nuint, nuint, uint, nint*, nint*, int*, void*>)library.Function("clEnqueueMapBuffer");
        EnqueueUnmapMemObject = (delegate* unmanaged<nint, nint, void*, uint, nint*, nint*, int>)library.Function("clEnqueueUnmapMemObject");
        EnqueueMigrateMemObjects = (delegate* unmanaged<nint, uint, nint*, ulong, uint, nint*, nint*, int>)library.Function("clEnqueueMigrateMemObjects");
        EnqueueMarkerWithWaitList = (delegate* unmanaged<nint, uint, nint*, nint*, int>)library.Function("clEnqueueMarkerWithWaitList");
        WaitForEvents = (delegate* unmanaged<uint, nint*, int>)library.Function("clWaitForEvents");
        GetEventProfilingInfo = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)library.Function("clGetEventProfilingInfo");
        ReleaseEvent = (delegate* unmanaged<nint, int>)library.Function("clReleaseEvent");
    }

    /// <summary>The functions, or null and the reason why there are none.</summary>
    public static OpenClApi? TryGet(out string reason)
    {
        reason = Loaded.Value.Reason;
        return Loaded.Value.Api;
    }

    public string PlatformText(nint platform, uint name)
    {
        nuint size;
        Check(GetPlatformInfo(platform, name, 0, null, &size), "clGetPlatformInfo");
        var bytes = new byte[size];
        fixed (byte* pointer = bytes)
            Check(GetPlatformInfo(platform, name, size, pointer, null), "clGetPlatformInfo");
        return Text(bytes);
    }

    public string DeviceText(nint device, uint name)
    {
        nuint size;
        Check(GetDeviceInfo(device, name, 0, null, &size), "clGetDeviceInfo");
        var bytes = new byte[size];
        fixed (byte* pointer = bytes)
            Check(GetDeviceInfo(device, name, size, pointer, null), "clGetDeviceInfo");
        return Text(bytes);
    }

    public T DeviceValue<T>(nint device, uint name)
        where T : unmanaged
    {
        T value = default;
        Check(GetDeviceInfo(device, name, (nuint)sizeof(T), &value, null), "clGetDeviceInfo");
        return value;
    }

    public static void Check(int code, string function)
    {
        if (code != OpenClCodes.Success)
            throw new OpenClException(code, function);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();

    private static (OpenClApi? Api, string Reason) Load()
    {
        string[] names =
            OperatingSystem.IsWindows() ? ["OpenCL.dll"] :
            OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"] :
            ["libOpenCL.so.1"];
        // PoCL's handler skips integer divisions that trap, for the whole process: .NET would no longer throw DivideByZeroException.
        // Generated kernels never trap. The run-time's own environment does not reach native code, hence setenv.
        if (OperatingSystem.IsLinux())
            _ = SetEnvironment("POCL_SIGFPE_HANDLER", "0", overwrite: 1);
        HostSignals.Remember();
        if (!NativeApi.TryLoad(names, out var library))
            return (null, $"the OpenCL loader {names[0]} was not found. Install it (Debian: ocl-icd-libopencl1) and a driver (for CPUs: pocl-opencl-icd)");
        try
        {
            return (new OpenClApi(library), string.Empty);
        }
        catch (EntryPointNotFoundException exception)
        {
            return (null, exception.Message);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
