namespace GpuVol;

/// <summary>Type of a stored voxel.</summary>
public enum ElementType
{
    /// <summary>8-bit, unsigned (<c>u8</c>).</summary>
    UInt8,

    /// <summary>16-bit, signed (<c>i16</c>).</summary>
    Int16,

    /// <summary>16-bit, unsigned (<c>u16</c>).</summary>
    UInt16,

    /// <summary>32-bit, signed (<c>i32</c>).</summary>
    Int32,

    /// <summary>32-bit IEEE float (<c>f32</c>).</summary>
    Float32,
}
