namespace GpuVol;

/// <summary>Axes of reconstructed images, and where they lie.</summary>
internal sealed record KSpaceImagesDescription
{
    public required IReadOnlyList<KSpaceAxis> ImageAxes { get; init; }

    public required int Coils { get; init; }

    /// <summary>True where the file shows an axis of coils.</summary>
    public required bool HasCoilAxis { get; init; }

    public required Size3D Size { get; init; }

    /// <summary>True where the file shows an axis k.</summary>
    public required bool HasAxisK { get; init; }

    public required bool IsComplex { get; init; }

    public required VolumeGeometry Geometry { get; init; }

    public int Images => ImageAxes.Aggregate(1, (n, a) => checked(n * a.Length));

    public long Voxels => Size.Voxels * Coils * Images;

    public IReadOnlyList<long> Shape =>
    [
        .. ImageAxes.Select(a => (long)a.Length),
        .. HasCoilAxis ? [(long)Coils] : Array.Empty<long>(),
        .. HasAxisK ? [(long)Size.K] : Array.Empty<long>(),
        Size.J,
        Size.I,
    ];
}
