namespace GpuVol.Viewer;

/// <summary>Puts pictures into a window with OpenGL: one layer for the 3-D picture, one for the canvas.</summary>
internal sealed unsafe class OpenGlSurface : IWindowSurface
{
    private readonly GlfwWindow _window;
    private readonly Gl _gl;
    private Layer _canvas;
    private Layer _picture;
    private RgbImage? _shown;
    private uint _program;
    private uint _vertexArray;

    /// <exception cref="OpenGlException">The driver refuses the shader.</exception>
    public OpenGlSurface(GlfwWindow window, Gl gl)
    {
        (_window, _gl) = (window, gl);
        _program = gl.CreateProgram("layer", ShaderSource.Read("layer.vert"), ShaderSource.Read("layer.frag"));
        _vertexArray = gl.CreateVertexArray();
    }

    /// <inheritdoc/>
    public RgbImage? Present(Canvas canvas, bool canvasChanged, ViewPicture picture, PixelRect place, bool read)
    {
        Load(ref _canvas, canvas.Width, canvas.Height, Gl.Rgba8, Gl.Rgba, Gl.Nearest, canvas.Pixels, canvasChanged);
        if (picture.Pixels is { } pixels)
        {
            Load(ref _picture, pixels.Width, pixels.Height, Gl.Rgb8, Gl.Rgb, Gl.Linear, pixels.Pixels, !ReferenceEquals(pixels, _shown));
            _shown = pixels;
        }

        _gl.BindFramebuffer(0);
        _gl.Clear();
        _gl.UseProgram(_program);
        _gl.Set(_gl.Uniform(_program, "Picture"), 0);
        _gl.SetBlending(false);
        if (picture.Texture is { } texture)
            texture.Bind(0);
        else
            _gl.BindTexture(0, Gl.Texture2D, _picture.Texture);
        Draw(place, canvas.Height, picture.Texture is { IsGrey: true }, picture.Window);
        _gl.SetBlending(true);
        if (picture.Labels is { } labels)
        {
            labels.Bind(0);
            Draw(place, canvas.Height, isGrey: false, default);
        }

        _gl.BindTexture(0, Gl.Texture2D, _canvas.Texture);
        Draw(new PixelRect(0, 0, canvas.Width, canvas.Height), canvas.Height, isGrey: false, default);
        _gl.SetBlending(false);
        var result = read ? Read(canvas.Width, canvas.Height) : null;
        _gl.Check("showing the window's picture");
        _window.SwapBuffers();
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteTexture(ref _canvas.Texture);
        _gl.DeleteTexture(ref _picture.Texture);
        _gl.DeleteProgram(ref _program);
        _gl.DeleteVertexArray(ref _vertexArray);
    }

    private void Load(ref Layer layer, int width, int height, int internalFormat, int format, int filter, byte[] pixels, bool changed)
    {
        if (layer.Texture == 0 || (layer.Width, layer.Height) != (width, height))
        {
            _gl.DeleteTexture(ref layer.Texture);
            layer = new Layer { Texture = _gl.CreateTexture(Gl.Texture2D, filter), Width = width, Height = height };
            _gl.Image2D(internalFormat, width, height, format, Gl.UnsignedByte);
            changed = true;
        }

        if (!changed)
            return;
        _gl.BindTexture(0, Gl.Texture2D, layer.Texture);
        fixed (byte* source = pixels)
            _gl.SubImage2D(width, height, format, Gl.UnsignedByte, source);
    }

    // OpenGL counts rows from the lower edge.
    private void Draw(PixelRect place, int windowHeight, bool isGrey, (double Low, double High) window)
    {
        var lower = windowHeight - place.Bottom;
        _gl.Set(_gl.Uniform(_program, "Left"), (float)place.X);
        _gl.Set(_gl.Uniform(_program, "Lower"), (float)lower);
        _gl.Set(_gl.Uniform(_program, "Width"), (float)place.Width);
        _gl.Set(_gl.Uniform(_program, "Height"), (float)place.Height);
        _gl.Set(_gl.Uniform(_program, "IsGrey"), isGrey ? 1 : 0);
        _gl.Set(_gl.Uniform(_program, "Low"), (float)window.Low);
        _gl.Set(_gl.Uniform(_program, "High"), (float)window.High);
        _gl.DrawWhole(_vertexArray, place.Width, place.Height, place.X, lower);
    }

    private RgbImage Read(int width, int height)
    {
        var rgba = new byte[4 * width * height];
        fixed (byte* target = rgba)
            _gl.ReadPixels(width, height, Gl.Rgba, Gl.UnsignedByte, target);
        var rgb = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                rgba.AsSpan(4 * ((height - 1 - y) * width + x), 3).CopyTo(rgb.AsSpan(3 * (y * width + x)));
        }

        return new RgbImage(width, height, rgb);
    }

    private struct Layer
    {
        public uint Texture;
        public int Width;
        public int Height;
    }
}
