namespace GpuVol;

/// <summary>Where images lie in the patient: LPS mm.</summary>
/// <param name="CenterMm">The centre of k-space in the image: the position of voxel (nx/2, ny/2, nz/2), rounded down, of the first slice.</param>
/// <param name="Direction">Columns are the directions of readout, first phase encoding and slices.</param>
/// <param name="SliceSpacingMm">Distance of neighbouring slices; null for one slice or a 3-D volume.</param>
public sealed record KSpacePlacement(Vector3D CenterMm, Matrix3D Direction, double? SliceSpacingMm)
{
    /// <summary>The geometry of an image of that size and spacing: k is the slice in a stack, or the second phase encoding.</summary>
    /// <param name="size">Voxels.</param>
    /// <param name="spacingMm">Spacing; z is replaced by <see cref="SliceSpacingMm"/> where <paramref name="isStack"/> holds.</param>
    /// <param name="isStack">True for slices that were encoded one by one.</param>
    public VolumeGeometry Geometry(Size3D size, Vector3D spacingMm, bool isStack)
    {
        // A centred transform of n samples puts the origin of space at voxel n / 2, rounded down; cropping about the centre keeps it there.
        var spacing = isStack ? spacingMm with { Z = SliceSpacingMm ?? spacingMm.Z } : spacingMm;
        var center = new Vector3D(size.I / 2, size.J / 2, isStack ? 0 : size.K / 2);
        return new VolumeGeometry(size, spacing, CenterMm - Direction * Vector3D.Scale(spacing, center), Direction);
    }
}
