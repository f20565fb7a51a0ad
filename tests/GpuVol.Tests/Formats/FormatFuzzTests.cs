using System.Diagnostics;
using System.IO.Compression;

namespace GpuVol.Tests.Formats;

/// <summary>Damaged files: every reader either reads or refuses with a <see cref="VolumeFormatException"/>, and soon.</summary>
public class FormatFuzzTests
{
    private const int Flips = 1500;
    private static readonly TimeSpan MostPerFile = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Kinds => ["explicit.dcm", "implicit.dcm", "bare.dcm", "a.nii", "a.nii.gz", "foreign.nii.gz", "second.nii", "a.npy", "fortran.npy"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryTruncation_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        var bytes = Make(name);
        var refused = 0;
        for (var length = 0; length < bytes.Length; length++)
            refused += Try(folder.File(name), bytes.AsSpan(0, length), $"cut at {length}") ? 0 : 1;

        Assert.True(refused == bytes.Length, $"{bytes.Length - refused} of {bytes.Length} truncations passed.");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FlippedBytes_NeverCrashTheReader(string name)
    {
        using var folder = new TemporaryFolder();
        var bytes = Make(name);
        var random = new Random(name.Length);
        for (var n = 0; n < Flips; n++)
        {
            var damaged = (byte[])bytes.Clone();
            var count = random.Next(1, 4);
            for (var c = 0; c < count; c++)
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(3) switch { 0 => 0xff, 1 => 0, _ => random.Next(256) });
            Try(folder.File(name), damaged, $"flip {n}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryHeaderWordAtItsExtremes_NeverCrashesTheReader(string name)
    {
        using var folder = new TemporaryFolder();
        var bytes = Make(name);
        for (var at = 0; at < Math.Min(bytes.Length - 4, 900); at += 1)
        {
            foreach (var value in new byte[][] { [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80] })
            {
                var damaged = (byte[])bytes.Clone();
                value.CopyTo(damaged, at);
                Try(folder.File(name), damaged, $"word at {at}");
            }
        }
    }

    /// <summary>True where it was read.</summary>
    private static bool Try(string path, ReadOnlySpan<byte> bytes, string what)
    {
        File.WriteAllBytes(path, bytes);
        var watch = Stopwatch.StartNew();
        var read = false;
        foreach (var describe in new[] { true, false })
        {
            try
            {
                if (describe)
                {
                    VolumeFile.Describe(path);
                }
                else
                {
                    using var volume = VolumeFile.Read(path, new VolumeReadOptions { Frame = 0 });
                    read = true;
                }
            }
            catch (VolumeFormatException e)
            {
                Assert.False(e.Message.Contains('\n', StringComparison.Ordinal), $"{what}: {e.Message}");
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{what}: {e}");
            }
        }

        Assert.True(watch.Elapsed < MostPerFile, $"{what}: took {watch.Elapsed}.");
        return read;
    }

    private static byte[] Make(string name)
    {
        using var folder = new TemporaryFolder();
        using var volume = TestVolumes.RandomStored(new(5, 4, 3), ElementType.Int16, 1, new IntensityRescale([2], [3]));
        switch (name)
        {
            case "explicit.dcm":
                return new SyntheticDicom { WithDetours = true, DetourBytes = 101, Slope = "2", Padding = -5 }.ToBytes();
            case "implicit.dcm":
                return new SyntheticDicom { TransferSyntax = SyntheticDicom.Implicit, WithDetours = true, DetourBytes = 101 }.ToBytes();
            case "bare.dcm":
                return new SyntheticDicom { IsPart10 = false, TransferSyntax = SyntheticDicom.Implicit }.ToBytes();
            case "foreign.nii.gz":
                VolumeFile.Write(volume, folder.File("a.nii"));
                using (var target = new MemoryStream())
                {
                    using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
                        gzip.Write(File.ReadAllBytes(folder.File("a.nii")));
                    return target.ToArray();
                }

            case "second.nii":
                return Nifti2();
            case "fortran.npy":
                NpyFile.Write<short>(volume.AsSpan<short>(), [3, 4, 5], folder.File("a.npy"));
                var bytes = File.ReadAllBytes(folder.File("a.npy"));
                var at = bytes.AsSpan().IndexOf("False"u8);
                "True "u8.CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                VolumeFile.Write(volume, folder.File(name));
                return File.ReadAllBytes(folder.File(name));
        }
    }

    private static byte[] Nifti2()
    {
        var bytes = new byte[544 + 120];
        BitConverter.GetBytes(540).CopyTo(bytes, 0);
        "n+2\0\r\n\u001a\n"u8.CopyTo(bytes.AsSpan(4));
        BitConverter.GetBytes((short)4).CopyTo(bytes, 12);
        BitConverter.GetBytes((short)16).CopyTo(bytes, 14);
        long[] dims = [3, 5, 4, 3, 1, 1, 1, 1];
        for (var d = 0; d < 8; d++)
        {
            BitConverter.GetBytes(dims[d]).CopyTo(bytes, 16 + 8 * d);
            BitConverter.GetBytes(1.0).CopyTo(bytes, 104 + 8 * d);
        }

        BitConverter.GetBytes(544L).CopyTo(bytes, 168);
        BitConverter.GetBytes(1).CopyTo(bytes, 344);
        return bytes;
    }
}
