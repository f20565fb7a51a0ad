namespace GpuVol.Tests;

/// <summary>Limits of the rendering tests.</summary>
public static partial class Tolerances
{
    /// <summary>
    /// Projected intensities against NumPy in float64: part of the volume's range. Positions are float32 voxel indices, wrong by up to 1e-5
    /// of a voxel; the range may change by its whole within a voxel.
    /// </summary>
    public const double ProjectionOfRange = 2e-5;

    /// <summary>
    /// Composite and isosurface against NumPy, in grey levels of 255: the transfer function is read from 2048 entries, and a level that
    /// lies on the edge of rounding may go either way.
    /// </summary>
    public const int PictureLevels = 1;

    /// <summary>Devices against each other, MIP, MinIP and average, in grey levels of 255.</summary>
    public const int ProjectionLevelsBetweenDevices = 1;

    /// <summary>Devices against each other, composite and isosurface, in grey levels of 255: a sample may take the neighbouring entry of the table.</summary>
    public const int PictureLevelsBetweenDevices = 2;

    /// <summary>
    /// Vector code against the plain kernel, part of the range: the same operations in the same order, but a packet also samples bricks
    /// that cannot hold more; interpolation there may exceed the brick's maximum by its rounding.
    /// </summary>
    public const double PacketOfRange = 5e-7;
}
