namespace GpuVol;

/// <summary>Settings of <see cref="SenseReconstruction"/> and <see cref="CoilSensitivities"/>.</summary>
public sealed record SenseSettings
{
    /// <summary>Most steps of the conjugate gradients.</summary>
    public int Iterations { get; init; } = 30;

    /// <summary>Ends when the residual has fallen to this part of what it was.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Weight λ of the image's own energy: (AᴴA + λ) x = Aᴴ y; A has norm 1 at most.</summary>
    public double Regularization { get; init; } = 0.005;

    /// <summary>Largest side of the calibration region that is used, in samples.</summary>
    public int CalibrationSamples { get; init; } = 32;

    /// <summary>Sensitivities are 0 where the calibration image is below this part of its maximum.</summary>
    public double SupportThreshold { get; init; } = 0.01;
}
