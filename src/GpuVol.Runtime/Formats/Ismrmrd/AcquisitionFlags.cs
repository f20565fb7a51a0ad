namespace GpuVol;

/// <summary>What a readout is for: the flags of ISMRMRD (ismrmrd.h, bit n is flag n + 1).</summary>
[Flags]
internal enum AcquisitionFlags : ulong
{
    /// <summary>An ordinary line.</summary>
    None = 0,

    /// <summary>Noise without signal, for prewhitening.</summary>
    Noise = 1UL << 18,

    /// <summary>A calibration line only.</summary>
    Calibration = 1UL << 19,

    /// <summary>A line of the image that also calibrates.</summary>
    CalibrationAndImaging = 1UL << 20,

    /// <summary>Sampled from the end to the start.</summary>
    Reverse = 1UL << 21,

    /// <summary>A navigator.</summary>
    Navigator = 1UL << 22,

    /// <summary>Phase correction.</summary>
    PhaseCorrection = 1UL << 23,

    /// <summary>Feedback to the scanner.</summary>
    Feedback = 1UL << 25,

    /// <summary>A dummy before the steady state.</summary>
    Dummy = 1UL << 26,

    /// <summary>Real-time feedback.</summary>
    RealTimeFeedback = 1UL << 27,

    /// <summary>A scan for the correction of surface coils.</summary>
    SurfaceCoilCorrection = 1UL << 28,

    /// <summary>Reference of phase stabilisation.</summary>
    PhaseStabilizationReference = 1UL << 29,

    /// <summary>Phase stabilisation.</summary>
    PhaseStabilization = 1UL << 30,

    /// <summary>Everything that is no line of an image and no noise.</summary>
    NoImage = Navigator | PhaseCorrection | Feedback | Dummy | RealTimeFeedback | SurfaceCoilCorrection | PhaseStabilizationReference | PhaseStabilization,
}
