using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>Draws a volume by a compute kernel, on any device, without any graphics library.</summary>
/// <remarks>docs/rendering.md has the frame, the modes and the bounds between devices.</remarks>
public static class ComputeRaycaster
{
    /// <summary>Greatest width and height in pixels.</summary>
    public const int LargestSide = 16384;

    // Warm white, so that an isosurface is told from a grey picture.
    private static readonly (float Red, float Green, float Blue) IsoColour = (0.93f, 0.88f, 0.80f);

    /// <summary>Renders one picture; the volume's direction matrix and spacing are honoured. The background is black.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static RgbImage Render(DeviceVolume volume, RenderSettings settings)
    {
        Check(settings);
        using var prepared = new RaycastVolume(volume);
        return Render(prepared, settings);
    }

    /// <summary>Renders one picture of a volume that was made ready before: for several pictures of one volume.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static RgbImage Render(RaycastVolume volume, RenderSettings settings)
    {
        Check(settings);
        return settings.Mode switch
        {
            RenderMode.Composite => Composite(volume, settings),
            RenderMode.Iso => Isosurface(volume, settings),
            _ => ToGrey(Project(volume, settings), volume, settings),
        };
    }

    /// <summary>
    /// The intensities behind a MIP, MinIP or average picture, row by row from the top; NaN where a ray misses the volume. MIP and MinIP
    /// are clamped to the window.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is out of range or the mode is not one of the three.</exception>
    public static float[] Project(RaycastVolume volume, RenderSettings settings)
    {
        Check(settings);
        var parameters = RaycastGeometry.Create(volume, settings);
        var device = volume.Device;
        var extent = new Index2D(settings.Width, settings.Height);
        using var target = device.Allocate<float>((long)settings.Width * settings.Height);
        var (low, high) = Window(volume, settings);
        switch (settings.Mode)
        {
            case RenderMode.Mip:
                parameters.Sign = 1;
                (parameters.Floor, parameters.Ceiling) = ((float)low, (float)high);
                RaycastKernels.Launch.Extremum(device, extent, target.View, volume.Intensities, volume.BrickMaximum.View, parameters);
                break;
            case RenderMode.MinIp:
                parameters.Sign = -1;
                (parameters.Floor, parameters.Ceiling) = (-(float)high, -(float)low);
                RaycastKernels.Launch.Extremum(device, extent, target.View, volume.Intensities, volume.BrickMinimum.View, parameters);
                break;
            case RenderMode.Average:
                RaycastKernels.Launch.Average(device, extent, target.View, volume.Intensities, parameters);
                break;
            default:
                throw new ArgumentException($"Render: {settings.Mode} has no projected intensities; use Mip, MinIp or Average.", nameof(settings));
        }

        return target.ToArray();
    }

    /// <summary>The transfer function that a composite picture takes: that of the settings, the preset, or one chosen by modality and range.</summary>
    /// <remarks>CT (by the modality, or a range that reaches below -500 and above 300) takes ct-bone, MR takes mr, everything else grey.</remarks>
    public static TransferFunction ChooseTransferFunction(RaycastVolume volume, RenderSettings settings)
    {
        if (settings.TransferFunction is { } given)
            return given;
        if (settings.Preset is { } name)
            return TransferFunction.Preset(name);
        return TransferFunction.Preset(volume.Metadata.Modality switch
        {
            "CT" => "ct-bone",
            "MR" => "mr",
            null when volume.Minimum < -500 && volume.Maximum > 300 => "ct-bone",
            _ => "grey",
        });
    }

    private static RgbImage Composite(RaycastVolume volume, RenderSettings settings)
    {
        var chosen = ChooseTransferFunction(volume, settings);
        chosen.Check();
        var (robustLow, robustHigh) = chosen.IsRelative ? volume.RobustRange : (0, 1);
        var function = chosen.ToAbsolute(robustLow, robustHigh);
        var parameters = RaycastGeometry.Create(volume, settings);
        var table = new TransferTable(function, volume.Minimum, volume.Maximum, parameters.StepMm);
        parameters.TableLow = (float)table.Low;
        parameters.TableScale = (float)table.Scale;
        parameters.TableLast = TransferTable.Entries - 1;
        Light(ref parameters, function);

        var device = volume.Device;
        using var entries = device.Allocate<float>(table.Values);
        using var emptiness = device.Allocate<byte>(Emptiness.Distances(volume.Bricks, n => table.IsVisible(volume.BrickLow[n], volume.BrickHigh[n])));
        using var target = device.Allocate<int>((long)settings.Width * settings.Height);
        RaycastKernels.Launch.Composite(device, new Index2D(settings.Width, settings.Height), target.View, volume.Intensities, emptiness.View, entries.View, parameters);
        return Unpack(target.ToArray(), settings);
    }

    private static RgbImage Isosurface(RaycastVolume volume, RenderSettings settings)
    {
        var level = settings.IsoLevel ?? 0.5 * (volume.Minimum + volume.Maximum);
        if (!double.IsFinite(level) || level < volume.Minimum || level > volume.Maximum)
            throw new ArgumentException(FormattableString.Invariant($"Render: the iso level {level} is outside the volume's range {volume.Minimum} to {volume.Maximum}; there is no surface to show. Choose a level inside."), nameof(settings));
        var parameters = RaycastGeometry.Create(volume, settings);
        parameters.IsoLevel = (float)level;
        (parameters.Red, parameters.Green, parameters.Blue) = IsoColour;
        parameters.Ambient = 0.15f;
        parameters.Diffuse = 0.8f;
        parameters.Specular = 0.15f;

        var device = volume.Device;
        using var emptiness = device.Allocate<byte>(Emptiness.Distances(volume.Bricks, n => volume.BrickHigh[n] >= parameters.IsoLevel));
        using var target = device.Allocate<int>((long)settings.Width * settings.Height);
        RaycastKernels.Launch.Isosurface(device, new Index2D(settings.Width, settings.Height), target.View, volume.Intensities, emptiness.View, parameters);
        return Unpack(target.ToArray(), settings);
    }

    private static void Light(ref RaycastParameters parameters, TransferFunction function)
    {
        parameters.Ambient = (float)function.Ambient;
        parameters.Diffuse = (float)function.Diffuse;
        parameters.Specular = (float)function.Specular;

        // Above 0, so that no gradient against no threshold is not 0 / 0.
        parameters.HalfGradient = (float)Math.Max(function.HalfLightGradient, 1e-30);
    }

    private static (double Low, double High) Window(RaycastVolume volume, RenderSettings settings) =>
        settings.WindowCenter is { } centre && settings.WindowWidth is { } width
            ? (centre - 0.5 * width, centre + 0.5 * width)
            : (volume.Minimum, volume.Maximum);

    private static RgbImage ToGrey(float[] intensities, RaycastVolume volume, RenderSettings settings)
    {
        var (low, high) = Window(volume, settings);
        return GreyImage.FromIntensities(intensities, settings.Width, settings.Height, low, high);
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

    private static void Check(RenderSettings settings)
    {
        if (settings.Width is < 1 or > LargestSide || settings.Height is < 1 or > LargestSide)
            throw new ArgumentException($"Render: the picture is {settings.Width}x{settings.Height}; each side must be 1 to {LargestSide} pixels.", nameof(settings));
        if (!Enum.IsDefined(settings.Mode))
            throw new ArgumentException($"Render: mode {(int)settings.Mode} is unknown; use one of {string.Join(", ", Enum.GetNames<RenderMode>())}.", nameof(settings));
        settings.Camera.Check();
        GreyImage.CheckWindow("Render", settings.WindowCenter, settings.WindowWidth);
        if (settings.StepMm is { } step && !(double.IsFinite(step) && step > 0))
            throw new ArgumentException($"Render: the step is {step} mm; give a finite length above 0, or none for half the smallest voxel spacing.", nameof(settings));
        if (settings.IsoLevel is { } level && !double.IsFinite(level))
            throw new ArgumentException($"Render: the iso level is {level}; give a finite intensity.", nameof(settings));
        if (settings.Preset is { } preset)
            TransferFunction.Preset(preset);
    }
}
