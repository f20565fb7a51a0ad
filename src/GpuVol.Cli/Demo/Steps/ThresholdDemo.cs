namespace GpuVol.Cli;

/// <summary>Masks a sampled ball and compares the counted volume with the ball's.</summary>
internal sealed class ThresholdDemo : DemoStep
{
    private const int Size = 128;
    private const double RadiusMm = 50;

    /// <inheritdoc/>
    public override string Name => "threshold";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        const double Center = (Size - 1) / 2.0;
        var geometry = new VolumeGeometry(new(Size, Size, Size), new(1, 1, 1));
        using var distance = DemoContext.Sample(geometry, (x, y, z) => RadiusMm - Math.Sqrt((x - Center) * (x - Center) + (y - Center) * (y - Center) + (z - Center) * (z - Center)));
        using var source = distance.ToDevice(demo.Device);
        var (mask, seconds) = demo.Time(() => IntensityTransforms.ThresholdMask(source, 0));
        using (mask)
        using (var host = mask.ToHost())
        {
            long inside = 0;
            foreach (var voxel in host.AsSpan<byte>())
                inside += voxel;
            var truth = 4.0 / 3 * Math.PI * RadiusMm * RadiusMm * RadiusMm;
            demo.Add(new DemoRow(Name, $"ball of {Text.Of(RadiusMm)} mm in {Size}^3", seconds, geometry.Size.Voxels, Math.Abs(inside - truth) / truth, "relative, counted voxels against 4/3 pi r^3"));
        }
    }
}
