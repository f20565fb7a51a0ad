namespace GpuVol.Cli;

/// <summary>Slabs of an iterative reconstruction: slices of a stack, each of which is a problem of its own, or the whole of any other scan, every view of which corrects the whole volume.</summary>
/// <param name="geometry">The scan.</param>
/// <param name="target">The whole volume.</param>
/// <param name="iterations">How many will be done.</param>
/// <param name="besidesBytes">Bytes of initial volume and mask per slice.</param>
/// <param name="reconstruct">Makes the slices of a grid; the number is that of the first in the whole.</param>
/// <param name="iterate">Does some iterations.</param>
internal sealed class IterativeSlabs(ProjectionGeometry geometry, VolumeGeometry target, int iterations, long besidesBytes, Func<DeviceVolume, VolumeGeometry, int, DeviceVolume> reconstruct, Action<DeviceVolume, Projector, int> iterate) : SlabMaker
{
    // Updates of one pass over the views in an estimate: a slice of 512 x 512 from 720 views.
    private const double EstimatedUpdates = 2e8;

    private const int FewestViews = 4;

    /// <inheritdoc/>
    public override VolumeGeometry Target => target;

    /// <inheritdoc/>
    public override int SliceStep => geometry.IsStack ? 1 : target.Size.K;

    /// <inheritdoc/>
    public override string LeastAtOnce => geometry.IsStack ? base.LeastAtOnce : $"at once, because every view of a {ScanDescription.NameOf(geometry.Kind)} scan corrects the whole volume";

    /// <inheritdoc/>
    public override IReadOnlyList<SlabPart> Parts(int firstSlice, int slices) =>
        [geometry.IsStack ? new(firstSlice, slices, 0, geometry.Views) : new(0, geometry.Views, 0, geometry.Rows)];

    /// <inheritdoc/>
    public override long MemoryBytes(int slices) => IterativeReconstruction.MemoryBytes(geometry, target.Size, slices) + slices * besidesBytes;

    /// <inheritdoc/>
    public override DeviceVolume Make(ComputeDevice device, int firstSlice, int slices, Func<DeviceVolume> next)
    {
        using var part = next();
        return reconstruct(part, Slab(firstSlice, slices), firstSlice);
    }

    /// <inheritdoc/>
    public override double EstimateSeconds(ComputeDevice device)
    {
        var slices = geometry.IsStack ? 1 : target.Size.K;
        var perView = (double)target.Size.I * target.Size.J * slices;
        var views = (int)Math.Clamp(EstimatedUpdates / perView, Math.Min(FewestViews, geometry.Views), geometry.Views);
        var scan = geometry.Subset([.. Enumerable.Range(0, views).Select(n => (int)((long)n * geometry.Views / views))]);
        if (geometry.IsStack)
            scan = scan.WithSlices(slices);
        using var projector = new Projector(device, scan, Slab(0, slices));
        using var ones = Filled(device, scan.DataSize, 1);
        var first = SecondsOf(device, () => iterate(ones, projector, 1));
        var further = iterations == 1 ? 0 : Math.Max(0, SecondsOf(device, () => iterate(ones, projector, 2)) - first);
        return (first + (iterations - 1) * further) * geometry.Views / views * target.Size.K / slices;
    }

    private VolumeGeometry Slab(int firstSlice, int slices) => new(target.Size with { K = slices }, target.SpacingMm, target.VoxelToPatient(new(0, 0, firstSlice)), target.Direction);
}
