namespace GpuVol;

/// <summary>Numbers of voxels along i (fastest), j and k.</summary>
public readonly record struct Size3D(int I, int J, int K)
{
    /// <summary>Number of voxels.</summary>
    public long Voxels => (long)I * J * K;

    /// <summary>The number along <paramref name="axis"/> 0 (i), 1 (j) or 2 (k).</summary>
    public int this[int axis] => axis switch
    {
        0 => I,
        1 => J,
        2 => K,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "An axis is 0, 1 or 2."),
    };

    /// <summary>For messages: 512x512x55.</summary>
    public override string ToString() => $"{I}x{J}x{K}";
}
