namespace GpuVol.Tests;

/// <summary>Limits of MRI reconstruction, relative L2 unless said otherwise.</summary>
public static partial class Tolerances
{
    /// <summary>A reconstruction in float32 against NumPy in float64: a transform or two and sums over the coils. Measured 3e-8 to 1.3e-7.</summary>
    public const double ReconstructionOfNorm = 5e-7;

    /// <summary>Methods with several transforms, divisions by small numbers or iterations. Measured 1e-7 to 4.2e-7.</summary>
    public const double IteratedReconstructionOfNorm = 2e-6;

    /// <summary>Devices against each other: transforms and roots may differ in their last digits. Measured 6e-8.</summary>
    public const double ReconstructionBetweenDevices = 1e-6;

    /// <summary>⟨Ax, y⟩ against ⟨x, Aᴴy⟩ for the SENSE operator, relative. Measured up to 1.5e-6, of products that nearly cancel.</summary>
    public const double SenseAdjoint = 1e-5;

    /// <summary>Greatest difference from <c>ismrmrd_recon_cartesian_2d</c>, which computes in float32 too, part of the maximum.</summary>
    public const double IsmrmrdToolOfMaximum = 1e-5;

    /// <summary>Minimum, maximum, mean and samples of real images against NumPy in float64, relative. The least value of an image is a small difference of large numbers.</summary>
    public const double RealReconstruction = 1e-5;
}
