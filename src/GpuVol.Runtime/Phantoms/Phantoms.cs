namespace GpuVol;

/// <summary>Analytic test objects.</summary>
public static partial class Phantoms
{
    /// <summary>The modified Shepp-Logan head (Toft 1996 contrasts) sampled at voxel centres, float32, one slice, field of view 2 x 2 units over size x size voxels of 1 mm.</summary>
    public static Volume SheppLogan2D(int size) => throw new NotImplementedException();

    /// <summary>The 3-D Shepp-Logan head (Kak and Slaney 1988, table 3.1 densities as in RTK) sampled at voxel centres, float32, size³ voxels of 1 mm.</summary>
    public static Volume SheppLogan3D(int size) => throw new NotImplementedException();
}
