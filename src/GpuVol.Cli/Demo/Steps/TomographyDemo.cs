namespace GpuVol.Cli;

/// <summary>Reconstructs the head phantom from its exact line integrals: by filtered backprojection, by SART from few views, and from a cone beam.</summary>
internal sealed class TomographyDemo : DemoStep
{
    private const int Size = 256;
    private const int ConeSize = 96;
    private const int Views = 360;
    private const int FewViews = 60;
    private const int Sweeps = 5;
    private const int ConeViews = 120;
    private const string Measure = "mean |error| in the field of view, against the phantom (0 to 2)";

    /// <inheritdoc/>
    public override string Name => "ct";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        using var head = GpuVol.Phantoms.SheppLogan2D(Size);
        var full = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, Views), Size + 1);
        using (var data = Project(demo, GpuVol.Phantoms.SheppLogan2DEllipses, Size, full))
        {
            Add(demo, "fbp", $"head {Size}^2 from {Views} views", head, () => FilteredBackProjection.Reconstruct(data, full, head.Geometry), "fbp.png");
        }

        var few = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, FewViews), Size + 1);
        using (var data = Project(demo, GpuVol.Phantoms.SheppLogan2DEllipses, Size, few))
        using (var projector = new Projector(demo.Device, few, head.Geometry))
        {
            Add(demo, "sart", $"head {Size}^2 from {FewViews} views, {Sweeps} sweeps", head, () => IterativeReconstruction.Sart(data, projector, new IterativeSettings { Iterations = Sweeps, Minimum = 0 }).Volume, null);
        }

        using var body = GpuVol.Phantoms.SheppLogan3D(ConeSize);
        var cone = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, ConeViews), 2 * ConeSize, 2 * ConeSize, 1, 1, 4 * ConeSize, 2 * ConeSize);
        using (var data = Project(demo, GpuVol.Phantoms.SheppLogan3DEllipsoids, ConeSize, cone))
        {
            Add(demo, "fdk", $"head {ConeSize}^3 from {ConeViews} cone views", body, () => ConeBeamReconstruction.Reconstruct(data, cone, body.Geometry), null);
        }
    }

    private static DeviceVolume Project(DemoContext demo, IReadOnlyList<Ellipsoid> bodies, int size, ProjectionGeometry geometry)
    {
        using var exact = GpuVol.Phantoms.Project(bodies, 0.5 * size, geometry);
        return exact.ToDevice(demo.Device);
    }

    private static void Add(DemoContext demo, string step, string what, Volume truth, Func<DeviceVolume> reconstruct, string? picture)
    {
        var (image, seconds) = demo.Time(reconstruct);
        using (image)
        using (var host = image.ToHost())
        {
            demo.Add(new DemoRow(step, what, seconds, image.Geometry.Size.Voxels, MeanError(truth, host), Measure));
            if (picture is not null)
                demo.Picture(SliceMontage.Create(image, new MontageSettings { WindowCenter = 0.2, WindowWidth = 0.6 }), picture);
        }
    }

    // In the cylinder that every view sees.
    private static double MeanError(Volume truth, Volume image)
    {
        var size = truth.Geometry.Size;
        var (sum, count) = (0.0, 0L);
        for (var k = 0; k < size.K; k++)
        {
            var expected = truth.Slice<float>(k);
            var actual = image.Slice<float>(k);
            for (var n = 0; n < expected.Length; n++)
            {
                var (x, y) = (n % size.I - 0.5 * (size.I - 1), n / size.I - 0.5 * (size.J - 1));
                if (x * x + y * y > 0.25 * size.I * size.I)
                    continue;
                sum += Math.Abs(expected[n] - actual[n]);
                count++;
            }
        }

        return sum / count;
    }
}
