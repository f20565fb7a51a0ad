using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Exact Euclidean distance transforms of masks and labels.</summary>
/// <remarks>
/// Linear in the number of voxels on every device, and the same bits on every device. With equal spacings (and with spacings whose squares
/// are in the ratio of small integers, such as 2.5 : 0.7) squared distances are integers times a scale, exact below 2^24; otherwise float32 rounds
/// each of three passes, and spacings keep at least 2^-21 up to a ratio of 64 on an axis of 512 voxels. Needs memory for 0.25 + 1 + 0.25
/// of the float32 result, on the CPU engine for the result alone. A mask's object is every value that is not 0, NaN among them. Kernels: DistanceKernels. Tests: DistanceTransformTests.
/// </remarks>
public static class DistanceTransform
{
    /// <summary>The warning in the result's metadata where a mask has no background.</summary>
    public const string NoBackgroundWarning = "The mask has no zero voxel: every distance is infinite.";

    /// <summary>The distance of every voxel that is not 0 to the nearest voxel that is 0, centre to centre, as <c>scipy.ndimage.distance_transform_edt</c>.</summary>
    /// <param name="mask">Mask of any element type; its rescale is applied first. Not modified.</param>
    /// <param name="voxels">True for distances in voxels instead of mm.</param>
    /// <param name="outsideIsBackground">True where the voxels just beyond the volume count as 0; false where nothing is known of them, as in SciPy.</param>
    /// <returns>A new float32 volume; 0 where the mask is 0. Where the mask has no 0 at all every voxel is +infinity and <see cref="NoBackgroundWarning"/> is added to the metadata.</returns>
    public static DeviceVolume Euclidean(DeviceVolume mask, bool voxels = false, bool outsideIsBackground = false) =>
        Run(mask, voxels, new DistanceParameters { Rooted = 1, Wall = outsideIsBackground ? 1 : 0 });

    /// <summary>The squares of <see cref="Euclidean"/>, in mm² or voxels².</summary>
    /// <param name="mask">Mask of any element type; its rescale is applied first. Not modified.</param>
    /// <param name="voxels">True for distances in voxels instead of mm.</param>
    /// <param name="outsideIsBackground">True where the voxels just beyond the volume count as 0.</param>
    public static DeviceVolume SquaredEuclidean(DeviceVolume mask, bool voxels = false, bool outsideIsBackground = false) =>
        Run(mask, voxels, new DistanceParameters { Wall = outsideIsBackground ? 1 : 0 });

    /// <summary>
    /// Signed distances in one pass: inside, the distance to the nearest voxel that is 0; where the mask is 0, minus the distance to the nearest
    /// that is not. That is SciPy's <c>edt(mask) - edt(!mask)</c>: no voxel is 0, and the surface lies between +1 and -1.
    /// </summary>
    /// <param name="mask">Mask of any element type; its rescale is applied first. Not modified.</param>
    /// <param name="voxels">True for distances in voxels instead of mm.</param>
    /// <returns>A new float32 volume; +infinity everywhere without any 0, -infinity everywhere in an empty mask, each with a warning in the metadata.</returns>
    public static DeviceVolume SignedEuclidean(DeviceVolume mask, bool voxels = false) =>
        Run(mask, voxels, new DistanceParameters { Rooted = 1, BackgroundToo = 1, Signed = 1 });

    /// <summary>The distance of every labelled voxel to the nearest voxel of another value (another label or 0), for all labels in one pass.</summary>
    /// <param name="labels">Integer labels; not modified. 0 is background, whose distance is 0.</param>
    /// <param name="voxels">True for distances in voxels instead of mm.</param>
    /// <param name="outsideIsBackground">True where the voxels just beyond the volume count as 0.</param>
    /// <returns>A new float32 volume; +infinity everywhere, with a warning, where all voxels have one label.</returns>
    /// <exception cref="ArgumentException">The labels are float32.</exception>
    public static DeviceVolume LabelEuclidean(DeviceVolume labels, bool voxels = false, bool outsideIsBackground = false) =>
        Run(labels, voxels, new DistanceParameters { Rooted = 1, EachValue = 1, Wall = outsideIsBackground ? 1 : 0 });

    /// <summary>The squares of <see cref="LabelEuclidean"/>.</summary>
    /// <param name="labels">Integer labels; not modified. 0 is background, whose distance is 0.</param>
    /// <param name="voxels">True for distances in voxels instead of mm.</param>
    /// <param name="outsideIsBackground">True where the voxels just beyond the volume count as 0.</param>
    /// <exception cref="ArgumentException">The labels are float32.</exception>
    public static DeviceVolume LabelSquaredEuclidean(DeviceVolume labels, bool voxels = false, bool outsideIsBackground = false) =>
        Run(labels, voxels, new DistanceParameters { EachValue = 1, Wall = outsideIsBackground ? 1 : 0 });

    /// <summary>For every voxel the nearest voxel that is 0, as its number <c>i + ni · (j + nj · k)</c>; of several equally near the one with the least number.</summary>
    /// <param name="mask">Mask of any element type; its rescale is applied first. Not modified.</param>
    /// <param name="voxels">True to measure in voxels instead of mm.</param>
    /// <returns>A new i32 volume; a voxel that is 0 has its own number. Where the mask has no 0 at all every voxel is -1, with a warning in the metadata.</returns>
    /// <exception cref="ArgumentException">The volume has more than 2^31 - 1 voxels.</exception>
    public static DeviceVolume NearestBackground(DeviceVolume mask, bool voxels = false)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Geometry.Size.Voxels > int.MaxValue)
            throw new ArgumentException($"NearestBackground: {mask.Geometry.Size} has {mask.Geometry.Size.Voxels} voxels; their numbers must fit in 32 bits. Work on a part of the volume.", nameof(mask));
        var device = mask.Device;
        var p = Complete(new DistanceParameters(), mask.Geometry, voxels);
        using var flags = FlagsOf(mask, p);
        var result = DeviceVolume.Allocate<int>(device, mask.Geometry, metadata: mask.Metadata);
        try
        {
            var features = result.Buffer<int>();
            DistanceKernels.Launch.FeatureRows(device, new Index2D(p.SizeJ, p.SizeK), flags, features, p);
            ForColumns(device, p, (scratch, columns) =>
                DistanceKernels.Launch.FeatureColumns(device, new Index2D(columns.Width, columns.Columns / columns.Width), features, scratch, columns, p));
            var first = First<int>(features);
            if (first < 0)
                result.Metadata = Warn(mask.Metadata, "The mask has no zero voxel: no voxel has a nearest one (-1).");
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static DeviceVolume Run(DeviceVolume source, bool voxels, DistanceParameters options)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (options.EachValue != 0 && source.ElementType == ElementType.Float32)
            throw new ArgumentException("LabelEuclidean: the labels are f32; labels are integers. Convert them with IntensityTransforms.ConvertTo.", nameof(source));

        // Labels are names: their rescale, if any, is beside the point.
        using var rescaled = options.EachValue != 0 ? null : Rescaled(source);
        var mask = rescaled ?? source;
        var device = source.Device;
        var p = Complete(options, source.Geometry, voxels);
        var result = DeviceVolume.Allocate(device, source.Geometry, source.Metadata);
        try
        {
            var squared = result.Buffer<float>();
            var operation = new DistanceOperation(mask.Memory, mask.ElementType.SizeBytes(), mask.ElementType == ElementType.Float32, squared.Memory, p);
            if (!device.TryRunWhole(operation))
                RunPasses(mask, squared, p);
            var first = First<float>(squared);
            if (float.IsInfinity(first))
                result.Metadata = Warn(source.Metadata, Warning(first, options));
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void RunPasses(DeviceVolume source, DeviceBuffer<float> squared, DistanceParameters p)
    {
        var device = source.Device;
        using var flags = Classify(source, p);
        DistanceKernels.Launch.Rows(device, new Index2D(p.SizeJ, p.SizeK), flags, squared, p);
        ForColumns(device, p, (scratch, columns) =>
            DistanceKernels.Launch.Columns(device, new Index2D(columns.Width, columns.Columns / columns.Width), flags, squared, scratch, columns, p));
    }

    private static string Warning(float first, DistanceParameters options) =>
        first < 0 ? "The mask is empty: every signed distance is -infinity."
        : options.EachValue != 0 ? "All voxels have the same label: every distance is infinite."
        : NoBackgroundWarning;

    private static VolumeMetadata Warn(VolumeMetadata metadata, string warning) => metadata with { Warnings = [.. metadata.Warnings, warning] };

    private static DeviceVolume? Rescaled(DeviceVolume source) => source.Rescale.IsIdentity ? null : BinaryMorphology.Binary(source, set: true);

    private static DistanceParameters Complete(DistanceParameters p, VolumeGeometry geometry, bool voxels)
    {
        var weights = SpacingWeights.Of(voxels ? Vector3D.One : geometry.SpacingMm, geometry.Size);
        p.SizeI = geometry.Size.I;
        p.SizeJ = geometry.Size.J;
        p.SizeK = geometry.Size.K;
        p.WeightI = weights.I;
        p.WeightJ = weights.J;
        p.WeightK = weights.K;
        p.Scale = (float)(p.Rooted != 0 ? Math.Sqrt(weights.Scale) : weights.Scale);
        return p;
    }

    private static DeviceBuffer<byte> FlagsOf(DeviceVolume mask, DistanceParameters p)
    {
        using var rescaled = Rescaled(mask);
        return Classify(rescaled ?? mask, p);
    }

    private static DeviceBuffer<byte> Classify(DeviceVolume source, DistanceParameters p)
    {
        var device = source.Device;
        var extent = new Index3D(p.SizeI, p.SizeJ, p.SizeK);
        var flags = device.Allocate<byte>(source.Geometry.Size.Voxels);
        try
        {
            switch (source.ElementType)
            {
                case ElementType.UInt8:
                    DistanceKernels.Launch.ClassifyUInt8(device, extent, source.Buffer<byte>(), flags, p);
                    break;
                case ElementType.Int16:
                    DistanceKernels.Launch.ClassifyInt16(device, extent, source.Buffer<short>(), flags, p);
                    break;
                case ElementType.UInt16:
                    DistanceKernels.Launch.ClassifyUInt16(device, extent, source.Buffer<ushort>(), flags, p);
                    break;
                case ElementType.Int32:
                    DistanceKernels.Launch.ClassifyInt32(device, extent, source.Buffer<int>(), flags, p);
                    break;
                default:
                    DistanceKernels.Launch.ClassifyFloat32(device, extent, source.Buffer<float>(), flags, p);
                    break;
            }

            return flags;
        }
        catch
        {
            flags.Dispose();
            throw;
        }
    }

    /// <summary>The passes along j and k, each in a few launches that share scratch of a quarter of the volume.</summary>
    private static void ForColumns(ComputeDevice device, DistanceParameters p, Action<DeviceBuffer<int>, DistanceColumnParameters> launch)
    {
        var slice = (long)p.SizeI * p.SizeJ;
        var rowsAlongJ = (p.SizeK + 3) / 4;
        var rowsAlongK = (p.SizeJ + 3) / 4;
        using var scratch = device.Allocate<int>(p.SizeI * Math.Max((long)rowsAlongJ * p.SizeJ, (long)rowsAlongK * p.SizeK));
        for (var k = 0; k < p.SizeK; k += rowsAlongJ)
        {
            var rows = Math.Min(rowsAlongJ, p.SizeK - k);
            launch(scratch, new DistanceColumnParameters
            {
                First = k * slice,
                RowStride = slice,
                Stride = p.SizeI,
                Length = p.SizeJ,
                Width = p.SizeI,
                Columns = p.SizeI * rows,
                Weight = p.WeightJ,
                ChangeFlag = DistanceKernels.ChangeJFlag,
                Wall = p.Wall,
            });
        }

        for (var j = 0; j < p.SizeJ; j += rowsAlongK)
        {
            var rows = Math.Min(rowsAlongK, p.SizeJ - j);
            launch(scratch, new DistanceColumnParameters
            {
                First = (long)j * p.SizeI,
                RowStride = p.SizeI,
                Stride = slice,
                Length = p.SizeK,
                Width = p.SizeI,
                Columns = p.SizeI * rows,
                Weight = p.WeightK,
                ChangeFlag = DistanceKernels.ChangeKFlag,
                Wall = p.Wall,
                Finish = 1,
            });
        }
    }

    private static unsafe T First<T>(DeviceBuffer<T> buffer)
        where T : unmanaged
    {
        T value;
        buffer.Device.Download(buffer.Memory, 0, &value, sizeof(T));
        return value;
    }
}
