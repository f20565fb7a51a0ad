namespace GpuVol.Tests;

/// <summary>Limits of bulk work.</summary>
public static partial class Tolerances
{
    /// <summary>What the program takes beside the volumes: itself, its threads, and blocks being compressed. docs/batch.md states it.</summary>
    public const long BatchProgramBytes = 256L << 20;

    /// <summary>
    /// Codes for 128 KB at a time, counted from a quarter, against zlib's for some 16 KB: 1.01 measured for smoothed float32, 1.04 to 1.06 for
    /// int16. More would be a worse code, not coarser parts.
    /// </summary>
    public const double RunDeflateOverZlib = 1.06;
}
