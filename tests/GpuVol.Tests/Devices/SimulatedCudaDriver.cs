using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace GpuVol.Tests.Devices;

/// <summary>
/// The stand-ins for the CUDA driver and NVRTC (<c>SimulatedCuda/</c>), built once a process. They work in host memory, check
/// what the driver checks, count what is alive, and fail when told to.
/// </summary>
internal sealed unsafe class SimulatedCudaDriver
{
    private static readonly Lazy<(SimulatedCudaDriver? Built, string Reason)> Shared = new(Build);

    private readonly delegate* unmanaged<byte*, long, void> _set;
    private readonly delegate* unmanaged<byte*, long> _get;

    private SimulatedCudaDriver(string folder)
    {
        Path = System.IO.Path.Combine(folder, "libcuda.so.1");
        CompilerPath = System.IO.Path.Combine(folder, "libnvrtc.so.12");
        var library = NativeLibrary.Load(Path);
        _set = (delegate* unmanaged<byte*, long, void>)NativeLibrary.GetExport(library, "simulated_set");
        _get = (delegate* unmanaged<byte*, long>)NativeLibrary.GetExport(library, "simulated_get");
        var (driver, reason) = CudaDriver.Load(Path);
        Driver = driver ?? throw new InvalidOperationException(reason);
    }

    public string Path { get; }

    public string CompilerPath { get; }

    public CudaDriver Driver { get; }

    /// <summary>The stand-in; skips where there is no C++ compiler, but fails in CI.</summary>
    public static SimulatedCudaDriver Get()
    {
        var (built, reason) = Shared.Value;
        if (built is null && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Skip.If(built is null, reason);
        built!.Set("sticky", 0);
        built.Set("fail-launch", 0);
        built.Set("fail-run", 0);
        built.Set("refuse-images", 0);
        built.Set("init", 0);
        built.Set("devices", 2);
        built.Set("opengl-device", 0);
        built.Set("fail-map", 0);
        built.Set("memory", 1L << 33);
        built.Set("capability", 90);
        built.Set("max-threads", 1024);
        return built;
    }

    public void Set(string name, long value)
    {
        fixed (byte* pointer = Encoding.ASCII.GetBytes(name + '\0'))
            _set(pointer, value);
    }

    public long Count(string name)
    {
        fixed (byte* pointer = Encoding.ASCII.GetBytes(name + '\0'))
            return _get(pointer);
    }

    /// <summary>The same without functions for OpenGL.</summary>
    public CudaDriver WithoutOpenGl()
    {
        var (driver, reason) = CudaDriver.Load(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, "libcuda-without-opengl.so.1"));
        return driver ?? throw new InvalidOperationException(reason);
    }

    /// <summary>Opens a device with a cache of its own, or with none.</summary>
    public CudaDevice Open(int index = 0, string? cacheFolder = null, string? compilerPath = null) =>
        new(Driver, CudaPlatform.List(Driver, out _)[index], compilerPath ?? CompilerPath, new CudaImageCache(cacheFolder));

    private static (SimulatedCudaDriver? Built, string Reason) Build()
    {
        if (!OperatingSystem.IsLinux())
            return (null, "The stand-in for the CUDA driver builds on Linux only.");
        var folder = Directory.CreateTempSubdirectory("gpuvol-simulated-cuda").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var script = System.IO.Path.Combine(AppContext.BaseDirectory, "Devices", "SimulatedCuda", "build.sh");
        using var process = Process.Start(new ProcessStartInfo("sh", [script, folder]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? (new SimulatedCudaDriver(folder), string.Empty)
            : (null, $"The stand-in for the CUDA driver does not build (a C and a C++ compiler are needed): {error}");
    }
}
