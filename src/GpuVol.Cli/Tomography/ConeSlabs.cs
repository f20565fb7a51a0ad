namespace GpuVol.Cli;

/// <summary>Slabs of a volume from a cone scan, of whose views each needs some rows.</summary>
/// <param name="plan">The reconstruction.</param>
/// <param name="viewBytes">Bytes of a part beside the slab, a view and row of it.</param>
/// <param name="limit">The memory that slab and parts share.</param>
/// <param name="allViews">True where parts must hold every view.</param>
internal sealed class ConeSlabs(ConeBeamPlan plan, long viewBytes, MemoryLimit limit, bool allViews) : SlabMaker
{
    // What is read is filtered while it lies in the caches, and little memory is touched for the first time.
    private const long PartBytes = 4L << 20;

    /// <inheritdoc/>
    public override VolumeGeometry Target => plan.Grid;

    /// <inheritdoc/>
    public override bool GainsFromParts => !allViews;

    /// <inheritdoc/>
    public override int SliceStep => ConeBeamPlan.SliceStep;

    /// <inheritdoc/>
    public override IReadOnlyList<SlabPart> Parts(int firstSlice, int slices)
    {
        var (firstRow, rows) = plan.RowsFor(firstSlice, slices);
        var atOnce = ViewsInPart(rows);
        var parts = new SlabPart[(plan.Geometry.Views + atOnce - 1) / atOnce];
        for (var n = 0; n < parts.Length; n++)
            parts[n] = new SlabPart(n * atOnce, Math.Min(atOnce, plan.Geometry.Views - n * atOnce), firstRow, rows);
        return parts;
    }

    /// <inheritdoc/>
    public override long MemoryBytes(int slices) => plan.MemoryBytes(slices, MostRows(slices), ViewsAtOnce(slices));

    /// <inheritdoc/>
    public override DeviceVolume Make(ComputeDevice device, int firstSlice, int slices, Func<DeviceVolume> next)
    {
        using var slab = plan.Start(device, firstSlice, slices, ViewsAtOnce(slices));
        foreach (var part in Parts(firstSlice, slices))
        {
            using var projections = next();
            slab.Add(projections, part.FirstPlane);
        }

        return slab.Take();
    }

    /// <inheritdoc/>
    public override double EstimateSeconds(ComputeDevice device)
    {
        var slices = Math.Min(Target.Size.K, 4 * SliceStep);
        var views = Math.Min(plan.Geometry.Views, 32);
        return SecondsOf(device, () =>
        {
            using var slab = plan.Start(device, (Target.Size.K - slices) / 2, slices, views);
            using var zeros = Filled(device, new Size3D(plan.Geometry.Columns, slab.Rows.Count, views));
            slab.Add(zeros, 0);
        }) * Target.Size.K / slices * plan.Geometry.Views / views;
    }

    private int ViewsInPart(int rows) => allViews ? plan.Geometry.Views : (int)Math.Clamp(PartBytes / (viewBytes * rows), 1, plan.Geometry.Views);

    // As many as half the memory takes.
    private int ViewsAtOnce(int slices)
    {
        var rows = MostRows(slices);
        var bytes = plan.MemoryBytes(0, rows, 1) - plan.MemoryBytes(0, rows, 0);
        return (int)Math.Clamp((limit.Bytes / 2 - viewBytes * rows * ViewsInPart(rows)) / bytes, 1, plan.ViewsAtOnce(rows));
    }

    // Slabs far from the plane of the source are seen under the greatest angles.
    private int MostRows(int slices) => Math.Max(plan.RowsFor(0, slices).Count, plan.RowsFor(Target.Size.K - slices, slices).Count);
}
