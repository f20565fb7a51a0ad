namespace GpuVol;

/// <summary>
/// Algebraic reconstruction from any scan, with a <see cref="Projector"/> pair: values per mm from line integrals. All take absolute units, uneven angles and
/// missing views as they come; few views cost detail, not scale.
/// </summary>
public static class IterativeReconstruction
{
    // Slices that are at work at the same time, in a count of memory.
    private const int MostThreads = 8;

    /// <summary>The simultaneous algebraic reconstruction technique: one correction a view, in an order that keeps successive views far apart.</summary>
    /// <param name="data">Line integrals in the order of <see cref="ProjectionGeometry.DataSize"/>; not modified.</param>
    /// <param name="projector">The pair of projectors.</param>
    /// <param name="settings">Iterations, relaxation, bounds, mask, initial volume, stopping rule.</param>
    /// <returns>The volume, and the residual of each iteration.</returns>
    /// <exception cref="ArgumentException">Data or settings do not fit.</exception>
    /// <remarks>Andersen and Kak 1984 (Ultrasonic Imaging 6, 81), without their window along the ray.</remarks>
    public static IterativeResult Sart(DeviceVolume data, Projector projector, IterativeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(projector);
        return OrderedSubsets("SART", data, projector, settings, projector.Geometry.Views, 0.5);
    }

    /// <summary>The simultaneous iterative reconstruction technique: one correction from all views. |b - A x| in the norm weighted by 1 / ray length falls in every iteration.</summary>
    /// <inheritdoc cref="Sart"/>
    /// <remarks>Gregor and Benson 2008 (IEEE Transactions on Medical Imaging 27, 918): x += relaxation · C A' R (b - A x), with the inverse row and column sums R and C.</remarks>
    public static IterativeResult Sirt(DeviceVolume data, Projector projector, IterativeSettings settings) => OrderedSubsets("SIRT", data, projector, settings, 1, 1);

    /// <summary>SART with a correction from every <see cref="IterativeSettings.Subsets"/>-th view at a time.</summary>
    /// <inheritdoc cref="Sart"/>
    /// <remarks>Wang and Jiang 2004 (Journal of X-Ray Science and Technology 12, 169).</remarks>
    public static IterativeResult OsSart(DeviceVolume data, Projector projector, IterativeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(projector);
        if (settings.Subsets < 1 || settings.Subsets > projector.Geometry.Views)
            throw new ArgumentOutOfRangeException(nameof(settings), $"OS-SART: {settings.Subsets} subsets of {projector.Geometry.Views} views; give 1 to the number of views.");
        return OrderedSubsets("OS-SART", data, projector, settings, settings.Subsets, 0.5);
    }

    /// <summary>Conjugate gradients for the least squares problem: |b - A x| falls in every iteration, fastest of all linear methods. Every slice of a stack is a problem of its own, with steps of its own.</summary>
    /// <inheritdoc cref="Sart"/>
    /// <remarks>Björck 1996, Numerical Methods for Least Squares Problems, algorithm 7.4.1. It has no bounds: they would break the conjugacy.</remarks>
    public static IterativeResult Cgls(DeviceVolume data, Projector projector, IterativeSettings settings)
    {
        Check("CGLS", data, projector, settings);
        if (settings.Minimum is not null || settings.Maximum is not null)
            throw new ArgumentException("CGLS: it has no bounds. Use SIRT, SART or OS-SART with a minimum or a maximum.", nameof(settings));
        if (settings.Relaxation is not null)
            throw new ArgumentException("CGLS: it has no relaxation; its steps are the best along each direction.", nameof(settings));
        using var converted = data.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(data);
        var measured = converted ?? data;
        var device = projector.Device;
        using var scratch = new DisposeList();
        var residual = scratch.Add(DeviceVolume.Allocate(device, measured.Geometry));
        var projected = scratch.Add(DeviceVolume.Allocate(device, measured.Geometry));
        var gradient = scratch.Add(DeviceVolume.Allocate(device, projector.Grid));
        var direction = scratch.Add(DeviceVolume.Allocate(device, projector.Grid));
        var volume = Begin(projector, measured.Metadata, settings);
        try
        {
            var norm = Math.Sqrt(VectorMath.Dot(measured, measured));
            projector.Forward(volume, projected, projector.AllViews);
            VectorMath.AddScaled(measured, projected, residual, Enumerable.Repeat(-1.0, measured.Geometry.Size.K).ToArray());
            var squared = Gradient(direction);
            var residuals = new List<double>();
            var stopped = "iterations";
            for (var iteration = 0; iteration < settings.Iterations && squared.Max() > 0; iteration++)
            {
                settings.Cancellation.ThrowIfCancellationRequested();
                projector.Forward(direction, projected, projector.AllViews);
                var curvatures = PerSystem(VectorMath.Dots(projected, projected));
                if (!(curvatures.Max() > 0))
                    break;
                VectorMath.AddScaled(volume, direction, volume, Ratios(squared, curvatures, volume, 1));
                VectorMath.AddScaled(residual, projected, residual, Ratios(squared, curvatures, residual, -1));
                residuals.Add(Math.Sqrt(VectorMath.Dot(residual, residual)));
                settings.Progress?.Report((iteration + 1.0) / settings.Iterations);
                if (StopReason(residuals, norm, settings) is { } reason)
                {
                    stopped = reason;
                    break;
                }

                var next = Gradient(gradient);
                VectorMath.AddScaled(gradient, direction, direction, Ratios(next, squared, direction, 1));
                squared = next;
            }

            return new IterativeResult(volume, residuals, norm, stopped);
        }
        catch
        {
            volume.Dispose();
            throw;
        }

        double[] Gradient(DeviceVolume target)
        {
            projector.Adjoint(residual, target, projector.AllViews);
            if (settings.Mask is { } mask)
                VectorMath.MultiplyByMask(target, mask);
            return PerSystem(VectorMath.Dots(target, target));
        }

        // One number for each slice of a stack, or one for all planes of a volume.
        double[] PerSystem(double[] dots) => projector.Geometry.IsStack ? dots : [dots.Sum()];

        // For each plane; a slice that is solved already, or empty, stays.
        static double[] Ratios(double[] above, double[] below, DeviceVolume planes, int sign) =>
            [.. Enumerable.Range(0, planes.Geometry.Size.K).Select(k => below.Length == 1 ? 0 : k).Select(k => below[k] > 0 ? sign * above[k] / below[k] : 0)];
    }

    /// <summary>Bytes that any of the methods needs for slices of a grid beside its data, result included, without initial volume and mask. All slices of a cone scan.</summary>
    /// <param name="geometry">The scan.</param>
    /// <param name="size">The whole grid.</param>
    /// <param name="slices">How many slices at once.</param>
    public static long MemoryBytes(ProjectionGeometry geometry, Size3D size, int slices)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        var rows = geometry.IsStack ? slices : geometry.Rows;
        var data = (long)geometry.Views * geometry.Columns * rows;
        var image = (long)size.I * size.J * slices;

        // Lengths, residual, projection and their ratio; or, of conjugate gradients, residual and projection, gradient and direction.
        var vectors = Math.Max(4 * data + image, 2 * data + 3 * image);

        // What the CPU engine turns, pads and sums up: per slice at work, or of the whole scan and of a tile of the volume a thread.
        var framed = (size.I + 128L) * (size.J + 128);
        var padded = geometry.Views * (geometry.Columns + 128L);
        var scratch = geometry.IsStack
            ? Math.Min(slices, MostThreads) * (2 * framed + 6 * padded) + 2 * framed + 4 * padded
            : MostThreads * 2 * 256 * (Math.Min(size.K, 256) + 80L) + 2 * (long)geometry.Views * geometry.Columns * (rows + 112L);

        // Every subset has three tables, each in pages of its own.
        const long Tables = 3 * 4096;
        return (vectors + scratch) * sizeof(float) + geometry.Views * Tables;
    }

    private static IterativeResult OrderedSubsets(string name, DeviceVolume data, Projector projector, IterativeSettings settings, int subsets, double relaxation)
    {
        Check(name, data, projector, settings);
        var part = settings.Relaxation ?? relaxation;
        if (!(part > 0 && part < 2))
            throw new ArgumentOutOfRangeException(nameof(settings), $"{name}: the relaxation is {part}; it must be above 0 and below 2.");
        var minimum = (float)(settings.Minimum ?? double.NegativeInfinity);
        var maximum = (float)(settings.Maximum ?? double.PositiveInfinity);
        if (!(minimum <= maximum))
            throw new ArgumentException($"{name}: the minimum {settings.Minimum} is above the maximum {settings.Maximum}.", nameof(settings));
        using var converted = data.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(data);
        var measured = converted ?? data;
        using var corrections = new SubsetCorrections(projector, measured, subsets, (float)part, minimum, maximum, settings.Mask);
        var volume = Begin(projector, measured.Metadata, settings);
        try
        {
            var norm = Math.Sqrt(VectorMath.Dot(measured, measured));
            if (settings.Minimum is not null || settings.Maximum is not null)
                VectorMath.Clamp(volume, minimum, maximum);
            var residuals = new List<double>();
            var stopped = "iterations";
            for (var iteration = 0; iteration < settings.Iterations; iteration++)
            {
                var before = iteration;
                settings.Cancellation.ThrowIfCancellationRequested();
                corrections.Apply(volume, done =>
                {
                    settings.Progress?.Report((before + done) / settings.Iterations);
                    settings.Cancellation.ThrowIfCancellationRequested();
                });
                residuals.Add(corrections.Residual);
                if (StopReason(residuals, norm, settings) is { } reason)
                {
                    stopped = reason;
                    break;
                }
            }

            return new IterativeResult(volume, residuals, norm, stopped);
        }
        catch
        {
            volume.Dispose();
            throw;
        }
    }

    private static DeviceVolume Begin(Projector projector, VolumeMetadata metadata, IterativeSettings settings)
    {
        var volume = DeviceVolume.Allocate(projector.Device, projector.Grid, metadata);
        if (settings.Initial is { } initial)
            VectorMath.Copy(initial, volume);
        else
            VectorMath.Fill(volume, 0);
        return volume;
    }

    private static string? StopReason(List<double> residuals, double norm, IterativeSettings settings)
    {
        if (settings.Tolerance > 0 && residuals[^1] <= settings.Tolerance * norm)
            return "tolerance";
        if (settings.LeastDecrease is { } least && residuals.Count > 1 && residuals[^2] - residuals[^1] < least * residuals[^2])
            return "decrease";
        return null;
    }

    private static void Check(string name, DeviceVolume data, Projector projector, IterativeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(projector);
        ArgumentNullException.ThrowIfNull(settings);
        projector.Geometry.CheckData(name, data.Geometry.Size);
        FieldOfView.Check(name, projector.Geometry, projector.Grid);
        if (settings.Iterations < 1)
            throw new ArgumentOutOfRangeException(nameof(settings), $"{name}: {settings.Iterations} iterations; at least one is needed.");
        if (!(settings.Tolerance >= 0))
            throw new ArgumentOutOfRangeException(nameof(settings), $"{name}: the tolerance is {settings.Tolerance}; it must be at least 0.");
        CheckVolume("initial volume", settings.Initial);
        CheckVolume("mask", settings.Mask);

        void CheckVolume(string what, DeviceVolume? volume)
        {
            if (volume is null)
                return;
            if (volume.Geometry.Size != projector.Grid.Size)
                throw new ArgumentException($"{name}: the {what} has {volume.Geometry.Size} voxels but the grid {projector.Grid.Size}.", nameof(settings));
            if (!volume.IsFloat32Intensity)
                throw new ArgumentException($"{name}: the {what} is {volume.ElementType.ShortName()}; it must be float32.", nameof(settings));
        }
    }
}
