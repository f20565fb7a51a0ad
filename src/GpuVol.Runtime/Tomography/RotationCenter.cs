namespace GpuVol;

/// <summary>Finds the column onto which the axis of rotation of a parallel scan projects.</summary>
public static class RotationCenter
{
    private const double FineStep = 0.25;
    private const int FineSteps = 16;
    private const int FitSteps = 6;
    private const int SlicesAtMost = 5;

    /// <summary>
    /// First by views half a turn apart, which are mirror images about the axis; then by the reconstruction itself: the centre whose image has the least negative energy
    /// (an attenuation is never negative; a wrong centre makes dark tails), in quarter columns, and a parabola through them.
    /// </summary>
    /// <param name="lineIntegrals">-log data [slice, view, column] of attenuation; not modified.</param>
    /// <param name="anglesRadians">One angle a view; they cover at least nearly half a turn.</param>
    /// <returns>The column, fractional: the median of what some slices say, as a single one may show too little of the object.</returns>
    /// <exception cref="ArgumentException">Angles and views do not fit, no two views are about half a turn apart, or every slice is empty.</exception>
    /// <remarks>The criterion is that of Donath, Beckmann and Schreyer 2006 (Journal of the Optical Society of America A 23, 1048).</remarks>
    public static double Find(DeviceVolume lineIntegrals, IReadOnlyList<double> anglesRadians)
    {
        ArgumentNullException.ThrowIfNull(lineIntegrals);
        ArgumentNullException.ThrowIfNull(anglesRadians);
        var size = lineIntegrals.Geometry.Size;
        ProjectionGeometry.Parallel(anglesRadians, size.I, slices: size.K).CheckData("RotationCenter", size);
        using var host = lineIntegrals.ToHost();
        if (host.ElementType != ElementType.Float32)
            throw new ArgumentException($"RotationCenter: line integrals must be float32, not {host.ElementType.ShortName()}.", nameof(lineIntegrals));
        var (first, second) = OppositeViews(anglesRadians);
        var found = new List<double>();
        foreach (var slice in SlicesToSearch(size.K))
        {
            if (InSlice(host, slice, lineIntegrals.Device, anglesRadians, first, second) is { } center)
                found.Add(center);
        }

        if (found.Count == 0)
            throw new ArgumentException("RotationCenter: the slices are empty. Give the centre.", nameof(lineIntegrals));
        found.Sort();
        return (found[(found.Count - 1) / 2] + found[found.Count / 2]) / 2;
    }

    /// <summary>The slices of a stack that <see cref="Find"/> looks at: up to five, evenly spread.</summary>
    public static IReadOnlyList<int> SlicesToSearch(int slices) =>
        slices <= SlicesAtMost ? [.. Enumerable.Range(0, slices)] : [.. Enumerable.Range(1, SlicesAtMost).Select(n => (int)((long)slices * n / (SlicesAtMost + 1)))];

    // Null where the slice is empty.
    private static double? InSlice(Volume host, int slice, ComputeDevice device, IReadOnlyList<double> anglesRadians, int first, int second)
    {
        var size = host.Geometry.Size;
        var rows = host.Slice<float>(slice);
        if (MirrorCenter(rows.Slice(first * size.I, size.I), rows.Slice(second * size.I, size.I)) is not { } coarse)
            return null;
        using var one = Volume.FromArray<float>(rows, new VolumeGeometry(new Size3D(size.I, size.J, 1), Vector3D.One));
        using var uploaded = one.ToDevice(device);
        using var filtered = RampFilter.Apply(uploaded, 1);
        var weights = ViewWeights.Parallel(anglesRadians, out _);
        // The disc that every view sees whole about every candidate; beyond it all images have tails.
        var half = Math.Max(4, Math.Min(coarse, size.I - 1 - coarse) - FineSteps * FineStep);
        var energies = new double[2 * FineSteps + 1];
        for (var n = 0; n < energies.Length; n++)
            energies[n] = NegativeEnergy(filtered, anglesRadians, weights, coarse + (n - FineSteps) * FineStep, half);
        var best = Array.IndexOf(energies, energies.Min());
        var shift = (best - FineSteps) * FineStep;

        // Energies rise and fall with how a centre lies between columns, where interpolation smooths most: a parabola through many evens that out.
        var reach = Math.Min(FitSteps, Math.Min(best, energies.Length - 1 - best));
        return coarse + shift + (reach >= 2 ? Vertex(energies.AsSpan(best - reach, 2 * reach + 1)) * FineStep : 0);
    }

    // Where the least-squares parabola through values at -r … r is least; 0 where it has no minimum within them.
    private static double Vertex(ReadOnlySpan<double> values)
    {
        var reach = values.Length / 2;
        double s2 = 0, s4 = 0, sum = 0, first = 0, second = 0;
        for (var n = -reach; n <= reach; n++)
        {
            var value = values[n + reach];
            s2 += n * n;
            s4 += (double)n * n * n * n;
            sum += value;
            first += n * value;
            second += n * n * value;
        }

        var slope = first / s2;
        var curvature = (second - s2 * sum / values.Length) / (s4 - s2 * s2 / values.Length);
        return curvature > 0 ? Math.Clamp(-slope / (2 * curvature), -reach, reach) : 0;
    }

    private static (int First, int Second) OppositeViews(IReadOnlyList<double> angles)
    {
        var best = (First: 0, Second: 0, Error: double.PositiveInfinity);
        for (var a = 0; a < angles.Count; a++)
        {
            for (var b = a + 1; b < angles.Count; b++)
            {
                var error = Math.Abs(Math.IEEERemainder(angles[b] - angles[a] - Math.PI, 2 * Math.PI));
                if (error < best.Error)
                    best = (a, b, error);
            }
        }

        return best.Error < 0.1 ? (best.First, best.Second) : throw new ArgumentException("RotationCenter: no two views are half a turn apart (to 6 degrees). Give the centre.", nameof(angles));
    }

    // Mean square difference of one view and the other mirrored about the centre, over the columns that both have, by quarter columns.
    private static double? MirrorCenter(ReadOnlySpan<float> view, ReadOnlySpan<float> opposite)
    {
        var count = view.Length;
        var best = (Center: (count - 1) / 2.0, Error: double.PositiveInfinity);
        for (var twice = 2 * (count / 5); twice <= 2 * (count - 1 - count / 5); twice++)
        {
            // Mirrored about twice / 2: column n has its image at twice - n.
            double error = 0, energy = 0;
            var shared = 0;
            for (var n = Math.Max(0, twice - count + 1); n <= Math.Min(count - 1, twice); n++)
            {
                var d = view[n] - opposite[twice - n];
                error += d * d;
                energy += view[n] * view[n] + opposite[twice - n] * opposite[twice - n];
                shared++;
            }

            if (energy > 0 && error / energy < best.Error && shared > count / 4)
                best = (twice / 2.0, error / energy);
        }

        return double.IsFinite(best.Error) ? best.Center : null;
    }

    private static double NegativeEnergy(DeviceVolume filtered, IReadOnlyList<double> angles, double[] weights, double center, double half)
    {
        var columns = filtered.Geometry.Size.I;

        var pixels = Math.Clamp((int)(2 * half), 8, columns);
        var geometry = ProjectionGeometry.Parallel(angles, columns, columnCenter: center);
        var grid = new VolumeGeometry(new Size3D(pixels, pixels, 1), Vector3D.One, new Vector3D(-(pixels - 1) / 2.0, -(pixels - 1) / 2.0, 0));
        using var image = BackProjection.Apply(filtered, geometry, grid, weights);
        using var host = image.ToHost();
        var values = host.AsSpan<float>();
        var sum = 0.0;
        for (var n = 0; n < values.Length; n++)
        {
            var x = n % pixels - (pixels - 1) / 2.0;
            var y = n / pixels - (pixels - 1) / 2.0;
            if (values[n] < 0 && x * x + y * y <= half * half)
                sum += (double)values[n] * values[n];
        }

        return sum;
    }
}
