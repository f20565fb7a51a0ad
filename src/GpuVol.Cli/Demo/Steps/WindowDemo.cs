namespace GpuVol.Cli;

/// <summary>Windows stored CT values and compares each with the DICOM formula in float64.</summary>
internal sealed class WindowDemo : DemoStep
{
    private const double Center = 40;
    private const double Width = 400;

    /// <inheritdoc/>
    public override string Name => "window";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        // Every 12-bit value there is, stored as a scanner stores it: HU + 1024.
        var geometry = new VolumeGeometry(new(256, 256, 128), new(0.7, 0.7, 1));
        var rescale = new IntensityRescale([1], [-1024]);
        using var stored = Volume.Create(geometry, ElementType.Int16, rescale);
        var voxels = stored.AsSpan<short>();
        for (var n = 0; n < voxels.Length; n++)
            voxels[n] = (short)(n * 2654435761L >> 7 & 4095);

        using var source = stored.ToDevice(demo.Device);
        var (windowed, seconds) = demo.Time(() => IntensityTransforms.Window(source, Center, Width));
        using (windowed)
        using (var host = windowed.ToHost())
        {
            var result = host.AsSpan<float>();
            var max = 0.0;
            for (var n = 0; n < result.Length; n++)
            {
                var hu = voxels[n] - 1024.0;
                var truth = Math.Clamp((hu - (Center - 0.5)) / (Width - 1) + 0.5, 0, 1) * 255;
                var d = Math.Abs(result[n] - truth);
                max = d <= max ? max : d;
            }

            demo.Add(new DemoRow(Name, $"HU and window, i16 {geometry.Size}", seconds, geometry.Size.Voxels, max, "largest of 0..255, against DICOM's formula in float64"));
        }
    }
}
