using System.Diagnostics;

namespace GpuVol.Viewer;

/// <summary>The compute raycaster's pictures.</summary>
internal sealed class ComputeView(RaycastVolume volume, LabelVolume? labels) : IVolumeView
{
    private (double Milliseconds, double Effort)? _time;

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
}
