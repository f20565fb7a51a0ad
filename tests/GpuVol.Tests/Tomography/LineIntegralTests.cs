using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Tomography;

public sealed class LineIntegralTests
{
    [SkippableTheory]
    [Devices]
    public void Counts_BecomeLineIntegrals(string id)
    {
        var device = TestDevices.Get(id);
        using var counts = Volume.FromArray<ushort>([110, 60, 35, 10, 5, 1010], new VolumeGeometry(new(3, 2, 1), Vector3D.One));
        using var flat = Volume.FromArray<ushort>([100, 120, 110, 90, 100, 110], new VolumeGeometry(new(3, 1, 2), Vector3D.One));
        using var dark = Volume.FromArray<float>([10, 10, 10], new VolumeGeometry(new(3, 1, 1), Vector3D.One));
        using var result = TestVolumes.Run(device, counts, c => LineIntegrals.FromCounts(c, flat, dark, isStack: true, leastTransmission: 0.01));
        double[] expected = [-Math.Log(100 / 85.0), -Math.Log(50 / 100.0), -Math.Log(25 / 100.0), -Math.Log(0.01), -Math.Log(0.01), -Math.Log(10)];
        VolumeAssert.Close(expected, result.AsSpan<float>(), result.Geometry.Size, 1e-5, id);
    }

    [Fact]
    public void FieldsThatDoNotFit_AreRefused()
    {
        var device = TestDevices.Get("cpu");
        using var counts = TestVolumes.Random(new(5, 4, 1), 1);
        using var uploaded = counts.ToDevice(device);
        using var narrow = TestVolumes.Random(new(4, 1, 2), 1);
        using var fine = TestVolumes.Random(new(5, 1, 2), 1, 1, 2);
        using var nan = TestVolumes.From(new VolumeGeometry(new(5, 1, 1), Vector3D.One), (i, _, _) => i == 3 ? double.NaN : 1);
        Assert.Contains("4 columns and 1 rows, the projections 5 and 1", Assert.Throws<ArgumentException>(() => LineIntegrals.FromCounts(uploaded, narrow, isStack: true)).Message, StringComparison.Ordinal);
        Assert.Contains("row 0, column 3", Assert.Throws<ArgumentException>(() => LineIntegrals.FromCounts(uploaded, nan, isStack: true)).Message, StringComparison.Ordinal);
        Assert.Contains("swapped", Assert.Throws<ArgumentException>(() => LineIntegrals.FromCounts(uploaded, fine, fine, isStack: true)).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Devices]
    public void Ring_IsTakenOutAndTheObjectStays(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 60), 64);
        using var clean = Phantoms.Project(Phantoms.SheppLogan2DEllipses, 30, geometry);
        using var spoiled = TestVolumes.From(clean.Geometry, (i, j, _) => clean.AsSpan<float>()[i + 64 * j] + (i == 25 ? 3 : 0));
        using var result = TestVolumes.Run(device, spoiled, d => LineIntegrals.RemoveRings(d, isStack: true));
        double Error(Volume v) => Enumerable.Range(0, 60).Average(j => Math.Abs(v.AsSpan<float>()[25 + 64 * j] - clean.AsSpan<float>()[25 + 64 * j]));
        Assert.True(Error(result) < 0.25 * Error(spoiled), $"{id}: {Error(result)} left of {Error(spoiled)}");
    }

    [SkippableTheory]
    [Devices]
    public void Zinger_BecomesTheMedian(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new(9, 7, 2), Vector3D.One), (i, j, k) => i == 4 && j == 3 && k == 1 ? 50 : i);
        using var result = TestVolumes.Run(device, source, d => LineIntegrals.RemoveZingers(d, 5));
        using var expected = TestVolumes.From(source.Geometry, (i, _, _) => i);
        VolumeAssert.Close(expected, result, 1, id);
        Assert.InRange(result.Slice<float>(1)[4 + 9 * 3], 3f, 5f);
    }

    [SkippableTheory]
    [Devices]
    public void Water_IsZeroHounsfield(string id)
    {
        var device = TestDevices.Get(id);
        using var source = Volume.FromArray<float>([0, 0.02f, 0.03f], new VolumeGeometry(new(3, 1, 1), Vector3D.One));
        using var result = TestVolumes.Run(device, source, d => LineIntegrals.ToHounsfield(d, 0.02));
        VolumeAssert.Close([-1000, 0, 500], result.AsSpan<float>(), result.Geometry.Size, 1e-3, id);
    }

    [SkippableTheory]
    [Devices]
    public void CountsThatAreRaised_AreCounted(string id)
    {
        var device = TestDevices.Get(id);

        // Two slices of two views of three columns; the third pixel of the second slice is dead.
        using var counts = Volume.FromArray<float>([50, 10, 9, 12, 100, 10.05f, 40, -3, 70, 10, 20, 10], new VolumeGeometry(new(3, 2, 2), Vector3D.One));
        using var flat = Volume.FromArray<float>([110, 110, 110, 110, 110, 10], new VolumeGeometry(new(3, 2, 1), Vector3D.One));
        using var dark = Volume.FromArray<float>([10, 10, 10, 10, 10, 10], new VolumeGeometry(new(3, 2, 1), Vector3D.One));
        var fields = new DetectorFields(flat, dark, 3, 2);
        using var uploaded = counts.ToDevice(device);
        using var integrals = LineIntegrals.FromCounts(uploaded, fields, true, 1e-3, 0, 0, out var tally);
        Assert.Equal(new CountTally(NotPositive: 4, Raised: 5, DeadPixels: 1), tally);
        using var later = LineIntegrals.FromCounts(uploaded, fields, true, 1e-3, 0, knownRows: 1, out var ofLater);
        Assert.Equal(new CountTally(NotPositive: 2, Raised: 2, DeadPixels: 1), ofLater);
        using var host = integrals.ToHost();
        Assert.Equal(-Math.Log(0.4), host.AsSpan<float>()[0], 1e-6);
        Assert.Equal(-Math.Log(1e-3), host.AsSpan<float>()[1], 1e-5);
    }

    [Theory]
    [InlineData(40.3)]
    [InlineData(52.0)]
    public void CenterOfAPhantom_IsFound(double center)
    {
        var device = TestDevices.Get("cpu");
        var geometry = ProjectionGeometry.Parallel(ProjectionGeometry.AnglesFromDegrees(0, 180, 120), 96, columnCenter: center);
        using var data = Phantoms.Project(Phantoms.SheppLogan2DEllipses, 34, geometry);
        using var uploaded = data.ToDevice(device);
        Assert.Equal(center, RotationCenter.Find(uploaded, geometry.AnglesRadians), 0.3);
    }

    [SkippableFact]
    public void Stub_HasItsCenterInTheMedianOfItsSlices()
    {
        var device = TestDevices.Get("cpu");
        var views = Enumerable.Range(0, 91).Select(n => Tiff(TestData.Path("projections-savu", $"raw_{n:00000}.tiff"))).ToArray();
        var counts = Enumerable.Range(0, 135).SelectMany(row => views.SelectMany(view => view.AsSpan(row * 160, 160).ToArray())).ToArray();
        using var raw = Volume.FromArray<float>(counts, new VolumeGeometry(new(160, 91, 135), Vector3D.One));
        using var flat = Volume.FromArray<float>(Tiff(TestData.Path("projections-savu", "flat_00001.tiff")), new VolumeGeometry(new(160, 135, 1), Vector3D.One));
        using var dark = Volume.FromArray<float>(Tiff(TestData.Path("projections-savu", "dark_00001.tiff")), new VolumeGeometry(new(160, 135, 1), Vector3D.One));
        using var uploaded = raw.ToDevice(device);
        using var integrals = LineIntegrals.FromCounts(uploaded, flat, dark, isStack: true);
        var center = RotationCenter.Find(integrals, Enumerable.Range(0, 91).Select(n => n * 2 * Math.PI / 180).ToArray());
        Assert.True(Math.Abs(center - 85.5) <= 0.5, $"centre {center}, expected 85.5 within 0.5.");
    }

    // Uncompressed little-endian TIFF in one strip, as this set is: 160 x 135, uint16 or float32.
    private static float[] Tiff(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var at = BitConverter.ToInt32(bytes, 4);
        var entries = new Dictionary<int, int>();
        for (var n = 0; n < BitConverter.ToUInt16(bytes, at); n++)
        {
            var entry = at + 2 + 12 * n;
            entries[BitConverter.ToUInt16(bytes, entry)] = BitConverter.ToUInt16(bytes, entry + 2) == 3 ? BitConverter.ToUInt16(bytes, entry + 8) : BitConverter.ToInt32(bytes, entry + 8);
        }

        Assert.Equal((160, 135), (entries[256], entries[257]));
        var data = bytes.AsSpan(entries[273]);
        return entries[258] == 16
            ? Array.ConvertAll(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(data[..(2 * 160 * 135)]).ToArray(), v => (float)v)
            : System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(data[..(4 * 160 * 135)]).ToArray();
    }

    [SkippableFact]
    public void Tooth_HasItsCenterAndReconstructs()
    {
        var path = TestData.Path("sinogram-tooth", "tooth_row0_transmission.npy");
        var device = TestDevices.Get("cpu");
        using var transmission = VolumeFile.Read(path);
        using var uploaded = transmission.ToDevice(device);
        using var ones = TestVolumes.From(new VolumeGeometry(new(640, 1, 1), Vector3D.One), (_, _, _) => 1);
        using var integrals = LineIntegrals.FromCounts(uploaded, ones, isStack: true);
        var angles = Enumerable.Range(0, 181).Select(n => n * 179.00552486187846 / 180 * Math.PI / 180).ToArray();
        var center = RotationCenter.Find(integrals, angles);
        Assert.True(Math.Abs(center - 295.5) <= 0.5, $"centre {center}, expected 295.5 within 0.5.");

        // The reference: scikit-image on 691 resampled columns; here the same figures inside the same disc.
        var geometry = ProjectionGeometry.Parallel(angles, 640, columnCenter: center);
        var grid = TomographyTestData.Grid(691, 1, 1);
        using var image = FilteredBackProjection.Reconstruct(integrals, geometry, grid);
        using var host = image.ToHost();
        var values = Enumerable.Range(0, 691 * 691).Where(n => Math.Pow(n % 691 - 345, 2) + Math.Pow(n / 691 - 345, 2) < 0.2 * 691 * 691).Select(n => (double)host.AsSpan<float>()[n]).ToArray();
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(0.00095098, mean, 2e-5);

        // The reference resampled its rows linearly onto a centred detector, which smooths them.
        Assert.Equal(0.00237815, deviation, 2.5e-4);
    }
}
