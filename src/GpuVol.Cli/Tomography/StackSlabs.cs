namespace GpuVol.Cli;

/// <summary>Slabs of a stack of slices, each of which has its own sinogram.</summary>
/// <param name="geometry">The scan.</param>
/// <param name="target">The whole volume.</param>
/// <param name="interpolation">Between columns.</param>
/// <param name="reconstruct">Makes the slices of a grid from their sinograms.</param>
internal sealed class StackSlabs(ProjectionGeometry geometry, VolumeGeometry target, DetectorInterpolation interpolation, Func<DeviceVolume, VolumeGeometry, DeviceVolume> reconstruct) : SlabMaker
{
    /// <inheritdoc/>
    public override VolumeGeometry Target => target;

    /// <summary>Every slice.</summary>
    public DeviceVolume MakeAll(DeviceVolume sinograms) => reconstruct(sinograms, target);

    /// <inheritdoc/>
    public override IReadOnlyList<SlabPart> Parts(int firstSlice, int slices) => [new(firstSlice, slices, 0, geometry.Views)];

    /// <inheritdoc/>
    public override long MemoryBytes(int slices) => FilteredBackProjection.MemoryBytes(geometry, target.Size, slices, interpolation);

    /// <inheritdoc/>
    public override DeviceVolume Make(ComputeDevice device, int firstSlice, int slices, Func<DeviceVolume> next)
    {
        using var part = next();
        return reconstruct(part, new VolumeGeometry(target.Size with { K = slices }, target.SpacingMm, target.VoxelToPatient(new(0, 0, firstSlice)), target.Direction));
    }

    /// <inheritdoc/>
    public override double EstimateSeconds(ComputeDevice device)
    {
        var slices = Math.Min(target.Size.K, 4);
        using var zeros = Zeros(device, geometry.WithSlices(slices).DataSize);
        return SecondsOf(device, () => reconstruct(zeros, new VolumeGeometry(target.Size with { K = slices }, target.SpacingMm, target.OriginMm)).Dispose()) * target.Size.K / slices;
    }
}
