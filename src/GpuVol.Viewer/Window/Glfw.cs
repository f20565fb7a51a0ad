using System.Runtime.InteropServices;

namespace GpuVol.Viewer;

/// <summary>The functions and numbers of GLFW 3.3 in use, from the system's libglfw, loaded on first use.</summary>
internal sealed unsafe class Glfw
{
    public const int ClientApi = 0x00022001;
    public const int NoApi = 0;
    public const int OpenGlApi = 0x00030001;
    public const int ContextVersionMajor = 0x00022002;
    public const int ContextVersionMinor = 0x00022003;
    public const int OpenGlForwardCompatible = 0x00022006;
    public const int OpenGlProfile = 0x00022008;
    public const int OpenGlCoreProfile = 0x00032001;
    public const int True = 1;
    public const int Release = 0;
    public const int DontCare = -1;

    private static readonly Lazy<(Glfw? Api, string Reason)> Loaded = new(Load);

    private readonly delegate* unmanaged<byte**, int> _getError;
    private readonly delegate* unmanaged<int> _init;
    private readonly delegate* unmanaged<int, int, byte*, nint, nint, nint> _createWindow;
    private readonly delegate* unmanaged<byte*, nint> _getProcAddress;
    private readonly delegate* unmanaged<nint> _getX11Display;
    private readonly delegate* unmanaged<nint, nuint> _getX11Window;

    private Glfw(NativeApi library)
    {
        _getError = (delegate* unmanaged<byte**, int>)library.Function("glfwGetError");
        _init = (delegate* unmanaged<int>)library.Function("glfwInit");
        Terminate = (delegate* unmanaged<void>)library.Function("glfwTerminate");
        WindowHint = (delegate* unmanaged<int, int, void>)library.Function("glfwWindowHint");
        _createWindow = (delegate* unmanaged<int, int, byte*, nint, nint, nint>)library.Function("glfwCreateWindow");
        DestroyWindow = (delegate* unmanaged<nint, void>)library.Function("glfwDestroyWindow");
        MakeContextCurrent = (delegate* unmanaged<nint, void>)library.Function("glfwMakeContextCurrent");
        SwapBuffers = (delegate* unmanaged<nint, void>)library.Function("glfwSwapBuffers");
        SwapInterval = (delegate* unmanaged<int, void>)library.Function("glfwSwapInterval");
        _getProcAddress = (delegate* unmanaged<byte*, nint>)library.Function("glfwGetProcAddress");
        PollEvents = (delegate* unmanaged<void>)library.Function("glfwPollEvents");
        WaitEventsTimeout = (delegate* unmanaged<double, void>)library.Function("glfwWaitEventsTimeout");
        WindowShouldClose = (delegate* unmanaged<nint, int>)library.Function("glfwWindowShouldClose");
        SetWindowUserPointer = (delegate* unmanaged<nint, nint, void>)library.Function("glfwSetWindowUserPointer");
        GetWindowUserPointer = (delegate* unmanaged<nint, nint>)library.Function("glfwGetWindowUserPointer");
        GetFramebufferSize = (delegate* unmanaged<nint, int*, int*, void>)library.Function("glfwGetFramebufferSize");
        GetWindowSize = (delegate* unmanaged<nint, int*, int*, void>)library.Function("glfwGetWindowSize");
        GetWindowPos = (delegate* unmanaged<nint, int*, int*, void>)library.Function("glfwGetWindowPos");
        GetWindowContentScale = (delegate* unmanaged<nint, float*, float*, void>)library.Function("glfwGetWindowContentScale");
        GetPrimaryMonitor = (delegate* unmanaged<nint>)library.Function("glfwGetPrimaryMonitor");
        GetVideoMode = (delegate* unmanaged<nint, int*>)library.Function("glfwGetVideoMode");
        SetWindowMonitor = (delegate* unmanaged<nint, nint, int, int, int, int, int, void>)library.Function("glfwSetWindowMonitor");
        SetKeyCallback = (delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, int, int, void>, nint>)library.Function("glfwSetKeyCallback");
        SetMouseButtonCallback = (delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, int, void>, nint>)library.Function("glfwSetMouseButtonCallback");
        SetCursorPosCallback = (delegate* unmanaged<nint, delegate* unmanaged<nint, double, double, void>, nint>)library.Function("glfwSetCursorPosCallback");
        SetScrollCallback = (delegate* unmanaged<nint, delegate* unmanaged<nint, double, double, void>, nint>)library.Function("glfwSetScrollCallback");
        SetWindowRefreshCallback = (delegate* unmanaged<nint, delegate* unmanaged<nint, void>, nint>)library.Function("glfwSetWindowRefreshCallback");

        // Only where it is built for X11.
        if (library.TryFunction("glfwGetX11Display", out var display) && library.TryFunction("glfwGetX11Window", out var window))
        {
            _getX11Display = (delegate* unmanaged<nint>)display;
            _getX11Window = (delegate* unmanaged<nint, nuint>)window;
        }
    }

    /// <summary>The library, or null where there is none.</summary>
    public static Glfw? Instance => Loaded.Value.Api;

    /// <summary>Why there is none.</summary>
    public static string Reason => Loaded.Value.Reason;

    public delegate* unmanaged<void> Terminate { get; }

    public delegate* unmanaged<int, int, void> WindowHint { get; }

    public delegate* unmanaged<nint, void> DestroyWindow { get; }

    public delegate* unmanaged<nint, void> MakeContextCurrent { get; }

    public delegate* unmanaged<nint, void> SwapBuffers { get; }

    public delegate* unmanaged<int, void> SwapInterval { get; }

    public delegate* unmanaged<void> PollEvents { get; }

    public delegate* unmanaged<double, void> WaitEventsTimeout { get; }

    public delegate* unmanaged<nint, int> WindowShouldClose { get; }

    public delegate* unmanaged<nint, nint, void> SetWindowUserPointer { get; }

    public delegate* unmanaged<nint, nint> GetWindowUserPointer { get; }

    public delegate* unmanaged<nint, int*, int*, void> GetFramebufferSize { get; }

    public delegate* unmanaged<nint, int*, int*, void> GetWindowSize { get; }

    public delegate* unmanaged<nint, int*, int*, void> GetWindowPos { get; }

    public delegate* unmanaged<nint, float*, float*, void> GetWindowContentScale { get; }

    public delegate* unmanaged<nint> GetPrimaryMonitor { get; }

    /// <summary>Width, height, bits of red, green and blue, refresh rate.</summary>
    public delegate* unmanaged<nint, int*> GetVideoMode { get; }

    public delegate* unmanaged<nint, nint, int, int, int, int, int, void> SetWindowMonitor { get; }

    public delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, int, int, void>, nint> SetKeyCallback { get; }

    public delegate* unmanaged<nint, delegate* unmanaged<nint, int, int, int, void>, nint> SetMouseButtonCallback { get; }

    public delegate* unmanaged<nint, delegate* unmanaged<nint, double, double, void>, nint> SetCursorPosCallback { get; }

    public delegate* unmanaged<nint, delegate* unmanaged<nint, double, double, void>, nint> SetScrollCallback { get; }

    public delegate* unmanaged<nint, delegate* unmanaged<nint, void>, nint> SetWindowRefreshCallback { get; }

    /// <summary>Connects to the display; false where there is none, see <see cref="LastError"/>.</summary>
    public bool Init() => _init() != 0;

    /// <summary>What the last failure was, in one line; empty where there was none.</summary>
    public string LastError()
    {
        byte* text = null;
        _getError(&text);
        return (Marshal.PtrToStringUTF8((nint)text) ?? "").ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }

    /// <summary>Makes a window with the hints set before; 0 where that fails.</summary>
    public nint CreateWindow(int width, int height, string title)
    {
        fixed (byte* text = Utf8(title))
            return _createWindow(width, height, text, 0, 0);
    }

    public nint ProcAddress(string name)
    {
        fixed (byte* text = Utf8(name))
            return _getProcAddress(text);
    }

    /// <summary>The X11 display (0 where the window system is another).</summary>
    public nint X11Display() => _getX11Display is null ? 0 : _getX11Display();

    public nuint X11Window(nint window) => _getX11Window(window);

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text + '\0');

    private static (Glfw? Api, string Reason) Load()
    {
        var named = Environment.GetEnvironmentVariable("GPUVOL_LIBGLFW");
        string[] names = string.IsNullOrEmpty(named) ? ["libglfw.so.3", "libglfw.3.dylib", "glfw3.dll"] : [named];
        if (!NativeApi.TryLoad(names, out var library))
            return (null, $"{names[0]} is not installed (Debian: libglfw3)");
        try
        {
            return (new Glfw(library), string.Empty);
        }
        catch (EntryPointNotFoundException exception)
        {
            return (null, exception.Message.TrimEnd('.'));
        }
    }
}
