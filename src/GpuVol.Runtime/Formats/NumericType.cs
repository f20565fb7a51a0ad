namespace GpuVol;

/// <summary>A number type that a file can hold; volumes are converted to one of the five of <see cref="ElementType"/>.</summary>
public enum NumericType
{
    /// <summary>A truth value, one byte (<c>bool</c>).</summary>
    Bool,

    /// <summary>8-bit, unsigned (<c>uint8</c>).</summary>
    UInt8,

    /// <summary>8-bit, signed (<c>int8</c>).</summary>
    Int8,

    /// <summary>16-bit, unsigned (<c>uint16</c>).</summary>
    UInt16,

    /// <summary>16-bit, signed (<c>int16</c>).</summary>
    Int16,

    /// <summary>32-bit, unsigned (<c>uint32</c>).</summary>
    UInt32,

    /// <summary>32-bit, signed (<c>int32</c>).</summary>
    Int32,

    /// <summary>64-bit, unsigned (<c>uint64</c>).</summary>
    UInt64,

    /// <summary>64-bit, signed (<c>int64</c>).</summary>
    Int64,

    /// <summary>16-bit IEEE float (<c>float16</c>).</summary>
    Float16,

    /// <summary>32-bit IEEE float (<c>float32</c>).</summary>
    Float32,

    /// <summary>64-bit IEEE float (<c>float64</c>).</summary>
    Float64,

    /// <summary>Real and imaginary part as two 32-bit floats (<c>complex64</c>).</summary>
    Complex64,

    /// <summary>Real and imaginary part as two 64-bit floats (<c>complex128</c>).</summary>
    Complex128,
}
