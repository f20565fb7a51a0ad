namespace GpuVol;

/// <summary>Where images lie in the patient: LPS mm.</summary>
/// <param name="CenterMm">The origin of the transform, of the first slice: where voxel n / 2, rounded down, of a centred transform lies.</param>
/// <param name="Direction">Columns are the directions of readout, first phase encoding and slices.</param>
/// <param name="SliceSpacingMm">Distance of neighbouring slices; null for one slice or a 3-D volume.</param>
public sealed record KSpacePlacement(Vector3D CenterMm, Matrix3D Direction, double? SliceSpacingMm)
{
    /// <summary>The geometry of an image: k is the slice in a stack, or the second phase encoding.</summary>
    /// <param name="size">Voxels.</param>
    /// <param name="spacingMm">Spacing; z is replaced by <see cref="SliceSpacingMm"/> where <paramref name="isStack"/> holds.</param>
    /// <param name="centerVoxel">The voxel that lies at <see cref="CenterMm"/>; in a stack its k is that of the first slice, 0.</param>
    /// <param name="isStack">True for slices that were encoded one by one.</param>
    public VolumeGeometry Geometry(Size3D size, Vector3D spacingMm, Vector3D centerVoxel, bool isStack)
    {
        var spacing = isStack ? spacingMm with { Z = SliceSpacingMm ?? spacingMm.Z } : spacingMm;
        var center = isStack ? centerVoxel with { Z = 0 } : centerVoxel;
        return new VolumeGeometry(size, spacing, CenterMm - Direction * Vector3D.Scale(spacing, center), Direction);
    }
}
