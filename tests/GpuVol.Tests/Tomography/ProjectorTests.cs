using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Tomography;

public sealed class ProjectorTests
{
    /// <summary>Scans of every kind, with a grid, small enough for the plain kernels.</summary>
    private static readonly (string Name, Func<ProjectionGeometry> Geometry, VolumeGeometry Grid)[] Scans =
    [
        ("parallel", () => ProjectionGeometry.Parallel(Angles(0, 180, 31), 47, 1, 22.3, 3), TomographyTestData.Grid(40, 3, 1)),
        ("parallel, fine columns", () => ProjectionGeometry.Parallel(Angles(5, 365, 17), 130, 0.37), TomographyTestData.Grid(33, 1, 1)),
        ("parallel, columns wider than pixels", () => ProjectionGeometry.Parallel(Angles(5, 365, 17), 44, 1.4), TomographyTestData.Grid(61, 1, 1)),
        ("parallel, coarse columns", () => ProjectionGeometry.Parallel(Angles(5, 365, 17), 24, 2.6), TomographyTestData.Grid(61, 1, 1)),
        ("parallel, aside", () => ProjectionGeometry.Parallel(Angles(0, 180, 20), 64), TomographyTestData.Grid(24, 1, 1, new(9, -14, 0))),
        ("parallel, oblong pixels", () => ProjectionGeometry.Parallel(Angles(0, 180, 20), 64), new VolumeGeometry(new(50, 21, 1), new(1, 1.5, 1), new(-24.5, -15, 0))),
        ("fan", () => ProjectionGeometry.Fan(Angles(0, 360, 29), 60, 1.2, 60, 30, 28.1, 2, 2), TomographyTestData.Grid(35, 2, 1)),
        ("cone", () => ProjectionGeometry.Cone(Angles(0, 360, 13), 40, 30, 1.3, 1.4, 70, 30, 18.7, 15.2, 1.5), TomographyTestData.Grid(22, 18, 1)),
        ("fan, fine columns", () => ProjectionGeometry.Fan(Angles(10, 370, 17), 240, 0.3, 60, 30), TomographyTestData.Grid(34, 1, 1)),
        ("fan, a wide grid near the source", () => ProjectionGeometry.Fan(Angles(3, 363, 23), 200, 1.5, 60, 60), TomographyTestData.Grid(78, 1, 1)),
        ("cone, fine rows and columns", () => ProjectionGeometry.Cone(Angles(0, 360, 9), 110, 120, 0.5, 0.45, 70, 30), TomographyTestData.Grid(20, 21, 1)),
        ("cone, coarse rows and columns", () => ProjectionGeometry.Cone(Angles(0, 360, 9), 12, 14, 4.5, 4.2, 70, 30), TomographyTestData.Grid(33, 35, 1)),
        ("cone, a tall volume", () => ProjectionGeometry.Cone(Angles(0, 360, 5), 30, 160, 1.3, 2.6, 400, 150), TomographyTestData.Grid(18, 301, 1)),
        ("cone, rows upside down", () => Upended(), TomographyTestData.Grid(22, 18, 1)),
        ("vectors", () => Tilted(true), TomographyTestData.Grid(19, 21, 1)),
        ("parallel vectors", () => Tilted(false), TomographyTestData.Grid(19, 21, 1)),
    ];

    public static TheoryData<string> ScanNames => new(Scans.Select(s => s.Name));

    [SkippableTheory]
    [Devices]
    public void EveryScan_PassesTheDotProductTest(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var (name, geometry, grid) in Scans)
            AssertAdjoint(device, geometry(), grid, $"{id}, {name}");
    }

    [Fact]
    public void EveryScan_PassesTheDotProductTestWithoutVectorCode()
    {
        using var device = new CpuDevice(useOverrides: false);
        foreach (var (name, geometry, grid) in Scans)
            AssertAdjoint(device, geometry(), grid, $"plain, {name}");
    }

    [SkippableTheory]
    [Devices]
    public void EveryScan_AgreesWithThePlainKernels(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var (name, create, grid) in Scans)
        {
            var geometry = create();

            // The plain kernels' places are float32, whose steps double beyond 128 and 256 voxels.
            var limit = Tolerances.ProjectionBetweenDevices * Math.Max(1, grid.Size.K / 128.0);
            using var volume = TestVolumes.Random(grid.Size, 1, geometry: grid);
            using var data = TestVolumes.Random(geometry.DataSize, 2);
            using var expectedData = Project(plain, geometry, grid, volume, (p, v) => p.Forward(v));
            using var actualData = Project(device, geometry, grid, volume, (p, v) => p.Forward(v));
            TomographyTestData.AssertRelative(expectedData, actualData, limit, $"{id}, forward, {name}");
            using var expectedVolume = Project(plain, geometry, grid, data, (p, v) => p.Adjoint(v));
            using var actualVolume = Project(device, geometry, grid, data, (p, v) => p.Adjoint(v));
            TomographyTestData.AssertRelative(expectedVolume, actualVolume, limit, $"{id}, adjoint, {name}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void BallInEveryScan_HasItsExactProjections(string id)
    {
        var device = TestDevices.Get(id);
        const double Radius = 12;
        Ellipsoid[] ball = [new(1, new(0.8, 0.7, 0.9), new(0.1, -0.05, 0.04), 0.4)];
        ProjectionGeometry[] scans =
        [
            ProjectionGeometry.Parallel(Angles(0, 180, 9), 50, 0.7, slices: 60, sliceSpacingMm: 0.4),
            ProjectionGeometry.Fan(Angles(0, 360, 9), 60, 0.8, 60, 30, 31, slices: 60, sliceSpacingMm: 0.4),
            ProjectionGeometry.Cone(Angles(0, 360, 7), 50, 44, 0.9, 0.9, 60, 30, 26, 20),
            Tilted(true),
            Tilted(false),
        ];
        var grid = TomographyTestData.Grid(60, 60, 0.4);
        using var volume = Sample(ball[0], grid, Radius);
        foreach (var geometry in scans)
        {
            using var exact = Phantoms.Project(ball, Radius, geometry);
            using var actual = Project(device, geometry, grid, volume, (p, v) => p.Forward(v));
            TomographyTestData.AssertRelative(exact, actual, 0.02, $"{id}, {geometry.Kind}");
        }
    }

    [SkippableTheory]
    [Devices]
    public void LengthsOfRays_AreTheProjectionOfOnes(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var (name, create, grid) in Scans)
        {
            using var ones = TestVolumes.From(grid, (_, _, _) => 1);
            using var projector = new Projector(device, create(), grid);
            using var onDevice = ones.ToDevice(device);
            using var projected = projector.Forward(onDevice);
            using var lengths = DeviceVolume.Allocate(device, projected.Geometry);
            projector.Lengths(lengths);
            using var expected = projected.ToHost();
            using var actual = lengths.ToHost();
            for (var n = 0; n < expected.AsSpan<float>().Length; n++)
            {
                var (walked, direct) = (expected.AsSpan<float>()[n], actual.AsSpan<float>()[n]);
                Assert.True(Math.Abs(walked - direct) <= Tolerances.RayLengthMm, $"{id}, {name}, ray {n}: {direct} mm, walked {walked} mm.");
            }
        }
    }

    [Fact]
    public void SubsetOfViews_LeavesTheOthersAlone()
    {
        using var device = new CpuDevice();
        var (_, create, grid) = Scans[0];
        var geometry = create();
        using var volume = TestVolumes.Random(grid.Size, 1, geometry: grid);
        using var onDevice = volume.ToDevice(device);
        using var projector = new Projector(device, geometry, grid);
        using var all = projector.Forward(onDevice);
        using var zeros = Volume.Create(new VolumeGeometry(geometry.DataSize, Vector3D.One), ElementType.Float32);
        using var some = zeros.ToDevice(device);
        using var views = projector.Select([3, 17, 5]);
        projector.Forward(onDevice, some, views);
        using var allHost = all.ToHost();
        using var someHost = some.ToHost();
        for (var view = 0; view < geometry.Views; view++)
        {
            for (var n = 0; n < geometry.Columns; n++)
            {
                var expected = view is 3 or 17 or 5 ? allHost.Slice<float>(1)[view * geometry.Columns + n] : 0;
                Assert.Equal(expected, someHost.Slice<float>(1)[view * geometry.Columns + n], 1e-4f);
            }
        }
    }

    private static void AssertAdjoint(ComputeDevice device, ProjectionGeometry geometry, VolumeGeometry grid, string what)
    {
        using var x = TestVolumes.Random(grid.Size, 11, 0, 1, grid);
        using var y = TestVolumes.Random(geometry.DataSize, 12, 0, 1);
        using var forward = Project(device, geometry, grid, x, (p, v) => p.Forward(v));
        using var adjoint = Project(device, geometry, grid, y, (p, v) => p.Adjoint(v));
        var left = Dot(forward, y);
        var right = Dot(x, adjoint);
        Assert.True(left > 0 && Math.Abs(left - right) <= Tolerances.DotProduct * left, $"{what}: <A x, y> = {left:R}, <x, A' y> = {right:R}, apart by {Math.Abs(left - right) / left:E2}.");
    }

    private static double Dot(Volume a, Volume b)
    {
        var sum = 0.0;
        var x = a.AsSpan<float>();
        var y = b.AsSpan<float>();
        for (var n = 0; n < x.Length; n++)
            sum += (double)x[n] * y[n];
        return sum;
    }

    private static Volume Project(ComputeDevice device, ProjectionGeometry geometry, VolumeGeometry grid, Volume input, Func<Projector, DeviceVolume, DeviceVolume> project)
    {
        using var projector = new Projector(device, geometry, grid);
        return TestVolumes.Run(device, input, data => project(projector, data));
    }

    // Mean of 27 points a voxel, so that edges do not dominate.
    private static Volume Sample(Ellipsoid body, VolumeGeometry grid, double halfFieldMm) => TestVolumes.From(grid, (i, j, k) =>
    {
        var inside = 0;
        for (var n = 0; n < 27; n++)
        {
            var p = grid.VoxelToPatient(new(i + (n % 3 - 1) / 3.0, j + (n / 3 % 3 - 1) / 3.0, k + (n / 9 - 1) / 3.0));
            inside += body.Contains(new(p.X / halfFieldMm, -p.Y / halfFieldMm, p.Z / halfFieldMm)) ? 1 : 0;
        }

        return inside / 27.0;
    });

    private static double[] Angles(double start, double stop, int count) => ProjectionGeometry.AnglesFromDegrees(start, stop, count);

    // A cone scan whose detector rows run against z.
    private static ProjectionGeometry Upended()
    {
        var views = Angles(0, 360, 11).Select(angle => new ProjectionView(
            new Vector3D(70 * Math.Sin(angle), 70 * Math.Cos(angle), 2),
            new Vector3D(-30 * Math.Sin(angle), -30 * Math.Cos(angle), 1),
            new Vector3D(1.3 * Math.Cos(angle), -1.3 * Math.Sin(angle), 0.1),
            new Vector3D(0, 0, -1.4)));
        return ProjectionGeometry.FromVectors(views.ToArray(), 40, 30, true);
    }

    // Sources all around, also above: every axis is the main one in some view.
    private static ProjectionGeometry Tilted(bool divergent)
    {
        var views = new List<ProjectionView>();
        foreach (var (azimuth, elevation) in new[] { (0.0, 0.0), (0.7, 0.3), (2.1, -0.8), (3.9, 1.2), (5.0, -1.4), (1.3, 0.75) })
        {
            var to = new Vector3D(Math.Cos(azimuth) * Math.Cos(elevation), Math.Sin(azimuth) * Math.Cos(elevation), Math.Sin(elevation));
            var u = 0.9 * Vector3D.Cross(new Vector3D(0.1, 0.2, 1), to).Normalized();
            var v = 0.95 * Vector3D.Cross(to, u).Normalized();
            views.Add(new(divergent ? 60 * to : to, -25 * to + 0.7 * u, u, v));
        }

        return ProjectionGeometry.FromVectors(views, 50, 46, divergent);
    }
}
