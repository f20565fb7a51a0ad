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
    /// <remarks>Exact in the plane of the source, approximate beside it. Weights are chosen by <see cref="DivergentWeights"/>, whose notes say which.</remarks>
    public static DeviceVolume Reconstruct(DeviceVolume projections, ProjectionGeometry geometry, VolumeGeometry grid, FbpSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(grid);
        settings ??= new FbpSettings();
        geometry.CheckData("ConeBeamReconstruction", projections.Geometry.Size);
        var weights = DivergentWeights.Of(geometry, "ConeBeamReconstruction");
        FieldOfView.Check("ConeBeamReconstruction", geometry, grid);
        settings.Cancellation.ThrowIfCancellationRequested();
        using var weighted = ProjectionWeights.Apply(projections, geometry, weights.PerRay);
        settings.Cancellation.ThrowIfCancellationRequested();
        using var filtered = RampFilter.Apply(weighted, geometry.ColumnSpacingMm / geometry.Magnification, settings.Filter, settings.CutOff, settings.TruncationPadding, weights.ColumnsBefore, weights.ColumnsAfter);
        settings.Cancellation.ThrowIfCancellationRequested();
        return BackProjection.Apply(filtered, geometry.WithColumns(weights.ColumnsBefore, weights.ColumnsAfter), grid, weights.PerView);
    }
}
