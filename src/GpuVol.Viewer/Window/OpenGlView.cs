namespace GpuVol.Viewer;

/// <summary>Pictures drawn with OpenGL into a texture of the window's context, which never leave the graphics card; its clock times them.</summary>
internal sealed class OpenGlView : IVolumeView
{
    private readonly RaycastVolume _volume;
    private readonly Gl _gl;
    private readonly OpenGlRaycaster _raycaster;
    private readonly Queue<(uint Query, double Effort)> _running = new();
    private PictureTexture? _texture;

    /// <summary>Opens the raycaster in <paramref name="context"/>.</summary>
    /// <exception cref="OpenGlException">The driver refuses the raycaster.</exception>
    public OpenGlView(IGlContext context, RaycastVolume volume)
    {
        (_volume, _gl) = (volume, context.Gl);
        _raycaster = new OpenGlRaycaster(context);
    }

    /// <inheritdoc/>
    public string Description => $"OpenGL, {_raycaster.Description.Split('(', ',', '/')[0].TrimEnd()}";

    /// <inheritdoc/>
    public ViewPicture Draw(RenderSettings settings, double effort)
    {
        if (_texture is null || !_texture.Suits(settings))
        {
            _texture?.Dispose();
            _texture = null;
            _texture = PictureTexture.For(_gl, settings);
        }

        var query = _gl.CreateQuery();
        _running.Enqueue((query, effort));
        _gl.StartClock(query);
        try
        {
            var window = _raycaster.Draw(_volume, settings, _texture);
            return new ViewPicture(null, _texture, window);
        }
        finally
        {
            _gl.StopClock();
        }
    }

    /// <inheritdoc/>
    public RgbImage Render(RenderSettings settings) => _raycaster.Render(_volume, settings);

    /// <inheritdoc/>
    public bool TryTakeTime(out double milliseconds, out double effort)
    {
        (milliseconds, effort) = (0, 0);
        if (!_running.TryPeek(out var oldest) || _gl.Milliseconds(oldest.Query) is not { } time)
            return false;
        (milliseconds, effort) = (time, oldest.Effort);
        _gl.DeleteQuery(_running.Dequeue().Query);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_running.TryDequeue(out var running))
            _gl.DeleteQuery(running.Query);
        _texture?.Dispose();
        _texture = null;
        _raycaster.Dispose();
    }
}
