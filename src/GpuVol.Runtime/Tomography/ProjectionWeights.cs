using GpuVol.Kernels;

namespace GpuVol;

/// <summary>The weights of a fan or cone scan before its filter.</summary>
public static class ProjectionWeights
{
    /// <summary>
    /// Data times the cosine of the angle between each ray and the one perpendicular to the detector, and times a share per view and column.
    /// Where the axis lies τ beside that ray, the cosine goes with 1 + τ s / D² (s on a detector through the axis, D from source to axis).
    /// </summary>
    /// <param name="projections">Float32 data in the order of <see cref="ProjectionGeometry.DataSize"/>; not modified.</param>
    /// <param name="geometry">A <see cref="ProjectionKind.Fan"/> or <see cref="ProjectionKind.Cone"/> scan.</param>
    /// <param name="perRay">Shares [view, column], as <see cref="DivergentWeights.PerRay"/>; null for 1.</param>
    /// <returns>New data.</returns>
    /// <exception cref="ArgumentException">Data and geometry do not fit, or the scan is neither.</exception>
    /// <remarks>Kak and Slaney 1988, eq. 3.105 and 3.159. The factor for the offset is the Jacobian's: a ray at s runs (s - τ) D / √(D² + s²) from the axis.</remarks>
    public static DeviceVolume Apply(DeviceVolume projections, ProjectionGeometry geometry, IReadOnlyList<float>? perRay = null)
    {
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(geometry);
        geometry.CheckData("ProjectionWeights", projections.Geometry.Size);
        if (geometry.Kind is not (ProjectionKind.Fan or ProjectionKind.Cone))
            throw new ArgumentException($"ProjectionWeights: a {geometry.Kind} scan has no source on a circle.", nameof(geometry));
        if (perRay is not null && perRay.Count != geometry.Views * geometry.Columns)
            throw new ArgumentException($"ProjectionWeights: {perRay.Count} shares for {geometry.Views} views of {geometry.Columns} columns.", nameof(perRay));
        var device = projections.Device;
        using var converted = projections.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(projections);
        using var pixels = device.Allocate<float>(Cosines(geometry));
        using var rays = device.Allocate<float>(perRay is null ? Enumerable.Repeat(1f, geometry.Views * geometry.Columns).ToArray() : perRay.ToArray());
        var size = projections.Geometry.Size;
        var result = DeviceVolume.Allocate(device, projections.Geometry, projections.Metadata);
        try
        {
            var p = new RowWeightParameters { Columns = size.I, Lines = size.J, IsStack = geometry.IsStack ? 1 : 0 };
            RowFilterKernels.Launch.Weight(device, new Index3D(size.I, size.J, size.K), (converted ?? projections).Buffer<float>(), result.Buffer<float>(), pixels, rays, p);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>The cosines of the detector's pixels; of one row for fans.</summary>
    internal static float[] Cosines(ProjectionGeometry geometry)
    {
        var rows = geometry.IsStack ? 1 : geometry.Rows;
        var distance = geometry.SourceMm + geometry.DetectorMm;
        var cosines = new float[rows * geometry.Columns];
        for (var row = 0; row < rows; row++)
        {
            var v = geometry.IsStack ? 0 : (row - geometry.RowCenter) * geometry.RowSpacingMm;
            for (var column = 0; column < geometry.Columns; column++)
            {
                var u = (column - geometry.ColumnCenter) * geometry.ColumnSpacingMm;
                var offset = 1 + geometry.AxisOffsetMm * (u / geometry.Magnification) / (geometry.SourceMm * geometry.SourceMm);
                cosines[row * geometry.Columns + column] = (float)(offset * distance / Math.Sqrt(distance * distance + u * u + v * v));
            }
        }

        return cosines;
    }
}
