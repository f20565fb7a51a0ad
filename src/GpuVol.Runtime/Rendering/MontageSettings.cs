namespace GpuVol;

/// <summary>Planes of the patient.</summary>
public enum SlicePlane
{
    /// <summary>Seen from the feet: the patient's left on the right of the picture, front up.</summary>
    Axial,

    /// <summary>Seen from the front: the patient's left on the right of the picture, head up.</summary>
    Coronal,

    /// <summary>Seen from the patient's left: front on the left of the picture, head up.</summary>
    Sagittal,
}

/// <summary>What a slice montage shows.</summary>
public sealed record MontageSettings
{
    /// <summary>The plane; the volume axis nearest to its normal is stepped through.</summary>
    public SlicePlane Plane { get; init; } = SlicePlane.Axial;

    /// <summary>Every how many-th slice; 0 chooses at most 20 slices.</summary>
    public int Step { get; init; }

    /// <summary>Panels per row; 0 chooses a nearly square picture.</summary>
    public int Columns { get; init; }

    /// <summary>Window centre; null for a window from the 0.5 to the 99.5 percentile.</summary>
    public double? WindowCenter { get; init; }

    /// <summary>Window width.</summary>
    public double? WindowWidth { get; init; }

    /// <summary>Colours and opacities of labels that are laid over the slices.</summary>
    public LabelPalette Labels { get; init; } = new();
}
