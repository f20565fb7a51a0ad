using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>One picture as every renderer needs it: camera, light, window, transfer table and what can be skipped.</summary>
internal sealed class RaycastPlan
{
    /// <summary>Greatest width and height in pixels.</summary>
    public const int LargestSide = 16384;

    // Warm white, so that an isosurface is told from a grey picture.
    private static readonly (float Red, float Green, float Blue) IsoColour = (0.93f, 0.88f, 0.80f);

    private RaycastPlan(RaycastParameters parameters) => Parameters = parameters;

    /// <summary>What the kernels and shaders take.</summary>
    public RaycastParameters Parameters { get; }

    /// <summary>Transfer table of a composite picture, see <see cref="TransferTable"/>; else empty.</summary>
    public float[] Table { get; private init; } = [];

    /// <summary>Distances of bricks from visible ones for composite and isosurface, see <see cref="Viewer.Emptiness"/>; else empty.</summary>
    public byte[] Emptiness { get; private init; } = [];

    /// <summary>Clip planes, four numbers each, see <see cref="RaycastGeometry.ClipPlanes"/>; four at least, so that there is something to pass.</summary>
    public float[] ClipPlanes { get; private set; } = [];

    /// <summary>Intensities that are black and white in a MIP, MinIP or average.</summary>
    public (double Low, double High) Window { get; private init; }

    /// <summary>Refuses settings that no picture can be made from.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static void Check(RenderSettings settings)
    {
        if (settings.Width is < 1 or > LargestSide || settings.Height is < 1 or > LargestSide)
            throw new ArgumentException($"Render: the picture is {settings.Width}x{settings.Height}; each side must be 1 to {LargestSide} pixels.", nameof(settings));
        if (!Enum.IsDefined(settings.Mode))
            throw new ArgumentException($"Render: mode {(int)settings.Mode} is unknown; use one of {string.Join(", ", Enum.GetNames<RenderMode>())}.", nameof(settings));
        if (!Enum.IsDefined(settings.Sampling))
            throw new ArgumentException($"Render: sampling {(int)settings.Sampling} is unknown; use one of {string.Join(", ", Enum.GetNames<SamplePlacement>())}.", nameof(settings));
        settings.Camera.Check();
        settings.Clip?.Check();
        settings.Labels.Check();
        GreyImage.CheckWindow("Render", settings.WindowCenter, settings.WindowWidth);
        if (settings.StepMm is { } step && !(double.IsFinite(step) && step > 0))
            throw new ArgumentException($"Render: the step is {step} mm; give a finite length above 0, or none for half the smallest voxel spacing.", nameof(settings));
        if (settings.IsoLevel is { } level && !double.IsFinite(level))
            throw new ArgumentException($"Render: the iso level is {level}; give a finite intensity.", nameof(settings));
        if (settings.Preset is { } preset)
            TransferFunction.Preset(preset);
    }

    /// <summary>Checks the settings and prepares the picture.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static RaycastPlan Create(RaycastVolume volume, RenderSettings settings)
    {
        Check(settings);
        var parameters = RaycastGeometry.Create(volume, settings);
        var plan = settings.Mode switch
        {
            RenderMode.Composite => Composite(volume, settings, parameters),
            RenderMode.Iso => Isosurface(volume, settings, parameters),
            _ => Project(volume, settings, parameters),
        };
        plan.ClipPlanes = RaycastGeometry.ClipPlanes(volume.Geometry, settings.Clip);
        return plan;
    }

    /// <summary>The transfer function that a composite picture takes: that of the settings, the preset, or one chosen by modality and range.</summary>
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

    private static RaycastPlan Project(RaycastVolume volume, RenderSettings settings, RaycastParameters parameters)
    {
        var (low, high) = settings.WindowCenter is { } centre && settings.WindowWidth is { } width
            ? (centre - 0.5 * width, centre + 0.5 * width)
            : (volume.Minimum, volume.Maximum);
        parameters.Sign = settings.Mode == RenderMode.MinIp ? -1 : 1;
        (parameters.Floor, parameters.Ceiling) = settings.Mode == RenderMode.MinIp ? (-(float)high, -(float)low) : ((float)low, (float)high);
        return new RaycastPlan(parameters) { Window = (low, high) };
    }

    private static RaycastPlan Composite(RaycastVolume volume, RenderSettings settings, RaycastParameters parameters)
    {
        var chosen = ChooseTransferFunction(volume, settings);
        chosen.Check();
        var (robustLow, robustHigh) = chosen.IsRelative ? volume.RobustRange : (0, 1);
        var function = chosen.ToAbsolute(robustLow, robustHigh);
        var table = new TransferTable(function, volume.Minimum, volume.Maximum, parameters.StepMm);
        parameters.IsJittered = settings.Sampling == SamplePlacement.Jittered ? 1 : 0;
        parameters.TableLow = (float)table.Low;
        parameters.TableScale = (float)table.Scale;
        parameters.TableLast = TransferTable.Entries - 1;
        parameters.IsLit = function is { Ambient: 1, Diffuse: 0, Specular: 0 } ? 0 : 1;
        parameters.Ambient = (float)function.Ambient;
        parameters.Diffuse = (float)function.Diffuse;
        parameters.Specular = (float)function.Specular;

        // Above 0, so that no gradient against no threshold is not 0 / 0.
        parameters.HalfGradient = (float)Math.Max(function.HalfLightGradient, 1e-30);
        return new RaycastPlan(parameters)
        {
            Table = table.Values,
            Emptiness = volume.Emptiness(function, n => table.IsVisible(volume.BrickLow[n], volume.BrickHigh[n])),
        };
    }

    private static RaycastPlan Isosurface(RaycastVolume volume, RenderSettings settings, RaycastParameters parameters)
    {
        var level = settings.IsoLevel ?? 0.5 * (volume.Minimum + volume.Maximum);
        if (!double.IsFinite(level) || level < volume.Minimum || level > volume.Maximum)
            throw new ArgumentException(FormattableString.Invariant($"Render: the iso level {level} is outside the volume's range {volume.Minimum} to {volume.Maximum}; there is no surface to show. Choose a level inside."), nameof(settings));
        var isoLevel = (float)level;
        parameters.IsoLevel = isoLevel;
        parameters.IsLit = 1;
        (parameters.Red, parameters.Green, parameters.Blue) = IsoColour;
        parameters.Ambient = 0.15f;
        parameters.Diffuse = 0.8f;
        parameters.Specular = 0.15f;
        return new RaycastPlan(parameters) { Emptiness = volume.Emptiness(isoLevel, n => volume.BrickHigh[n] >= isoLevel) };
    }
}
