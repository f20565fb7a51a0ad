using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Morphology;

public class BinaryMorphologyTests
{
    [SkippableTheory, Devices]
    public void Goldens_EqualSciPy(string id)
    {
        var (shape, size) = MorphologyGoldens.Read<byte>("shapes_mask");
        var (odd, oddSize) = MorphologyGoldens.Read<byte>("shapes_element");
        using var mask = Upload(id, shape, size, Vector3D.One);
        var elements = new (string Name, StructuringElement Element)[]
        {
            ("cross", StructuringElement.Connected(1)),
            ("edges", StructuringElement.Connected(2)),
            ("box", StructuringElement.Box(3, 3, 3)),
            ("odd", StructuringElement.FromArray(oddSize, odd.Select(v => v != 0).ToArray())),
        };
        foreach (var (name, element) in elements)
        {
            for (var iterations = 1; iterations <= 2; iterations++)
            {
                for (var border = 0; border < 2; border++)
                {
                    Check($"shapes_erosion_{name}_{iterations}_{border}", BinaryMorphology.Erode(mask, element, iterations, border == 1));
                    Check($"shapes_dilation_{name}_{iterations}_{border}", BinaryMorphology.Dilate(mask, element, iterations, border == 1));
                }

                Check($"shapes_opening_{name}_{iterations}_0", BinaryMorphology.Open(mask, element, iterations));
                Check($"shapes_closing_{name}_{iterations}_0", BinaryMorphology.Close(mask, element, iterations));
            }
        }
    }

    [SkippableTheory, Devices]
    public void BallThroughDistances_EqualsTheElement(string id)
    {
        var size = new Size3D(43, 30, 17);
        using var mask = Upload(id, DistanceTransformTests.Blobs(size, 6), size, Vector3D.One);
        foreach (var radius in new[] { 0.0, 1, 2.5, 3, 5 })
        {
            var ball = StructuringElement.Ball(radius);
            foreach (var border in new[] { false, true })
            {
                Same(BinaryMorphology.Erode(mask, ball, borderValue: border), BinaryMorphology.ErodeBall(mask, radius, border));
                Same(BinaryMorphology.Dilate(mask, ball, borderValue: border), BinaryMorphology.DilateBall(mask, radius, border));
            }

            Same(BinaryMorphology.Open(mask, ball), BinaryMorphology.OpenBall(mask, radius));
            Same(BinaryMorphology.Close(mask, ball), BinaryMorphology.CloseBall(mask, radius));
        }
    }

    [SkippableTheory, Devices]
    public void BallInMillimetres_FollowsTheSpacing(string id)
    {
        var point = new byte[7 * 7 * 7];
        point[171] = 200;
        using var mask = Upload(id, point, new Size3D(7, 7, 7), new Vector3D(1, 0.7, 2.5));
        using var dilated = BinaryMorphology.DilateBall(mask, 2.1);
        var voxels = Download(dilated);
        for (var v = 0; v < voxels.Length; v++)
        {
            double i = (v % 7) - 3, j = 0.7 * ((v / 7 % 7) - 3), k = 2.5 * ((v / 49) - 3);
            Assert.Equal((i * i) + (j * j) + (k * k) <= 2.1 * 2.1 + 1e-9 ? 1 : 0, voxels[v]);
        }

        using var empty = Upload(id, new byte[27], new Size3D(3, 3, 3), Vector3D.One);
        using var still = BinaryMorphology.DilateBall(empty, 50);
        Assert.All(Download(still), v => Assert.Equal(0, v));
        Assert.Empty(still.Metadata.Warnings);
    }

    [SkippableTheory, Devices]
    public void FloatMask_CountsWhatIsNotZero(string id)
    {
        float[] row = [0, 1e-30f, -3, float.NaN, 0, 2, 0];
        using var mask = Upload(id, row, new Size3D(7, 1, 1), Vector3D.One);
        using var same = BinaryMorphology.Erode(mask, StructuringElement.Box(1, 1, 1));
        Assert.Equal([0, 1, 1, 1, 0, 1, 0], Download(same));
        using var eroded = BinaryMorphology.Erode(mask, StructuringElement.Box(3, 1, 1));
        Assert.Equal([0, 0, 1, 0, 0, 0, 0], Download(eroded));
    }

    [Fact]
    public void BadCalls_SayWhatIsWrong()
    {
        Assert.Contains("none of its 8", Assert.Throws<ArgumentException>(() => StructuringElement.FromArray(new Size3D(2, 2, 2), new bool[8])).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => StructuringElement.Box(3, 0, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("connectivity is 4", Assert.Throws<ArgumentOutOfRangeException>(() => StructuringElement.Connected(4)).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<ArgumentOutOfRangeException>(() => StructuringElement.Ball(double.NaN)).Message, StringComparison.Ordinal);
        using var mask = Upload("cpu", new byte[1], new Size3D(1, 1, 1), Vector3D.One);
        Assert.Contains("0 iterations", Assert.Throws<ArgumentOutOfRangeException>(() => BinaryMorphology.Open(mask, StructuringElement.Connected(1), 0)).Message, StringComparison.Ordinal);
        Assert.Contains("-1 mm", Assert.Throws<ArgumentOutOfRangeException>(() => BinaryMorphology.ErodeBall(mask, -1)).Message, StringComparison.Ordinal);
    }

    private static void Check(string golden, DeviceVolume result)
    {
        using (result)
        {
            var expected = MorphologyGoldens.Read<byte>(golden).Values;
            Assert.True(expected.AsSpan().SequenceEqual(Download(result)), golden);
        }
    }

    private static void Same(DeviceVolume expected, DeviceVolume actual)
    {
        using (expected)
        using (actual)
            Assert.Equal(Download(expected), Download(actual));
    }

    private static DeviceVolume Upload<T>(string id, T[] voxels, Size3D size, Vector3D spacing)
        where T : unmanaged
    {
        using var host = Volume.FromArray<T>(voxels, new VolumeGeometry(size, spacing));
        return host.ToDevice(TestDevices.Get(id));
    }

    private static byte[] Download(DeviceVolume volume)
    {
        using var host = volume.ToHost();
        return host.AsSpan<byte>().ToArray();
    }
}
