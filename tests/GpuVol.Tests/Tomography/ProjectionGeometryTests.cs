namespace GpuVol.Tests.Tomography;

public sealed class ProjectionGeometryTests
{
    [Fact]
    public void SourceAndDetector_StandWhereTheFrameSays()
    {
        var geometry = ProjectionGeometry.Cone([0, Math.PI / 2], 11, 5, 2, 3, 100, 50, 4, 1);
        var front = geometry.View(0);
        Assert.Equal(new Vector3D(0, 100, 0), front.Source);
        Assert.Equal(new Vector3D(0, -50, 0), front.Pixel(4, 1, 11, 5));
        Assert.Equal(new Vector3D(2, 0, 0), front.U);
        Assert.Equal(new Vector3D(0, 0, 3), front.V);
        var side = geometry.View(1);
        Assert.True((side.Source - new Vector3D(100, 0, 0)).Length < 1e-12 && (side.U - new Vector3D(0, -2, 0)).Length < 1e-12);
    }

    [Fact]
    public void DegreesPassedAsRadians_AreRefused()
    {
        var degrees = Enumerable.Range(0, 180).Select(n => (double)n).ToArray();
        Assert.Contains("these are degrees", Assert.Throws<ArgumentException>(() => ProjectionGeometry.Parallel(degrees, 10)).Message, StringComparison.Ordinal);
        Assert.Contains("look like degrees", Assert.Throws<ArgumentException>(() => ProjectionGeometry.Parallel(degrees[..40], 10)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 20, 1, "20 views but the geometry has 30")]
    [InlineData(10, 30, 1, "10 detector columns but the geometry has 9")]
    [InlineData(9, 30, 2, "2 slices but the geometry has 1")]
    public void DataThatDoNotFit_NameTheAxis(int columns, int views, int slices, string expected)
    {
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 30), 9);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => geometry.CheckData("X", new(columns, views, slices))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ComesBackAsItWas()
    {
        using var folder = new TemporaryFolder();
        var path = System.IO.Path.Combine(folder.Path, "scan.json");
        var scan = new ScanDescription
        {
            Kind = ProjectionKind.Cone,
            AnglesDegrees = [0, 1.5, 3],
            Columns = 20,
            Rows = 10,
            ColumnSpacingMm = 0.4,
            RowSpacingMm = 0.5,
            ColumnCenter = 9,
            RowCenter = 4.25,
            SourceMm = 300,
            DetectorMm = 200,
            AxisOffsetMm = -1,
        };
        scan.Write(path);
        Assert.Equal(scan.ToJson(), ScanDescription.Read(path).ToJson());
        Assert.Equal(3, ScanDescription.Read(path).ToGeometry().Views);
    }

    [Theory]
    [InlineData("[1]", "one JSON object")]
    [InlineData("{", "no JSON")]
    [InlineData("{\"geometry\": \"helix\"}", "'helix'")]
    [InlineData("{\"angle-deg\": 1}", "'angle-deg' is no entry")]
    [InlineData("{\"angles-deg\": \"0:180\"}", "start:stop:count")]
    [InlineData("{\"angles-deg\": true}", "numbers are needed")]
    [InlineData("{\"detectors\": 1.5}", "whole numbers")]
    [InlineData("{\"vectors\": [[1, 2]]}", "twelve")]
    public void WrongFile_IsRefusedByEntry(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = System.IO.Path.Combine(folder.Path, "scan.json");
        File.WriteAllText(path, json);
        Assert.Contains(expected, Assert.Throws<VolumeFormatException>(() => ScanDescription.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GridOutsideTheFieldOfView_IsRefused()
    {
        var geometry = ProjectionGeometry.Cone(ProjectionGeometry.AnglesFromDegrees(0, 360, 30), 40, 10, 1, 1, 100, 50);
        var device = Devices.TestDevices.Get("cpu");
        using var data = TestVolumes.Random(geometry.DataSize, 1);
        using var uploaded = data.ToDevice(device);
        Assert.Contains("outside the field of view", Assert.Throws<ArgumentException>(() => ConeBeamReconstruction.Reconstruct(uploaded, geometry, TomographyTestData.Grid(8, 4, 1, new(30, 0, 0)))).Message, StringComparison.Ordinal);
        Assert.Contains("source stands at 100", Assert.Throws<ArgumentException>(() => ConeBeamReconstruction.Reconstruct(uploaded, geometry, TomographyTestData.Grid(8, 4, 25))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PoissonNoise_RepeatsWithItsSeedAndHasItsVariance()
    {
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 100), 100);
        using var flat = TestVolumes.From(new VolumeGeometry(geometry.DataSize, Vector3D.One), (_, _, _) => 1);
        foreach (var photons in new[] { 200.0, 1e5 })
        {
            using var a = PhotonNoise.Apply(flat, photons, 1);
            using var b = PhotonNoise.Apply(flat, photons, 1);
            using var c = PhotonNoise.Apply(flat, photons, 2);
            VolumeAssert.Close(a, b, Tolerances.SameBits, "same seed");
            Assert.False(a.AsSpan<float>().SequenceEqual(c.AsSpan<float>()));

            // The variance of -ln of a Poisson number is 1 / its mean, to first order.
            var values = a.AsSpan<float>().ToArray();
            var mean = values.Average();
            var variance = values.Average(v => (v - mean) * (v - mean));
            Assert.Equal(1, variance * photons * Math.Exp(-1), 0.08);
        }
    }
}
