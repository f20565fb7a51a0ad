namespace GpuVol.Cli;

/// <summary>Slabs of a stack of slices, each of which has its own sinogram.</summary>
/// <param name="geometry">The scan.</param>
/// <param name="target">The whole volume.</param>
/// <param name="memoryBytes">What slices need beside their sinograms, result included.</param>
/// <param name="reconstruct">Makes the slices of a grid from their sinograms; the number is that of the first in the whole.</param>
internal sealed class StackSlabs(ProjectionGeometry geometry, VolumeGeometry target, Func<int, long> memoryBytes, Func<DeviceVolume, VolumeGeometry, int, DeviceVolume> reconstruct) : SlabMaker
{
    /// <inheritdoc/>
    public override VolumeGeometry Target => target;

    /// <summary>Every slice.</summary>
    public DeviceVolume MakeAll(DeviceVolume sinograms) => reconstruct(sinograms, target, 0);

    /// <inheritdoc/>
    public override IReadOnlyList<SlabPart> Parts(int firstSlice, int slices) => [new(firstSlice, slices, 0, geometry.Views)];

    /// <inheritdoc/>
    public override long MemoryBytes(int slices) => memoryBytes(slices);

    /// <inheritdoc/>
    public override DeviceVolume Make(ComputeDevice device, int firstSlice, int slices, Func<DeviceVolume> next)
    {
        using var part = next();
        return reconstruct(part, new VolumeGeometry(target.Size with { K = slices }, target.SpacingMm, target.VoxelToPatient(new(0, 0, firstSlice)), target.Direction), firstSlice);
    }

    /// <inheritdoc/>
    public override double EstimateSeconds(ComputeDevice device)
    {
        var slices = Math.Min(target.Size.K, 4);
        using var zeros = Filled(device, geometry.WithSlices(slices).DataSize);
        return SecondsOf(device, () => reconstruct(zeros, new VolumeGeometry(target.Size with { K = slices }, target.SpacingMm, target.OriginMm), 0).Dispose()) * target.Size.K / slices;
    }
}
