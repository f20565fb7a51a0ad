namespace GpuVol;

/// <summary>Which voxels of a box around each voxel a filter looks at, in C order [k, j, i].</summary>
/// <remarks>The box of n voxels along an axis covers [x - n / 2, x - n / 2 + n - 1], as in SciPy.</remarks>
public sealed class Footprint
{
    private readonly bool[] _mask;

    /// <summary>A footprint of one to three axes; one with fewer than three acts on the last ones (i; j, i), like a kernel.</summary>
    /// <param name="shape">Voxels per axis, slowest first, as NumPy gives it: [nk, nj, ni], [nj, ni] or [ni].</param>
    /// <param name="mask">True for the voxels to look at, in C order.</param>
    /// <exception cref="ArgumentException">Not one to three axes, an axis below 1, a mask of another length, or no voxel at all.</exception>
    public Footprint(ReadOnlySpan<int> shape, ReadOnlySpan<bool> mask)
    {
        if (shape.Length is < 1 or > 3)
            throw new ArgumentException($"Footprint: {shape.Length} axes; give 1 to 3 (ni; nj, ni; nk, nj, ni).", nameof(shape));
        var size = new Size3D(shape[^1], shape.Length > 1 ? shape[^2] : 1, shape.Length > 2 ? shape[0] : 1);
        WindowChecks.Check(nameof(Footprint), size, nameof(shape));
        if (mask.Length != size.Voxels)
            throw new ArgumentException($"Footprint: the mask has {mask.Length} voxels but a box of {size} has {size.Voxels}.", nameof(mask));
        _mask = mask.ToArray();
        Count = _mask.Count(m => m);
        if (Count == 0)
            throw new ArgumentException($"Footprint: none of the {mask.Length} voxels is set. Set at least one.", nameof(mask));
        Size = size;
    }

    /// <summary>Voxels of the box along i, j, k.</summary>
    public Size3D Size { get; }

    /// <summary>Voxels that are looked at.</summary>
    public int Count { get; }

    /// <summary>The mask in C order [k, j, i].</summary>
    public ReadOnlySpan<bool> Mask => _mask;

    /// <summary>A footprint from an array [k, j, i].</summary>
    /// <exception cref="ArgumentException">No voxel is set, or an axis is empty.</exception>
    public static Footprint FromArray(bool[,,] mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new Footprint([mask.GetLength(0), mask.GetLength(1), mask.GetLength(2)], [.. mask.Cast<bool>()]);
    }

    /// <summary>A ball: every voxel whose centre is at most <paramref name="radiusVoxels"/> from the middle one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The radius is negative or not finite, or the box would have more than 2^31 voxels.</exception>
    public static Footprint Ball(double radiusVoxels)
    {
        if (!double.IsFinite(radiusVoxels) || radiusVoxels is < 0 or > 512)
            throw new ArgumentOutOfRangeException(nameof(radiusVoxels), $"Footprint.Ball: radius {radiusVoxels} voxels; give 0 to 512.");
        var r = (int)radiusVoxels;
        var n = (2 * r) + 1;
        var mask = new bool[n * n * n];
        for (var e = 0; e < mask.Length; e++)
        {
            var (i, j, k) = ((e % n) - r, (e / n % n) - r, (e / (n * n)) - r);
            mask[e] = ((double)i * i) + ((double)j * j) + ((double)k * k) <= radiusVoxels * radiusVoxels;
        }

        return new Footprint([n, n, n], mask);
    }
}
