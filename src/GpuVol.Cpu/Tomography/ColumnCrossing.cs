namespace GpuVol.Cpu.Tomography;

/// <summary>Where the rays to a detector's column cross a plane of a <see cref="VolumeTile"/>: between two columns of voxels, whose places and weights these are.</summary>
internal readonly ref struct ColumnCrossing
{
    public ColumnCrossing(double position, int across, double first, double perRow)
    {
        var index = (int)Math.Floor(position);
        var fraction = (float)(position - index);

        // Beyond the tile a neighbour weighs nothing, whichever it is.
        (Near, NearWeight) = index >= 0 ? (index, 1 - fraction) : (0, 0);
        (Far, FarWeight) = index + 1 < across ? (index + 1, fraction) : (index, 0);
        First = first;
        PerRow = perRow;
    }

    public int Near { get; }

    public int Far { get; }

    public float NearWeight { get; }

    public float FarWeight { get; }

    /// <summary>Coordinate along k, from the tile's first voxel, of the ray to row 0.</summary>
    public double First { get; }

    /// <summary>Its change per row.</summary>
    public double PerRow { get; }
}
