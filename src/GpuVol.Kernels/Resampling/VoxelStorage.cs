namespace GpuVol.Kernels;

/// <summary>How a voxel is stored; the numbers are those of the public <c>ElementType</c>.</summary>
public enum VoxelStorage
{
    /// <summary>8-bit, unsigned.</summary>
    UInt8,

    /// <summary>16-bit, signed.</summary>
    Int16,

    /// <summary>16-bit, unsigned.</summary>
    UInt16,

    /// <summary>32-bit, signed.</summary>
    Int32,

    /// <summary>32-bit float.</summary>
    Float32,
}
