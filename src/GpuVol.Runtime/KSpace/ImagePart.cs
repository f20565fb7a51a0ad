using GpuVol.Kernels;

namespace GpuVol;

/// <summary>What a reconstruction gives of each complex voxel.</summary>
public enum ImagePart
{
    /// <summary>The magnitude, float32.</summary>
    Magnitude = ComplexPart.Magnitude,

    /// <summary>The phase in radians, float32, in (-π, π].</summary>
    Phase = ComplexPart.Phase,

    /// <summary>The real part, float32.</summary>
    Real = ComplexPart.Real,

    /// <summary>The imaginary part, float32.</summary>
    Imaginary = ComplexPart.Imaginary,

    /// <summary>The voxel itself, complex64.</summary>
    Complex = 4,
}
