namespace GpuVol.Viewer;

/// <summary>One picture that <see cref="OpenGlRaycaster"/> draws into textures, at once or in bands of rows.</summary>
internal sealed class OpenGlPicture
{
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public OpenGlPicture(RaycastVolume volume, RenderSettings settings, LabelVolume? labels)
    {
        (Volume, Settings) = (volume, settings);
        Plan = RaycastPlan.Create(volume, settings);
        Labels = labels is null ? null : new LabelPlan(volume, labels, settings);
    }

    public RaycastVolume Volume { get; }

    public RenderSettings Settings { get; }

    public RaycastPlan Plan { get; }

    /// <summary>Labels to lay over it, or null.</summary>
    public LabelPlan? Labels { get; }
}
