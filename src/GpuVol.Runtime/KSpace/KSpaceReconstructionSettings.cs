namespace GpuVol;

/// <summary>How k-space becomes images. The defaults: centred ortho inverse transform, root of the sum of squares.</summary>
public sealed record KSpaceReconstructionSettings
{
    /// <summary>How the coils are combined.</summary>
    public CoilCombination Combination { get; init; } = CoilCombination.RootSumOfSquares;

    /// <summary>What is given of each voxel.</summary>
    public ImagePart Part { get; init; } = ImagePart.Magnitude;

    /// <summary>Scale of the inverse transform: ortho, divided by n (backward), or none (forward, BART's <c>fft -i</c>).</summary>
    public FftNorm Norm { get; init; } = FftNorm.Ortho;

    /// <summary>Voxels of the image over the encoded field of view: k-space is padded with zeros, or cut, to it. Null: what the file wants, else the sampled matrix.</summary>
    public Size3D? TransformSize { get; init; }

    /// <summary>Voxels of the image that are kept about its centre (readout oversampling is cut off). Null: what the file wants, else all.</summary>
    public Size3D? ImageSize { get; init; }

    /// <summary>Taper over the sampled matrix.</summary>
    public KSpaceWindow Window { get; init; }

    /// <summary>What is done with an incomplete side of k-space.</summary>
    public PartialFourierMethod PartialFourier { get; init; }

    /// <summary>Steps of <see cref="PartialFourierMethod.Pocs"/>.</summary>
    public int PocsIterations { get; init; } = 12;

    /// <summary>True decorrelates the coils by the noise that the file brings, or <see cref="NoiseSamples"/>; afterwards noise has unit variance in every coil.</summary>
    public bool Prewhiten { get; init; }

    /// <summary>Noise [coil, sample] complex64 in place of that in the file.</summary>
    public ComplexArray? NoiseSamples { get; init; }

    /// <summary>Takes the complex conjugate of k-space: for scanners whose transform runs the other way, which turns the image about its centre.</summary>
    public bool Conjugate { get; init; }

    /// <summary>Turns every second line (1, 3, …) along ky round along kx: echo-planar lines as acquired.</summary>
    public bool ReverseOddLines { get; init; }

    /// <summary>Coil sensitivities [coil, kz, ky, kx] complex64 of the transformed or the final matrix; null: estimated.</summary>
    public ComplexArray? Sensitivities { get; init; }

    /// <summary>SENSE: settings of the iteration and of the estimate of sensitivities.</summary>
    public SenseSettings Sense { get; init; } = new();
}
