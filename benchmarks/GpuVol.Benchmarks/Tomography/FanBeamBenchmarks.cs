namespace GpuVol.Benchmarks.Tomography;

/// <summary>A fan over a full turn, 768 columns of 1.5 mm, source 1000 mm and detector 500 mm from the axis.</summary>
public class FanBeamBenchmarks : SliceBenchmarks
{
    /// <inheritdoc/>
    protected override ProjectionGeometry CreateGeometry() => ProjectionGeometry.Fan(ProjectionGeometry.AnglesFromDegrees(0, 360, Views), 768, 1.5, 1000, 500);
}
