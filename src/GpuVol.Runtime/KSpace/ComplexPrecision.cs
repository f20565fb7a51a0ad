namespace GpuVol;

/// <summary>Precision of complex numbers.</summary>
public enum ComplexPrecision
{
    /// <summary>Two float32 (NumPy's complex64).</summary>
    Complex64,

    /// <summary>Two float64 (NumPy's complex128); CPU only.</summary>
    Complex128,
}
