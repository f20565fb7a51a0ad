namespace GpuVol.Kernels;

/// <summary>
/// The exact Euclidean distance transform, axis by axis: to the end of the run along i, then the lower envelope of parabolas along j and
/// along k (Felzenszwalb and Huttenlocher 2012, section 2). Linear in the number of voxels whatever the image.
/// </summary>
/// <remarks>
/// Squared spacings are integers in units of a common scale, and the envelopes are computed in 64-bit integers, so that no comparison depends
/// on rounding; squared distances are kept as float32 between the passes. So every device gives the same bits, and a squared distance below 2^24 is exact.
/// A parabola from beyond the run of an object along the column never undercuts the run's own end, so labels need nothing but the ends of their runs.
/// </remarks>
public static partial class DistanceKernels
{
    /// <summary>Flag: the voxel belongs to an object.</summary>
    public const int ObjectFlag = 1;

    /// <summary>Flag: the voxel's object is not that of the voxel before it along i.</summary>
    public const int ChangeIFlag = 2;

    /// <summary>Flag: likewise along j.</summary>
    public const int ChangeJFlag = 4;

    /// <summary>Flag: likewise along k.</summary>
    public const int ChangeKFlag = 8;

    /// <summary>Flag: the voxel's value is 0.</summary>
    public const int BackgroundFlag = 16;

    /// <summary>Flags of a UInt8 volume. One thread per voxel; i varies fastest.</summary>
    [Kernel]
    public static void ClassifyUInt8(Index3D voxel, ArrayView<byte> source, ArrayView<byte> flags, DistanceParameters p)
    {
        var offset = voxel.X + ((long)p.SizeI * (voxel.Y + ((long)p.SizeJ * voxel.Z)));
        double value = source[offset];
        double beforeI = voxel.X > 0 ? source[offset - 1] : value;
        double beforeJ = voxel.Y > 0 ? source[offset - p.SizeI] : value;
        double beforeK = voxel.Z > 0 ? source[offset - ((long)p.SizeI * p.SizeJ)] : value;
        flags[offset] = Flags(value, beforeI, beforeJ, beforeK, p);
    }

    /// <summary>Flags of an Int16 volume. One thread per voxel; i varies fastest.</summary>
    [Kernel]
    public static void ClassifyInt16(Index3D voxel, ArrayView<short> source, ArrayView<byte> flags, DistanceParameters p)
    {
        var offset = voxel.X + ((long)p.SizeI * (voxel.Y + ((long)p.SizeJ * voxel.Z)));
        double value = source[offset];
        double beforeI = voxel.X > 0 ? source[offset - 1] : value;
        double beforeJ = voxel.Y > 0 ? source[offset - p.SizeI] : value;
        double beforeK = voxel.Z > 0 ? source[offset - ((long)p.SizeI * p.SizeJ)] : value;
        flags[offset] = Flags(value, beforeI, beforeJ, beforeK, p);
    }

    /// <summary>Flags of a UInt16 volume. One thread per voxel; i varies fastest.</summary>
    [Kernel]
    public static void ClassifyUInt16(Index3D voxel, ArrayView<ushort> source, ArrayView<byte> flags, DistanceParameters p)
    {
        var offset = voxel.X + ((long)p.SizeI * (voxel.Y + ((long)p.SizeJ * voxel.Z)));
        double value = source[offset];
        double beforeI = voxel.X > 0 ? source[offset - 1] : value;
        double beforeJ = voxel.Y > 0 ? source[offset - p.SizeI] : value;
        double beforeK = voxel.Z > 0 ? source[offset - ((long)p.SizeI * p.SizeJ)] : value;
        flags[offset] = Flags(value, beforeI, beforeJ, beforeK, p);
    }

    /// <summary>Flags of an Int32 volume. One thread per voxel; i varies fastest.</summary>
    [Kernel]
    public static void ClassifyInt32(Index3D voxel, ArrayView<int> source, ArrayView<byte> flags, DistanceParameters p)
    {
        var offset = voxel.X + ((long)p.SizeI * (voxel.Y + ((long)p.SizeJ * voxel.Z)));
        double value = source[offset];
        double beforeI = voxel.X > 0 ? source[offset - 1] : value;
        double beforeJ = voxel.Y > 0 ? source[offset - p.SizeI] : value;
        double beforeK = voxel.Z > 0 ? source[offset - ((long)p.SizeI * p.SizeJ)] : value;
        flags[offset] = Flags(value, beforeI, beforeJ, beforeK, p);
    }

    /// <summary>Flags of a Float32 volume. One thread per voxel; i varies fastest.</summary>
    [Kernel]
    public static void ClassifyFloat32(Index3D voxel, ArrayView<float> source, ArrayView<byte> flags, DistanceParameters p)
    {
        var offset = voxel.X + ((long)p.SizeI * (voxel.Y + ((long)p.SizeJ * voxel.Z)));
        double value = source[offset];
        double beforeI = voxel.X > 0 ? source[offset - 1] : value;
        double beforeJ = voxel.Y > 0 ? source[offset - p.SizeI] : value;
        double beforeK = voxel.Z > 0 ? source[offset - ((long)p.SizeI * p.SizeJ)] : value;
        flags[offset] = Flags(value, beforeI, beforeJ, beforeK, p);
    }

    /// <summary>Along i: the squared distance to the nearer end of the run. One thread per row.</summary>
    [Kernel]
    public static void Rows(Index2D row, ArrayView<byte> flags, ArrayView<float> squared, DistanceParameters p)
    {
        var first = (long)p.SizeI * (row.X + ((long)p.SizeJ * row.Y));
        long count = p.Wall != 0 ? 0 : -1;
        for (var i = 0; i < p.SizeI; i++)
        {
            int flag = flags[first + i];
            if ((flag & ChangeIFlag) != 0)
                count = 0;
            if (count >= 0)
                count++;
            squared[first + i] = (flag & ObjectFlag) == 0 ? 0f : count < 0 ? float.PositiveInfinity : p.WeightI * count * count;
        }

        count = p.Wall != 0 ? 0 : -1;
        for (var i = p.SizeI - 1; i >= 0; i--)
        {
            if (count >= 0)
                count++;
            if (count >= 0)
            {
                float behind = p.WeightI * count * count;
                if (behind < squared[first + i])
                    squared[first + i] = behind;
            }

            if ((flags[first + i] & ChangeIFlag) != 0)
                count = 0;
        }
    }

    /// <summary>Along j or k: the least of squared(s) + weight (y - s)² over the voxels s of the column. One thread per column.</summary>
    /// <remarks>The stack of parabolas, and then the column's result from its end on, take one int of <paramref name="scratch"/> per voxel: the parabola that serves voxel y is at most the y-th.</remarks>
    [Kernel]
    public static void Columns(Index2D column, ArrayView<byte> flags, ArrayView<float> squared, ArrayView<int> scratch, DistanceColumnParameters c, DistanceParameters p)
    {
        var first = c.First + column.X + (column.Y * c.RowStride);
        var thread = column.X + ((long)c.Width * column.Y);
        var top = -1;
        var topSite = 0;
        var topStart = 0;
        long topValue = 0;
        for (var y = 0; y < c.Length; y++)
        {
            var stored = squared[first + (y * c.Stride)];
            if (stored == float.PositiveInfinity)
                continue;
            var value = (long)stored;
            var start = 0;
            while (top >= 0)
            {
                start = FirstBelow(topSite, topValue, y, value, c.Weight, c.Length);
                if (start > topStart)
                    break;
                top--;
                start = 0;
                if (top >= 0)
                {
                    topSite = scratch[thread + ((long)top * c.Columns)];
                    topValue = (long)squared[first + (topSite * c.Stride)];
                    topStart = 0;
                    if (top > 0)
                    {
                        var below = scratch[thread + ((long)(top - 1) * c.Columns)];
                        topStart = FirstBelow(below, (long)squared[first + (below * c.Stride)], topSite, topValue, c.Weight, c.Length);
                    }
                }
            }

            if (start < c.Length)
            {
                top++;
                scratch[thread + ((long)top * c.Columns)] = y;
                topSite = y;
                topStart = start;
                topValue = value;
            }
        }

        long toEnd = c.Wall != 0 ? 0 : -1;
        for (var y = c.Length - 1; y >= 0; y--)
        {
            int flag = flags[first + (y * c.Stride)];
            var result = float.PositiveInfinity;
            if (top >= 0)
            {
                var here = topValue + (c.Weight * (y - topSite) * (y - topSite));
                var searching = top > 0;
                while (searching)
                {
                    var site = scratch[thread + ((long)(top - 1) * c.Columns)];
                    var value = (long)squared[first + (site * c.Stride)];
                    var there = value + (c.Weight * (y - site) * (y - site));
                    searching = there <= here;
                    if (searching)
                    {
                        top--;
                        topSite = site;
                        topValue = value;
                        here = there;
                        searching = top > 0;
                    }
                }

                result = here;
            }

            if (toEnd >= 0)
            {
                toEnd++;
                float behind = c.Weight * toEnd * toEnd;
                if (behind < result)
                    result = behind;
            }

            if ((flag & c.ChangeFlag) != 0)
                toEnd = 0;
            scratch[thread + ((long)y * c.Columns)] = XMath.FloatAsInt(result);
        }

        long toStart = c.Wall != 0 ? 0 : -1;
        for (var y = 0; y < c.Length; y++)
        {
            var offset = first + (y * c.Stride);
            int flag = flags[offset];
            var result = XMath.IntAsFloat(scratch[thread + ((long)y * c.Columns)]);
            if ((flag & c.ChangeFlag) != 0)
                toStart = 0;
            if (toStart >= 0)
            {
                toStart++;
                float before = c.Weight * toStart * toStart;
                if (before < result)
                    result = before;
            }

            if ((flag & ObjectFlag) == 0)
                result = 0f;
            squared[offset] = c.Finish != 0 ? Result(result, flag, p) : result;
        }
    }

    /// <summary>Along i: the nearest voxel of the row that is 0, of two the first; -1 where there is none. One thread per row.</summary>
    [Kernel]
    public static void FeatureRows(Index2D row, ArrayView<byte> flags, ArrayView<int> features, DistanceParameters p)
    {
        var first = (long)p.SizeI * (row.X + ((long)p.SizeJ * row.Y));
        var last = -1;
        for (var i = 0; i < p.SizeI; i++)
        {
            if ((flags[first + i] & BackgroundFlag) != 0)
                last = i;
            features[first + i] = last < 0 ? -1 : (int)(first + last);
        }

        last = -1;
        for (var i = p.SizeI - 1; i >= 0; i--)
        {
            if ((flags[first + i] & BackgroundFlag) != 0)
                last = i;
            var before = features[first + i];
            if (last >= 0 && (before < 0 || last - i < i - (before - first)))
                features[first + i] = (int)(first + last);
        }
    }

    /// <summary>Along j or k: the nearest feature over the column, of several the one with the least number. One thread per column.</summary>
    [Kernel]
    public static void FeatureColumns(Index2D column, ArrayView<int> features, ArrayView<int> scratch, DistanceColumnParameters c, DistanceParameters p)
    {
        var first = c.First + column.X + (column.Y * c.RowStride);
        var thread = column.X + ((long)c.Width * column.Y);
        var top = -1;
        var topSite = 0;
        var topStart = 0;
        long topValue = 0;
        for (var y = 0; y < c.Length; y++)
        {
            var voxel = first + (y * c.Stride);
            var feature = features[voxel];
            if (feature < 0)
                continue;
            var value = SquaredDistance(voxel, feature, p);
            var start = 0;
            while (top >= 0)
            {
                start = FirstBelow(topSite, topValue, y, value, c.Weight, c.Length);
                if (start > topStart)
                    break;
                top--;
                start = 0;
                if (top >= 0)
                {
                    topSite = scratch[thread + ((long)top * c.Columns)];
                    topValue = SquaredDistance(first + (topSite * c.Stride), features[first + (topSite * c.Stride)], p);
                    topStart = 0;
                    if (top > 0)
                    {
                        var below = scratch[thread + ((long)(top - 1) * c.Columns)];
                        topStart = FirstBelow(below, SquaredDistance(first + (below * c.Stride), features[first + (below * c.Stride)], p), topSite, topValue, c.Weight, c.Length);
                    }
                }
            }

            if (start < c.Length)
            {
                top++;
                scratch[thread + ((long)top * c.Columns)] = y;
                topSite = y;
                topStart = start;
                topValue = value;
            }
        }

        if (top < 0)
            return;
        for (var y = c.Length - 1; y >= 0; y--)
        {
            var here = topValue + (c.Weight * (y - topSite) * (y - topSite));
            var searching = top > 0;
            while (searching)
            {
                var site = scratch[thread + ((long)(top - 1) * c.Columns)];
                var value = SquaredDistance(first + (site * c.Stride), features[first + (site * c.Stride)], p);
                var there = value + (c.Weight * (y - site) * (y - site));
                searching = there <= here;
                if (searching)
                {
                    top--;
                    topSite = site;
                    topValue = value;
                    here = there;
                    searching = top > 0;
                }
            }

            scratch[thread + ((long)y * c.Columns)] = features[first + (topSite * c.Stride)];
        }

        for (var y = 0; y < c.Length; y++)
            features[first + (y * c.Stride)] = scratch[thread + ((long)y * c.Columns)];
    }

    // The first voxel at which the parabola of the later site lies below that of the earlier one; of equal ones the earlier is kept.
    private static int FirstBelow(int earlier, long earlierValue, int later, long laterValue, long weight, int length)
    {
        var numerator = laterValue - earlierValue + (weight * (later - earlier) * ((long)later + earlier));
        if (numerator < 0)
            return 0;
        var quotient = numerator / (2 * weight * (later - earlier));
        return quotient + 1 < length ? (int)quotient + 1 : length;
    }

    private static byte Flags(double value, double beforeI, double beforeJ, double beforeK, DistanceParameters p)
    {
        var flags = 0;
        if (value == 0)
            flags = BackgroundFlag;
        if (value != 0 || p.BackgroundToo != 0)
            flags |= ObjectFlag;
        if (Differ(value, beforeI, p))
            flags |= ChangeIFlag;
        if (Differ(value, beforeJ, p))
            flags |= ChangeJFlag;
        if (Differ(value, beforeK, p))
            flags |= ChangeKFlag;
        return (byte)flags;
    }

    private static bool Differ(double a, double b, DistanceParameters p) => p.EachValue != 0 ? a != b : (a != 0) != (b != 0);

    private static float Result(float squared, int flag, DistanceParameters p)
    {
        var result = (p.Rooted != 0 ? XMath.Sqrt(squared) : squared) * p.Scale;
        return p.Signed != 0 && (flag & BackgroundFlag) != 0 ? -result : result;
    }

    private static long SquaredDistance(long voxel, int feature, DistanceParameters p)
    {
        var slice = (long)p.SizeI * p.SizeJ;
        var i = (voxel % p.SizeI) - (feature % p.SizeI);
        var j = ((voxel % slice) / p.SizeI) - ((feature % slice) / p.SizeI);
        var k = (voxel / slice) - (feature / slice);
        return (p.WeightI * i * i) + (p.WeightJ * j * j) + (p.WeightK * k * k);
    }
}
