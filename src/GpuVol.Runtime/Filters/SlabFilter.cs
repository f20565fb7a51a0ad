using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// Keeps the memory of filters down: a large volume that would need a float32 copy of the source or scratch of its own size goes through
/// in slabs of slices. The result has the bits of the whole volume's.
/// </summary>
internal static class SlabFilter
{
    /// <summary>The most that a filter takes, in parts of the volume's float32 size, source and result counted.</summary>
    public const double MemoryLimit = 2.2;

    /// <summary>Smaller integer volumes are converted whole.</summary>
    public const long WholeVoxels = 1 << 22;

    // Scratch of smaller float32 volumes costs less than the slices that neighbouring slabs filter twice.
    private const long WholeFloatVoxels = 1 << 26;

    private const long SlabVoxels = 1 << 21;

    /// <summary>Filters whole or in slabs, as the size of <paramref name="source"/> asks.</summary>
    /// <param name="source">The volume.</param>
    /// <param name="reach">Slices on either side that a result depends on.</param>
    /// <param name="border">A number of <see cref="BorderModes"/>.</param>
    /// <param name="scratchVolumes">How many volumes of the size of its input <paramref name="filter"/> takes beside its result, a float32 copy of integers not counted.</param>
    /// <param name="filter">The filter: a new volume of the size of its input.</param>
    public static DeviceVolume Apply(DeviceVolume source, int reach, int border, int scratchVolumes, Func<DeviceVolume, DeviceVolume> filter)
    {
        var size = source.Geometry.Size;
        if (source.IsFloat32Intensity ? scratchVolumes == 0 || size.Voxels <= WholeFloatVoxels : size.Voxels <= WholeVoxels)
            return filter(source);
        var slab = SlicesOfSlab(size, reach, MemoryLimit - 1 - source.ElementType.SizeBytes() / 4.0, scratchVolumes);
        return slab >= size.K ? filter(source) : InSlabs(source, reach, border, slab, filter);
    }

    // Slabs overlap: with 8 times the reach they repeat a quarter of the work. Where memory is short they repeat up to twice what they keep; beyond that
    // (a kernel that reaches over a good part of the volume) the limit is given up. A quarter of the memory is left to threads and to the pool's rounding.
    private static int SlicesOfSlab(Size3D size, int reach, double budget, int scratchVolumes)
    {
        var wanted = Math.Max(SlabVoxels / ((long)size.I * size.J), 8L * reach);
        var held = (long)(size.K * 0.75 * budget / (2 + scratchVolumes));
        return (int)Math.Min(size.K, Math.Max(1, Math.Min(wanted, Math.Max(held - 2L * reach, reach))));
    }

    /// <summary>Filters in slabs of <paramref name="slab"/> slices.</summary>
    internal static DeviceVolume InSlabs(DeviceVolume source, int reach, int border, int slab, Func<DeviceVolume, DeviceVolume> filter)
    {
        var size = source.Geometry.Size;
        var sliceBytes = (long)size.I * size.J * sizeof(float);
        var result = DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata);
        try
        {
            using var slices = new IntensitySlab(source, Math.Min(size.K, slab) + 2 * reach, border, 0);
            for (var k = 0; k < size.K; k += slab)
            {
                var count = Math.Min(slab, size.K - k);

                // A repeated volume's far end is loaded; every other border is the filter's own work, which finds it where the slab's end
                // is the volume's. At the other ends its border is wrong and no slice that it reaches is kept.
                var first = border == BorderModes.Wrap ? k - reach : Math.Max(0, k - reach);
                var last = border == BorderModes.Wrap ? k + count + reach : Math.Min(size.K, k + count + reach);
                using var filtered = filter(slices.LoadVolume(first, last - first));
                source.Device.Copy(filtered.Buffer<float>().Memory, (k - first) * sliceBytes, result.Buffer<float>().Memory, k * sliceBytes, count * sliceBytes);
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
