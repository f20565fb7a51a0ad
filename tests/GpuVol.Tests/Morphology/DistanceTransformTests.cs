using GpuVol.Cpu;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Morphology;

public class DistanceTransformTests
{
    // Float32 results of float64 oracles: three roundings of the squared distance, one each of root and scale.
    private const double RelativeLimit = 3e-7;

    // SciPy's own goldens are stored as float32 (6e-8), and float32 NIfTI spacings differ from decimal ones by as much.
    private const double GoldenLimit = 5e-7;

    [SkippableTheory, Devices]
    public void RowWorkedByHand_GivesDistances(string id)
    {
        byte[] row = [1, 1, 0, 1, 1, 1, 1, 0, 1];
        Assert.Equal([2, 1, 0, 1, 2, 2, 1, 0, 1], Distances(id, row, new Size3D(9, 1, 1), Vector3D.One));
        Assert.Equal([1, 1, 0, 1, 1, 1, 1, 0, 1], Distances(id, row, new Size3D(1, 9, 1), Vector3D.One, outside: true));
        Assert.Equal([5, 2.5f, 0, 2.5f, 5, 5, 2.5f, 0, 2.5f], Distances(id, row, new Size3D(1, 1, 9), new Vector3D(1, 1, 2.5)));
    }

    [SkippableTheory, Devices]
    public void LabelRowWorkedByHand_GivesDistancesToTheNextLabel(string id)
    {
        short[] row = [3, 3, 3, -7, -7, 0, 3, 3];
        foreach (var size in new[] { new Size3D(8, 1, 1), new Size3D(1, 8, 1), new Size3D(1, 1, 8) })
        {
            using var labels = Upload(id, row, size, Vector3D.One);
            using var result = DistanceTransform.LabelEuclidean(labels);
            Assert.Equal([3, 2, 1, 1, 1, 0, 1, 2], Download<float>(result));
            using var bordered = DistanceTransform.LabelEuclidean(labels, outsideIsBackground: true);
            Assert.Equal([1, 1, 1, 1, 1, 0, 1, 1], Download<float>(bordered));
        }
    }

    [SkippableTheory, Devices]
    public void MaskWithoutBackground_IsInfiniteWithAWarning(string id)
    {
        var ones = Enumerable.Repeat((byte)1, 4 * 5 * 6).ToArray();
        using var mask = Upload(id, ones, new Size3D(4, 5, 6), Vector3D.One);
        using var result = DistanceTransform.Euclidean(mask);
        Assert.All(Download<float>(result), d => Assert.Equal(float.PositiveInfinity, d));
        Assert.Contains(DistanceTransform.NoBackgroundWarning, result.Metadata.Warnings);
        using var bordered = DistanceTransform.Euclidean(mask, outsideIsBackground: true);
        Assert.Equal(3, Download<float>(bordered).Max() + 1);
        Assert.Empty(bordered.Metadata.Warnings);
        using var signed = DistanceTransform.SignedEuclidean(mask);
        Assert.All(Download<float>(signed), d => Assert.Equal(float.PositiveInfinity, d));
        using var labels = DistanceTransform.LabelEuclidean(mask);
        Assert.All(Download<float>(labels), d => Assert.Equal(float.PositiveInfinity, d));
        using var nearest = DistanceTransform.NearestBackground(mask);
        Assert.All(Download<int>(nearest), n => Assert.Equal(-1, n));
        Assert.Single(nearest.Metadata.Warnings);
    }

    [SkippableTheory, Devices]
    public void EmptyMask_IsZeroEverywhere(string id)
    {
        using var mask = Upload(id, new byte[60], new Size3D(5, 4, 3), Vector3D.One);
        using var result = DistanceTransform.Euclidean(mask);
        Assert.All(Download<float>(result), d => Assert.Equal(0f, d));
        Assert.Empty(result.Metadata.Warnings);
        using var signed = DistanceTransform.SignedEuclidean(mask);
        Assert.All(Download<float>(signed), d => Assert.Equal(float.NegativeInfinity, d));
        Assert.Single(signed.Metadata.Warnings);
    }

    [SkippableTheory, Devices]
    public void RandomSmallVolumes_EqualBruteForce(string id)
    {
        var random = new Random(11);
        Size3D[] sizes = [new(1, 1, 1), new(7, 1, 1), new(1, 6, 5), new(5, 1, 9), new(13, 9, 7), new(33, 5, 4), new(3, 40, 2), new(2, 3, 50)];
        Vector3D[] spacings = [Vector3D.One, new(0.7, 0.7, 2.5), new(0.683594, 0.683594, 1.25), new(1.7, 0.9, 3.0), new(2, 2, 2)];
        foreach (var size in sizes)
        {
            foreach (var spacing in spacings)
            {
                foreach (var density in new[] { 0.3, 0.9, 0.99 })
                {
                    var count = 1 + random.Next(4);
                    var labels = Enumerable.Range(0, (int)size.Voxels).Select(_ => random.NextDouble() < density ? 1 + random.Next(count) : 0).ToArray();
                    var wall = random.Next(2) == 1;
                    Compare(id, labels, size, spacing, wall);
                }
            }
        }
    }

    [SkippableTheory, Devices]
    public void NearestBackground_IsTheFirstOfTheNearest(string id)
    {
        var random = new Random(12);
        foreach (var size in new Size3D[] { new(12, 9, 7), new(31, 1, 5), new(1, 1, 40), new(6, 17, 3) })
        {
            foreach (var spacing in new[] { Vector3D.One, new Vector3D(1, 2, 3) })
            {
                var labels = Enumerable.Range(0, (int)size.Voxels).Select(_ => random.NextDouble() < 0.93 ? 1 : 0).ToArray();
                labels[random.Next(labels.Length)] = 0;
                using var mask = Upload(id, labels, size, spacing);
                using var nearest = DistanceTransform.NearestBackground(mask);
                Assert.Equal(BruteForceDistance.NearestZero(labels, size, spacing), Download<int>(nearest));
            }
        }
    }

    [SkippableTheory, Devices]
    public void EveryElementType_GivesTheSame(string id)
    {
        var random = new Random(13);
        var size = new Size3D(45, 12, 8);
        var values = Enumerable.Range(0, (int)size.Voxels).Select(_ => random.Next(10) == 0 ? 0 : 1 + random.Next(100)).ToArray();
        var expected = Squared(id, values.Select(v => (byte)v).ToArray(), size);
        Assert.Equal(expected, Squared(id, values.Select(v => (short)-v).ToArray(), size));
        Assert.Equal(expected, Squared(id, values.Select(v => (ushort)(v * 600)).ToArray(), size));
        Assert.Equal(expected, Squared(id, values.Select(v => v << 20).ToArray(), size));
        Assert.Equal(expected, Squared(id, values.Select(v => v == 0 ? -0f : v / 1e30f).ToArray(), size));
        Assert.Equal(expected, Squared(id, values.Select(v => v == 0 ? 0 : float.NaN).ToArray(), size));
    }

    [SkippableTheory, Devices]
    public void FlippedMask_GivesFlippedDistances(string id)
    {
        var size = new Size3D(39, 20, 11);
        var mask = Blobs(size, 3);
        var spacing = new Vector3D(0.683594, 0.9, 1.25);
        var straight = Distances(id, mask, size, spacing);
        var flipped = Distances(id, mask.Reverse().ToArray(), size, spacing);
        Assert.Equal(straight, flipped.Reverse());
    }

    [SkippableTheory, Devices]
    public void Goldens_EqualSciPy(string id)
    {
        foreach (var name in new[] { "blobs", "sparse", "plane", "line" })
        {
            var (mask, size) = MorphologyGoldens.Read<byte>($"{name}_mask");
            using (var volume = Upload(id, mask, size, Vector3D.One))
            using (var squared = DistanceTransform.SquaredEuclidean(volume))
                Assert.Equal(MorphologyGoldens.Read<int>($"{name}_squared").Values.Select(v => (float)v), Download<float>(squared));
            foreach (var (text, spacing) in new[] { ("2.5_0.7_0.7", new Vector3D(0.7, 0.7, 2.5)), ("1.25_0.683594_0.683594", new Vector3D(0.683594, 0.683594, 1.25)), ("3.0_0.9_1.7", new Vector3D(1.7, 0.9, 3)) })
            {
                var expected = MorphologyGoldens.Read<float>($"{name}_distance_{text}").Values;
                AssertClose(expected.Select(v => (double)v).ToArray(), Distances(id, mask, size, spacing), GoldenLimit);
            }
        }
    }

    [SkippableTheory, Devices]
    public void LargerVolumes_EqualThePlainKernels(string id)
    {
        var device = TestDevices.Get(id);
        using var plain = new CpuDevice(useOverrides: false);
        foreach (var (mask, size) in Larger())
        {
            foreach (var spacing in new[] { Vector3D.One, new Vector3D(0.7, 0.7, 2.5), new Vector3D(0.683594, 0.71, 1.25) })
            {
                using var host = Volume.FromArray<byte>(mask, new VolumeGeometry(size, spacing));
                using var here = host.ToDevice(device);
                using var there = host.ToDevice(plain);
                for (var kind = 0; kind < 5; kind++)
                {
                    using var actual = Apply(here, kind);
                    using var expected = Apply(there, kind);
                    AssertSame(Download<float>(expected), Download<float>(actual), $"{size}, {spacing}, kind {kind}, {id}");
                }
            }
        }
    }

    // Results are written over what lies between the passes, tile by tile of a row.
    [Fact]
    public void RowsOfManyTiles_EqualThePlainKernels()
    {
        var size = new Size3D(211, 3, 1600);
        var random = new Random(7);
        var mask = new byte[size.Voxels];
        for (var v = 0; v < mask.Length; v++)
            mask[v] = (byte)(random.Next(300) == 0 ? 0 : 1);
        using var plain = new CpuDevice(useOverrides: false);
        using var device = new CpuDevice(2);
        using var host = Volume.FromArray<byte>(mask, new VolumeGeometry(size, Vector3D.One));
        using var expected = TestVolumes.Run(plain, host, volume => DistanceTransform.SignedEuclidean(volume));
        using var actual = TestVolumes.Run(device, host, volume => DistanceTransform.SignedEuclidean(volume));
        VolumeAssert.Close(expected, actual, Tolerances.SameBits, "cpu");
    }

    [SkippableTheory, Devices]
    public void LabelsOf32Bits_EqualNarrowOnes(string id)
    {
        var size = new Size3D(70, 21, 9);
        var random = new Random(5);
        var narrow = new byte[size.Voxels];
        for (var v = 0; v < narrow.Length; v++)
            narrow[v] = v % size.I > 0 && random.Next(10) > 0 ? narrow[v - 1] : (byte)random.Next(4);
        var expected = Labelled(narrow);
        Assert.Equal(expected, Labelled(Array.ConvertAll(narrow, v => (int)v)));
        Assert.Equal(expected, Labelled(Array.ConvertAll(narrow, v => v == 0 ? 0 : int.MinValue + (v << 16))));

        // More labels than 16 bits can number: each voxel its own, but for one pair.
        var unique = Enumerable.Range(0, 70_000).Select(v => v + 1_000_000).ToArray();
        unique[40] = unique[41];
        using var many = Upload(id, unique, new Size3D(70_000, 1, 1), Vector3D.One);
        using var distances = DistanceTransform.LabelEuclidean(many);
        Assert.All(Download<float>(distances), d => Assert.Equal(1, d));

        float[] Labelled<T>(T[] labels)
            where T : unmanaged
        {
            using var volume = Upload(id, labels, size, new Vector3D(1, 1, 2));
            using var result = DistanceTransform.LabelEuclidean(volume);
            return Download<float>(result);
        }
    }

    [SkippableTheory, Devices]
    public void RescaledMask_IsZeroWhereItsIntensityIs(string id)
    {
        var device = TestDevices.Get(id);
        using var stored = Volume.FromArray<short>([5, 1024, 0, 7, 3, 0], new VolumeGeometry(new Size3D(3, 1, 2), Vector3D.One), new IntensityRescale([1, 2], [-1024, -6]));
        using var distance = TestVolumes.Run(device, stored, volume => DistanceTransform.SquaredEuclidean(volume));
        Assert.Equal([1, 0, 1, 1, 0, 1], distance.AsSpan<float>().ToArray());
        using var nearest = TestVolumes.Run(device, stored, volume => DistanceTransform.NearestBackground(volume));
        Assert.Equal([1, 1, 1, 4, 4, 4], nearest.AsSpan<int>().ToArray());
        using var eroded = TestVolumes.Run(device, stored, volume => BinaryMorphology.Erode(volume, StructuringElement.Box(1, 1, 1)));
        Assert.Equal([1, 0, 1, 1, 0, 1], eroded.AsSpan<byte>().ToArray());
    }

    [SkippableTheory, Devices]
    public void Operation_LeavesNoBuffer(string id)
    {
        // A device of its own: tests of other classes run beside this one on the shared device.
        _ = TestDevices.Get(id);
        using var device = ComputeDevices.Open(id);
        using var host = Volume.FromArray<byte>(Blobs(new Size3D(20, 10, 5), 1), new VolumeGeometry(new Size3D(20, 10, 5), Vector3D.One));
        using var mask = host.ToDevice(device);
        var before = device.BuffersInUse;
        DistanceTransform.Euclidean(mask).Dispose();
        DistanceTransform.SignedEuclidean(mask).Dispose();
        DistanceTransform.NearestBackground(mask).Dispose();
        BinaryMorphology.Open(mask, StructuringElement.Connected(1), 2).Dispose();
        BinaryMorphology.CloseBall(mask, 2).Dispose();
        Assert.Equal(before, device.BuffersInUse);
    }

    [SkippableTheory, Devices]
    public void FloatLabels_AreRefused(string id)
    {
        using var labels = Upload(id, new float[8], new Size3D(2, 2, 2), Vector3D.One);
        Assert.Contains("f32", Assert.Throws<ArgumentException>(() => DistanceTransform.LabelEuclidean(labels)).Message, StringComparison.Ordinal);
    }

    internal static byte[] Blobs(Size3D size, int seed)
    {
        var random = new Random(seed);
        var waves = Enumerable.Range(0, 6).Select(_ => (X: random.NextDouble() - 0.5, Y: random.NextDouble() - 0.5, Z: random.NextDouble() - 0.5, Phase: random.NextDouble() * 6)).ToArray();
        var result = new byte[size.Voxels];
        for (var v = 0; v < result.Length; v++)
        {
            var (i, j, k) = (v % size.I, v / size.I % size.J, v / size.I / size.J);
            result[v] = waves.Sum(w => Math.Sin((w.X * i) + (w.Y * j) + (w.Z * k) + w.Phase)) > 0.2 ? (byte)1 : (byte)0;
        }

        return result;
    }

    private static IEnumerable<(byte[] Mask, Size3D Size)> Larger()
    {
        var size = new Size3D(101, 44, 17);
        yield return (Blobs(size, 1), size);
        var far = Enumerable.Repeat((byte)1, (int)size.Voxels).ToArray();
        far[^1] = 0;
        yield return (far, size);

        // Deeper than 16-bit squares reach, along each axis.
        foreach (var deep in new Size3D[] { new(700, 4, 3), new(5, 600, 2), new(40, 2, 350) })
        {
            var random = new Random(4);
            var mask = Enumerable.Repeat((byte)1, (int)deep.Voxels).ToArray();
            for (var n = 0; n < 3; n++)
                mask[random.Next(mask.Length)] = 0;
            yield return (mask, deep);
        }

        // Many parabolas that serve far away: the search gives up, the envelopes take over.
        var tent = new Size3D(33, 260, 2);
        var ridge = new byte[tent.Voxels];
        for (var v = 0; v < ridge.Length; v++)
            ridge[v] = (byte)(v % tent.I == 0 && v / tent.I % 7 == 3 ? 0 : 1);
        yield return (ridge, tent);
        var ball = new Size3D(150, 150, 4);
        var inside = new byte[ball.Voxels];
        for (var v = 0; v < inside.Length; v++)
        {
            double i = (v % 150) - 74.5, j = (v / 150 % 150) - 74.5;
            inside[v] = (byte)((i * i) + (j * j) < 70 * 70 ? 1 : 0);
        }

        yield return (inside, ball);
    }

    private static DeviceVolume Apply(DeviceVolume mask, int kind) => kind switch
    {
        0 => DistanceTransform.Euclidean(mask),
        1 => DistanceTransform.SquaredEuclidean(mask, outsideIsBackground: true),
        2 => DistanceTransform.SignedEuclidean(mask),
        3 => DistanceTransform.LabelEuclidean(mask, outsideIsBackground: true),
        _ => DistanceTransform.LabelSquaredEuclidean(mask),
    };

    private static void Compare(string id, int[] labels, Size3D size, Vector3D spacing, bool wall)
    {
        using var volume = Upload(id, labels.Select(v => (byte)v).ToArray(), size, spacing);
        using var distance = DistanceTransform.LabelEuclidean(volume, outsideIsBackground: wall);
        AssertClose(BruteForceDistance.Squared(labels, size, spacing, wall: wall).Select(Math.Sqrt).ToArray(), Download<float>(distance), RelativeLimit, $"labels {size} {spacing} wall {wall}: ");
        using var wide = Upload(id, labels, size, spacing);
        using var same = DistanceTransform.LabelEuclidean(wide, outsideIsBackground: wall);
        Assert.Equal(Download<float>(distance), Download<float>(same));

        var binary = labels.Select(v => v != 0 ? 1 : 0).ToArray();
        using var euclidean = DistanceTransform.Euclidean(volume, outsideIsBackground: wall);
        AssertClose(BruteForceDistance.Squared(binary, size, spacing, wall: wall).Select(Math.Sqrt).ToArray(), Download<float>(euclidean), RelativeLimit, $"mask {size} {spacing} wall {wall}: ");
        using var voxels = DistanceTransform.SquaredEuclidean(volume, voxels: true, outsideIsBackground: wall);
        Assert.Equal(BruteForceDistance.Squared(binary, size, Vector3D.One, wall: wall).Select(v => (float)v), Download<float>(voxels));

        using var signed = DistanceTransform.SignedEuclidean(volume);
        var both = BruteForceDistance.Squared(binary, size, spacing, backgroundToo: true).Select((v, n) => binary[n] == 0 ? -Math.Sqrt(v) : Math.Sqrt(v)).ToArray();
        AssertClose(both, Download<float>(signed), RelativeLimit);
    }

    private static void AssertClose(double[] expected, float[] actual, double limit, string where = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var v = 0; v < expected.Length; v++)
            Assert.True(expected[v] == actual[v] || Math.Abs(expected[v] - actual[v]) <= limit * Math.Abs(expected[v]), $"{where}voxel {v}: expected {expected[v]:R}, got {actual[v]:R}");
    }

    private static void AssertSame(float[] expected, float[] actual, string where)
    {
        for (var v = 0; v < expected.Length; v++)
            Assert.True(expected[v] == actual[v], $"{where}: voxel {v}: the plain kernels give {expected[v]:R}, not {actual[v]:R}");
    }

    private static float[] Distances<T>(string id, T[] mask, Size3D size, Vector3D spacing, bool outside = false)
        where T : unmanaged
    {
        using var volume = Upload(id, mask, size, spacing);
        using var result = DistanceTransform.Euclidean(volume, outsideIsBackground: outside);
        return Download<float>(result);
    }

    private static float[] Squared<T>(string id, T[] mask, Size3D size)
        where T : unmanaged
    {
        using var volume = Upload(id, mask, size, Vector3D.One);
        using var result = DistanceTransform.SquaredEuclidean(volume);
        return Download<float>(result);
    }

    private static DeviceVolume Upload<T>(string id, T[] voxels, Size3D size, Vector3D spacing)
        where T : unmanaged
    {
        using var host = Volume.FromArray<T>(voxels, new VolumeGeometry(size, spacing));
        return host.ToDevice(TestDevices.Get(id));
    }

    private static T[] Download<T>(DeviceVolume volume)
        where T : unmanaged
    {
        using var host = volume.ToHost();
        return host.AsSpan<T>().ToArray();
    }
}
