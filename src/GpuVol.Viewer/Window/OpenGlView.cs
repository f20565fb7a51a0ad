namespace GpuVol.Viewer;

/// <summary>Pictures drawn with OpenGL into a texture of the window's context, which never leave the graphics card; its clock times them.</summary>
internal sealed class OpenGlView : IVolumeView
{
    private readonly RaycastVolume _volume;
    private readonly LabelVolume? _labels;
    private readonly Gl _gl;
    private readonly OpenGlRaycaster _raycaster;
    private readonly Queue<(uint Query, double Effort)> _running = new();
    private PictureTexture? _texture;
    private PictureTexture? _labelTexture;

    /// <summary>Opens the raycaster in <paramref name="context"/>.</summary>
    /// <exception cref="OpenGlException">The driver refuses the raycaster.</exception>
    public OpenGlView(IGlContext context, RaycastVolume volume, LabelVolume? labels)
    {
        (_volume, _labels, _gl) = (volume, labels, context.Gl);
        _raycaster = new OpenGlRaycaster(context);
    }

    /// <inheritdoc/>
    public string Description => $"OpenGL, {_raycaster.Description.Split('(', ',', '/')[0].TrimEnd()}";

    /// <inheritdoc/>
    public ViewPicture Draw(RenderSettings settings, double effort)
    {
        if (_texture is null || !_texture.Suits(settings))
        {
            DisposeTextures();
            _texture = PictureTexture.For(_gl, settings);
            if (_labels is not null)
                _labelTexture = PictureTexture.Coloured(_gl, settings.Width, settings.Height);
        }

        var query = _gl.CreateQuery();
        _running.Enqueue((query, effort));
        _gl.StartClock(query);
        try
        {
            var window = _raycaster.Draw(_volume, settings, _texture);
            if (_labels is not null)
                _raycaster.DrawLabels(_volume, settings, _labels, _labelTexture!);
            return new ViewPicture(null, _texture, window, _labelTexture);
        }
        finally
        {
            _gl.StopClock();
        }
    }

    /// <inheritdoc/>
    public RgbImage Render(RenderSettings settings) => _raycaster.Render(_volume, settings, _labels);

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
        DisposeTextures();
        _raycaster.Dispose();
    }

    private void DisposeTextures()
    {
        _texture?.Dispose();
        _labelTexture?.Dispose();
        (_texture, _labelTexture) = (null, null);
    }
}
