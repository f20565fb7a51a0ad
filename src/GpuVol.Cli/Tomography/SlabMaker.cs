namespace GpuVol.Cli;

/// <summary>How a reconstruction makes some slices of its volume from parts of its projections.</summary>
internal abstract class SlabMaker
{
    /// <summary>The whole volume.</summary>
    public abstract VolumeGeometry Target { get; }

    /// <summary>Slabs begin with a multiple of so many slices.</summary>
    public virtual int SliceStep => 1;

    /// <summary>True where even the whole volume is better made of projections that come in parts.</summary>
    public virtual bool GainsFromParts => false;

    /// <summary>In words, what the least slab is.</summary>
    public virtual string LeastAtOnce => $"even for {SliceStep} slices at a time";

    /// <summary>The parts of the projections that slices need, in the order in which they are taken.</summary>
    public abstract IReadOnlyList<SlabPart> Parts(int firstSlice, int slices);

    /// <summary>Bytes that slices need on the device beside their parts, result included.</summary>
    public abstract long MemoryBytes(int slices);

    /// <summary>Makes slices.</summary>
    /// <param name="device">Where.</param>
    /// <param name="firstSlice">The first slice.</param>
    /// <param name="slices">How many.</param>
    /// <param name="next">The line integrals of the next part.</param>
    public abstract DeviceVolume Make(ComputeDevice device, int firstSlice, int slices, Func<DeviceVolume> next);

    /// <summary>Seconds that the computation will about take: a piece, of zeros, is made and timed.</summary>
    public abstract double EstimateSeconds(ComputeDevice device);

    /// <summary>Seconds of the second run of some work.</summary>
    protected static double SecondsOf(ComputeDevice device, Action work)
    {
        work();
        device.Synchronize();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        work();
        device.Synchronize();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A volume of one value.</summary>
    protected static DeviceVolume Filled(ComputeDevice device, Size3D size, float value = 0)
    {
        using var filled = Volume.Create(new VolumeGeometry(size, Vector3D.One), ElementType.Float32);
        filled.AsSpan<float>().Fill(value);
        return filled.ToDevice(device);
    }
}
