namespace GpuVol;

/// <summary>The reconstruction of Feldkamp, Davis and Kress 1984 from cone-beam projections along a circle.</summary>
public static class ConeBeamReconstruction
{
    /// <summary>Cosine and redundancy weights, the ramp filter along detector rows, backprojection with the distance weight; values are per mm.</summary>
    /// <param name="projections">Line integrals [view, row, column]; not modified.</param>
    /// <param name="geometry">A <see cref="ProjectionKind.Cone"/> scan: a full turn, or at least half a turn and the fan.</param>
    /// <param name="grid">The volume to make.</param>
    /// <param name="settings">Filter, cut-off, padding; null for the plain ramp.</param>
    /// <returns>A new float32 volume on <paramref name="grid"/>.</returns>
    /// <exception cref="ArgumentException">Data, geometry and grid do not fit, the grid does not lie in the cone at all, or the arc is too short.</exception>
    /// <remarks>
    /// Exact in the plane of the source, approximate beside it. Weights are chosen by <see cref="DivergentWeights"/>, whose notes say which. Views are weighted, filtered and
    /// backprojected a few at a time. <see cref="ConeBeamPlan"/> makes volumes and takes projections that are larger than memory.
    /// </remarks>
    public static DeviceVolume Reconstruct(DeviceVolume projections, ProjectionGeometry geometry, VolumeGeometry grid, FbpSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(geometry);
        geometry.CheckData("ConeBeamReconstruction", projections.Geometry.Size);
        var plan = new ConeBeamPlan(geometry, grid, settings);
        using var slab = new ConeBeamSlab(plan, projections.Device, 0, grid.Size.K, (0, geometry.Rows), plan.ViewsAtOnce(geometry.Rows), projections.Metadata);
        slab.Add(projections, 0);
        return slab.Take();
    }
}
