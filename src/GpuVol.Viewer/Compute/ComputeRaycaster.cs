using System.Runtime.InteropServices;
using GpuVol.Kernels;

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
        var plan = RaycastPlan.Create(volume, settings);
        var picture = settings.Mode is RenderMode.Composite or RenderMode.Iso
            ? Colours(volume, settings, plan)
            : GreyImage.FromIntensities(Project(volume, settings, plan), settings.Width, settings.Height, plan.Window.Low, plan.Window.High);
        if (labels is not null)
            LabelPlan.Blend(picture, MemoryMarshal.AsBytes<int>(Overlay(volume.Device, settings, new LabelPlan(volume, labels, settings))));
        return picture;
    }

    /// <summary>
    /// The intensities behind a MIP, MinIP or average picture, row by row from the top; NaN where a ray misses the volume. MIP and MinIP
    /// are clamped to the window.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is out of range or the mode is not one of the three.</exception>
    public static float[] Project(RaycastVolume volume, RenderSettings settings) => Project(volume, settings, RaycastPlan.Create(volume, settings));

    /// <inheritdoc cref="RaycastPlan.ChooseTransferFunction"/>
    /// <remarks>CT (by the modality, or a range that reaches below -500 and above 300) takes ct-bone, MR takes mr, everything else grey.</remarks>
    public static TransferFunction ChooseTransferFunction(RaycastVolume volume, RenderSettings settings) => RaycastPlan.ChooseTransferFunction(volume, settings);

    private static RgbImage Colours(RaycastVolume volume, RenderSettings settings, RaycastPlan plan)
    {
        var device = volume.Device;
        var extent = new Index2D(settings.Width, settings.Height);
        using var emptiness = device.Allocate<byte>(plan.Emptiness);
        using var planes = device.Allocate<float>(plan.ClipPlanes);
        using var target = device.Allocate<int>((long)settings.Width * settings.Height);
        if (settings.Mode == RenderMode.Composite)
        {
            using var table = device.Allocate<float>(plan.Table);
            RaycastKernels.Launch.Composite(device, extent, target.View, volume.Intensities, emptiness.View, table.View, planes.View, plan.Parameters);
        }
        else
        {
            RaycastKernels.Launch.Isosurface(device, extent, target.View, volume.Intensities, emptiness.View, planes.View, plan.Parameters);
        }

        return Unpack(target.ToArray(), settings);
    }

    private static int[] Overlay(ComputeDevice device, RenderSettings settings, LabelPlan plan)
    {
        using var labels = device.Allocate<byte>(plan.Labels.Indices);
        using var colours = device.Allocate<float>(plan.Colours);
        using var planes = device.Allocate<float>(plan.ClipPlanes);
        using var target = device.Allocate<int>((long)settings.Width * settings.Height);
        RaycastKernels.Launch.Labels(device, new Index2D(settings.Width, settings.Height), target.View, labels.View, colours.View, planes.View, plan.Parameters);
        return target.ToArray();
    }

    private static float[] Project(RaycastVolume volume, RenderSettings settings, RaycastPlan plan)
    {
        var device = volume.Device;
        var extent = new Index2D(settings.Width, settings.Height);
        using var planes = device.Allocate<float>(plan.ClipPlanes);
        using var target = device.Allocate<float>((long)settings.Width * settings.Height);
        switch (settings.Mode)
        {
            case RenderMode.Mip:
                RaycastKernels.Launch.Extremum(device, extent, target.View, volume.Intensities, volume.BrickMaximum.View, planes.View, plan.Parameters);
                break;
            case RenderMode.MinIp:
                RaycastKernels.Launch.Extremum(device, extent, target.View, volume.Intensities, volume.BrickMinimum.View, planes.View, plan.Parameters);
                break;
            case RenderMode.Average:
                RaycastKernels.Launch.Average(device, extent, target.View, volume.Intensities, planes.View, plan.Parameters);
                break;
            default:
                throw new ArgumentException($"Render: {settings.Mode} has no projected intensities; use Mip, MinIp or Average.", nameof(settings));
        }

        return target.ToArray();
    }

    private static RgbImage Unpack(int[] packed, RenderSettings settings)
    {
        var pixels = new byte[checked(packed.Length * 3)];
        for (var n = 0; n < packed.Length; n++)
        {
            pixels[3 * n] = (byte)packed[n];
            pixels[3 * n + 1] = (byte)(packed[n] >> 8);
            pixels[3 * n + 2] = (byte)(packed[n] >> 16);
        }

        return new RgbImage(settings.Width, settings.Height, pixels);
    }
}
