namespace GpuVol;

/// <summary>A display window, checked, and its fold with a rescale into <c>y = scale · (stored - origin) + offset</c>.</summary>
internal sealed class WindowFunction
{
    private readonly double _center;
    private readonly double _rampWidth;
    private readonly double _min;
    private readonly double _max;

    public WindowFunction(double windowCenter, double windowWidth, double outputMin, double outputMax, bool exact)
    {
        if (!double.IsFinite(windowCenter))
            throw new ArgumentOutOfRangeException(nameof(windowCenter), $"Window: the centre is {windowCenter}; it must be finite.");
        if (!double.IsFinite(windowWidth) || (exact ? windowWidth <= 0 : windowWidth < 1))
            throw new ArgumentOutOfRangeException(nameof(windowWidth), $"Window: the width is {windowWidth}; it must be finite and {(exact ? "above 0" : "at least 1 (or use the exact variant, LINEAR_EXACT)")}.");
        if (!float.IsFinite((float)outputMin) || !float.IsFinite((float)outputMax))
            throw new ArgumentOutOfRangeException(nameof(outputMin), $"Window: the output range is {outputMin} to {outputMax}; both ends must be finite float32 numbers.");
        _center = exact ? windowCenter : windowCenter - 0.5;
        _rampWidth = exact ? windowWidth : windowWidth - 1;
        _min = outputMin;
        _max = outputMax;
    }

    /// <summary>The window of intensity <paramref name="value"/> in float64, not clamped.</summary>
    private double Ramp(double value) => ((value - _center) / _rampWidth + 0.5) * (_max - _min) + _min;

    /// <summary>The tables of the window kernels: scale and offset in turn, and the origins for integer or float voxels.</summary>
    public (float[] Ramps, int[] Origins, float[] FloatOrigins) Fold(IntensityRescale rescale, ElementType type)
    {
        var entries = rescale.Slope.Count;
        var ramps = new float[2 * entries];
        var origins = new int[type == ElementType.Float32 ? 0 : entries];
        var floatOrigins = new float[type == ElementType.Float32 ? entries : 0];
        for (var k = 0; k < entries; k++)
        {
            var (scale, offset, origin) = Fold(rescale.Slope[k], rescale.Intercept[k], type);
            ramps[2 * k] = scale;
            ramps[2 * k + 1] = offset;
            if (type == ElementType.Float32)
                floatOrigins[k] = (float)origin;
            else
                origins[k] = (int)origin;
        }

        return (ramps, origins, floatOrigins);
    }

    private (float Scale, float Offset, double Origin) Fold(double slope, double intercept, ElementType type)
    {
        var scale = (float)((_max - _min) / _rampWidth * slope);
        if (slope == 0)
            return (0, (float)(_rampWidth == 0 ? (intercept > _center ? _max : _min) : Math.Clamp(Ramp(intercept), -float.MaxValue, float.MaxValue)), 0);
        var middle = (_center - intercept) / slope;
        if (!float.IsFinite(scale))
            return Step(middle, slope > 0, type);
        var (least, greatest) = Range(type);
        var origin = type == ElementType.Float32
            ? (float.IsFinite((float)middle) ? (float)middle : 0)
            : Math.Clamp(Math.Round(middle), least, greatest);
        return (scale, (float)Ramp(slope * origin + intercept), origin);
    }

    // A window without a ramp: intensities up to the centre give min, the others max. The kernel gives Low at the origin itself, so the
    // origin is the last value on the side of Low. See WindowKernels.
    private (float Scale, float Offset, double Origin) Step(double middle, bool rising, ElementType type)
    {
        var lowIsMin = _min <= _max;
        var lowIsBelow = rising == lowIsMin;
        var middleIsLow = lowIsMin;
        var origin = lowIsBelow ? LastAtOrBelow(middle, type, middleIsLow) : -LastAtOrBelow(-middle, type, middleIsLow);
        var (least, greatest) = Range(type);
        if (origin < least || origin > greatest)
        {
            // Every voxel lies on one side.
            var low = lowIsBelow == (origin > greatest);
            return (0, (float)(low ? Math.Min(_min, _max) : Math.Max(_min, _max)), 0);
        }

        return (lowIsBelow ? float.PositiveInfinity : float.NegativeInfinity, 0, origin);
    }

    // The greatest number of the type that is at most the limit, or below it.
    private static double LastAtOrBelow(double limit, ElementType type, bool inclusive)
    {
        if (type != ElementType.Float32)
        {
            var floor = Math.Floor(limit);
            return floor == limit && !inclusive ? floor - 1 : floor;
        }

        var nearest = (float)limit;
        return nearest > limit || (nearest == limit && !inclusive) ? MathF.BitDecrement(nearest) : nearest;
    }

    private static (double Least, double Greatest) Range(ElementType type) => type switch
    {
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        _ => (-float.MaxValue, float.MaxValue),
    };
}
