using System.Runtime.InteropServices;

namespace GpuVol.Viewer;

/// <summary>The functions and numbers of EGL in use, from the system's libEGL, loaded on first use.</summary>
internal sealed unsafe class Egl
{
    public const int PlatformSurfaceless = 0x31DD;
    public const int PlatformDevice = 0x313F;
    public const int OpenGlApi = 0x30A2;
    public const int None = 0x3038;
    public const int SurfaceType = 0x3033;
    public const int RenderableType = 0x3040;
    public const int OpenGlBit = 0x0008;
    public const int ContextMajorVersion = 0x3098;
    public const int ContextMinorVersion = 0x30FB;
    public const int ContextProfileMask = 0x30FD;
    public const int CoreProfileBit = 0x0001;

    private static readonly Lazy<(Egl? Api, string Reason)> Loaded = new(Load);

    private readonly delegate* unmanaged<byte*, nint> _getProcAddress;
    private readonly delegate* unmanaged<int> _getError;
    private readonly delegate* unmanaged<nint, int*, int*, int> _initialize;
    private readonly delegate* unmanaged<int, int> _bindApi;
    private readonly delegate* unmanaged<nint, int*, nint*, int, int*, int> _chooseConfig;
    private readonly delegate* unmanaged<nint, nint, nint, int*, nint> _createContext;
    private readonly delegate* unmanaged<nint, nint, int> _destroyContext;
    private readonly delegate* unmanaged<nint, nint, nint, nint, int> _makeCurrent;
    private readonly delegate* unmanaged<int, nint, int*, nint> _getPlatformDisplay;
    private readonly delegate* unmanaged<int, nint*, int*, int> _queryDevices;

    private Egl(NativeApi library)
    {
        _getProcAddress = (delegate* unmanaged<byte*, nint>)library.Function("eglGetProcAddress");
        _getError = (delegate* unmanaged<int>)library.Function("eglGetError");
        _initialize = (delegate* unmanaged<nint, int*, int*, int>)library.Function("eglInitialize");
        _bindApi = (delegate* unmanaged<int, int>)library.Function("eglBindAPI");
        _chooseConfig = (delegate* unmanaged<nint, int*, nint*, int, int*, int>)library.Function("eglChooseConfig");
        _createContext = (delegate* unmanaged<nint, nint, nint, int*, nint>)library.Function("eglCreateContext");
        _destroyContext = (delegate* unmanaged<nint, nint, int>)library.Function("eglDestroyContext");
        _makeCurrent = (delegate* unmanaged<nint, nint, nint, nint, int>)library.Function("eglMakeCurrent");
        _getPlatformDisplay = (delegate* unmanaged<int, nint, int*, nint>)ProcAddress("eglGetPlatformDisplayEXT");
        _queryDevices = (delegate* unmanaged<int, nint*, int*, int>)ProcAddress("eglQueryDevicesEXT");
    }

    /// <summary>The library, or null where there is none.</summary>
    public static Egl? Instance => Loaded.Value.Api;

    /// <summary>Why there is none.</summary>
    public static string Reason => Loaded.Value.Reason;

    /// <summary>The code of the last failure on this thread.</summary>
    public int LastError => _getError();

    public nint ProcAddress(string name)
    {
        var text = stackalloc byte[name.Length + 1];
        for (var c = 0; c < name.Length; c++)
            text[c] = (byte)name[c];
        text[name.Length] = 0;
        return _getProcAddress(text);
    }

    /// <summary>The graphics devices, in the driver's order; empty where the extension is missing.</summary>
    public nint[] Devices()
    {
        int count;
        if (_queryDevices is null || _queryDevices(0, null, &count) == 0 || count <= 0)
            return [];
        var devices = new nint[count];
        fixed (nint* list = devices)
            return _queryDevices(count, list, &count) != 0 ? devices[..count] : [];
    }

    /// <summary>A display of a platform; 0 where there is none.</summary>
    public nint Display(int platform, nint native) => _getPlatformDisplay is null ? 0 : _getPlatformDisplay(platform, native, null);

    public bool Initialize(nint display) => _initialize(display, null, null) != 0;

    /// <summary>A core context of a version without a surface; 0 where the driver has none.</summary>
    public nint CreateContext(nint display, int major, int minor)
    {
        if (_bindApi(OpenGlApi) == 0)
            return 0;
        var wanted = stackalloc int[] { SurfaceType, 0, RenderableType, OpenGlBit, None };
        nint config = 0;
        int count;
        if (_chooseConfig(display, wanted, &config, 1, &count) == 0 || count == 0)
            return 0;
        var attributes = stackalloc int[] { ContextMajorVersion, major, ContextMinorVersion, minor, ContextProfileMask, CoreProfileBit, None };
        return _createContext(display, config, 0, attributes);
    }

    public void DestroyContext(nint display, nint context) => _destroyContext(display, context);

    /// <summary>Makes a context (0: none) current on this thread, without a surface.</summary>
    public bool MakeCurrent(nint display, nint context) => _makeCurrent(display, 0, 0, context) != 0;

    private static (Egl? Api, string Reason) Load()
    {
        var named = Environment.GetEnvironmentVariable("GPUVOL_LIBEGL");
        string[] names = string.IsNullOrEmpty(named) ? ["libEGL.so.1", "libEGL.so", "libEGL.dll"] : [named];
        if (!NativeApi.TryLoad(names, out var library))
            return (null, $"{names[0]} is not installed (Debian: libegl1 and libegl-mesa0)");
        try
        {
            return (new Egl(library), string.Empty);
        }
        catch (EntryPointNotFoundException exception)
        {
            return (null, exception.Message.TrimEnd('.'));
        }
    }
}
