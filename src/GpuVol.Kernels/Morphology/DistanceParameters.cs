namespace GpuVol.Kernels;

/// <summary>Shape, weights and options of a distance transform.</summary>
public struct DistanceParameters
{
    /// <summary>Voxels along i.</summary>
    public int SizeI;

    /// <summary>Voxels along j.</summary>
    public int SizeJ;

    /// <summary>Voxels along k.</summary>
    public int SizeK;

    /// <summary>1 where every value is an object of its own, 0 where all that is not 0 is one object.</summary>
    public int EachValue;

    /// <summary>1 where 0 is an object as well.</summary>
    public int BackgroundToo;

    /// <summary>1 where the outside of the volume counts as another object.</summary>
    public int Wall;

    /// <summary>1 for distances below 0 where the value is 0.</summary>
    public int Signed;

    /// <summary>1 for distances, 0 for squared distances.</summary>
    public int Rooted;

    /// <summary>Factor of the result.</summary>
    public float Scale;

    /// <summary>Squared spacing along i in units of the common scale.</summary>
    public long WeightI;

    /// <summary>Squared spacing along j in units of the common scale.</summary>
    public long WeightJ;

    /// <summary>Squared spacing along k in units of the common scale.</summary>
    public long WeightK;
}
