using GpuVol.Cpu;
using GpuVol.Tests.Devices;
using GpuVol.Tests.Goldens;

namespace GpuVol.Tests.Tomography;

public sealed class FilteredBackProjectionTests
{
    private static readonly GoldenFile Golden = GoldenFile.Load("tomography");

    [SkippableTheory]
    [Devices]
    public void EveryFilterInterpolationCircleAndSize_EqualsScikitImage(string id)
    {
        var device = TestDevices.Get(id);
        foreach (var golden in Golden.Cases)
        {
            var numbers = Golden.Numbers(golden.GetProperty("sinogram"), out var size);
            var expected = Golden.Numbers(golden.GetProperty("expected"), out var outputSize);
            using var sinogram = TestVolumes.FromNumbers(numbers, ElementType.Float32, new VolumeGeometry(size, Vector3D.One));
            var angles = golden.GetProperty("theta_deg").EnumerateArray().Select(e => e.GetDouble() * Math.PI / 180).ToArray();
            var asked = golden.GetProperty("output_size");
            using var image = TestVolumes.Run(device, sinogram, data => FilteredBackProjection.ReconstructLikeScikit(
                data,
                angles,
                ParseFilter(golden.GetProperty("filter").GetString()!),
                ParseInterpolation(golden.GetProperty("interpolation").GetString()!),
                golden.GetProperty("circle").GetBoolean(),
                asked.ValueKind == System.Text.Json.JsonValueKind.Null ? null : asked.GetInt32()));
            Assert.Equal(outputSize, image.Geometry.Size);
            VolumeAssert.Close(expected, image.AsSpan<float>(), outputSize, Tolerances.ScikitOfRange * (expected.Max() - expected.Min()), $"{id}: {golden.GetProperty("filter")} {golden.GetProperty("interpolation")} circle {golden.GetProperty("circle")}");
        }
    }

    [SkippableTheory]
    [Devices(1.0, 1.0)]
    [Devices(0.5, 1.0)]
    [Devices(1.3, 0.7)]
    [Devices(0.25, 0.1)]
    public void Disc_KeepsItsValue(string id, double pixelMm, double columnMm)
    {
        var device = TestDevices.Get(id);
        const double Radius = 30;
        var columns = (int)(2.4 * Radius / columnMm);
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 360), columns, columnMm);
        using var sinogram = Phantoms.Project([new Ellipsoid(1, new(1, 1, double.PositiveInfinity), Vector3D.Zero, 0)], Radius, geometry);
        var grid = TomographyTestData.Grid((int)(2.2 * Radius / pixelMm), 1, pixelMm);
        using var image = TestVolumes.Run(device, sinogram, data => FilteredBackProjection.Reconstruct(data, geometry, grid));
        TomographyTestData.AssertScale(image, Radius, $"{id}: pixel {pixelMm}, column {columnMm}");
    }

    [SkippableTheory]
    [Devices(200.0, 0.0, 0)]
    [Devices(150.0, 100.0, 0)]
    [Devices(400.0, 200.0, 3)]
    public void DiscInAFan_KeepsItsValue(string id, double sourceMm, double detectorMm, int offset)
    {
        var device = TestDevices.Get(id);
        const double Radius = 30;
        var magnification = (sourceMm + detectorMm) / sourceMm;
        var columns = (int)(2.5 * Radius * magnification);
        var geometry = ProjectionGeometry.Fan(ProjectionGeometry.AnglesFromDegrees(0, 360, 500), columns, 1, sourceMm, detectorMm, (columns - 1) / 2.0 + 0.3 * offset, offset);
        using var sinogram = Phantoms.Project([new Ellipsoid(1, new(1, 1, double.PositiveInfinity), Vector3D.Zero, 0)], Radius, geometry);
        var grid = TomographyTestData.Grid(66, 1, 1);
        using var image = TestVolumes.Run(device, sinogram, data => FilteredBackProjection.Reconstruct(data, geometry, grid));
        TomographyTestData.AssertScale(image, Radius, $"{id}: source {sourceMm}, detector {detectorMm}");
    }

    [SkippableTheory]
    [Devices(210.0)]
    [Devices(250.0)]
    [Devices(-230.0)]
    public void ShortScanOfADisc_KeepsItsValue(string id, double arcDegrees)
    {
        var device = TestDevices.Get(id);
        const double Radius = 30;
        var geometry = ProjectionGeometry.Fan(ProjectionGeometry.AnglesFromDegrees(20, 20 + arcDegrees, 400), 90, 1, 200, 50);
        using var sinogram = Phantoms.Project([new Ellipsoid(1, new(0.8, 0.8, double.PositiveInfinity), new(0.15, -0.1, 0), 0)], Radius, geometry);
        var grid = TomographyTestData.Grid(66, 1, 1);
        using var image = TestVolumes.Run(device, sinogram, data => FilteredBackProjection.Reconstruct(data, geometry, grid));
        TomographyTestData.AssertScale(image, 0.8 * Radius, $"{id}: arc {arcDegrees}", 0.15 * Radius, 0.1 * Radius);
    }

    [SkippableTheory]
    [Devices(12.0)]
    [Devices(-20.0)]
    public void DisplacedDetectorOverATurn_KeepsItsValue(string id, double offsetColumns)
    {
        var device = TestDevices.Get(id);
        const double Radius = 30;
        const int Columns = 70;
        var geometry = ProjectionGeometry.Fan(ProjectionGeometry.AnglesFromDegrees(0, 360, 500), Columns, 1, 200, 50, (Columns - 1) / 2.0 - offsetColumns);
        using var sinogram = Phantoms.Project([new Ellipsoid(1, new(1, 1, double.PositiveInfinity), Vector3D.Zero, 0)], Radius, geometry);
        var grid = TomographyTestData.Grid(66, 1, 1);
        using var image = TestVolumes.Run(device, sinogram, data => FilteredBackProjection.Reconstruct(data, geometry, grid));
        TomographyTestData.AssertScale(image, Radius, $"{id}: offset {offsetColumns}");
    }

    [SkippableTheory]
    [Devices(31, 17, 40, 1.0)]
    [Devices(64, 50, 60, 1.9)]
    [Devices(100, 70, 130, 0.6)]
    [Devices(12, 3, 9, 1.0)]
    public void VectorCode_AgreesWithThePlainKernel(string id, int size, int views, int columns, double pixelMm)
    {
        TestDevices.Get(id);
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(3, 363, views), columns, 1, columns / 2.0 + 1.3, 2);
        using var sinogram = TestVolumes.Random(geometry.DataSize, 3);
        var grid = TomographyTestData.Grid(size, 2, pixelMm);
        using var plain = new CpuDevice(useOverrides: false);
        using var expected = TestVolumes.Run(plain, sinogram, data => BackProjection.Apply(data, geometry, grid));
        using var actual = TestVolumes.Run(TestDevices.Get(id), sinogram, data => BackProjection.Apply(data, geometry, grid));
        TomographyTestData.AssertRelative(expected, actual, Tolerances.AnalyticBetweenDevices, id);
    }

    [SkippableTheory]
    [Devices]
    public void Reconstruct_LeavesNoBuffers(string id)
    {
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 20), 24);
        using var sinogram = TestVolumes.Random(geometry.DataSize, 4);
        OperationLeak.Check(id, sinogram, data => FilteredBackProjection.Reconstruct(data, geometry, TomographyTestData.Grid(20, 1, 1)));
    }

    [Fact]
    public void Rerun_GivesTheSameBits()
    {
        using var device = new CpuDevice();
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 90), 80);
        using var sinogram = TestVolumes.Random(geometry.DataSize, 4);
        var grid = TomographyTestData.Grid(80, 1, 1);
        using var first = TestVolumes.Run(device, sinogram, data => FilteredBackProjection.Reconstruct(data, geometry, grid));
        using var second = TestVolumes.Run(device, sinogram, data => FilteredBackProjection.Reconstruct(data, geometry, grid));
        VolumeAssert.Close(first, second, Tolerances.SameBits, "rerun");
    }

    internal static ReconstructionFilter ParseFilter(string name) => name switch
    {
        "ramp" => ReconstructionFilter.Ramp,
        "shepp-logan" => ReconstructionFilter.SheppLogan,
        "cosine" => ReconstructionFilter.Cosine,
        "hamming" => ReconstructionFilter.Hamming,
        "hann" => ReconstructionFilter.Hann,
        _ => ReconstructionFilter.None,
    };

    private static DetectorInterpolation ParseInterpolation(string name) => name switch
    {
        "linear" => DetectorInterpolation.Linear,
        "nearest" => DetectorInterpolation.Nearest,
        _ => DetectorInterpolation.Cubic,
    };
}
