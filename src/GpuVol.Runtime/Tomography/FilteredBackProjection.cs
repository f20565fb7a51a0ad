using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Filtered backprojection of sinograms: weights, <see cref="RampFilter"/>, <see cref="BackProjection"/>, in absolute units.</summary>
public static class FilteredBackProjection
{
    /// <summary>Reconstructs parallel and fan scans, slice by slice; values are per mm.</summary>
    /// <param name="sinograms">Line integrals [slice, view, column]; not modified.</param>
    /// <param name="geometry">A <see cref="ProjectionKind.Parallel"/> or <see cref="ProjectionKind.Fan"/> scan.</param>
    /// <param name="grid">The volume to make.</param>
    /// <param name="settings">Filter, cut-off, interpolation, padding; null for the plain ramp.</param>
    /// <returns>A new float32 volume on <paramref name="grid"/>.</returns>
    /// <exception cref="ArgumentException">Data, geometry and grid do not fit, the grid lies beside what the detector sees, or the arc is too short for a fan.</exception>
    /// <remarks>
    /// Kak and Slaney 1988, sections 3.3 and 3.4.2. Views count for the arc that they stand for (<see cref="ViewWeights"/>), so that uneven angles, and
    /// opposite views taken twice, are right. Fans over less than a turn get Parker's weights (<see cref="DivergentWeights"/>).
    /// </remarks>
    public static DeviceVolume Reconstruct(DeviceVolume sinograms, ProjectionGeometry geometry, VolumeGeometry grid, FbpSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(sinograms);
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(grid);
        settings ??= new FbpSettings();
        if (!geometry.IsStack)
            throw new ArgumentException($"FilteredBackProjection: a {geometry.Kind} scan; use ConeBeamReconstruction for cone beams.", nameof(geometry));
        geometry.CheckData("FilteredBackProjection", sinograms.Geometry.Size);
        ProjectionGrids.Check("FilteredBackProjection", geometry, grid);
        FieldOfView.Check("FilteredBackProjection", geometry, grid);
        if (geometry.Kind == ProjectionKind.Fan)
            return FanBeam(sinograms, geometry, grid, settings);
        settings.Cancellation.ThrowIfCancellationRequested();
        var weights = ViewWeights.Parallel(geometry.AnglesRadians, out _);
        using var filtered = RampFilter.Apply(sinograms, geometry.ColumnSpacingMm, settings.Filter, settings.CutOff, settings.TruncationPadding);
        settings.Cancellation.ThrowIfCancellationRequested();
        return BackProjection.Apply(filtered, geometry, grid, weights, settings.Interpolation);
    }

    /// <summary>
    /// As <c>skimage.transform.iradon</c> (0.19) of the transposed sinogram: centre n // 2 of detector and image, its padding, filters, interpolation
    /// and output size.
    /// </summary>
    /// <param name="sinograms">Sinograms [slice, view, column] (scikit-image has [column, view]); not modified.</param>
    /// <param name="anglesRadians">One angle a view.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="interpolation">Between columns.</param>
    /// <param name="circle">True: the object lies within the circle inscribed in the image, which is as large as the detector and 0 outside.</param>
    /// <param name="outputSize">Pixels along each side; null for scikit-image's choice.</param>
    /// <returns>A new float32 volume of one slice a sinogram, spacing 1 mm.</returns>
    /// <exception cref="ArgumentException">The number of angles is not that of the views.</exception>
    public static DeviceVolume ReconstructLikeScikit(DeviceVolume sinograms, IReadOnlyList<double> anglesRadians, ReconstructionFilter filter = ReconstructionFilter.Ramp, DetectorInterpolation interpolation = DetectorInterpolation.Linear, bool circle = true, int? outputSize = null)
    {
        ArgumentNullException.ThrowIfNull(sinograms);
        ArgumentNullException.ThrowIfNull(anglesRadians);
        var size = sinograms.Geometry.Size;
        ProjectionGeometry.Parallel(anglesRadians, size.I, slices: size.K).CheckData("FilteredBackProjection", size);
        var columns = size.I;
        var grid = ScikitGrid(columns, size.K, circle, outputSize);
        var output = grid.Size.I;

        // The old centre n // 2 in the centre of the wide detector.
        var wide = ScikitColumns(columns, circle);
        var before = wide / 2 - columns / 2;
        var length = Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * wide)));
        using var rows = new RowFilter(sinograms.Device, RampFilter.ScikitResponse(length, filter), new RowFilterParameters { Columns = columns, Length = length, First = -before, Count = wide });
        using var filtered = RampFilter.Filter(sinograms, rows);
        var geometry = ProjectionGeometry.Parallel(anglesRadians, wide, columnCenter: wide / 2, slices: size.K);
        var radius = output / 2;
        var weights = Enumerable.Repeat(Math.PI / anglesRadians.Count, anglesRadians.Count).ToArray();
        var result = interpolation == DetectorInterpolation.Nearest
            ? BackProjection.ScikitNearest(filtered, anglesRadians, grid, weights)
            : BackProjection.Apply(filtered, geometry, grid, weights, interpolation, hardEdge: true);
        try
        {
            if (circle)
                CircleKernels.Launch.ClearOutside(result.Device, new Index3D(output, output, size.K), result.Buffer<float>(), output, radius, radius);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>The grid of <see cref="ReconstructLikeScikit"/>: pixel n // 2 at 0, spacing 1 mm.</summary>
    /// <param name="columns">Columns of the detector.</param>
    /// <param name="slices">Slices.</param>
    /// <param name="circle">As there.</param>
    /// <param name="outputSize">As there.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image would have no pixel.</exception>
    public static VolumeGeometry ScikitGrid(int columns, int slices, bool circle = true, int? outputSize = null)
    {
        var output = outputSize ?? (circle ? columns : (int)Math.Floor(Math.Sqrt((double)columns * columns / 2)));
        if (output < 1)
            throw new ArgumentOutOfRangeException(nameof(outputSize), $"FilteredBackProjection: an output of {output} pixels; at least one is needed.");
        return new VolumeGeometry(new Size3D(output, output, slices), Vector3D.One, new Vector3D(-(output / 2), -(output / 2), 0));
    }

    /// <summary>Bytes that slices need on the device beside their sinograms, results included.</summary>
    /// <param name="geometry">The scan.</param>
    /// <param name="size">Pixels of a slice along i and j.</param>
    /// <param name="slices">Slices made at once.</param>
    /// <param name="interpolation">Between columns.</param>
    public static long MemoryBytes(ProjectionGeometry geometry, Size3D size, int slices, DetectorInterpolation interpolation = DetectorInterpolation.Linear)
    {
        ArgumentNullException.ThrowIfNull(geometry);

        // Rows as a displaced detector and scikit-image's circle widen them, with what the CPU engine pads; what fans weigh, what splines are made of.
        var wide = geometry.Kind == ProjectionKind.Fan && DivergentWeights.Of(geometry) is var weights ? geometry.Columns + weights.ColumnsBefore + weights.ColumnsAfter : ScikitColumns(geometry.Columns, circle: true);
        var columns = wide + 128L;
        var copies = 1 + (geometry.IsDivergent ? 1 : 0) + (interpolation == DetectorInterpolation.Cubic ? 1 : 0);
        var rows = geometry.Views * columns * sizeof(float);
        var image = (long)size.I * size.J * sizeof(float);
        return slices * (copies * rows + image) + RowFilter.MemoryBytes + Math.Min(slices * 2 * rows, (64L << 20) + 2 * rows) + Math.Min(slices, 8) * image;
    }

    // A detector as wide as the image's diagonal.
    private static int ScikitColumns(int columns, bool circle) => circle ? (int)Math.Ceiling(Math.Sqrt(2) * columns) : columns;

    private static DeviceVolume FanBeam(DeviceVolume sinograms, ProjectionGeometry geometry, VolumeGeometry grid, FbpSettings settings)
    {
        settings.Cancellation.ThrowIfCancellationRequested();
        var weights = DivergentWeights.Of(geometry, "FilteredBackProjection");
        using var weighted = ProjectionWeights.Apply(sinograms, geometry, weights.PerRay);
        using var filtered = RampFilter.Apply(weighted, geometry.ColumnSpacingMm / geometry.Magnification, settings.Filter, settings.CutOff, settings.TruncationPadding, weights.ColumnsBefore, weights.ColumnsAfter);
        settings.Cancellation.ThrowIfCancellationRequested();
        return BackProjection.Apply(filtered, geometry.WithColumns(weights.ColumnsBefore, weights.ColumnsAfter), grid, weights.PerView, settings.Interpolation);
    }
}
