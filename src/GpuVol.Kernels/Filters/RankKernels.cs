namespace GpuVol.Kernels;

/// <summary>The voxel at one rank of the sorted window. One thread per voxel; i varies fastest.</summary>
/// <remarks>
/// Exact for every window without an array: bit by bit the greatest number below which no more than rank voxels lie, found by counting
/// the window anew for each bit. Float32 is compared as an integer of the same order, in which NaN is above all numbers and
/// -0 below 0. The footprint holds one byte a voxel of the window, [k, j, i].
/// </remarks>
public static partial class RankKernels
{
    /// <summary>f32 voxels, which are intensities as they are.</summary>
    [Kernel]
    public static void RankFloat32(Index3D voxel, ArrayView<float> source, ArrayView<float> target, ArrayView<byte> footprint, NeighbourhoodParameters p)
    {
        var value = int.MinValue;
        for (var bit = 31; bit >= 0; bit--)
        {
            // The highest bit is the sign's: adding it to the least number gives 0.
            var pivot = bit == 31 ? 0 : value + (1 << bit);
            if (CountBelowFloat32(source, footprint, voxel.X, voxel.Y, voxel.Z, pivot, p) <= p.Rank)
                value = pivot;
        }

        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = FromKey(value);
    }

    /// <summary>u8 voxels; the result is rescaled to an intensity.</summary>
    [Kernel]
    public static void RankUInt8(Index3D voxel, ArrayView<byte> source, ArrayView<float> target, ArrayView<byte> footprint, NeighbourhoodParameters p)
    {
        var value = 0;
        for (var bit = 7; bit >= 0; bit--)
        {
            var pivot = value + (1 << bit);
            if (CountBelowUInt8(source, footprint, voxel.X, voxel.Y, voxel.Z, pivot, p) <= p.Rank)
                value = pivot;
        }

        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = Intensity(value, p.Slope, p.Intercept);
    }

    /// <summary>i16 voxels; the result is rescaled to an intensity.</summary>
    [Kernel]
    public static void RankInt16(Index3D voxel, ArrayView<short> source, ArrayView<float> target, ArrayView<byte> footprint, NeighbourhoodParameters p)
    {
        var value = -32768;
        for (var bit = 15; bit >= 0; bit--)
        {
            var pivot = value + (1 << bit);
            if (CountBelowInt16(source, footprint, voxel.X, voxel.Y, voxel.Z, pivot, p) <= p.Rank)
                value = pivot;
        }

        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = Intensity(value, p.Slope, p.Intercept);
    }

    /// <summary>u16 voxels; the result is rescaled to an intensity.</summary>
    [Kernel]
    public static void RankUInt16(Index3D voxel, ArrayView<ushort> source, ArrayView<float> target, ArrayView<byte> footprint, NeighbourhoodParameters p)
    {
        var value = 0;
        for (var bit = 15; bit >= 0; bit--)
        {
            var pivot = value + (1 << bit);
            if (CountBelowUInt16(source, footprint, voxel.X, voxel.Y, voxel.Z, pivot, p) <= p.Rank)
                value = pivot;
        }

        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = Intensity(value, p.Slope, p.Intercept);
    }

    /// <summary>A float32 as an integer of the same order; every NaN is the greatest.</summary>
    internal static int Key(float value)
    {
        if (XMath.IsNaN(value))
            return int.MaxValue;
        var bits = XMath.FloatAsInt(value);
        return bits < 0 ? bits ^ 0x7fffffff : bits;
    }

    /// <summary>The float32 of an integer from <see cref="Key"/>.</summary>
    internal static float FromKey(int key) => XMath.IntAsFloat(key < 0 ? key ^ 0x7fffffff : key);

    /// <summary>The intensity of a stored integer.</summary>
    internal static float Intensity(int stored, double slope, double intercept)
    {
        var product = slope * stored;
        return (float)(product + intercept);
    }

    private static int CountBelowFloat32(ArrayView<float> source, ArrayView<byte> footprint, int i, int j, int k, int pivot, NeighbourhoodParameters p)
    {
        var outside = Key(p.BorderValue);
        var count = 0;
        for (var wk = 0; wk < p.WindowK; wk++)
        {
            var sampleK = BorderModes.SampleIndex(k - p.WindowK / 2 + wk, p.SizeK, p.Border);
            for (var wj = 0; wj < p.WindowJ; wj++)
            {
                var sampleJ = BorderModes.SampleIndex(j - p.WindowJ / 2 + wj, p.SizeJ, p.Border);
                var row = p.SizeI * (sampleJ + (long)p.SizeJ * sampleK);
                for (var wi = 0; wi < p.WindowI; wi++)
                {
                    if (p.UsesFootprint == 1 && footprint[wi + p.WindowI * (wj + p.WindowJ * wk)] == 0)
                        continue;
                    var sampleI = BorderModes.SampleIndex(i - p.WindowI / 2 + wi, p.SizeI, p.Border);
                    var key = outside;
                    if (sampleI >= 0 && sampleJ >= 0 && sampleK >= 0)
                        key = Key(source[row + sampleI]);
                    if (key < pivot)
                        count++;
                }
            }
        }

        return count;
    }

    private static int CountBelowUInt8(ArrayView<byte> source, ArrayView<byte> footprint, int i, int j, int k, int pivot, NeighbourhoodParameters p)
    {
        var outside = (int)p.BorderValue;
        var count = 0;
        for (var wk = 0; wk < p.WindowK; wk++)
        {
            var sampleK = BorderModes.SampleIndex(k - p.WindowK / 2 + wk, p.SizeK, p.Border);
            for (var wj = 0; wj < p.WindowJ; wj++)
            {
                var sampleJ = BorderModes.SampleIndex(j - p.WindowJ / 2 + wj, p.SizeJ, p.Border);
                var row = p.SizeI * (sampleJ + (long)p.SizeJ * sampleK);
                for (var wi = 0; wi < p.WindowI; wi++)
                {
                    if (p.UsesFootprint == 1 && footprint[wi + p.WindowI * (wj + p.WindowJ * wk)] == 0)
                        continue;
                    var sampleI = BorderModes.SampleIndex(i - p.WindowI / 2 + wi, p.SizeI, p.Border);
                    var key = outside;
                    if (sampleI >= 0 && sampleJ >= 0 && sampleK >= 0)
                        key = source[row + sampleI];
                    if (key < pivot)
                        count++;
                }
            }
        }

        return count;
    }

    private static int CountBelowInt16(ArrayView<short> source, ArrayView<byte> footprint, int i, int j, int k, int pivot, NeighbourhoodParameters p)
    {
        var outside = (int)p.BorderValue;
        var count = 0;
        for (var wk = 0; wk < p.WindowK; wk++)
        {
            var sampleK = BorderModes.SampleIndex(k - p.WindowK / 2 + wk, p.SizeK, p.Border);
            for (var wj = 0; wj < p.WindowJ; wj++)
            {
                var sampleJ = BorderModes.SampleIndex(j - p.WindowJ / 2 + wj, p.SizeJ, p.Border);
                var row = p.SizeI * (sampleJ + (long)p.SizeJ * sampleK);
                for (var wi = 0; wi < p.WindowI; wi++)
                {
                    if (p.UsesFootprint == 1 && footprint[wi + p.WindowI * (wj + p.WindowJ * wk)] == 0)
                        continue;
                    var sampleI = BorderModes.SampleIndex(i - p.WindowI / 2 + wi, p.SizeI, p.Border);
                    var key = outside;
                    if (sampleI >= 0 && sampleJ >= 0 && sampleK >= 0)
                        key = source[row + sampleI];
                    if (key < pivot)
                        count++;
                }
            }
        }

        return count;
    }

    private static int CountBelowUInt16(ArrayView<ushort> source, ArrayView<byte> footprint, int i, int j, int k, int pivot, NeighbourhoodParameters p)
    {
        var outside = (int)p.BorderValue;
        var count = 0;
        for (var wk = 0; wk < p.WindowK; wk++)
        {
            var sampleK = BorderModes.SampleIndex(k - p.WindowK / 2 + wk, p.SizeK, p.Border);
            for (var wj = 0; wj < p.WindowJ; wj++)
            {
                var sampleJ = BorderModes.SampleIndex(j - p.WindowJ / 2 + wj, p.SizeJ, p.Border);
                var row = p.SizeI * (sampleJ + (long)p.SizeJ * sampleK);
                for (var wi = 0; wi < p.WindowI; wi++)
                {
                    if (p.UsesFootprint == 1 && footprint[wi + p.WindowI * (wj + p.WindowJ * wk)] == 0)
                        continue;
                    var sampleI = BorderModes.SampleIndex(i - p.WindowI / 2 + wi, p.SizeI, p.Border);
                    var key = outside;
                    if (sampleI >= 0 && sampleJ >= 0 && sampleK >= 0)
                        key = source[row + sampleI];
                    if (key < pivot)
                        count++;
                }
            }
        }

        return count;
    }
}
