using System.Diagnostics;

namespace GpuVol.Viewer;

/// <summary>Pictures drawn with OpenGL into a texture of the window's context, which never leave the graphics card; its clock times them.</summary>
internal sealed class OpenGlView : IVolumeView
{
    private readonly RaycastVolume _volume;
    private readonly LabelVolume? _labels;
    private readonly Gl _gl;
    private readonly OpenGlRaycaster _raycaster;
    private readonly Queue<(uint Query, double Effort)> _running = new();
    private readonly PictureTextures _moving;
    private readonly PictureTextures _still;

    /// <summary>Opens the raycaster in <paramref name="context"/>.</summary>
    /// <exception cref="OpenGlException">The driver refuses the raycaster.</exception>
    public OpenGlView(IGlContext context, RaycastVolume volume, LabelVolume? labels)
    {
        (_volume, _labels, _gl) = (volume, labels, context.Gl);
        _moving = new PictureTextures(_gl, labels is not null);
        _still = new PictureTextures(_gl, labels is not null);
        _raycaster = new OpenGlRaycaster(context);
    }

    /// <inheritdoc/>
    public string Description => $"OpenGL, {_raycaster.Description.Split('(', ',', '/')[0].TrimEnd()}";

    /// <summary>See <see cref="OpenGlRaycaster.HostDetour"/>.</summary>
    public string? HostDetour => _raycaster.HostDetour;

    /// <inheritdoc/>
    public ViewPicture Draw(RenderSettings settings, double effort)
    {
        var picture = new OpenGlPicture(_volume, settings, _labels);
        _moving.Suit(settings);
        var query = _gl.CreateQuery();
        _running.Enqueue((query, effort));
        _gl.StartClock(query);
        try
        {
            _raycaster.Draw(picture, _moving.Picture!, _moving.Labels, 0, settings.Height);
            return _moving.Show(picture);
        }
        finally
        {
            _gl.StopClock();
        }
    }

    /// <inheritdoc/>
    public IStillPicture Begin(RenderSettings settings) => new StillPicture(this, settings);

    /// <inheritdoc/>
    public RgbImage Render(RenderSettings settings) => _raycaster.Render(_volume, settings, _labels);

    /// <inheritdoc/>
    public bool TryTakeTime(out double milliseconds, out double effort)
    {
        (milliseconds, effort) = (0, 1);
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
        _moving.Dispose();
        _still.Dispose();
        _raycaster.Dispose();
    }

    // Each band is waited for, so that the clock says how high the next may be.
    private sealed class StillPicture : IStillPicture
    {
        private readonly OpenGlView _view;
        private readonly OpenGlPicture _picture;
        private readonly RowBands _bands;

        public StillPicture(OpenGlView view, RenderSettings settings)
        {
            _view = view;
            _picture = new OpenGlPicture(view._volume, settings, view._labels);
            _bands = new RowBands(settings.Height);
            view._still.Suit(settings);
        }

        /// <inheritdoc/>
        public ViewPicture? DrawNext()
        {
            var start = Stopwatch.GetTimestamp();
            _view._raycaster.Draw(_picture, _view._still.Picture!, _view._still.Labels, _bands.FirstRow, _bands.Rows);
            _view._raycaster.Finish();
            _bands.Next(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return _bands.IsDone ? _view._still.Show(_picture) : null;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            // The textures are kept for the next one.
        }
    }
}
