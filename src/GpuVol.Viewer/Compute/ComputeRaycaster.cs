namespace GpuVol.Viewer;

/// <summary>Draws a volume by a compute kernel, on any device, without any graphics library.</summary>
public static class ComputeRaycaster
{
    /// <summary>Renders one picture; the volume's direction matrix and spacing are honoured.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static RgbImage Render(DeviceVolume volume, RenderSettings settings) => throw new NotImplementedException();
}
