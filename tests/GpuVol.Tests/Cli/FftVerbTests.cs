using System.Numerics;
using GpuVol.Tests.Devices;
using GpuVol.Tests.KSpace;

namespace GpuVol.Tests.Cli;

public class FftVerbTests
{
    [SkippableTheory, Devices]
    public void Options_ReachTheTransform(string device)
    {
        TestDevices.Get(device);
        using var folder = new CliFolder();
        var values = Array.ConvertAll(DirectTransform.Random(5 * 6 * 7, 1), c => new Complex((float)c.Real, (float)c.Imaginary));
        NpyFile.Write<Vector2>(Array.ConvertAll(values, c => new Vector2((float)c.Real, (float)c.Imaginary)), [5, 6, 7], folder.File("x.npy"));

        folder.Run("fft", "x.npy", "y.npy", "--device", device).Succeeded();
        Check(folder, "y.npy", DirectTransform.Run(values, [5, 6, 7], [0, 1, 2], false, false), 1);
        folder.Run("fft", "x.npy", "y.npy", "--device", device, "--axes", "-1,0", "--inverse", "--norm", "ortho", "--centered").Succeeded();
        Check(folder, "y.npy", DirectTransform.Run(values, [5, 6, 7], [0, 2], true, true), 1 / Math.Sqrt(35));
        folder.Run("fft", "x.npy", "y.npy", "--device", device, "--axes", "1", "--norm", "forward").Succeeded();
        Check(folder, "y.npy", DirectTransform.Run(values, [5, 6, 7], [1], false, false), 1.0 / 6);
    }

    [Fact]
    public void Float64_IsTransformedInFloat64OnTheCpu()
    {
        using var folder = new CliFolder();
        var values = DirectTransform.Random(30, 2);
        NpyFile.Write<double>(Array.ConvertAll(values, c => c.Real), [30], folder.File("x.npy"));
        var json = folder.Run("fft", "x.npy", "y.npy", "--device", "cpu", "--json").Succeeded().Output;
        Assert.Contains("\"dtype\": \"c128\"", json.Replace("\":\"", "\": \"", StringComparison.Ordinal), StringComparison.Ordinal);
        using var y = NpyFile.Read(folder.File("y.npy"));
        Assert.InRange(DirectTransform.RelativeError(y.AsSpan<Complex>(), DirectTransform.Run(Array.ConvertAll(values, c => new Complex(c.Real, 0)), [30], [0], false, false)), 0, Tolerances.Fourier128(30));
        folder.Run("fft", "x.npy", "y.npy", "--device", "cpu", "--precision", "c64").Succeeded();
        using var single = NpyFile.Read(folder.File("y.npy"));
        Assert.Equal(NumericType.Complex64, single.Type);
    }

    [Fact]
    public void WrongCalls_SayWhatIsWrong()
    {
        using var folder = new CliFolder();
        NpyFile.Write<float>(new float[12], [3, 4], folder.File("x.npy"));
        NpyFile.Write<float>([], [0, 4], folder.File("empty.npy"));
        folder.RunFails(2, ["--axes", "'b' is not a whole number"], "fft", "x.npy", "y.npy", "--axes", "0,b");
        folder.RunFails(2, ["no axis 2", "3x4"], "fft", "x.npy", "y.npy", "--axes", "2");
        folder.RunFails(2, ["axis 1 is named twice"], "fft", "x.npy", "y.npy", "--axes", "1,-1");
        folder.RunFails(2, ["(0, 4)"], "fft", "empty.npy", "y.npy");
        folder.RunFails(2, ["no such file"], "fft", "none.npy", "y.npy");
        folder.RunFails(2, [".npy"], "fft", "x.npy", "y.nii");
        folder.RunFails(2, ["--norm"], "fft", "x.npy", "y.npy", "--norm", "unitary");
    }

    private static void Check(CliFolder folder, string name, Complex[] expected, double scale)
    {
        using var array = NpyFile.Read(folder.File(name));
        Assert.Equal([5, 6, 7], array.Shape);
        var actual = Array.ConvertAll(array.AsSpan<Vector2>().ToArray(), c => new Complex(c.X, c.Y));
        Assert.InRange(DirectTransform.RelativeError(actual, Array.ConvertAll(expected, c => c * scale)), 0, Tolerances.Fourier(210));
    }
}
