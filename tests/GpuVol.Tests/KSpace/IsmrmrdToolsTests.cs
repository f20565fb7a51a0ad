using System.Diagnostics;
using System.Globalization;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

/// <summary>The reference tools of ISMRMRD (Debian's ismrmrd-tools) make files and reconstruct them; so do we.</summary>
public sealed class IsmrmrdToolsTests
{
    private const string Generate = "ismrmrd_generate_cartesian_shepp_logan";
    private const string Reconstruct = "ismrmrd_recon_cartesian_2d";

    [SkippableTheory]
    [InlineData(64, 1, 1, 0.0, false)]
    [InlineData(64, 4, 2, 0.05, true)]
    [InlineData(96, 8, 2, 0.2, true)]
    [InlineData(50, 3, 3, 0.05, false)]
    [InlineData(128, 16, 2, 0.01, false)]
    [InlineData(70, 2, 1, 1.0, true)]
    public void GeneratedFile_EqualsTheToolsImage(int matrix, int coils, int oversampling, double noise, bool calibration)
    {
        Require(Generate);
        Require(Reconstruct);
        using var folder = new TemporaryFolder();
        var file = folder.File("data.h5");
        Start(Generate, ["-m", Text(matrix), "-c", Text(coils), "-O", Text(oversampling), "-n", noise.ToString(CultureInfo.InvariantCulture), "-r", "1", "-o", file, .. calibration ? new[] { "-C" } : []]);
        Start(Reconstruct, [file]);

        using var data = KSpaceFile.Read(file);
        Assert.Equal(coils, data.Coils);
        Assert.Equal(new Size3D(matrix * oversampling, matrix, 1), data.Size);
        Assert.Equal(calibration, data.Noise is not null);
        using var images = MriGoldens.Reconstruct(TestDevices.Get("cpu"), data, new KSpaceReconstructionSettings { Norm = FftNorm.Forward });

        // The tool halves the readout whatever the oversampling.
        var columns = matrix * oversampling / 2;
        Assert.Equal([matrix, columns], images.Shape);
        Assert.Equal(new Vector3D(300.0 / columns, 300.0 / matrix, 6), images.Geometry.SpacingMm);
        var expected = Image(file, matrix, columns);
        var actual = images.Memory.AsSpan<float>()[..expected.Length];
        var maximum = expected.Max();
        for (var n = 0; n < expected.Length; n++)
            Assert.True(Math.Abs(expected[n] - actual[n]) <= Tolerances.IsmrmrdToolOfMaximum * maximum, $"voxel [{n / columns}, {n % columns}]: {actual[n]}, the tool has {expected[n]} (maximum {maximum})");
    }

    [SkippableFact]
    public void Repetitions_BecomeImagesOrAreMerged()
    {
        Require(Generate);
        using var folder = new TemporaryFolder();
        var file = folder.File("data.h5");
        Start(Generate, ["-m", "48", "-c", "2", "-O", "2", "-a", "2", "-w", "12", "-r", "2", "-n", "0", "-o", file]);
        using var apart = KSpaceFile.Read(file);
        Assert.Equal([new KSpaceAxis("repetition", 4)], apart.ImageAxes);
        Assert.Contains(apart.Warnings, w => w.Contains("acceleration 2", StringComparison.Ordinal));
        using var merged = KSpaceFile.Read(file, new KSpaceReadOptions { MergeRepetitions = true });
        Assert.Empty(merged.ImageAxes);

        // Interleaved lines of an object that stays the same: merged they are complete, as one fully sampled acquisition.
        var whole = folder.File("whole.h5");
        Start(Generate, ["-m", "48", "-c", "2", "-O", "2", "-n", "0", "-o", whole]);
        using var full = KSpaceFile.Read(whole);
        MriGoldens.AssertClose(MriGoldens.Samples(full), MriGoldens.Samples(merged), Tolerances.ReconstructionOfNorm, "merged");
    }

    /// <summary>The image that the tool appended to the file.</summary>
    private static float[] Image(string path, int matrix, int columns)
    {
        using var file = new Hdf5File(path);
        var dataset = file.Dataset("dataset/cpp/data");
        Assert.Equal([1, 1, 1, matrix, columns], dataset.Shape);
        var memory = dataset.Read(null, CancellationToken.None);
        var values = memory.AsSpan<float>()[..(matrix * columns)].ToArray();
        memory.Release();
        return values;
    }

    private static void Require(string tool)
    {
        if ((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))))
            return;
        var reason = $"{tool} is missing; scripts/install-system-packages.sh installs it.";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(reason);
        Skip.If(true, reason);
    }

    private static void Start(string tool, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool} failed: {errors.Result}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
