using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>
/// A volume made ready for any number of pictures: voxels that are all finite, with the range of every brick of 8 x 8 x 8 cells. The creator disposes it,
/// and the volume it was made from not before: float32 intensities, int16 and uint16 (with one rescale for all slices) stay where they are.
/// </summary>
public sealed class RaycastVolume : IDisposable
{
    private readonly DeviceVolume? _owned;
    private (double Low, double High)? _robustRange;
    private KnownEmptiness? _emptiness;

    /// <summary>Prepares <paramref name="volume"/> on its device.</summary>
    /// <remarks>NaN and -∞ are taken as the least finite intensity, +∞ as the greatest; a volume without any finite one as 0 everywhere.</remarks>
    public RaycastVolume(DeviceVolume volume)
    {
        Geometry = volume.Geometry;
        Metadata = volume.Metadata;
        Device = volume.Device;
        Voxels = volume;
        var size = Geometry.Size;
        Bricks = new Size3D(BricksAlong(size.I), BricksAlong(size.J), BricksAlong(size.K));
        BrickLow = new float[Bricks.Voxels];
        BrickHigh = new float[Bricks.Voxels];
        DeviceBuffer<float>? minimum = null, maximum = null;
        try
        {
            if (VoxelScale.Of(volume) is { } scale)
                Scale = scale;
            else
                Voxels = _owned = IntensityTransforms.ToFloat32(volume);
            BrickMinimum = minimum = Device.Allocate<float>(Bricks.Voxels);
            BrickMaximum = maximum = Device.Allocate<float>(Bricks.Voxels);
            if (MeasureBricks() > 0)
            {
                var (least, greatest) = Range();
                using var replaced = _owned;
                var source = Voxels.Buffer<float>();
                Voxels = _owned = DeviceVolume.Allocate(Device, Geometry, Metadata);
                BrickKernels.Launch.ReplaceNotFinite(Device, new LongIndex1D(size.Voxels), Voxels.Buffer<float>(), source, least, greatest);
                MeasureBricks();
            }

            (Minimum, Maximum) = Range();
        }
        catch
        {
            minimum?.Dispose();
            maximum?.Dispose();
            _owned?.Dispose();
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
    public (double Low, double High) RobustRange => _robustRange ??= IntensityPercentiles.Range(Voxels, 1, 99.5);

    internal Size3D Bricks { get; }

    /// <summary>What rays walk through: float32, int16 or uint16, all finite.</summary>
    internal DeviceVolume Voxels { get; }

    /// <summary>How the voxels become intensities.</summary>
    internal VoxelScale Scale { get; } = VoxelScale.Identity;

    /// <summary>Least voxel of each brick, as it is stored.</summary>
    internal DeviceBuffer<float> BrickMinimum { get; }

    /// <summary>Greatest voxel of each brick, as it is stored.</summary>
    internal DeviceBuffer<float> BrickMaximum { get; }

    /// <summary>Least intensity of each brick.</summary>
    internal float[] BrickLow { get; }

    /// <summary>Greatest intensity of each brick.</summary>
    internal float[] BrickHigh { get; }

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

    private (float Low, float High) Range()
    {
        var least = BrickLow.Min();
        var greatest = BrickHigh.Max();
        return least <= greatest ? (least, greatest) : (0, 0);
    }

    // Returns how many voxels are not finite (those between bricks counted more than once).
    private long MeasureBricks()
    {
        using var notFinite = Device.Allocate<int>(Bricks.Voxels);
        RaycastLaunch.BrickRange(this, BrickMinimum, BrickMaximum, notFinite);
        BrickMinimum.Download(BrickLow);
        BrickMaximum.Download(BrickHigh);
        Scale.ToIntensities(BrickLow);
        Scale.ToIntensities(BrickHigh);
        return notFinite.ToArray().Sum(count => (long)count);
    }

    private sealed record KnownEmptiness(object Of, byte[] Distances);
}
