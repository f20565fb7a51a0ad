namespace GpuVol.Cli;

/// <summary>Doubles the resolution of a coarse head, of a ramp, which linear interpolation must reproduce, and of a wave by cubic splines.</summary>
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
        var (seconds, error) = Resample(demo, coarse, size, Interpolation.Linear, demo.HeadOnHost);
        demo.Add(new DemoRow(Name, $"head {Fine / 2}^3 to {Fine}^3, linear", seconds, size.Voxels, error.RootMeanSquare, "RMS, against the phantom sampled on the fine grid"));

        // Away from the outer half voxel, where the edge value is held, a ramp comes out as a ramp.
        var geometry = new VolumeGeometry(new(Fine / 2, Fine / 2, Fine / 2), new(2, 2, 2), new(0.5, 0.5, 0.5));
        using var ramp = DemoContext.Sample(geometry, Ramp);
        var fine = new VolumeGeometry(size, new(1, 1, 1));
        using var truth = DemoContext.Sample(fine, (x, y, z) => Ramp(Hold(x), Hold(y), Hold(z)));
        (seconds, error) = Resample(demo, ramp, size, Interpolation.Linear, truth);
        demo.Add(new DemoRow(Name, $"ramp {Fine / 2}^3 to {Fine}^3, linear", seconds, size.Voxels, error.Max, "largest, against the ramp itself (0 to 1)"));

        // Nine samples a period, and symmetric about the outer voxel centres, as the spline takes a volume to be.
        using var wave = DemoContext.Sample(geometry, Wave);
        using var wholeWave = DemoContext.Sample(fine, Wave);
        (seconds, error) = Resample(demo, wave, size, Interpolation.Cubic, wholeWave);
        demo.Add(new DemoRow(Name, $"wave {Fine / 2}^3 to {Fine}^3, cubic", seconds, size.Voxels, error.Max, "largest, against the wave itself (-1 to 1)"));

        static double Wave(double x, double y, double z) => Swing(x) * Swing(y) * Swing(z);
        static double Swing(double t) => Math.Cos(14 * Math.PI * (t - 0.5) / (Fine - 2));
        static double Ramp(double x, double y, double z) => (x + 2 * y + 4 * z) / (7.0 * Fine);
        static double Hold(double t) => Math.Clamp(t, 0.5, Fine - 1.5);
    }

    private static (double Seconds, (double Max, double RootMeanSquare) Error) Resample(DemoContext demo, Volume source, Size3D size, Interpolation interpolation, Volume truth)
    {
        using var input = source.ToDevice(demo.Device);
        var (result, seconds) = demo.Time(() => VolumeResampling.ToSize(input, size, interpolation));
        using (result)
        using (var host = result.ToHost())
            return (seconds, DemoContext.Difference(host, truth));
    }
}
