namespace GpuVol;

/// <summary>What the header of one readout says, as far as it is used.</summary>
internal readonly record struct IsmrmrdAcquisition
{
    public int Number { get; init; }

    public AcquisitionFlags Flags { get; init; }

    public int Samples { get; init; }

    public int Channels { get; init; }

    public int DiscardBefore { get; init; }

    public int DiscardBehind { get; init; }

    public int CenterSample { get; init; }

    public int EncodingSpace { get; init; }

    public int Step1 { get; init; }

    public int Step2 { get; init; }

    public int Average { get; init; }

    public int Slice { get; init; }

    public int Contrast { get; init; }

    public int Phase { get; init; }

    public int Repetition { get; init; }

    public int Set { get; init; }

    public Vector3D PositionMm { get; init; }

    public Vector3D ReadDirection { get; init; }

    public Vector3D PhaseDirection { get; init; }

    public Vector3D SliceDirection { get; init; }
}
