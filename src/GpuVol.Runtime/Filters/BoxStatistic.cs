namespace GpuVol;

/// <summary>What a box filter takes from its window.</summary>
internal enum BoxStatistic
{
    /// <summary>The least voxel.</summary>
    Minimum,

    /// <summary>The greatest voxel.</summary>
    Maximum,

    /// <summary>The mean.</summary>
    Mean,
}
