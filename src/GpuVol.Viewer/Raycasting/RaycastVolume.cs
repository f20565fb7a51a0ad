using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>
/// A volume made ready for any number of pictures: float32 intensities, all finite, with the range of every brick of 8 x 8 x 8 cells.
/// The creator disposes it; it does not keep the volume it was made from, but shares its memory where that was float32 already.
/// </summary>
public sealed class RaycastVolume : IDisposable
{
    private readonly DeviceVolume? _owned;
    private readonly DeviceVolume _intensities;
    private (double Low, double High)? _robustRange;
    private KnownEmptiness? _emptiness;

    /// <summary>Prepares <paramref name="volume"/> on its device. It must not be disposed before this.</summary>
    /// <remarks>NaN and -∞ are taken as the least finite intensity, +∞ as the greatest; a volume without any finite one as 0 everywhere.</remarks>
    public RaycastVolume(DeviceVolume volume)
    {
        Geometry = volume.Geometry;
        Metadata = volume.Metadata;
        Device = volume.Device;
        var size = Geometry.Size;
        Bricks = new Size3D(BricksAlong(size.I), BricksAlong(size.J), BricksAlong(size.K));
        DeviceBuffer<float>? minimum = null, maximum = null;
        DeviceVolume? owned = null;
        try
        {
            if (!volume.IsFloat32Intensity)
                owned = IntensityTransforms.ToFloat32(volume);
            minimum = Device.Allocate<float>(Bricks.Voxels);
            maximum = Device.Allocate<float>(Bricks.Voxels);
            var low = new float[Bricks.Voxels];
            var high = new float[Bricks.Voxels];
            if (MeasureBricks((owned ?? volume).Buffer<float>().View, minimum, maximum, low, high) > 0)
            {
                var (least, greatest) = Range(low, high);
                var finite = DeviceVolume.Allocate(Device, Geometry, Metadata);
                BrickKernels.Launch.ReplaceNotFinite(Device, new LongIndex1D(size.Voxels), finite.Buffer<float>().View, (owned ?? volume).Buffer<float>().View, least, greatest);
                owned?.Dispose();
                owned = finite;
                MeasureBricks(owned.Buffer<float>().View, minimum, maximum, low, high);
            }

            (Minimum, Maximum) = Range(low, high);
            (BrickMinimum, BrickMaximum, BrickLow, BrickHigh) = (minimum, maximum, low, high);
            _owned = owned;
            _intensities = owned ?? volume;
        }
        catch
        {
            minimum?.Dispose();
            maximum?.Dispose();
            owned?.Dispose();
            throw;
        }
    }

    /// <summary>The device it lies on.</summary>
    public ComputeDevice Device { get; }

    /// <summary>Size, spacing, origin, direction.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>What the file said beside the voxels.</summary>
    public VolumeMetadata Metadata { get; }

    /// <summary>Least finite intensity.</summary>
    public double Minimum { get; }

    /// <summary>Greatest finite intensity.</summary>
    public double Maximum { get; }

    /// <summary>1st and 99.5th percentile of the intensities, from at most 2^20 voxels spread evenly.</summary>
    public (double Low, double High) RobustRange => _robustRange ??= IntensityPercentiles.Range(_intensities, 1, 99.5);

    internal Size3D Bricks { get; }

    internal DeviceBuffer<float> BrickMinimum { get; }

    internal DeviceBuffer<float> BrickMaximum { get; }

    internal float[] BrickLow { get; }

    internal float[] BrickHigh { get; }

    internal DeviceView<float> Intensities => _intensities.Buffer<float>().View;

    /// <inheritdoc/>
    public void Dispose()
    {
        BrickMinimum.Dispose();
        BrickMaximum.Dispose();
        _owned?.Dispose();
    }

    /// <summary>Distances of bricks from visible ones, see <see cref="Viewer.Emptiness"/>; the last ones are kept, as pictures from several sides share them.</summary>
    /// <param name="of">What decides what is visible: a transfer function, a level.</param>
    /// <param name="isVisible">The same for the same <paramref name="of"/>.</param>
    internal byte[] Emptiness(object of, Func<long, bool> isVisible)
    {
        var known = _emptiness;
        if (known is null || !known.Of.Equals(of))
            _emptiness = known = new KnownEmptiness(of, Viewer.Emptiness.Distances(Bricks, isVisible));
        return known.Distances;
    }

    private static int BricksAlong(int size) => (Math.Max(size - 1, 1) + BrickKernels.Edge - 1) / BrickKernels.Edge;

    private static (float Low, float High) Range(float[] low, float[] high)
    {
        var least = low.Min();
        var greatest = high.Max();
        return least <= greatest ? (least, greatest) : (0, 0);
    }

    // Returns how many voxels are not finite (those between bricks counted more than once).
    private long MeasureBricks(DeviceView<float> source, DeviceBuffer<float> minimum, DeviceBuffer<float> maximum, float[] low, float[] high)
    {
        var size = Geometry.Size;
        using var notFinite = Device.Allocate<int>(Bricks.Voxels);
        BrickKernels.Launch.Range(Device, new Index3D(Bricks.I, Bricks.J, Bricks.K), minimum.View, maximum.View, notFinite.View, source, Bricks.I, Bricks.J, size.I, size.J, size.K);
        minimum.Download(low);
        maximum.Download(high);
        return notFinite.ToArray().Sum(count => (long)count);
    }

    private sealed record KnownEmptiness(object Of, byte[] Distances);
}
