using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>How the voxels that rays walk through become intensities: <c>Slope · voxel + Intercept</c>, with a slope above 0.</summary>
/// <remarks>Interpolation commutes with it, so that it is the picture's few numbers that change their units, not the volume.</remarks>
internal readonly record struct VoxelScale(double Slope, double Intercept)
{
    // Beyond these float32 would not hold the numbers of a picture as precisely in units of the voxels as in those of the intensities.
    private const double LeastSlope = 1e-6;
    private const double GreatestSlope = 1e6;
    private const double GreatestShift = 65536;

    /// <summary>Voxels that are intensities.</summary>
    public static VoxelScale Identity { get; } = new(1, 0);

    private bool IsIdentity => this == Identity;

    /// <summary>The scale of a volume whose voxels rays can walk through as they are stored; null for one that must become float32 first.</summary>
    public static VoxelScale? Of(DeviceVolume volume)
    {
        if (volume.IsFloat32Intensity)
            return Identity;
        if (volume.ElementType is not (ElementType.Int16 or ElementType.UInt16) || !volume.Rescale.IsUniform)
            return null;
        var (slope, intercept) = (volume.Rescale.Slope[0], volume.Rescale.Intercept[0]);
        return slope is >= LeastSlope and <= GreatestSlope && Math.Abs(intercept) <= GreatestShift * slope ? new VoxelScale(slope, intercept) : null;
    }

    /// <summary>The intensity of a voxel.</summary>
    public float ToIntensity(float voxel) => (float)(Slope * voxel + Intercept);

    /// <summary>The voxel of an intensity.</summary>
    public float ToVoxel(float intensity) => Voxel(intensity, 1);

    /// <summary>The intensities of voxels, in place; NaN stays.</summary>
    public void ToIntensities(Span<float> voxels)
    {
        if (IsIdentity)
            return;
        foreach (ref var voxel in voxels)
            voxel = ToIntensity(voxel);
    }

    /// <summary>A picture's window, table, level and light in units of the voxels in place of intensities.</summary>
    public RaycastParameters ToVoxelUnits(RaycastParameters parameters) => IsIdentity ? parameters : parameters with
    {
        Floor = Voxel(parameters.Floor, parameters.Sign),
        Ceiling = Voxel(parameters.Ceiling, parameters.Sign),
        TableLow = Voxel(parameters.TableLow, 1),
        TableScale = (float)(parameters.TableScale * Slope),
        IsoLevel = Voxel(parameters.IsoLevel, 1),
        HalfGradient = (float)(parameters.HalfGradient / Slope),
    };

    // Of a number that is an intensity times the sign.
    private float Voxel(float intensity, float sign) => (float)((intensity - sign * Intercept) / Slope);
}
