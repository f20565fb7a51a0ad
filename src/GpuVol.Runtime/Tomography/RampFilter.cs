using GpuVol.Kernels;

namespace GpuVol;

/// <summary>The filter of filtered backprojection, along detector rows.</summary>
public static class RampFilter
{
    /// <summary>
    /// Filters every row: the ramp, made in space (Kak and Slaney 1988, eq. 3.29 and 3.61: 1/4 at 0, -1 / (pi n)² at odd n) so that the mean is right, times
    /// the window. Rows are padded to at least twice their length, so that nothing wraps around.
    /// </summary>
    /// <param name="projections">Float32 data, rows of detector columns; not modified.</param>
    /// <param name="columnSpacingMm">Distance of the columns, at the axis of rotation for divergent rays: the result is per mm.</param>
    /// <param name="filter">The window. <see cref="ReconstructionFilter.None"/> copies.</param>
    /// <param name="cutOff">Part of the Nyquist frequency at which the window ends, above 0 and up to 1.</param>
    /// <param name="truncationPadding">Part of the detector's width over which rows are continued on both sides, fading out.</param>
    /// <param name="before">Columns of the result before the first of the data: what the filter's tails make of the zeros there.</param>
    /// <param name="after">Columns of the result behind the last of the data.</param>
    /// <returns>New data of the same shape, but for the columns before and after.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static DeviceVolume Apply(DeviceVolume projections, double columnSpacingMm, ReconstructionFilter filter = ReconstructionFilter.Ramp, double cutOff = 1, double truncationPadding = 0, int before = 0, int after = 0)
    {
        ArgumentNullException.ThrowIfNull(projections);
        if (!(columnSpacingMm > 0) || !double.IsFinite(columnSpacingMm))
            throw new ArgumentOutOfRangeException(nameof(columnSpacingMm), $"RampFilter: the column spacing is {columnSpacingMm} mm; it must be finite and above 0.");
        CheckCutOff(cutOff);
        if (!(truncationPadding >= 0 && truncationPadding <= 4))
            throw new ArgumentOutOfRangeException(nameof(truncationPadding), $"RampFilter: truncation padding is {truncationPadding} detector widths; it must be 0 to 4.");
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        if (filter == ReconstructionFilter.None && before == 0 && after == 0)
            return IntensityTransforms.ToFloat32(projections);
        using var rows = Rows(projections.Device, projections.Geometry.Size.I, columnSpacingMm, filter, cutOff, truncationPadding, before, after);
        return Filter(projections, rows);
    }

    /// <summary>What <see cref="Apply"/> does to rows of <paramref name="columns"/>, ready to be used on one block of them after the other.</summary>
    internal static RowFilter Rows(ComputeDevice device, int columns, double columnSpacingMm, ReconstructionFilter filter, double cutOff, double truncationPadding, int before = 0, int after = 0)
    {
        var fade = (int)Math.Ceiling(truncationPadding * columns);
        var length = PaddedLength(columns + Math.Max(fade, Math.Max(before, after)));
        var response = Response(length, filter, cutOff);
        for (var n = 0; n < response.Length && filter != ReconstructionFilter.None; n++)
            response[n] /= columnSpacingMm;
        return new RowFilter(device, response, new RowFilterParameters { Columns = columns, Length = length, Fade = fade, First = -before, Count = columns + before + after });
    }

    /// <summary>
    /// Response at the frequencies 0, 1, … length / 2 of a circle of <paramref name="length"/> columns of distance 1: the ramp's is
    /// frequency over <paramref name="length"/>, up to 1/2, but for the finite length of its kernel.
    /// </summary>
    /// <param name="length">Columns of the circle, at least 2.</param>
    /// <param name="filter">The window.</param>
    /// <param name="cutOff">Part of the Nyquist frequency at which the window ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static double[] Response(int length, ReconstructionFilter filter, double cutOff = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        CheckCutOff(cutOff);
        if (filter == ReconstructionFilter.None)
            return Enumerable.Repeat(1.0, length / 2 + 1).ToArray();
        var response = Ramp(length);
        for (var n = 0; n < response.Length; n++)
        {
            var x = 2.0 * n / length / cutOff;
            response[n] *= x > 1 + 1e-12 ? 0 : filter switch
            {
                ReconstructionFilter.SheppLogan => x == 0 ? 1 : Math.Sin(Math.PI * x / 2) / (Math.PI * x / 2),
                ReconstructionFilter.Cosine => Math.Cos(Math.PI * x / 2),
                ReconstructionFilter.Hamming => 0.54 + 0.46 * Math.Cos(Math.PI * x),
                ReconstructionFilter.Hann => 0.5 + 0.5 * Math.Cos(Math.PI * x),
                ReconstructionFilter.Ramp => 1,
                _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "RampFilter: no such filter."),
            };
        }

        return response;
    }

    /// <summary>
    /// The response of scikit-image's <c>_get_fourier_filter</c>, halved. Its Hamming and Hann windows are asymmetric by one sample; as it takes the real part
    /// of the result, the mean of the response at f and -f is the same filter.
    /// </summary>
    internal static double[] ScikitResponse(int length, ReconstructionFilter filter)
    {
        if (filter == ReconstructionFilter.None)
            return Enumerable.Repeat(0.5, length / 2 + 1).ToArray();
        var response = Ramp(length);
        for (var n = 0; n < response.Length; n++)
        {
            // After fftshift, frequency n is the window's sample n + length / 2, and -n is length / 2 - n.
            response[n] *= (Window(length / 2 + n) + Window(length / 2 - n)) / 2;
        }

        return response;

        double Window(int sample)
        {
            sample %= length;
            var frequency = 2 * Math.PI * (sample - length / 2) / length;
            return filter switch
            {
                ReconstructionFilter.SheppLogan => frequency == 0 ? 1 : Math.Sin(frequency / 2) / (frequency / 2),
                ReconstructionFilter.Cosine => Math.Sin(Math.PI * sample / length),
                ReconstructionFilter.Hamming => 0.54 - 0.46 * Math.Cos(2 * Math.PI * sample / (length - 1)),
                ReconstructionFilter.Hann => 0.5 - 0.5 * Math.Cos(2 * Math.PI * sample / (length - 1)),
                _ => 1,
            };
        }
    }

    /// <summary>The length to which rows are padded.</summary>
    internal static int PaddedLength(int columns)
    {
        // Even, as half spectra want it, and with small prime factors.
        for (var length = FourierTransform.FastLength(2 * columns); ; length = FourierTransform.FastLength(length + 1))
        {
            if (length % 2 == 0)
                return length;
        }
    }

    /// <summary>Filters every row.</summary>
    internal static DeviceVolume Filter(DeviceVolume projections, RowFilter filter)
    {
        using var converted = projections.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(projections);
        var size = projections.Geometry.Size;
        var result = DeviceVolume.Allocate(projections.Device, new VolumeGeometry(size with { I = filter.Parameters.Count }, projections.Geometry.SpacingMm), projections.Metadata);
        try
        {
            filter.Apply((converted ?? projections).Buffer<float>(), result.Buffer<float>(), (long)size.J * size.K, size.J);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    // The transform of the ramp's samples in space; the kernel reaches as far as half the circle.
    private static double[] Ramp(int length)
    {
        var cosines = new double[length];
        for (var n = 0; n < length; n++)
            cosines[n] = Math.Cos(2 * Math.PI * n / length);
        var kernel = new double[length / 2 + 1];
        for (var n = 1; n < kernel.Length; n += 2)
            kernel[n] = (2 * n == length ? -1 : -2) / (Math.PI * Math.PI * n * n);
        var response = new double[length / 2 + 1];
        for (var f = 0; f < response.Length; f++)
        {
            var sum = 0.25;
            for (int n = 1, at = f, step = (int)(2L * f % length); n < kernel.Length; n += 2)
            {
                sum += kernel[n] * cosines[at];
                at += step;
                if (at >= length)
                    at -= length;
            }

            response[f] = sum;
        }

        return response;
    }

    private static void CheckCutOff(double cutOff)
    {
        if (!(cutOff > 0 && cutOff <= 1))
            throw new ArgumentOutOfRangeException(nameof(cutOff), $"RampFilter: the cut-off is {cutOff} of the Nyquist frequency; it must be above 0 and at most 1.");
    }
}
