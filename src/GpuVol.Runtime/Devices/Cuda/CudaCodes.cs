namespace GpuVol;

/// <summary>The numbers of the CUDA headers that are in use.</summary>
internal static class CudaCodes
{
    public const int Success = 0;
    public const int OutOfMemory = 2;
    public const int InvalidImage = 200;
    public const int NoBinaryForGpu = 209;
    public const int InvalidPtx = 218;
    public const int UnsupportedPtxVersion = 222;
    public const int InvalidSource = 300;

    public const int MaxThreadsPerBlock = 1;
    public const int MaxGridY = 6;
    public const int MaxGridZ = 7;
    public const int MultiprocessorCount = 16;
    public const int ComputeCapabilityMajor = 75;
    public const int ComputeCapabilityMinor = 76;

    public const int FunctionMaxThreadsPerBlock = 0;

    public const uint StreamNonBlocking = 1;
    public const uint EventDefault = 0;
    public const uint EventDisableTiming = 2;

    /// <summary>True for the failures after which the context is lost: every later call gives the same.</summary>
    public static bool IsSticky(int code) => code is 214 or 220 or 226 or 700 or 702 or 709 or 710 or (>= 714 and <= 719) or 721;

    /// <summary>True where the driver does not take a compiled image: damaged, or made for another device or driver.</summary>
    public static bool RefusesImage(int code) => code is InvalidImage or NoBinaryForGpu or InvalidPtx or UnsupportedPtxVersion or InvalidSource;
}
