using System.Diagnostics;
using System.Numerics;
using GpuVol.Tests.KSpace;

namespace GpuVol.Tests.Formats;

/// <summary>K-space in .npy and .cfl: axes, round trips, wrong and damaged files.</summary>
public sealed class KSpaceFileTests
{
    private static readonly Vector2[] Values = [.. Enumerable.Range(0, 2 * 3 * 4 * 5).Select(n => new Vector2(n, -0.5f * n))];

    [Fact]
    public void CoilAxis_IsTheOneBeforeTheTransformedUnlessNamed()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<Vector2>(Values, [2, 3, 4, 5], folder.File("k.npy"));
        using (var data = KSpaceFile.Read(folder.File("k.npy")))
        {
            Assert.Equal(3, data.Coils);
            Assert.Equal([2], data.ImageAxes.Select(a => a.Length));
            Assert.Equal(new Size3D(5, 4, 1), data.Size);
        }

        using (var data = KSpaceFile.Read(folder.File("k.npy"), new KSpaceReadOptions { CoilAxis = 0 }))
        {
            Assert.Equal(2, data.Coils);
            Assert.Equal([3], data.ImageAxes.Select(a => a.Length));
            for (var image = 0; image < 3; image++)
            {
                for (var coil = 0; coil < 2; coil++)
                    Assert.Equal(Values[(coil * 3 + image) * 20 + 7], data.Memory.AsSpan<Vector2>()[(image * 2 + coil) * 20 + 7]);
            }
        }

        using (var data = KSpaceFile.Read(folder.File("k.npy"), new KSpaceReadOptions { NoCoilAxis = true }))
            Assert.Equal((1, 6, false), (data.Coils, data.Images, data.HasCoilAxis));
        using (var data = KSpaceFile.Read(folder.File("k.npy"), new KSpaceReadOptions { TransformedAxes = 3 }))
            Assert.Equal((2, 0, new Size3D(5, 4, 3)), (data.Coils, data.ImageAxes.Count, data.Size));
    }

    [Fact]
    public void Complex128_IsRoundedAndSaid()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<Complex>([.. Values.Take(20).Select(v => new Complex(v.X * (1 + 1e-12), v.Y))], [4, 5], folder.File("k.npy"));
        using var data = KSpaceFile.Read(folder.File("k.npy"));
        Assert.Equal(Values[..20], data.Memory.AsSpan<Vector2>()[..20].ToArray());
        Assert.Contains("complex128", Assert.Single(data.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Cfl_KeepsShapeAndNumbers()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<Vector2>(Values, [2, 3, 4, 5], folder.File("k.npy"));
        using (var data = KSpaceFile.Read(folder.File("k.npy")))
            KSpaceFile.Write(data, folder.File("k.cfl"));
        Assert.Equal("# Dimensions\n5 4 1 3 1 1 1 1 1 1 2 1 1 1 1 1\n", File.ReadAllText(folder.File("k.hdr")));
        foreach (var name in new[] { "k.cfl", "k.hdr" })
        {
            using var data = KSpaceFile.Read(folder.File(name));
            Assert.Equal((3, 2, new Size3D(5, 4, 1)), (data.Coils, data.Images, data.Size));
            Assert.Equal(Values, data.Memory.AsSpan<Vector2>()[..Values.Length].ToArray());
        }
    }

    [Fact]
    public void WhatIsNoKSpace_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("k.npy");
        NpyFile.Write<float>(new float[12], [3, 4], path);
        Refused(path, "(3, 4) float32", "complex64");
        NpyFile.Write<float>(new float[24], [3, 4, 2], path);
        Refused(path, "real and imaginary");
        NpyFile.Write<Vector2>(Values.AsSpan(0, 5), [5], path);
        Refused(path, "(5,)", "at least 2 axes");
        NpyFile.Write<Vector2>(Values.AsSpan(0, 20), [4, 5], path);
        Refused(path, new KSpaceReadOptions { TransformedAxes = 3 }, "(4, 5)", "at least 3 axes");
        Refused(path, new KSpaceReadOptions { CoilAxis = 1 }, "axis of coils is 1");
        NpyFile.Write<Vector2>([], [0, 5], path);
        Refused(path, "(0, 5)");
        var bad = Values.ToArray();
        bad[47] = new Vector2(0, float.NaN);
        NpyFile.Write<Vector2>(bad, [2, 3, 4, 5], path);
        Refused(path, "[0, 2, 0, 1, 2] is NaN");
        bad[47] = new Vector2(float.NegativeInfinity, 0);
        NpyFile.Write<Vector2>(bad, [2, 3, 4, 5], path);
        Refused(path, "-Infinity");
        File.WriteAllText(folder.File("k.dat"), "x");
        Refused(folder.File("k.dat"), ".dat", ".cfl");
        Refused(folder.File("none.npy"), "no such file");
    }

    [Fact]
    public void DamagedCfl_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("k.cfl");
        Write("# Dimensions\n5 4 1 1\n", 20 * 8 - 1);
        Refused(path, "160 bytes", "159", "truncated");
        Write("# Dimensions\n5 4 1 1\n", 20 * 8 + 8);
        Refused(path, "160 bytes", "168", "another file");
        Write("5 4 1 1\n", 20 * 8);
        Refused(path, "# Dimensions");
        Write("# Dimensions\n5 -4 1 1\n", 20 * 8);
        Refused(path, "'-4'");
        Write("# Dimensions\n2000000000 2000000000 2000000000 1\n", 20 * 8);
        Refused(path, "truncated");
        Write("# Dimensions\n" + string.Concat(Enumerable.Repeat("1 ", 17)) + "\n", 8);
        Refused(path, "17 axes");
        File.Delete(folder.File("k.hdr"));
        Refused(path, "k.hdr", "no such file");

        void Write(string header, int bytes)
        {
            File.WriteAllText(folder.File("k.hdr"), header);
            File.WriteAllBytes(path, new byte[bytes]);
        }
    }

    [Theory, InlineData("everything.h5", 211), InlineData("descending.h5", 37), InlineData("layouts_old.h5", 53), InlineData("layouts_new.h5", 41)]
    public void TruncatedH5_IsRefusedAtEveryLength(string name, int step)
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(MriGoldens.Path(name));
        for (var length = 0; length < bytes.Length; length += length < 4096 ? 7 : step)
            Assert.False(Try(folder.File("a.h5"), bytes.AsSpan(0, length), $"cut at {length}"));
        Assert.False(Try(folder.File("a.h5"), bytes.AsSpan(0, bytes.Length - 1), "cut by a byte"));
    }

    [Theory, InlineData("everything.h5", 700), InlineData("descending.h5", 1500), InlineData("layouts_old.h5", 1500), InlineData("layouts_new.h5", 1500)]
    public void FlippedBytesOfH5_NeverCrashTheReader(string name, int flips)
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(MriGoldens.Path(name));
        var random = new Random(name.Length);

        // Structure lies where the bytes are small numbers and addresses; samples are most of the file and less interesting.
        for (var n = 0; n < flips; n++)
        {
            var damaged = (byte[])bytes.Clone();
            var first = random.Next(2) == 0 ? random.Next(Math.Min(8192, bytes.Length)) : random.Next(bytes.Length);
            for (var c = random.Next(1, 4); c > 0; c--)
                damaged[Math.Min(bytes.Length - 1, first + random.Next(24))] = (byte)(random.Next(3) switch { 0 => 0xff, 1 => 0, _ => random.Next(256) });
            Try(folder.File("a.h5"), damaged, $"flip {n} at {first}");
        }
    }

    private static void Refused(string path, params string[] words) => Refused(path, new KSpaceReadOptions(), words);

    private static void Refused(string path, KSpaceReadOptions options, params string[] words)
    {
        var exception = Assert.Throws<VolumeFormatException>(() => KSpaceFile.Read(path, options).Dispose());
        Assert.DoesNotContain('\n', exception.Message);
        Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
    }

    /// <summary>True where everything in the file was read.</summary>
    private static bool Try(string path, ReadOnlySpan<byte> bytes, string what)
    {
        File.WriteAllBytes(path, bytes);
        var watch = Stopwatch.StartNew();
        try
        {
            if (bytes.IndexOf("layouts"u8) < 0 && bytes.IndexOf("ismrmrdHeader"u8) >= 0)
            {
                KSpaceFile.Read(path, new KSpaceReadOptions { AllowMissingLines = true }).Dispose();
            }
            else
            {
                using var file = new Hdf5File(path);
                foreach (var dataset in new[] { "contiguous", "chunked", "packed", "compact", "small/odd", "group/inner/deep", "small/of_named" })
                    file.Dataset(dataset).Read(null, CancellationToken.None).Release();
                file.Dataset("small/text").ReadText();
            }

            return true;
        }
        catch (VolumeFormatException e)
        {
            Assert.False(e.Message.Contains('\n', StringComparison.Ordinal), $"{what}: {e.Message}");
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {e}");
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{what}: took {watch.Elapsed}");
        return false;
    }
}
