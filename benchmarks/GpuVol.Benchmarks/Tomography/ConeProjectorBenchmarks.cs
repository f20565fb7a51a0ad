namespace GpuVol.Benchmarks.Tomography;

/// <summary>A cone beam: 90 views of 128 x 128 and a volume of 128³, whose voxels are as wide as the detector's pixels at the axis.</summary>
public class ConeProjectorBenchmarks : ProjectorBenchmarks
{
    private const int Size = 128;

    /// <inheritdoc/>
    protected override IReadOnlyList<Ellipsoid> Head => Phantoms.SheppLogan3DEllipsoids;

    /// <inheritdoc/>
    protected override ProjectionGeometry CreateGeometry() => ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 90), Size, Size, 1.5, 1.5, 320, 160);

    /// <inheritdoc/>
    protected override Volume CreateHead() => Phantoms.SheppLogan3D(Size);
}
