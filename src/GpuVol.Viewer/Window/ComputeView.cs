using System.Diagnostics;

namespace GpuVol.Viewer;

/// <summary>The compute raycaster's pictures.</summary>
internal sealed class ComputeView(RaycastVolume volume, LabelVolume? labels) : IVolumeView
{
    private (double Milliseconds, double Effort)? _time;

    private RaycastVolume Volume => volume;

    private LabelVolume? Labels => labels;

    /// <inheritdoc/>
    public string Description => $"compute, {volume.Device.Info.Id}";

    /// <inheritdoc/>
    public ViewPicture Draw(RenderSettings settings, double effort)
    {
        var start = Stopwatch.GetTimestamp();
        var picture = Render(settings);
        _time = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, effort);
        return new ViewPicture(picture, null, default, null);
    }

    /// <inheritdoc/>
    public IStillPicture Begin(RenderSettings settings) => new StillPicture(this, settings);

    /// <inheritdoc/>
    public RgbImage Render(RenderSettings settings) => ComputeRaycaster.Render(volume, settings, labels);

    /// <inheritdoc/>
    public bool TryTakeTime(out double milliseconds, out double effort)
    {
        (milliseconds, effort) = _time ?? default;
        var known = _time is not null;
        _time = null;
        return known;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The volume is its creator's.
    }

    private sealed class StillPicture(ComputeView view, RenderSettings settings) : IStillPicture
    {
        private readonly ComputePicture _picture = new(view.Volume, settings, view.Labels);
        private readonly RowBands _bands = new(settings.Height);

        /// <inheritdoc/>
        public ViewPicture? DrawNext()
        {
            var start = Stopwatch.GetTimestamp();
            _picture.Draw(_bands.FirstRow, _bands.Rows);
            view.Volume.Device.Synchronize();
            _bands.Next(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return _bands.IsDone ? new ViewPicture(_picture.ToImage(), null, default, null) : null;
        }

        /// <inheritdoc/>
        public void Dispose() => _picture.Dispose();
    }
}
