namespace GpuVol.Viewer;

/// <summary>Puts pictures into an X11 window without OpenGL: mixed on the host and sent to the server.</summary>
internal sealed unsafe class X11Surface : IWindowSurface
{
    private const int ZPixmap = 2;
    private const int Depth = 24;

    private readonly nint _display;
    private readonly nuint _window;
    private readonly nint _context;
    private readonly nint _visual;
    private readonly delegate* unmanaged<nint, nint, uint, int, int, byte*, uint, uint, int, int, nint> _createImage;
    private readonly delegate* unmanaged<nint, nuint, nint, nint, int, int, int, int, uint, uint, int> _putImage;
    private readonly delegate* unmanaged<nint, nint, int> _freeContext;
    private readonly delegate* unmanaged<void*, int> _free;
    private readonly delegate* unmanaged<nint, int, int> _sync;

    /// <exception cref="WindowException">The window is none of X11's, or its screen has not 24 bits a pixel.</exception>
    public X11Surface(GlfwWindow window)
    {
        if (window.X11() is not { } x11 || !NativeApi.TryLoad(["libX11.so.6"], out var library))
            throw new WindowException($"Window: there is no OpenGL 3.3 ({window.OpenGlReason}), and without it only X11 windows can be drawn. Install a driver (Debian, without a GPU: libgl1-mesa-dri), or use render.");
        (_display, _window) = x11;
        var screen = ((delegate* unmanaged<nint, int>)library.Function("XDefaultScreen"))(_display);
        _visual = ((delegate* unmanaged<nint, int, nint>)library.Function("XDefaultVisual"))(_display, screen);
        var depth = ((delegate* unmanaged<nint, int, int>)library.Function("XDefaultDepth"))(_display, screen);
        if (depth != Depth)
            throw new WindowException($"Window: there is no OpenGL 3.3 ({window.OpenGlReason}), and the screen has {depth} bits a pixel where {Depth} are needed. Use render.");
        _context = ((delegate* unmanaged<nint, nuint, nuint, void*, nint>)library.Function("XCreateGC"))(_display, _window, 0, null);
        _createImage = (delegate* unmanaged<nint, nint, uint, int, int, byte*, uint, uint, int, int, nint>)library.Function("XCreateImage");
        _putImage = (delegate* unmanaged<nint, nuint, nint, nint, int, int, int, int, uint, uint, int>)library.Function("XPutImage");
        _freeContext = (delegate* unmanaged<nint, nint, int>)library.Function("XFreeGC");
        _free = (delegate* unmanaged<void*, int>)library.Function("XFree");
        _sync = (delegate* unmanaged<nint, int, int>)library.Function("XSync");
    }

    /// <inheritdoc/>
    public RgbImage? Present(Canvas canvas, bool canvasChanged, ViewPicture picture, PixelRect place, bool read)
    {
        var mixed = Mixture.Of(canvas, picture.Pixels ?? throw new InvalidOperationException("X11Surface: the picture is a texture of OpenGL."), place);
        var pixels = new byte[4 * canvas.Width * canvas.Height];
        for (var n = 0; n < canvas.Width * canvas.Height; n++)
            (pixels[4 * n], pixels[4 * n + 1], pixels[4 * n + 2]) = (mixed.Pixels[3 * n + 2], mixed.Pixels[3 * n + 1], mixed.Pixels[3 * n]);
        fixed (byte* data = pixels)
        {
            var image = _createImage(_display, _visual, Depth, ZPixmap, 0, data, (uint)canvas.Width, (uint)canvas.Height, 32, 0);
            _putImage(_display, _window, _context, image, 0, 0, 0, 0, (uint)canvas.Width, (uint)canvas.Height);

            // The server has the pixels before they may move, and the image is let go without them.
            _sync(_display, 0);
            _free((void*)image);
        }

        return read ? mixed : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _freeContext(_display, _context);
}
