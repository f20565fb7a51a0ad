namespace GpuVol.Viewer;

/// <summary>What a ray shows of what it meets.</summary>
public enum RenderMode
{
    /// <summary>Maximum intensity.</summary>
    Mip,

    /// <summary>Minimum intensity.</summary>
    MinIp,

    /// <summary>Average intensity inside the volume.</summary>
    Average,

    /// <summary>Emission and absorption through a transfer function, with gradient lighting.</summary>
    Composite,

    /// <summary>A lit isosurface.</summary>
    Iso,
}

/// <summary>Where the samples of a composite lie along a ray.</summary>
public enum SamplePlacement
{
    /// <summary>Whole steps from where a ray enters.</summary>
    Regular,

    /// <summary>The first step of every pixel has another length, the same in every picture.</summary>
    Jittered,
}

/// <summary>A picture of a volume.</summary>
public sealed record RenderSettings
{
    /// <summary>What a ray shows.</summary>
    public RenderMode Mode { get; init; } = RenderMode.Mip;

    /// <summary>Where it is seen from.</summary>
    public Camera Camera { get; init; } = new();

    /// <summary>Pixels per row.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Rows.</summary>
    public int Height { get; init; } = 512;

    /// <summary>Window centre for MIP, MinIP, average; null: from the volume's minimum to its maximum.</summary>
    public double? WindowCenter { get; init; }

    /// <summary>Window width.</summary>
    public double? WindowWidth { get; init; }

    /// <summary>Transfer function of the composite mode: a name of <see cref="TransferFunction.Presets"/>; null chooses by modality and range.</summary>
    public string? Preset { get; init; }

    /// <summary>Transfer function of the composite mode; goes before <see cref="Preset"/>.</summary>
    public TransferFunction? TransferFunction { get; init; }

    /// <summary>Level of the isosurface; null: the middle between minimum and maximum.</summary>
    public double? IsoLevel { get; init; }

    /// <summary>Distance of samples along a ray in mm; null: half the smallest voxel spacing.</summary>
    public double? StepMm { get; init; }

    /// <summary>Where the samples of a composite lie; regular ones show bands where opacity rises fast, jittered ones, the default, a fine grain instead.</summary>
    public SamplePlacement Sampling { get; init; } = SamplePlacement.Jittered;

    /// <summary>The part of the patient that is shown; null: all of it.</summary>
    public ClipRegion? Clip { get; init; }

    /// <summary>Colours and opacities of labels that are laid over the picture.</summary>
    public LabelPalette Labels { get; init; } = new();
}
