using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Percentiles of the intensities of a volume, for windows and colours that a few outliers must not decide.</summary>
public static class IntensityPercentiles
{
    private const long MostSamples = 1L << 20;

    /// <summary>Two percentiles, from at most 2^20 finite voxels spread evenly over the volume: the same on every device.</summary>
    /// <param name="volume">Volume of any element type.</param>
    /// <param name="lowPercent">0 to 100.</param>
    /// <param name="highPercent"><paramref name="lowPercent"/> to 100.</param>
    /// <returns>The two intensities (nearest rank); (0, 0) where no voxel is finite.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A percentage is not from 0 to 100, or the second below the first.</exception>
    public static (double Low, double High) Range(DeviceVolume volume, double lowPercent, double highPercent)
    {
        if (!(lowPercent >= 0 && lowPercent <= highPercent && highPercent <= 100))
            throw new ArgumentOutOfRangeException(nameof(lowPercent), $"IntensityPercentiles: {lowPercent} % to {highPercent} %; give 0 <= low <= high <= 100.");
        if (!volume.IsFloat32Intensity && !(volume.ElementType is ElementType.Int16 or ElementType.UInt16 && volume.Rescale.IsUniform))
        {
            using var intensities = IntensityTransforms.ToFloat32(volume);
            return Range(intensities, lowPercent, highPercent);
        }

        var size = volume.Geometry.Size;
        var stride = Math.Max(1, (size.Voxels + MostSamples - 1) / MostSamples);

        // A stride that shares a factor with a row or a slice would visit some columns or rows only.
        while (stride > 1 && GreatestCommonDivisor(stride, (long)size.I * size.J) > 1)
            stride++;
        var count = (size.Voxels + stride - 1) / stride;
        using var taken = volume.Device.Allocate<float>(count);
        Take(volume, taken, stride);
        var values = taken.ToArray();
        var finite = 0;
        foreach (var stored in values)
        {
            var value = (float)volume.Rescale.StoredToValue(stored, 0);
            if (float.IsFinite(value))
                values[finite++] = value;
        }

        if (finite == 0)
            return (0, 0);
        Array.Sort(values, 0, finite);
        return (values[Rank(lowPercent, finite)], values[Rank(highPercent, finite)]);
    }

    private static void Take(DeviceVolume volume, DeviceBuffer<float> taken, long stride)
    {
        var extent = new LongIndex1D(taken.Length);
        switch (volume.ElementType)
        {
            case ElementType.Int16:
                BrickKernels.Launch.TakeEveryInt16(volume.Device, extent, taken, volume.Buffer<short>(), stride);
                break;
            case ElementType.UInt16:
                BrickKernels.Launch.TakeEveryUInt16(volume.Device, extent, taken, volume.Buffer<ushort>(), stride);
                break;
            default:
                BrickKernels.Launch.TakeEvery(volume.Device, extent, taken, volume.Buffer<float>(), stride);
                break;
        }
    }

    private static int Rank(double percent, int count) => (int)Math.Round(percent / 100 * (count - 1));

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
