namespace GpuVol;

/// <summary>The neighbourhood of binary morphology: the voxels, as offsets from the centre, that an erosion asks for.</summary>
public sealed class StructuringElement
{
    private StructuringElement(Size3D size, bool[] voxels)
    {
        Size = size;
        Voxels = voxels;
        Centre = new Size3D(size.I / 2, size.J / 2, size.K / 2);
    }

    /// <summary>Extent in voxels.</summary>
    public Size3D Size { get; }

    /// <summary>The voxel that lies on the one computed: size / 2 rounded down, as in SciPy.</summary>
    public Size3D Centre { get; }

    /// <summary>Which voxels belong to it, i fastest.</summary>
    public IReadOnlyList<bool> Voxels { get; }

    /// <summary>A full box.</summary>
    /// <exception cref="ArgumentException">An axis is below 1.</exception>
    public static StructuringElement Box(int sizeI, int sizeJ, int sizeK) =>
        FromArray(new Size3D(sizeI, sizeJ, sizeK), Enumerable.Repeat(true, checked(Math.Max(sizeI, 0) * Math.Max(sizeJ, 0) * Math.Max(sizeK, 0))).ToArray());

    /// <summary>The 3x3x3 neighbours that share a face (1), also those that share an edge (2), or a corner (3), as <c>generate_binary_structure(3, connectivity)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The connectivity is not 1, 2 or 3.</exception>
    public static StructuringElement Connected(int connectivity)
    {
        if (connectivity is < 1 or > 3)
            throw new ArgumentOutOfRangeException(nameof(connectivity), $"StructuringElement: connectivity is {connectivity}; it is 1 (faces), 2 (edges) or 3 (corners).");
        return Make(new Size3D(3, 3, 3), (i, j, k) => Math.Abs(i) + Math.Abs(j) + Math.Abs(k) <= connectivity);
    }

    /// <summary>All voxels at most <paramref name="radiusVoxels"/> from the centre. For large balls in mm use <see cref="BinaryMorphology.ErodeBall"/> and its kin.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative, not finite or above 64.</exception>
    public static StructuringElement Ball(double radiusVoxels)
    {
        if (!(radiusVoxels >= 0 && radiusVoxels <= 64))
            throw new ArgumentOutOfRangeException(nameof(radiusVoxels), $"StructuringElement: the radius is {radiusVoxels} voxels; it must lie in [0, 64]. Use BinaryMorphology.ErodeBall or DilateBall for larger balls.");
        var n = (2 * (int)radiusVoxels) + 1;
        return Make(new Size3D(n, n, n), (i, j, k) => (i * i) + (j * j) + (k * k) <= radiusVoxels * radiusVoxels);
    }

    /// <summary>Any shape.</summary>
    /// <param name="size">Its extent.</param>
    /// <param name="voxels">Which voxels belong to it, i fastest.</param>
    /// <exception cref="ArgumentException">The array does not fit the size, or no voxel is set.</exception>
    public static StructuringElement FromArray(Size3D size, ReadOnlySpan<bool> voxels)
    {
        if (size.I < 1 || size.J < 1 || size.K < 1 || voxels.Length != size.Voxels)
            throw new ArgumentException($"StructuringElement: size {size} does not fit an array of {voxels.Length} voxels; every axis must be at least 1.", nameof(voxels));
        if (!voxels.Contains(true))
            throw new ArgumentException($"StructuringElement: none of its {voxels.Length} voxels is set. Set at least one.", nameof(voxels));
        return new StructuringElement(size, voxels.ToArray());
    }

    /// <summary>The offsets of its voxels from the centre: i, j, k in turn; negated for the dilation, whose element is mirrored.</summary>
    internal int[] Offsets(bool mirrored)
    {
        var result = new List<int>();
        var sign = mirrored ? -1 : 1;
        for (var v = 0; v < Voxels.Count; v++)
        {
            if (!Voxels[v])
                continue;
            result.Add(sign * ((v % Size.I) - Centre.I));
            result.Add(sign * ((v / Size.I % Size.J) - Centre.J));
            result.Add(sign * ((v / Size.I / Size.J) - Centre.K));
        }

        return [.. result];
    }

    private static StructuringElement Make(Size3D size, Func<int, int, int, bool> belongs)
    {
        var voxels = new bool[size.Voxels];
        for (var v = 0; v < voxels.Length; v++)
            voxels[v] = belongs((v % size.I) - (size.I / 2), (v / size.I % size.J) - (size.J / 2), (v / size.I / size.J) - (size.K / 2));
        return new StructuringElement(size, voxels);
    }
}
