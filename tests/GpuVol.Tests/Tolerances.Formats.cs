namespace GpuVol.Tests;

/// <summary>Limits of the file formats' tests.</summary>
public static partial class Tolerances
{
    /// <summary>Direction cosines that went through the float32 sform: half a unit in the last place of each, a few of them summed.</summary>
    public const double DirectionInFloat32 = 2e-7;

    /// <summary>
    /// A rotation that went through the three float32 numbers of a quaternion, times a spacing of up to 3 mm: the fourth is the root of 1
    /// minus their squares, which near a half turn (a patient axis along each voxel axis, seen from LPS) keeps only half the digits.
    /// </summary>
    public const double QuaternionInFloat32 = 2e-3;
}
