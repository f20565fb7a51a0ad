using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>A box of a volume that fits the second-level cache: all rays of a scan pass through one before the next.</summary>
/// <param name="I">First voxel along i.</param>
/// <param name="J">First voxel along j.</param>
/// <param name="K">First voxel along k.</param>
/// <param name="SizeI">Voxels along i, <see cref="Side"/> at most.</param>
/// <param name="SizeJ">The same along j.</param>
/// <param name="SizeK">Voxels along k, <see cref="GreatestK"/> at most.</param>
internal readonly record struct VolumeTile(int I, int J, int K, int SizeI, int SizeJ, int SizeK)
{
    /// <summary>Voxels along i and j: a cache line of the volume.</summary>
    public const int Side = 16;

    private const int MostK = 256;

    /// <summary>How many there are in a volume.</summary>
    public static long Count(in ProjectorParameters p) => (long)Parts(p.SizeI, Side) * Parts(p.SizeJ, Side) * Parts(p.SizeK, GreatestK(p));

    /// <summary>The n-th, along i first.</summary>
    public static VolumeTile Of(long n, in ProjectorParameters p)
    {
        var perRow = Parts(p.SizeI, Side);
        var perPlane = perRow * Parts(p.SizeJ, Side);
        var depth = GreatestK(p);
        var (i, j, k) = ((int)(n % perRow) * Side, (int)(n % perPlane / perRow) * Side, (int)(n / perPlane) * depth);
        return new VolumeTile(i, j, k, Math.Min(Side, p.SizeI - i), Math.Min(Side, p.SizeJ - j), Math.Min(depth, p.SizeK - k));
    }

    /// <summary>Voxels along k of the tallest: equal parts, of whole vectors.</summary>
    public static int GreatestK(in ProjectorParameters p)
    {
        var perTile = Parts(p.SizeK, Parts(p.SizeK, MostK));
        return Parts(perTile, Side) * Side;
    }

    private static int Parts(int size, int part) => (size + part - 1) / part;
}
