using System.Runtime.InteropServices;

namespace GpuVol.Viewer;

/// <summary>A window with an OpenGL 3.3 core context, or without one where there is no driver, and what the user does in it. For one thread, the first of the process.</summary>
internal sealed unsafe class GlfwWindow : IDisposable
{
    private readonly Glfw _glfw;
    private readonly nint _window;
    private readonly Queue<InputEvent> _events = new();
    private GCHandle _self;
    private (double X, double Y) _mouse;
    private (int X, int Y, int Width, int Height)? _beforeFullScreen;

    private GlfwWindow(Glfw glfw, nint window, GlfwContext? openGl, string openGlReason)
    {
        (_glfw, _window, OpenGl, OpenGlReason) = (glfw, window, openGl, openGlReason);
        _self = GCHandle.Alloc(this);
        glfw.SetWindowUserPointer(window, GCHandle.ToIntPtr(_self));
        glfw.SetKeyCallback(window, &OnKey);
        glfw.SetMouseButtonCallback(window, &OnMouseButton);
        glfw.SetCursorPosCallback(window, &OnCursor);
        glfw.SetScrollCallback(window, &OnScroll);
        glfw.SetWindowRefreshCallback(window, &OnRefresh);
    }

    /// <summary>Its OpenGL context, or null; the window owns it.</summary>
    public GlfwContext? OpenGl { get; }

    /// <summary>Why there is none.</summary>
    public string OpenGlReason { get; }

    /// <summary>Pixels, which may be finer than the units of the desktop.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            int width, height;
            _glfw.GetFramebufferSize(_window, &width, &height);
            return (width, height);
        }
    }

    /// <summary>How much larger than usual the desktop wants text and lines.</summary>
    public double ContentScale
    {
        get
        {
            float x, y;
            _glfw.GetWindowContentScale(_window, &x, &y);
            return Math.Max(x, y);
        }
    }

    /// <summary>True once the user has closed it.</summary>
    public bool IsClosed => _glfw.WindowShouldClose(_window) != 0;

    /// <summary>True once after the window system has lost the picture.</summary>
    public bool NeedsRefresh { get; private set; }

    /// <summary>Opens one.</summary>
    /// <exception cref="WindowException">There is no GLFW library or no display.</exception>
    public static GlfwWindow Open(string title, int width, int height)
    {
        var glfw = Glfw.Instance ?? throw new WindowException($"Window: {Glfw.Reason}. Install it, or use render, which needs no display.");
        if (!glfw.Init())
            throw new WindowException($"Window: no display can be opened ({glfw.LastError()}). Set DISPLAY (ssh -X forwards one), or use render, which needs no display.");
        try
        {
            var window = WithOpenGl(glfw, title, width, height, out var context, out var reason);
            if (window == 0)
            {
                glfw.WindowHint(Glfw.ClientApi, Glfw.NoApi);
                window = glfw.CreateWindow(width, height, title);
            }

            return window != 0
                ? new GlfwWindow(glfw, window, context, reason)
                : throw new WindowException($"Window: {width}x{height} pixels cannot be opened: {glfw.LastError()}. Use render, which needs no display.");
        }
        catch
        {
            glfw.Terminate();
            throw;
        }
    }

    /// <summary>Waits until the user does something, at most so many seconds; 0 only looks.</summary>
    public void Wait(double seconds)
    {
        if (seconds > 0)
            _glfw.WaitEventsTimeout(seconds);
        else
            _glfw.PollEvents();
    }

    /// <summary>The next thing that the user did.</summary>
    public bool TryTake(out InputEvent input) => _events.TryDequeue(out input);

    /// <summary>Says that the picture is there again.</summary>
    public void Refreshed() => NeedsRefresh = false;

    /// <summary>Shows what was drawn with OpenGL.</summary>
    public void SwapBuffers() => _glfw.SwapBuffers(_window);

    /// <summary>Covers the whole screen, or goes back to where it was.</summary>
    public void ToggleFullScreen()
    {
        if (_beforeFullScreen is { } before)
        {
            _glfw.SetWindowMonitor(_window, 0, before.X, before.Y, before.Width, before.Height, Glfw.DontCare);
            _beforeFullScreen = null;
            return;
        }

        var monitor = _glfw.GetPrimaryMonitor();
        if (monitor == 0)
            return;
        int x, y, width, height;
        _glfw.GetWindowPos(_window, &x, &y);
        _glfw.GetWindowSize(_window, &width, &height);
        _beforeFullScreen = (x, y, width, height);
        var mode = _glfw.GetVideoMode(monitor);
        _glfw.SetWindowMonitor(_window, monitor, 0, 0, mode[0], mode[1], mode[5]);
    }

    /// <summary>The X11 display and window; null where the window system is another.</summary>
    public (nint Display, nuint Window)? X11() => _glfw.X11Display() is not 0 and var display ? (display, _glfw.X11Window(_window)) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_self.IsAllocated)
            return;
        _glfw.DestroyWindow(_window);
        _glfw.Terminate();
        _self.Free();
    }

    private static nint WithOpenGl(Glfw glfw, string title, int width, int height, out GlfwContext? context, out string reason)
    {
        (context, reason) = (null, "");
        glfw.WindowHint(Glfw.ClientApi, Glfw.OpenGlApi);
        glfw.WindowHint(Glfw.ContextVersionMajor, 3);
        glfw.WindowHint(Glfw.ContextVersionMinor, 3);
        glfw.WindowHint(Glfw.OpenGlProfile, Glfw.OpenGlCoreProfile);
        glfw.WindowHint(Glfw.OpenGlForwardCompatible, Glfw.True);
        var window = glfw.CreateWindow(width, height, title);
        if (window == 0)
        {
            reason = glfw.LastError();
            return 0;
        }

        try
        {
            context = new GlfwContext(glfw, window);
            return window;
        }
        catch (OpenGlException exception)
        {
            reason = exception.Message.TrimEnd('.');
            glfw.DestroyWindow(window);
            return 0;
        }
    }

    private static GlfwWindow Of(nint window) => (GlfwWindow)GCHandle.FromIntPtr(Glfw.Instance!.GetWindowUserPointer(window)).Target!;

    [UnmanagedCallersOnly]
    private static void OnKey(nint window, int key, int scanCode, int action, int modifiers)
    {
        if (action != Glfw.Release)
            Of(window).Add(InputKind.Key, key, modifiers);
    }

    [UnmanagedCallersOnly]
    private static void OnMouseButton(nint window, int button, int action, int modifiers) =>
        Of(window).Add(action == Glfw.Release ? InputKind.Release : InputKind.Press, button, modifiers);

    [UnmanagedCallersOnly]
    private static void OnCursor(nint window, double x, double y)
    {
        var self = Of(window);
        int width, height;
        self._glfw.GetWindowSize(window, &width, &height);
        var (pixelWidth, pixelHeight) = self.Size;
        self._mouse = (x * pixelWidth / Math.Max(1, width), y * pixelHeight / Math.Max(1, height));
        self.Add(InputKind.Move);
    }

    [UnmanagedCallersOnly]
    private static void OnScroll(nint window, double x, double y) => Of(window).Add(InputKind.Scroll, notches: y);

    [UnmanagedCallersOnly]
    private static void OnRefresh(nint window) => Of(window).NeedsRefresh = true;

    private void Add(InputKind kind, int code = 0, int modifiers = 0, double notches = 0) =>
        _events.Enqueue(new InputEvent(kind, _mouse.X, _mouse.Y, code, (Modifiers)modifiers & (Modifiers.Shift | Modifiers.Control), notches));
}
