namespace GpuVol.Cpu.Morphology;

/// <summary>What one distance transform is asked for.</summary>
internal readonly unsafe struct CpuDistanceJob
{
    public required void* Source { get; init; }

    public required int ElementBytes { get; init; }

    public required bool IsFloat { get; init; }

    /// <summary>Every value is an object of its own, instead of one object of all that is not 0.</summary>
    public bool Labels { get; init; }

    /// <summary>Codes of 32-bit labels; null for narrower ones.</summary>
    public LabelCodes? Codes { get; init; }

    /// <summary>0 is an object as well.</summary>
    public bool BackgroundToo { get; init; }

    /// <summary>Distances of voxels that are 0 are negative.</summary>
    public bool Signed { get; init; }

    /// <summary>The outside of the volume counts as another label.</summary>
    public bool Wall { get; init; }

    public bool Rooted { get; init; }

    public required float Scale { get; init; }

    public required int Ni { get; init; }

    public required int Nj { get; init; }

    public required int Nk { get; init; }

    public required long WeightI { get; init; }

    public required long WeightJ { get; init; }

    public required long WeightK { get; init; }

    public required float* Target { get; init; }

    public bool NeedsLabels => Labels || BackgroundToo;
}
