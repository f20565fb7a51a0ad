namespace GpuVol.Cli;

/// <summary>Blurs a Gaussian blob, which must become the wider Gaussian blob that calculus says.</summary>
internal sealed class GaussianDemo : DemoStep
{
    private const int Size = 128;
    private const double BlobSigmaMm = 8;
    private const double BlurSigmaMm = 3;

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        var geometry = new VolumeGeometry(new(Size, Size, Size), new(1, 1, 1));
        const double Center = (Size - 1) / 2.0;
        var wide = Math.Sqrt(BlobSigmaMm * BlobSigmaMm + BlurSigmaMm * BlurSigmaMm);
        var height = Math.Pow(BlobSigmaMm / wide, 3);
        using var blob = DemoContext.Sample(geometry, (x, y, z) => Blob(x, y, z, BlobSigmaMm));
        using var truth = DemoContext.Sample(geometry, (x, y, z) => height * Blob(x, y, z, wide));

        using var source = blob.ToDevice(demo.Device);
        var (blurred, seconds) = demo.Time(() => VolumeFilters.GaussianBlur(source, new(BlurSigmaMm, BlurSigmaMm, BlurSigmaMm)));
        using (blurred)
        using (var host = blurred.ToHost())
        {
            var (max, _) = DemoContext.Difference(host, truth);
            demo.Add(new DemoRow(Name, $"sigma {Text.Of(BlurSigmaMm)} mm on {Size}^3", seconds, geometry.Size.Voxels, max / height, "largest / peak, against the exact convolution of a blob"));
        }

        static double Blob(double x, double y, double z, double sigma)
        {
            var r2 = (x - Center) * (x - Center) + (y - Center) * (y - Center) + (z - Center) * (z - Center);
            return Math.Exp(-r2 / (2 * sigma * sigma));
        }
    }
}
