using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Tomography;

public sealed class IterativeReconstructionTests
{
    private const double Radius = 15;

    private static readonly Ellipsoid[] Disc = [new(1, new(0.9, 0.9, double.PositiveInfinity), Vector3D.Zero, 0)];

    private static readonly (string Name, Func<DeviceVolume, Projector, IterativeSettings, IterativeResult> Run)[] Methods =
    [
        ("sart", IterativeReconstruction.Sart),
        ("sirt", IterativeReconstruction.Sirt),
        ("ossart", IterativeReconstruction.OsSart),
        ("cgls", IterativeReconstruction.Cgls),
    ];

    [SkippableTheory]
    [Devices("sart", 6)]
    [Devices("sirt", 60)]
    [Devices("ossart", 25)]
    [Devices("cgls", 12)]
    public void DiscOfEveryScale_KeepsItsValue(string id, string method, int iterations)
    {
        var device = TestDevices.Get(id);
        foreach (var (pixelMm, geometry) in new[]
        {
            (1.0, ProjectionGeometry.Parallel(Angles(180, 60), 48)),
            (0.6, ProjectionGeometry.Parallel(Angles(180, 60), 60, 0.6)),
            (1.0, ProjectionGeometry.Fan(Angles(360, 60), 60, 1, 60, 40)),
        })
        {
            var grid = TomographyTestData.Grid((int)(34 / pixelMm), 1, pixelMm);
            using var data = Phantoms.Project(Disc, Radius, geometry);
            using var image = Reconstruct(device, method, data, geometry, grid, new IterativeSettings { Iterations = iterations, Subsets = 6 }, out var residuals);
            TomographyTestData.AssertScale(image, 0.9 * Radius, $"{id}: {method}, {geometry.Kind}, pixel {pixelMm}", aroundLimit: 0.2);
            Assert.True(residuals[^1] < residuals[0]);
        }
    }

    [SkippableTheory]
    [Devices]
    public void ResidualsOfCglsAndSirt_NeverRise(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = ProjectionGeometry.Parallel(Angles(180, 30), 36);
        var grid = TomographyTestData.Grid(32, 1, 1);
        using var exact = Phantoms.Project(Phantoms.SheppLogan2DEllipses, Radius, geometry);
        using var noisy = PhotonNoise.Apply(exact, 1e4, 7);
        foreach (var method in new[] { "cgls", "sirt" })
        {
            using var image = Reconstruct(device, method, noisy, geometry, grid, new IterativeSettings { Iterations = 15 }, out var residuals);
            for (var n = 1; n < residuals.Count; n++)
                Assert.True(residuals[n] <= residuals[n - 1] * (1 + 1e-6), $"{id}, {method}: residual {n} is {residuals[n]}, before {residuals[n - 1]}.");
            Assert.True(residuals[^1] < 0.5 * residuals[0]);
        }
    }

    [SkippableTheory]
    [Devices("sart")]
    [Devices("ossart")]
    public void ResidualOfConsistentData_FallsTowardsNothing(string id, string method)
    {
        // Data that some image explains exactly: its own projection.
        var device = TestDevices.Get(id);
        foreach (var (geometry, grid) in SmallScans())
        {
            using var projector = new Projector(device, geometry, grid);
            using var truth = TestVolumes.From(grid, (i, j, k) => 1 + Math.Sin(0.4 * i) * Math.Cos(0.3 * j + 0.2 * k));
            using var onDevice = truth.ToDevice(device);
            using var projected = projector.Forward(onDevice);
            using var data = projected.ToHost();
            using var image = Reconstruct(device, method, data, geometry, grid, new IterativeSettings { Iterations = 12, Subsets = 5, Relaxation = 0.9 }, out var residuals);
            for (var n = 1; n < residuals.Count; n++)
                Assert.True(residuals[n] < residuals[n - 1], $"{id}, {method}, {geometry.Kind}: residual {n} is {residuals[n]}, before {residuals[n - 1]}.");
            var norm = Math.Sqrt(data.AsSpan<float>().ToArray().Sum(v => (double)v * v));
            Assert.True(residuals[^1] <= Tolerances.ConsistentResidual * norm, $"{id}, {method}, {geometry.Kind}: {residuals[^1] / norm} of the data is left.");
        }
    }

    [SkippableTheory]
    [Devices]
    public void SecondRun_IsTheSameToTheBit(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var (geometry, grid) in SmallScans())
        {
            using var data = TestVolumes.Random(geometry.DataSize, 3, 0, 1);
            foreach (var (method, _) in Methods)
            {
                var settings = new IterativeSettings { Iterations = 2, Subsets = 4 };
                using var first = Reconstruct(device, method, data, geometry, grid, settings, out var firstResiduals);
                using var second = Reconstruct(device, method, data, geometry, grid, settings, out var secondResiduals);
                Assert.True(first.AsSpan<float>().SequenceEqual(second.AsSpan<float>()), $"{id}, {method}, {geometry.Kind}");
                Assert.Equal(firstResiduals, secondResiduals);
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void Cone_IsReconstructedByEveryMethod(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = ProjectionGeometry.Cone(Angles(360, 24), 30, 24, 1.5, 1.5, 60, 40);
        var grid = TomographyTestData.Grid(20, 16, 1);
        using var data = Phantoms.Project([new Ellipsoid(1, new(0.8, 0.8, 0.6), Vector3D.Zero, 0)], 9, geometry);
        foreach (var (method, iterations) in new[] { ("sart", 3), ("ossart", 8), ("cgls", 8), ("sirt", 30) })
        {
            using var image = Reconstruct(device, method, data, geometry, grid, new IterativeSettings { Iterations = iterations, Subsets = 4 }, out _);
            var center = image.Slice<float>(8)[10 + 20 * 10];
            Assert.True(Math.Abs(center - 1) < 0.08, $"{id}, {method}: {center} in the middle, expected 1.");
        }
    }

    [SkippableTheory]
    [Devices]
    public void BoundsMaskAndInitialVolume_Hold(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = ProjectionGeometry.Parallel(Angles(180, 30), 36);
        var grid = TomographyTestData.Grid(32, 1, 1);
        using var data = Phantoms.Project(Phantoms.SheppLogan2DEllipses, Radius, geometry);
        using var initialHost = TestVolumes.From(grid, (i, _, _) => i < 4 ? 0.25 : 0);
        using var maskHost = TestVolumes.From(grid, (i, _, _) => i < 4 ? 0 : 1);
        foreach (var (method, _) in Methods)
        {
            using var initial = initialHost.ToDevice(device);
            using var mask = maskHost.ToDevice(device);
            var bounded = method != "cgls";
            var settings = new IterativeSettings { Iterations = 4, Subsets = 5, Initial = initial, Mask = mask, Minimum = bounded ? 0 : null, Maximum = bounded ? 0.8 : null };
            using var image = Reconstruct(device, method, data, geometry, grid, settings, out _);
            for (var n = 0; n < 32 * 32; n++)
            {
                var value = image.AsSpan<float>()[n];
                if (n % 32 < 4)
                    Assert.Equal(0.25f, value);
                if (bounded)
                    Assert.InRange(value, 0f, 0.8f);
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void Devices_AgreeAfterIterations(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new GpuVol.Cpu.CpuDevice(useOverrides: false);
        foreach (var (geometry, grid) in SmallScans())
        {
            using var data = Phantoms.Project(Phantoms.SheppLogan3DEllipsoids, Radius, geometry);
            foreach (var (method, _) in Methods)
            {
                var settings = new IterativeSettings { Iterations = 3, Subsets = 4 };
                using var expected = Reconstruct(plain, method, data, geometry, grid, settings, out _);
                using var actual = Reconstruct(device, method, data, geometry, grid, settings, out _);
                TomographyTestData.AssertRelative(expected, actual, Tolerances.IterativeBetweenDevices, $"{id}, {method}, {geometry.Kind}");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void SartOfParallelScans_AgreesWithThePlainKernels(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new GpuVol.Cpu.CpuDevice(useOverrides: false);
        foreach (var (name, geometry, grid) in ParallelScans())
        {
            using var data = Phantoms.Project(Phantoms.SheppLogan2DEllipses, Radius, geometry);
            using var maskHost = TestVolumes.From(grid, (i, j, k) => (i + 3 * j + k) % 7 == 0 || i / 19 % 4 == 3 ? 0 : 1);
            foreach (var bounded in new[] { false, true })
            {
                using var expected = Run(plain, out var expectedResiduals);
                using var actual = Run(device, out var residuals);
                TomographyTestData.AssertRelative(expected, actual, Tolerances.IterativeBetweenDevices, $"{id}, {name}, bounds and mask: {bounded}");
                for (var n = 0; n < residuals.Count; n++)
                    Assert.Equal(expectedResiduals[n], residuals[n], Tolerances.IterativeBetweenDevices * expectedResiduals[n]);

                Volume Run(ComputeDevice on, out IReadOnlyList<double> residuals)
                {
                    using var mask = maskHost.ToDevice(on);
                    var settings = new IterativeSettings { Iterations = 2, Mask = bounded ? mask : null, Minimum = bounded ? 0 : null, Maximum = bounded ? 0.04 : null };
                    return Reconstruct(on, "sart", data, geometry, grid, settings, out residuals);
                }
            }
        }
    }

    [Fact]
    public void ThreadsAndOtherSlices_DoNotChangeABit()
    {
        var geometry = ProjectionGeometry.Parallel(Angles(180, 12), 150, slices: 5);
        var grid = TomographyTestData.Grid(150, 5, 1);
        using var data = TestVolumes.Random(geometry.DataSize, 3, 0, 1);
        using var oneThread = new GpuVol.Cpu.CpuDevice(1);
        using var twoThreads = new GpuVol.Cpu.CpuDevice(2);
        using var manyThreads = new GpuVol.Cpu.CpuDevice(7);
        foreach (var (method, _) in Methods)
        {
            var settings = new IterativeSettings { Iterations = 2, Subsets = 3 };
            using var expected = Reconstruct(oneThread, method, data, geometry, grid, settings, out _);
            foreach (var device in new[] { twoThreads, manyThreads })
            {
                using var actual = Reconstruct(device, method, data, geometry, grid, settings, out _);
                Assert.True(expected.AsSpan<float>().SequenceEqual(actual.AsSpan<float>()), $"{method}, {device.Threads} threads");
                using var middle = Volume.Create(new VolumeGeometry(geometry.WithSlices(1).DataSize, Vector3D.One), ElementType.Float32);
                data.Slice<float>(3).CopyTo(middle.AsSpan<float>());
                using var alone = Reconstruct(device, method, middle, geometry.WithSlices(1), TomographyTestData.Grid(150, 1, 1), settings, out _);
                Assert.True(expected.Slice<float>(3).SequenceEqual(alone.AsSpan<float>()), $"{method}, a slice alone, {device.Threads} threads");
            }
        }
    }

    [SkippableTheory]
    [Devices]
    public void StoppingRules_Stop(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = ProjectionGeometry.Parallel(Angles(180, 30), 36);
        var grid = TomographyTestData.Grid(32, 1, 1);
        using var data = Phantoms.Project(Disc, Radius, geometry);
        using var a = Reconstruct(device, "cgls", data, geometry, grid, new IterativeSettings { Iterations = 100, Tolerance = 0.05 }, out var byTolerance);
        Assert.InRange(byTolerance.Count, 2, 30);
        using var b = Reconstruct(device, "sirt", data, geometry, grid, new IterativeSettings { Iterations = 500, LeastDecrease = 0.02 }, out var byDecrease);
        Assert.InRange(byDecrease.Count, 3, 100);
    }

    [Fact]
    public void Cancelled_StopsBetweenCorrections()
    {
        var device = TestDevices.Get("cpu");
        var geometry = ProjectionGeometry.Parallel(Angles(180, 30), 36);
        using var data = Phantoms.Project(Disc, Radius, geometry);
        using var source = new CancellationTokenSource();
        var reports = 0;
        var settings = new IterativeSettings
        {
            Iterations = 1000,
            Cancellation = source.Token,
            Progress = new Count(() =>
            {
                if (++reports == 5)
                    source.Cancel();
            }),
        };
        Assert.Throws<OperationCanceledException>(() => Reconstruct(device, "sart", data, geometry, TomographyTestData.Grid(32, 1, 1), settings, out _).Dispose());
        Assert.Equal(5, reports);
    }

    [Fact]
    public void SettingsOutOfRange_AreRefusedByName()
    {
        var device = TestDevices.Get("cpu");
        var geometry = ProjectionGeometry.Parallel(Angles(180, 30), 36);
        using var data = Phantoms.Project(Disc, Radius, geometry);
        string Message(string method, IterativeSettings settings) =>
            Assert.ThrowsAny<ArgumentException>(() => Reconstruct(device, method, data, geometry, TomographyTestData.Grid(8, 1, 1), settings, out _).Dispose()).Message;
        Assert.Contains("0 iterations", Message("sirt", new IterativeSettings { Iterations = 0 }), StringComparison.Ordinal);
        Assert.Contains("relaxation is 2", Message("sart", new IterativeSettings { Relaxation = 2 }), StringComparison.Ordinal);
        Assert.Contains("31 subsets of 30 views", Message("ossart", new IterativeSettings { Subsets = 31 }), StringComparison.Ordinal);
        Assert.Contains("no bounds", Message("cgls", new IterativeSettings { Minimum = 0 }), StringComparison.Ordinal);
        Assert.Contains("minimum 1 is above the maximum 0", Message("sirt", new IterativeSettings { Minimum = 1, Maximum = 0 }), StringComparison.Ordinal);
    }

    private static Volume Reconstruct(ComputeDevice device, string method, Volume data, ProjectionGeometry geometry, VolumeGeometry grid, IterativeSettings settings, out IReadOnlyList<double> residuals)
    {
        using var projector = new Projector(device, geometry, grid);
        using var uploaded = data.ToDevice(device);
        using var result = Methods.Single(m => m.Name == method).Run(uploaded, projector, settings);
        residuals = result.Residuals;
        return result.Volume.ToHost();
    }

    private static IEnumerable<(ProjectionGeometry Geometry, VolumeGeometry Grid)> SmallScans() =>
    [
        (ProjectionGeometry.Parallel(Angles(180, 24), 40, slices: 2), TomographyTestData.Grid(36, 2, 1)),
        (ProjectionGeometry.Fan(Angles(360, 25), 52, 1.2, 60, 40, slices: 2), TomographyTestData.Grid(30, 2, 1)),
        (ProjectionGeometry.Cone(Angles(360, 15), 30, 24, 1.6, 1.7, 60, 40), TomographyTestData.Grid(20, 16, 1)),
    ];

    // What the vector code tells apart: both axes of steps and both directions, parts of an image and the last of them, rows that are no multiple of a vector, rays and pixels that look past each other, pixels of other shapes.
    private static IEnumerable<(string Name, ProjectionGeometry Geometry, VolumeGeometry Grid)> ParallelScans() =>
    [
        ("a stack", ProjectionGeometry.Parallel(Angles(180, 14), 40, slices: 3), TomographyTestData.Grid(36, 3, 1)),
        ("a full turn of a large image", ProjectionGeometry.Parallel(Angles(360, 20), 130, 1, 67.8), TomographyTestData.Grid(149, 1, 1)),
        ("a detector wider than the image", ProjectionGeometry.Parallel(Angles(180, 11), 160, 0.9), TomographyTestData.Grid(61, 1, 1)),
        ("aside", ProjectionGeometry.Parallel(Angles(180, 13), 64), TomographyTestData.Grid(40, 1, 1, new(25, -14, 0))),
        ("oblong pixels", ProjectionGeometry.Parallel(Angles(180, 13), 64, 1.2), new VolumeGeometry(new(50, 21, 1), new(1, 1.1, 1), new(-24.5, -11, 0))),
        ("fine columns", ProjectionGeometry.Parallel(Angles(180, 9), 120, 0.4), TomographyTestData.Grid(33, 1, 1)),

        // Turned a little: a pixel that just touches a ray is corrected in full, or not at all.
        ("coarse columns", ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(5, 185, 9), 24, 2.6), TomographyTestData.Grid(61, 1, 1)),
        ("fewer columns than a window", ProjectionGeometry.Parallel(Angles(180, 9), 7), TomographyTestData.Grid(9, 1, 1)),
    ];

    private static double[] Angles(double arc, int count) => ProjectionGeometry.AnglesFromDegrees(0, arc, count);

    private sealed class Count(Action report) : IProgress<double>
    {
        public void Report(double value) => report();
    }
}
