namespace GpuVol.Cli;

/// <summary>Doubles the resolution of a coarse head, and of a ramp, which linear interpolation must reproduce.</summary>
internal sealed class ResampleDemo : DemoStep
{
    /// <inheritdoc/>
    public override string Name => "resample";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        const int Fine = DemoContext.HeadSize;
        var size = new Size3D(Fine, Fine, Fine);
        using var coarse = GpuVol.Phantoms.SheppLogan3D(Fine / 2);
        var (seconds, error) = Resample(demo, coarse, size, demo.HeadOnHost);
        demo.Add(new DemoRow(Name, $"head {Fine / 2}^3 to {Fine}^3, linear", seconds, size.Voxels, error.RootMeanSquare, "RMS, against the phantom sampled on the fine grid"));

        // Away from the outer half voxel, where the edge value is held, a ramp comes out as a ramp.
        var geometry = new VolumeGeometry(new(Fine / 2, Fine / 2, Fine / 2), new(2, 2, 2), new(0.5, 0.5, 0.5));
        using var ramp = DemoContext.Sample(geometry, Ramp);
        using var truth = DemoContext.Sample(
            new VolumeGeometry(size, new(1, 1, 1)),
            (x, y, z) => Ramp(Hold(x), Hold(y), Hold(z)));
        (seconds, error) = Resample(demo, ramp, size, truth);
        demo.Add(new DemoRow(Name, $"ramp {Fine / 2}^3 to {Fine}^3, linear", seconds, size.Voxels, error.Max, "largest, against the ramp itself (0 to 1)"));

        static double Ramp(double x, double y, double z) => (x + 2 * y + 4 * z) / (7.0 * Fine);
        static double Hold(double t) => Math.Clamp(t, 0.5, Fine - 1.5);
    }

    private static (double Seconds, (double Max, double RootMeanSquare) Error) Resample(DemoContext demo, Volume source, Size3D size, Volume truth)
    {
        using var input = source.ToDevice(demo.Device);
        var (result, seconds) = demo.Time(() => VolumeResampling.ToSize(input, size));
        using (result)
        using (var host = result.ToHost())
            return (seconds, DemoContext.Difference(host, truth));
    }
}
