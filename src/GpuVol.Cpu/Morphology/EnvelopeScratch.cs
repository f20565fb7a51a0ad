namespace GpuVol.Cpu.Morphology;

/// <summary>The stack of parabolas of one column.</summary>
internal sealed class EnvelopeScratch(int length)
{
    /// <summary>Where each parabola has its apex.</summary>
    public int[] Sites { get; } = new int[length];

    /// <summary>The first voxel at which it lies below all those before it.</summary>
    public int[] Starts { get; } = new int[length];

    /// <summary>Its value at the apex.</summary>
    public long[] Values { get; } = new long[length];

    public void Deconstruct(out int[] sites, out int[] starts, out long[] values) => (sites, starts, values) = (Sites, Starts, Values);
}
