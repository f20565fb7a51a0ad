using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Backprojection by voxels: each looks up where it projects to in every view. No filter; the steps of FBP and FDK around it are in <see cref="RampFilter"/>.</summary>
public static class BackProjection
{
    // The volume is read and written once a block.
    private const long ConeBlockBytes = 12L << 20;

    /// <summary>
    /// Sum over the views of weight times the sample at the voxel's projection; fan and cone beams with the distance weight 1 / U² of
    /// Feldkamp, Davis and Kress 1984.
    /// </summary>
    /// <param name="projections">Float32 data in the order of <see cref="ProjectionGeometry.DataSize"/>; not modified.</param>
    /// <param name="geometry">Where source and detector stood. <see cref="ProjectionKind.ParallelVectors"/> has no distance weight.</param>
    /// <param name="grid">The volume to make, mm in the frame of the scan; in parallel and fan scans its slices are those of the data, and its direction is the identity.</param>
    /// <param name="viewWeights">One factor a view; null for 1.</param>
    /// <param name="interpolation">Between columns; cone beams are read bilinearly.</param>
    /// <param name="hardEdge">True adds nothing beyond the centres of the outer columns, as scikit-image; false lets the data fade out over one column.</param>
    /// <returns>A new float32 volume on <paramref name="grid"/>.</returns>
    /// <exception cref="ArgumentException">Data, geometry and grid do not fit together.</exception>
    /// <remarks>Cost voxels x views. Kernels: BackProjectionKernels. Tests: BackProjectionTests.</remarks>
    public static DeviceVolume Apply(DeviceVolume projections, ProjectionGeometry geometry, VolumeGeometry grid, IReadOnlyList<double>? viewWeights = null, DetectorInterpolation interpolation = DetectorInterpolation.Linear, bool hardEdge = false)
    {
        ArgumentNullException.ThrowIfNull(projections);
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(grid);
        geometry.CheckData("BackProjection", projections.Geometry.Size);
        if (viewWeights is not null && viewWeights.Count != geometry.Views)
            throw new ArgumentException($"BackProjection: {viewWeights.Count} weights for {geometry.Views} views. Give one a view.", nameof(viewWeights));
        ProjectionGrids.Check("BackProjection", geometry, grid);
        if (interpolation != DetectorInterpolation.Linear && !geometry.IsStack)
            throw new ArgumentException($"BackProjection: {interpolation} interpolation of a {geometry.Kind} scan; only linear is there.", nameof(interpolation));
        if (interpolation == DetectorInterpolation.Cubic && geometry.Columns < 4)
            throw new ArgumentException($"BackProjection: cubic interpolation needs at least 4 detector columns, there are {geometry.Columns}.", nameof(interpolation));
        var device = projections.Device;
        using var converted = projections.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(projections);
        var data = (converted ?? projections).Buffer<float>();
        using var spline = interpolation == DetectorInterpolation.Cubic ? SplineCoefficients(data, geometry) : null;
        using var weights = device.Allocate<float>(viewWeights is null ? Table.Of(geometry.Views, _ => 1f) : Table.Single(viewWeights));
        using var lines = device.Allocate<float>(geometry.IsStack ? ProjectionGrids.Lines(geometry, grid) : ProjectionGrids.Planes(geometry, grid));
        var result = DeviceVolume.Allocate(device, grid, projections.Metadata);
        try
        {
            var size = grid.Size;
            var extent = new Index3D(size.I, size.J, size.K);
            if (geometry.IsStack)
            {
                var p = new PlanarBackProjectionParameters
                {
                    SizeI = size.I,
                    SizeJ = size.J,
                    Slices = size.K,
                    Columns = geometry.Columns,
                    Views = geometry.Views,
                    Interpolation = (int)interpolation,
                    HardEdge = hardEdge ? 1 : 0,
                    Scale = 1,
                };
                if (geometry.Kind == ProjectionKind.Parallel)
                    BackProjectionKernels.Launch.Parallel(device, extent, spline ?? data, result.Buffer<float>(), lines, weights, p);
                else
                    BackProjectionKernels.Launch.Fan(device, extent, spline ?? data, result.Buffer<float>(), lines, weights, p);
            }
            else
            {
                AddCone(device, data, result.Buffer<float>(), lines, weights, new ConeBackProjectionParameters
                {
                    SizeI = size.I,
                    SizeJ = size.J,
                    SizeK = size.K,
                    Columns = geometry.Columns,
                    Rows = geometry.Rows,
                    Views = geometry.Views,
                });
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Views of a cone scan that are backprojected at once: the CPU engine turns their detectors, whose columns it pads by up to 128 rows.</summary>
    internal static int ConeViewsAtOnce(int columns, int rows) => (int)Math.Max(1, ConeBlockBytes / (sizeof(float) * columns * (rows + 128L)));

    /// <summary>Backprojects the views of <paramref name="p"/> a few at a time.</summary>
    internal static void AddCone(ComputeDevice device, DeviceView<float> projections, DeviceView<float> volume, DeviceView<float> planes, DeviceView<float> weights, ConeBackProjectionParameters p)
    {
        var views = p.Views;
        var pixels = (long)p.Columns * p.Rows;
        var atOnce = ConeViewsAtOnce(p.Columns, p.Rows);
        for (var view = 0; view < views; view += atOnce)
        {
            p.Views = Math.Min(atOnce, views - view);
            BackProjectionKernels.Launch.Cone(device, new Index3D(p.SizeI, p.SizeJ, p.SizeK), projections.SubView(view * pixels, p.Views * pixels), volume, planes.SubView(12L * view, 12L * p.Views), weights.SubView(view, p.Views), p);
            p.Adds = 1;
        }
    }

    /// <summary>scikit-image's nearest columns on its grid: axis in column n // 2 and pixel m // 2, pixels as wide as columns, ties decided as there.</summary>
    internal static DeviceVolume ScikitNearest(DeviceVolume sinograms, IReadOnlyList<double> anglesRadians, VolumeGeometry grid, IReadOnlyList<double> viewWeights)
    {
        var device = sinograms.Device;
        var columns = sinograms.Geometry.Size.I;
        var size = grid.Size;
        using var steps = device.Allocate<double>(anglesRadians.SelectMany(angle => new[] { Math.Cos(angle), -Math.Sin(angle) }).ToArray());
        using var weights = device.Allocate<float>(Table.Single(viewWeights));
        var result = DeviceVolume.Allocate(device, grid, sinograms.Metadata);
        try
        {
            NearestBackProjectionKernels.Launch.Parallel(device, new Index3D(size.I, size.J, size.K), sinograms.Buffer<float>(), result.Buffer<float>(), steps, weights, new NearestBackProjectionParameters
            {
                SizeI = size.I,
                SizeJ = size.J,
                Columns = columns,
                Views = anglesRadians.Count,
                AxisColumn = columns / 2,
                AxisI = size.I / 2,
                AxisJ = size.J / 2,
            });
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static DeviceBuffer<float> SplineCoefficients(DeviceBuffer<float> data, ProjectionGeometry geometry)
    {
        var columns = geometry.Columns;
        var rows = checked(geometry.Views * geometry.Rows);
        var elimination = new float[columns];
        var previous = 0.0;
        for (var i = 2; i < columns - 2; i++)
        {
            previous = 1 / (4 - previous);
            elimination[i] = (float)previous;
        }

        using var table = data.Device.Allocate<float>(elimination);
        var coefficients = data.Device.Allocate<float>((long)rows * (columns + 2));
        try
        {
            SplineRowKernels.Launch.NotAKnot(data.Device, rows, data, coefficients, table, columns);
            return coefficients;
        }
        catch
        {
            coefficients.Dispose();
            throw;
        }
    }
}
