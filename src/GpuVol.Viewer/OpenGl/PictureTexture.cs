namespace GpuVol.Viewer;

/// <summary>A texture that pictures are drawn into; its first row is the top one. The creator disposes it in its context.</summary>
internal sealed unsafe class PictureTexture : IDisposable
{
    private readonly Gl _gl;
    private uint _texture;
    private uint _framebuffer;

    private PictureTexture(Gl gl, int width, int height, bool isGrey)
    {
        (_gl, Width, Height, IsGrey) = (gl, width, height, isGrey);
        try
        {
            _texture = gl.CreateTexture(Gl.Texture2D, Gl.Linear);
            gl.Image2D(isGrey ? Gl.R32F : Gl.Rgba8, width, height, Format, Type);
            gl.Check($"allocating a picture of {width}x{height}");
            _framebuffer = gl.CreateFramebuffer(_texture);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>True for float32 intensities, false for 8-bit colours.</summary>
    public bool IsGrey { get; }

    private int Format => IsGrey ? Gl.Red : Gl.Rgba;

    private int Type => IsGrey ? Gl.Float : Gl.UnsignedByte;

    /// <summary>One for the pictures of <paramref name="settings"/>: intensities of MIP, MinIP and average, colours of the others.</summary>
    public static PictureTexture For(Gl gl, RenderSettings settings) =>
        new(gl, settings.Width, settings.Height, HasIntensities(settings));

    /// <summary>True where <see cref="For"/> would make one like this.</summary>
    public bool Suits(RenderSettings settings) =>
        (Width, Height, IsGrey) == (settings.Width, settings.Height, HasIntensities(settings));

    /// <summary>One for colours with opacity.</summary>
    public static PictureTexture Coloured(Gl gl, int width, int height) => new(gl, width, height, isGrey: false);

    /// <summary>Makes it what is drawn into.</summary>
    public void BindAsTarget() => _gl.BindFramebuffer(_framebuffer);

    public void Bind(int unit) => _gl.BindTexture(unit, Gl.Texture2D, _texture);

    /// <summary>Reads it back: a float32 or four bytes a pixel.</summary>
    public void Read(void* target)
    {
        BindAsTarget();
        _gl.ReadPixels(Width, Height, Format, Type, target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteFramebuffer(ref _framebuffer);
        _gl.DeleteTexture(ref _texture);
    }

    private static bool HasIntensities(RenderSettings settings) => settings.Mode is not (RenderMode.Composite or RenderMode.Iso);
}
