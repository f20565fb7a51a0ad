namespace GpuVol.Benchmarks;

/// <summary>What one call of a benchmark works on: voxels of the result, and the bytes that have to be read and written at least.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkAttribute(double voxels, double bytes) : Attribute
{
    /// <summary>Voxels of the result.</summary>
    public double Voxels { get; } = voxels;

    /// <summary>Bytes read and written at least; 0 where arithmetic, not memory, is the floor.</summary>
    public double Bytes { get; } = bytes;
}
