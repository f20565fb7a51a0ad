using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Tomography;

public sealed class ConeBeamReconstructionTests
{
    // Source 1000 mm from the axis, detector 500 mm behind it, 128 x 128 pixels of 2.8 mm, 180 views over a turn. Volume of 128³ voxels of 2 mm, phantom of half width 128 mm.
    [SkippableFact]
    public void SheppLoganOf128_StaysWithinTheBoundsOfRtk()
    {
        var device = TestDevices.Get("cpu");
        const int Size = 128;
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 180), Size, Size, 2.8, 2.8, 1000, 500);
        var grid = TomographyTestData.Grid(Size, Size, 2);
        using var data = Phantoms.Project(Phantoms.SheppLogan3DEllipsoids, 128, geometry);
        using var volume = TestVolumes.Run(device, data, d => ConeBeamReconstruction.Reconstruct(d, geometry, grid));
        using var truth = Phantoms.SheppLogan3D(Size);
        var radius = FieldOfView.RadiusMm(geometry);
        double absolute = 0, squares = 0;
        var count = 0;
        for (var k = 0; k < Size; k++)
        {
            for (var n = 0; n < Size * Size; n++)
            {
                var p = grid.VoxelToPatient(new(n % Size, n / Size, k));
                var distance = Math.Sqrt(p.X * p.X + p.Y * p.Y);
                count++;
                if (distance > radius || Math.Abs(p.Z) > FieldOfView.HalfHeightMm(geometry, distance))
                    continue;
                var d = volume.Slice<float>(k)[n] - truth.Slice<float>(k)[n];
                absolute += Math.Abs(d);
                squares += d * d;
            }
        }

        var psnr = 20 * Math.Log10(2) - 10 * Math.Log10(squares / count);
        Assert.True(absolute / count < Tolerances.FdkMeanAbsoluteError && psnr > Tolerances.FdkPeakSignalToNoise, $"mean absolute error {absolute / count:0.0000}, PSNR {psnr:0.00} dB");
    }

    [SkippableTheory]
    [Devices(1.0, 1.0, 0.0)]
    [Devices(0.8, 1.5, 0.0)]
    [Devices(1.3, 0.9, 4.0)]
    public void Ball_KeepsItsValue(string id, double voxelMm, double pixelMm, double axisOffsetMm)
    {
        var device = TestDevices.Get(id);
        const double Radius = 14;
        var columns = (int)(60 / pixelMm);
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 90), columns, columns, pixelMm, pixelMm, 150, 60, axisOffsetMm: axisOffsetMm);
        using var data = Phantoms.Project([new Ellipsoid(1, Vector3D.One, Vector3D.Zero, 0)], Radius, geometry);
        var grid = TomographyTestData.Grid((int)(31 / voxelMm), (int)(9 / voxelMm), voxelMm);
        using var volume = TestVolumes.Run(device, data, d => ConeBeamReconstruction.Reconstruct(d, geometry, grid));
        TomographyTestData.AssertScale(volume, Radius, $"{id}: voxel {voxelMm}, pixel {pixelMm}, offset {axisOffsetMm}", aroundLimit: 0.1);
    }

    [SkippableTheory]
    [Devices(240.0, 0.0)]
    [Devices(360.0, 12.0)]
    public void ShortScanAndDisplacedDetector_KeepTheValue(string id, double arcDegrees, double displacementMm)
    {
        var device = TestDevices.Get(id);
        const double Radius = 14;
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(10, 10 + arcDegrees, 120), 50, 40, 1, 1, 150, 60, 24.5 - displacementMm);
        using var data = Phantoms.Project([new Ellipsoid(1, Vector3D.One, Vector3D.Zero, 0)], Radius, geometry);
        var grid = TomographyTestData.Grid(31, 5, 1);
        using var volume = TestVolumes.Run(device, data, d => ConeBeamReconstruction.Reconstruct(d, geometry, grid));
        TomographyTestData.AssertScale(volume, Radius, $"{id}: arc {arcDegrees}, displaced {displacementMm}", aroundLimit: 0.1);
    }

    [SkippableTheory]
    [Devices]
    public void VectorCode_AgreesWithThePlainKernel(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var (geometry, grid) in new[]
        {
            (ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 9), 41, 37, 1, 1, 100, 50, 17, 20), TomographyTestData.Grid(35, 29, 1)),
            (ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 7), 20, 60, 2, 0.6, 90, 60), TomographyTestData.Grid(18, 40, 1, new(3, -5, 8))),
            (TurnedRows([1.3, 1.3, 2, 2, -2, 3, 3, -3, 0.4]), TomographyTestData.Grid(35, 50, 1, new(1, 2, 3))),
            (TurnedRows([-4, 4, -2.5]), TomographyTestData.Grid(21, 130, 0.8)),
        })
        {
            using var data = TestVolumes.Random(geometry.DataSize, 5);
            using var expected = TestVolumes.Run(plain, data, d => BackProjection.Apply(d, geometry, grid));
            using var actual = TestVolumes.Run(device, data, d => BackProjection.Apply(d, geometry, grid));
            TomographyTestData.AssertRelative(expected, actual, Tolerances.AnalyticBetweenDevices, id);
        }
    }

    [SkippableTheory]
    [Devices]
    public void WholeReconstruction_AgreesWithThePlainKernels(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        var angles = ProjectionGeometry.AnglesFromDegrees(0, 360, 9);
        foreach (var (geometry, settings) in new[]
        {
            (ProjectionGeometry.Cone(angles, 41, 37, 1, 1, 100, 50, 17, 20), new FbpSettings()),
            (ProjectionGeometry.Cone(angles, 48, 64, 1, 0.7, 100, 50), new FbpSettings { Filter = ReconstructionFilter.Hann, CutOff = 0.6 }),
            (ProjectionGeometry.Cone(angles, 50, 33, 1, 1, 100, 50, 9), new FbpSettings()),
            (ProjectionGeometry.Cone(angles, 7, 1, 4, 4, 100, 50), new FbpSettings { Filter = ReconstructionFilter.SheppLogan }),
            (ProjectionGeometry.Cone(angles, 30, 40, 1, 1, 100, 50), new FbpSettings { TruncationPadding = 0.3 }),
        })
        {
            var grid = TomographyTestData.Grid(19, 21, 1);
            using var data = TestVolumes.Random(geometry.DataSize, 5);
            using var expected = TestVolumes.Run(plain, data, d => ConeBeamReconstruction.Reconstruct(d, geometry, grid, settings));
            using var actual = TestVolumes.Run(device, data, d => ConeBeamReconstruction.Reconstruct(d, geometry, grid, settings));
            TomographyTestData.AssertRelative(expected, actual, Tolerances.AnalyticBetweenDevices, $"{id}: {geometry.Columns} x {geometry.Rows}");
        }
    }

    // A view for each distance of rows: a voxel of 1 mm moves by 1.4 to 1.7 mm on the detector, and 16 of them take windows of all kinds.
    private static ProjectionGeometry TurnedRows(double[] rowSpacingsMm)
    {
        var views = rowSpacingsMm.Select((spacing, n) =>
        {
            var (sin, cos) = Math.SinCos(0.7 * n);
            return new ProjectionView(150 * new Vector3D(sin, -cos, 0), 75 * new Vector3D(-sin, cos, 0), new Vector3D(cos, sin, 0), new Vector3D(0, 0, spacing));
        });
        return ProjectionGeometry.FromVectors([.. views], 43, 39, divergent: true);
    }

    [Fact]
    public void ArcTooShort_SaysWhatIsNeeded()
    {
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 190, 100), 60, 20, 1, 1, 150, 60);
        var message = Assert.Throws<ArgumentException>(() => DivergentWeights.Of(geometry)).Message;
        Assert.Contains("cover 190 degrees", message, StringComparison.Ordinal);
        Assert.Contains("needs at least 19", message, StringComparison.Ordinal);
    }

    [Fact]
    public void DisplacedDetectorInAShortScan_IsRefused()
    {
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 250, 100), 60, 20, 1, 1, 150, 60, 15);
        Assert.Contains("needs a full turn", Assert.Throws<ArgumentException>(() => DivergentWeights.Of(geometry)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DetectorBesideTheAxis_IsRefused()
    {
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 100), 60, 20, 1, 1, 150, 60, -3);
        Assert.Contains("beside a detector of 60 columns", Assert.Throws<ArgumentException>(() => DivergentWeights.Of(geometry)).Message, StringComparison.Ordinal);
    }
}
