namespace GpuVol.Viewer;

/// <summary>Draws a volume by a compute kernel, on any device, without any graphics library.</summary>
/// <remarks>docs/rendering.md has the frame, the modes and the bounds between devices.</remarks>
public static class ComputeRaycaster
{
    /// <summary>Greatest width and height in pixels.</summary>
    public const int LargestSide = RaycastPlan.LargestSide;

    /// <summary>Renders one picture; the volume's direction matrix and spacing are honoured. The background is black.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static RgbImage Render(DeviceVolume volume, RenderSettings settings, LabelVolume? labels = null)
    {
        RaycastPlan.Check(settings);
        using var prepared = new RaycastVolume(volume);
        return Render(prepared, settings, labels);
    }

    /// <summary>Renders one picture of a volume that was made ready before: for several pictures of one volume.</summary>
    /// <param name="volume">What is shown.</param>
    /// <param name="settings">How, and from where.</param>
    /// <param name="labels">Labels to lay over the picture, or null.</param>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static RgbImage Render(RaycastVolume volume, RenderSettings settings, LabelVolume? labels = null)
    {
        using var picture = new ComputePicture(volume, settings, labels);
        picture.Draw(0, settings.Height);
        return picture.ToImage();
    }

    /// <summary>
    /// The intensities behind a MIP, MinIP or average picture, row by row from the top; NaN where a ray misses the volume. MIP and MinIP
    /// are clamped to the window.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is out of range or the mode is not one of the three.</exception>
    public static float[] Project(RaycastVolume volume, RenderSettings settings)
    {
        if (settings.Mode is RenderMode.Composite or RenderMode.Iso)
            throw new ArgumentException($"Render: {settings.Mode} has no projected intensities; use Mip, MinIp or Average.", nameof(settings));
        using var picture = new ComputePicture(volume, settings, null);
        picture.Draw(0, settings.Height);
        return picture.Intensities();
    }

    /// <inheritdoc cref="RaycastPlan.ChooseTransferFunction"/>
    /// <remarks>CT (by the modality, or a range that reaches below -500 and above 300) takes ct-bone, MR takes mr, everything else grey.</remarks>
    public static TransferFunction ChooseTransferFunction(RaycastVolume volume, RenderSettings settings) => RaycastPlan.ChooseTransferFunction(volume, settings);
}
