using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// Keeps the memory of filters down: a large volume that would need a float32 copy of the source or scratch of its own size goes through
/// in slabs of slices. The result has the bits of the whole volume's.
/// </summary>
internal static class SlabFilter
{
    // Copies of smaller volumes cost less than the slices that neighbouring slabs filter twice.
    private const long WholeVoxels = 1 << 26;

    private const long SlabVoxels = 1 << 24;

    /// <summary>Filters whole or in slabs, as the size of <paramref name="source"/> asks.</summary>
    /// <param name="source">The volume.</param>
    /// <param name="reach">Slices on either side that a result depends on.</param>
    /// <param name="border">A number of <see cref="BorderModes"/>.</param>
    /// <param name="needsScratch">True where <paramref name="filter"/> takes scratch of the size of its input.</param>
    /// <param name="filter">The filter: a new volume of the size of its input.</param>
    public static DeviceVolume Apply(DeviceVolume source, int reach, int border, bool needsScratch, Func<DeviceVolume, DeviceVolume> filter)
    {
        var size = source.Geometry.Size;

        // Twice the reach: the slabs' overlap at most doubles the work.
        var slab = Math.Max(SlabVoxels / ((long)size.I * size.J), 2L * reach);
        if (size.Voxels <= WholeVoxels || slab + 2L * reach >= size.K || (source.IsFloat32Intensity && !needsScratch))
            return filter(source);
        return InSlabs(source, reach, border, (int)Math.Max(1, slab), filter);
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
