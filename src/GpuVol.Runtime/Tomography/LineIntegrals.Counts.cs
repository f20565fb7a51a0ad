using GpuVol.Kernels;

namespace GpuVol;

public static partial class LineIntegrals
{
    /// <summary>Line integrals -ln((count - dark) / (flat - dark)) from what a detector counted.</summary>
    /// <param name="counts">Projections of any type: [view, row, column], or [slice, view, column] where <paramref name="isStack"/> is set.</param>
    /// <param name="flat">Flat fields (beam, no object) [field, row, column]; their mean is taken.</param>
    /// <param name="dark">Dark fields (no beam) [field, row, column]; null for zeros.</param>
    /// <param name="isStack">How the data lie.</param>
    /// <param name="leastTransmission">
    /// What zero, negative and lesser transmissions are raised to, above 0: a detector that counts nothing says only that little came through. Pixels where
    /// flat does not exceed dark are dead and get it too.
    /// </param>
    /// <returns>New float32 data of the same shape.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, a field holds a NaN, or no pixel of the flat field exceeds the dark field.</exception>
    public static DeviceVolume FromCounts(DeviceVolume counts, Volume flat, Volume? dark = null, bool isStack = false, double leastTransmission = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var size = counts.Geometry.Size;
        return FromCounts(counts, new DetectorFields(flat, dark, size.I, isStack ? size.K : size.J), isStack, leastTransmission, 0, 0, out _);
    }

    /// <summary>The same with fields at hand, for some rows of the detector; and what was raised.</summary>
    /// <param name="counts">Projections of any type.</param>
    /// <param name="fields">Flat and dark field of the whole detector.</param>
    /// <param name="isStack">How the data lie.</param>
    /// <param name="leastTransmission">What lesser transmissions are raised to.</param>
    /// <param name="firstRow">The detector's row with which the data begin.</param>
    /// <param name="knownRows">Rows of the data, from the first on, that <paramref name="tally"/> leaves out: parts of a scan may overlap.</param>
    /// <param name="tally">How many were raised.</param>
    /// <returns>New float32 data of the same shape.</returns>
    /// <exception cref="ArgumentException">The data leave the detector.</exception>
    public static DeviceVolume FromCounts(DeviceVolume counts, DetectorFields fields, bool isStack, double leastTransmission, int firstRow, int knownRows, out CountTally tally)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(fields);
        if (!(leastTransmission > 0 && leastTransmission < 1))
            throw new ArgumentOutOfRangeException(nameof(leastTransmission), $"LineIntegrals: the least transmission is {leastTransmission}; it must be above 0 and below 1.");
        var size = counts.Geometry.Size;
        var rows = isStack ? size.K : size.J;
        if (size.I != fields.Columns || firstRow < 0 || firstRow > fields.Rows - rows)
            throw new ArgumentException($"LineIntegrals: projections of {size.I} columns and the rows [{firstRow}, {firstRow + rows}) for fields of {fields.Columns} columns and {fields.Rows} rows.", nameof(fields));
        var device = counts.Device;
        using var converted = counts.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(counts);
        using var light = device.Allocate<float>(fields.Flat.Slice(firstRow * size.I, rows * size.I));
        using var black = device.Allocate<float>(fields.Dark.Slice(firstRow * size.I, rows * size.I));
        using var raised = device.Allocate<int>(2L * size.J * size.K);
        var data = (converted ?? counts).Buffer<float>();
        var result = DeviceVolume.Allocate(device, counts.Geometry, counts.Metadata);
        try
        {
            var p = new RowWeightParameters { Columns = size.I, Lines = size.J, IsStack = isStack ? 1 : 0 };
            CountKernels.Launch.LineIntegral(device, new Index3D(size.I, size.J, size.K), data, light, black, result.Buffer<float>(), p, (float)leastTransmission);
            CountKernels.Launch.CountRaised(device, new Index2D(size.J, size.K), data, light, black, raised, p, (float)leastTransmission);
            tally = CountTally.Sum(raised.ToArray(), n => (isStack ? n / size.J : n % size.J) >= knownRows, fields.DeadPixels);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Replaces zingers, single pixels hit by something else than the beam: a value further than <paramref name="threshold"/> from the median of its 3 x 3 neighbours in the plane of memory becomes that median.</summary>
    /// <param name="data">Float32 data; not modified.</param>
    /// <param name="threshold">In the unit of the data, above 0.</param>
    /// <returns>New data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not finite and above 0.</exception>
    public static DeviceVolume RemoveZingers(DeviceVolume data, double threshold)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(threshold > 0) || !double.IsFinite(threshold))
            throw new ArgumentOutOfRangeException(nameof(threshold), $"LineIntegrals: the threshold of zingers is {threshold}; it must be finite and above 0.");
        using var medians = VolumeFilters.Median(data, new Size3D(3, 3, 1), Border.Nearest);
        using var medians32 = IntensityTransforms.ToFloat32(medians);
        var result = Copied(data);
        try
        {
            CountKernels.Launch.ReplaceOutliers(data.Device, data.Geometry.Size.Voxels, result.Buffer<float>(), medians32.Buffer<float>(), (float)threshold);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes rings out: what the mean over all views of a column differs from the median of its neighbours along the row is a detector fault, and is subtracted from every view.
    /// </summary>
    /// <param name="lineIntegrals">Float32 line integrals; not modified.</param>
    /// <param name="isStack">[slice, view, column], else [view, row, column].</param>
    /// <param name="width">Columns of the median, odd: wider than any ring, narrower than what the object shows at its middle.</param>
    /// <returns>New data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is even or below 3.</exception>
    /// <remarks>Boin and Haibel 2006 (Optics Express 14, 12071), with a median for their mean, which leaves edges of the object alone.</remarks>
    public static DeviceVolume RemoveRings(DeviceVolume lineIntegrals, bool isStack, int width = 9)
    {
        ArgumentNullException.ThrowIfNull(lineIntegrals);
        if (width < 3 || width % 2 == 0)
            throw new ArgumentOutOfRangeException(nameof(width), $"LineIntegrals: the width of the ring filter is {width} columns; it must be odd and at least 3.");
        var size = lineIntegrals.Geometry.Size;
        var device = lineIntegrals.Device;
        var (views, rows) = isStack ? (size.J, size.K) : (size.K, size.J);
        var p = new RowWeightParameters { Columns = size.I, Lines = size.J, IsStack = isStack ? 1 : 0 };
        using var means = DeviceVolume.Allocate(device, new VolumeGeometry(new Size3D(size.I, rows, 1), Vector3D.One));
        var result = Copied(lineIntegrals);
        try
        {
            CountKernels.Launch.MeanOverViews(device, new Index2D(size.I, rows), result.Buffer<float>(), means.Buffer<float>(), p, views);
            using var smoothed = VolumeFilters.Median(means, new Size3D(width, 1, 1), Border.Nearest);
            CountKernels.Launch.SubtractRings(device, new Index3D(size.I, views, rows), result.Buffer<float>(), means.Buffer<float>(), smoothed.Buffer<float>(), p, views);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>HU = 1000 (µ - µ_water) / µ_water.</summary>
    /// <param name="attenuation">Attenuation per mm; not modified.</param>
    /// <param name="waterPerMm">That of water at the beam's energy, per mm: 0.0193 at 70 keV.</param>
    /// <exception cref="ArgumentOutOfRangeException">The attenuation of water is not finite and above 0.</exception>
    public static DeviceVolume ToHounsfield(DeviceVolume attenuation, double waterPerMm)
    {
        ArgumentNullException.ThrowIfNull(attenuation);
        if (!(waterPerMm > 0) || !double.IsFinite(waterPerMm))
            throw new ArgumentOutOfRangeException(nameof(waterPerMm), $"LineIntegrals: the attenuation of water is {waterPerMm} per mm; it must be finite and above 0.");
        var result = Copied(attenuation);
        try
        {
            var buffer = result.Buffer<float>();
            CountKernels.Launch.Scale(result.Device, buffer.Length, buffer, buffer, (float)(1000 / waterPerMm), -1000);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static DeviceVolume Copied(DeviceVolume source)
    {
        if (!source.IsFloat32Intensity)
            return IntensityTransforms.ToFloat32(source);
        var copy = DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata);
        VectorMath.Copy(source, copy);
        return copy;
    }
}
