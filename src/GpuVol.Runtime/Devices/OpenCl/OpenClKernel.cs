using System.Text;

namespace GpuVol;

/// <summary>A kernel compiled for one OpenCL device.</summary>
internal sealed unsafe class OpenClKernel : IDisposable
{
    private readonly OpenClApi _api;
    private nint _program;

    private OpenClKernel(OpenClApi api, nint program, nint kernel, long maxGroupSize)
    {
        _api = api;
        _program = program;
        Handle = kernel;
        MaxGroupSize = maxGroupSize;
    }

    /// <summary>The <c>cl_kernel</c>; its arguments are state, so setting them and queueing happen under <see cref="Gate"/>.</summary>
    public nint Handle { get; private set; }

    public Lock Gate { get; } = new();

    /// <summary>Most items of a group that this kernel can run with.</summary>
    public long MaxGroupSize { get; }

    /// <exception cref="KernelLaunchException">The text does not compile; the message has the compiler's first error.</exception>
    public static OpenClKernel Compile(OpenClApi api, nint context, nint device, DeviceInfo info, KernelDefinition definition, string source, string options)
    {
        var text = Encoding.UTF8.GetBytes(source);
        int code;
        nint program;
        fixed (byte* pointer = text)
        {
            var lines = pointer;
            var length = (nuint)text.Length;
            program = api.CreateProgramWithSource(context, 1, &lines, &length, &code);
        }

        OpenClApi.Check(code, "clCreateProgramWithSource");
        try
        {
            fixed (byte* pointer = Encoding.UTF8.GetBytes(options + '\0'))
            {
                code = api.BuildProgram(program, 1, &device, pointer, null, null);

                // PoCL's cache on the disk serves all processes, and at times one of them misses a temporary file there.
                if (code != OpenClCodes.Success && BuildLog(api, program, device).Contains("unable to rename temporary", StringComparison.Ordinal))
                    code = api.BuildProgram(program, 1, &device, pointer, null, null);
            }

            HostSignals.Restore();
            if (code != OpenClCodes.Success)
                throw BuildFailure(code, BuildLog(api, program, device), definition, info);
            nint kernel;
            fixed (byte* pointer = Encoding.UTF8.GetBytes(definition.EntryPoint + '\0'))
                kernel = api.CreateKernel(program, pointer, &code);
            if (code != OpenClCodes.Success)
            {
                throw new KernelLaunchException(definition.Name, info.Id,
                    $"{definition.Name}: {info.Id} ({info.Name}) finds no kernel '{definition.EntryPoint}' in the compiled text ({OpenClCodes.Name(code)}).");
            }

            nuint most = 0;
            OpenClApi.Check(api.GetKernelWorkGroupInfo(kernel, device, OpenClCodes.KernelWorkGroupSize, (nuint)sizeof(nuint), &most, null), "clGetKernelWorkGroupInfo");
            return new OpenClKernel(api, program, kernel, (long)most);
        }
        catch
        {
            _ = api.ReleaseProgram(program);
            throw;
        }
    }

    public void Dispose()
    {
        if (Handle == 0)
            return;
        _ = _api.ReleaseKernel(Handle);
        _ = _api.ReleaseProgram(_program);
        Handle = 0;
        _program = 0;
    }

    private static KernelLaunchException BuildFailure(int code, string log, KernelDefinition definition, DeviceInfo info) =>
        new(definition.Name, info.Id,
            $"{definition.Name} does not compile on {info.Id} ({info.Name}): {CompilerLog.FirstError(log) ?? OpenClCodes.Name(code)}",
            new GpuVolException(log));

    private static string BuildLog(OpenClApi api, nint program, nint device)
    {
        nuint size = 0;
        if (api.GetProgramBuildInfo(program, device, OpenClCodes.ProgramBuildLog, 0, null, &size) != OpenClCodes.Success || size == 0)
            return string.Empty;
        var bytes = new byte[size];
        fixed (byte* pointer = bytes)
            _ = api.GetProgramBuildInfo(program, device, OpenClCodes.ProgramBuildLog, size, pointer, null);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }
}
