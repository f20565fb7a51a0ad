namespace GpuVol.Viewer;

/// <summary>An OpenGL 3.3 core context without a window or a display server: a GPU where there is one, else Mesa's software.</summary>
internal sealed class HeadlessContext : IGlContext
{
    private readonly Egl _egl;
    private readonly nint _display;
    private readonly nint _context;

    private HeadlessContext(Egl egl, nint display, nint context)
    {
        _egl = egl;
        _display = display;
        _context = context;
        Enter();
        try
        {
            Gl = new Gl(egl.ProcAddress);
            Description = Gl.Description;
            IsSoftware = Gl.IsSoftware;
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public Gl Gl { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public bool IsSoftware { get; }

    /// <summary>Opens the best one there is.</summary>
    /// <exception cref="OpenGlException">There is no EGL library, or none of its displays has OpenGL 3.3.</exception>
    public static HeadlessContext Open()
    {
        var egl = Egl.Instance ?? throw new OpenGlException($"OpenGL: {Egl.Reason}. Install it, or use the compute renderer.");
        return Best(egl) ?? throw new OpenGlException($"OpenGL: no display of libEGL gives a 3.3 core context (last EGL error 0x{egl.LastError:X4}). Install a driver (Debian, without a GPU: libegl-mesa0 and libgl1-mesa-dri), or use the compute renderer.");
    }

    /// <summary>Opens one where a GPU draws, or returns null.</summary>
    public static HeadlessContext? TryOpenGpu()
    {
        // Without a device of the kernel's there is no GPU to find, and looking costs the start of Mesa's software.
        if (OperatingSystem.IsLinux() && !File.Exists("/dev/nvidiactl") && !(Directory.Exists("/dev/dri") && Directory.EnumerateFiles("/dev/dri", "renderD*").Any()))
            return null;
        if (Egl.Instance is not { } egl || Best(egl) is not { } context)
            return null;
        if (!context.IsSoftware)
            return context;
        context.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Enter()
    {
        if (!_egl.MakeCurrent(_display, _context))
            throw new OpenGlException($"OpenGL: the context cannot be made current (EGL error 0x{_egl.LastError:X4}); is it in use on another thread?");
    }

    /// <inheritdoc/>
    public void Leave() => _egl.MakeCurrent(_display, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Displays belong to the process (the same platform gives the same one), so they stay.
        _egl.DestroyContext(_display, _context);
    }

    // A GPU's before Mesa's software, in the order of the driver.
    private static HeadlessContext? Best(Egl egl)
    {
        HeadlessContext? software = null;
        foreach (var (platform, native) in egl.Devices().Select(device => (Egl.PlatformDevice, device)).Append((Egl.PlatformSurfaceless, 0)))
        {
            if (TryOpen(egl, platform, native) is not { } context)
                continue;
            if (!context.IsSoftware)
            {
                software?.Dispose();
                return context;
            }

            if (software is null)
                software = context;
            else
                context.Dispose();
        }

        return software;
    }

    private static HeadlessContext? TryOpen(Egl egl, int platform, nint native)
    {
        var display = egl.Display(platform, native);
        if (display == 0 || !egl.Initialize(display))
            return null;
        var context = egl.CreateContext(display, 3, 3);
        return context == 0 ? null : new HeadlessContext(egl, display, context);
    }
}
