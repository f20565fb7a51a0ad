using System.Runtime.InteropServices;
using System.Text;

namespace GpuVol;

/// <summary>NVRTC, CUDA's run-time compiler, loaded on use.</summary>
internal sealed unsafe class CudaCompiler
{
    private readonly delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int> _createProgram;
    private readonly delegate* unmanaged<nint*, int> _destroyProgram;
    private readonly delegate* unmanaged<nint, int, byte**, int> _compileProgram;
    private readonly delegate* unmanaged<nint, nuint*, int> _getLogSize;
    private readonly delegate* unmanaged<nint, byte*, int> _getLog;
    private readonly delegate* unmanaged<nint, nuint*, int> _getPtxSize;
    private readonly delegate* unmanaged<nint, byte*, int> _getPtx;
    private readonly delegate* unmanaged<nint, nuint*, int> _getCubinSize;
    private readonly delegate* unmanaged<nint, byte*, int> _getCubin;
    private readonly delegate* unmanaged<int, byte*> _getErrorString;
    private readonly int[] _architectures;

    private CudaCompiler(NativeApi library)
    {
        _createProgram = (delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)library.Function("nvrtcCreateProgram");
        _destroyProgram = (delegate* unmanaged<nint*, int>)library.Function("nvrtcDestroyProgram");
        _compileProgram = (delegate* unmanaged<nint, int, byte**, int>)library.Function("nvrtcCompileProgram");
        _getLogSize = (delegate* unmanaged<nint, nuint*, int>)library.Function("nvrtcGetProgramLogSize");
        _getLog = (delegate* unmanaged<nint, byte*, int>)library.Function("nvrtcGetProgramLog");
        _getPtxSize = (delegate* unmanaged<nint, nuint*, int>)library.Function("nvrtcGetPTXSize");
        _getPtx = (delegate* unmanaged<nint, byte*, int>)library.Function("nvrtcGetPTX");
        _getCubinSize = (delegate* unmanaged<nint, nuint*, int>)library.Function("nvrtcGetCUBINSize");
        _getCubin = (delegate* unmanaged<nint, byte*, int>)library.Function("nvrtcGetCUBIN");
        _getErrorString = (delegate* unmanaged<int, byte*>)library.Function("nvrtcGetErrorString");
        int major, minor;
        Check(((delegate* unmanaged<int*, int*, int>)library.Function("nvrtcVersion"))(&major, &minor), "nvrtcVersion");
        Version = $"{major}.{minor}";
        int count;
        Check(((delegate* unmanaged<int*, int>)library.Function("nvrtcGetNumSupportedArchs"))(&count), "nvrtcGetNumSupportedArchs");
        _architectures = new int[count];
        fixed (int* pointer = _architectures)
            Check(((delegate* unmanaged<int*, int>)library.Function("nvrtcGetSupportedArchs"))(pointer), "nvrtcGetSupportedArchs");
        Array.Sort(_architectures);
    }

    /// <summary>Its version: <c>12.4</c>.</summary>
    public string Version { get; }

    /// <summary>Loads the compiler that fits a driver; null and the reason where there is none.</summary>
    /// <param name="driverVersion">What the driver speaks, as 12040; an NVRTC of its major version is tried first.</param>
    /// <param name="reason">What is missing and which package brings it.</param>
    /// <param name="path">A library to take instead of those of the system.</param>
    public static CudaCompiler? TryLoad(int driverVersion, out string reason, string? path = null)
    {
        var named = path ?? Environment.GetEnvironmentVariable("GPUVOL_NVRTC");
        var names = string.IsNullOrEmpty(named) ? [.. Candidates(driverVersion / 1000)] : new[] { named };
        reason = string.IsNullOrEmpty(named)
            ? $"CUDA's run-time compiler NVRTC (libnvrtc.so.{driverVersion / 1000}) was not found. Install it (the package cuda-nvrtc-{driverVersion / 1000}-{driverVersion % 1000 / 10} of NVIDIA's repository, or pip's nvidia-cuda-nvrtc) or set GPUVOL_NVRTC to its path"
            : $"GPUVOL_NVRTC names {named}, which cannot be loaded";
        if (!NativeApi.TryLoad(names, out var library))
            return null;
        try
        {
            return new CudaCompiler(library);
        }
        catch (EntryPointNotFoundException exception)
        {
            reason = $"{exception.Message.TrimEnd('.')}; NVRTC 11.2 or newer is needed";
            return null;
        }
    }

    /// <summary>
    /// The target for a device of compute capability <paramref name="capability"/> (90 for 9.0): its own machine code, or, where this
    /// compiler is older than the device, the newest PTX it knows, which the driver translates.
    /// </summary>
    public string TargetFor(int capability)
    {
        if (Array.IndexOf(_architectures, capability) >= 0)
            return $"sm_{capability}";
        var newest = _architectures.LastOrDefault(architecture => architecture <= capability);
        return newest > 0
            ? $"compute_{newest}"
            : throw new GpuVolException($"NVRTC {Version} knows no device as old as compute capability {capability / 10}.{capability % 10}. Set GPUVOL_NVRTC to an older NVRTC.");
    }

    /// <summary>Compiles a text to machine code (target <c>sm_…</c>) or PTX (<c>compute_…</c>).</summary>
    /// <exception cref="KernelLaunchException">The text does not compile; the message has the compiler's first error.</exception>
    public byte[] Compile(KernelDefinition definition, DeviceInfo info, string source, IReadOnlyList<string> options, string target)
    {
        nint program;
        fixed (byte* text = Encoding.UTF8.GetBytes(source + '\0'), name = Encoding.UTF8.GetBytes(definition.Name + ".cu\0"))
            Check(_createProgram(&program, text, name, 0, null, null), "nvrtcCreateProgram");
        try
        {
            var code = Compile(program, [.. options, $"--gpu-architecture={target}"]);
            if (code != 0)
            {
                var log = Log(program);
                throw new KernelLaunchException(definition.Name, info.Id,
                    $"{definition.Name} does not compile on {info.Id} ({info.Name}): {CompilerLog.FirstError(log) ?? Text(code)}", new GpuVolException(log));
            }

            return target.StartsWith("sm_", StringComparison.Ordinal)
                ? Read(program, _getCubinSize, _getCubin, "nvrtcGetCUBIN")
                : Read(program, _getPtxSize, _getPtx, "nvrtcGetPTX");
        }
        finally
        {
            _ = _destroyProgram(&program);
        }
    }

    private static IEnumerable<string> Candidates(int driverMajor)
    {
        // Code of a newer major version than the driver's may not load, so the driver's own comes first.
        int[] majors = [driverMajor, .. new[] { 13, 12, 11 }.Where(major => major != driverMajor)];
        foreach (var major in majors)
        {
            if (OperatingSystem.IsWindows())
            {
                yield return major == 11 ? "nvrtc64_112_0.dll" : $"nvrtc64_{major}0_0.dll";
                continue;
            }

            var name = major == 11 ? "libnvrtc.so.11.2" : $"libnvrtc.so.{major}";
            yield return name;
            foreach (var folder in new[] { Environment.GetEnvironmentVariable("CUDA_HOME"), Environment.GetEnvironmentVariable("CUDA_PATH"), "/usr/local/cuda" })
            {
                if (!string.IsNullOrEmpty(folder))
                    yield return Path.Combine(folder, "lib64", name);
            }
        }

        if (!OperatingSystem.IsWindows())
            yield return "libnvrtc.so";
    }

    private int Compile(nint program, IReadOnlyList<string> options)
    {
        var texts = options.Select(option => Marshal.StringToCoTaskMemUTF8(option)).ToArray();
        try
        {
            fixed (nint* pointer = texts)
                return _compileProgram(program, texts.Length, (byte**)pointer);
        }
        finally
        {
            foreach (var text in texts)
                Marshal.FreeCoTaskMem(text);
        }
    }

    private string Log(nint program)
    {
        nuint size = 0;
        if (_getLogSize(program, &size) != 0 || size == 0)
            return string.Empty;
        var bytes = new byte[size];
        fixed (byte* pointer = bytes)
            _ = _getLog(program, pointer);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }

    private byte[] Read(nint program, delegate* unmanaged<nint, nuint*, int> getSize, delegate* unmanaged<nint, byte*, int> get, string function)
    {
        nuint size;
        Check(getSize(program, &size), function + "Size");
        var bytes = new byte[size];
        fixed (byte* pointer = bytes)
            Check(get(program, pointer), function);
        return bytes;
    }

    private void Check(int code, string function)
    {
        if (code != 0)
            throw new GpuVolException($"NVRTC: {function} failed with {Text(code)} ({code}).");
    }

    private string Text(int code) => Marshal.PtrToStringUTF8((nint)_getErrorString(code)) ?? "an unknown error";
}
