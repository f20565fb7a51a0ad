using System.Numerics;
using GpuVol.Kernels;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KSpace;

/// <summary>Iterative SENSE: the operator, exact recovery, and real data under-sampled afterwards.</summary>
public sealed class SenseTests
{
    [SkippableTheory]
    [Devices(2)]
    [Devices(3)]
    public void Operator_AndItsAdjointAgree(string id, int axes)
    {
        var device = TestDevices.Get(id);
        int[] shape = [3, axes == 3 ? 4 : 1, 15, 18];
        var voxels = shape[1] * shape[2] * shape[3];
        using var s = Random(3 * voxels, 1, shape);
        using var sensitivities = s.ToDevice(device);
        var random = new Random(4);
        var mask = Enumerable.Range(0, voxels).Select(_ => random.Next(3) == 0 ? 1f : 0f).ToArray();
        using var encoding = new SenseOperator(sensitivities, mask, axes);
        using var xHost = Random(voxels, 2, voxels);
        using var yHost = Random(3 * voxels, 3, 3 * voxels);
        using var x = xHost.ToDevice(device);
        using var y = yHost.ToDevice(device);
        using var ax = device.Allocate<Float2>(3 * voxels);
        using var aty = device.Allocate<Float2>(voxels);
        using var normal = device.Allocate<Float2>(voxels);
        using var atax = device.Allocate<Float2>(voxels);
        encoding.Forward(x.Buffer, ax);
        encoding.Adjoint(y.Buffer, aty);
        encoding.Adjoint(ax, atax);
        encoding.Normal(x.Buffer, normal);
        var left = Inner(ax.ToArray(), yHost.AsSpan<Float2>().ToArray());
        var right = Inner(xHost.AsSpan<Float2>().ToArray(), aty.ToArray());
        Assert.True(left.Magnitude > 1 && (left - right).Magnitude <= Tolerances.SenseAdjoint * left.Magnitude, $"{id}: <Ax, y> = {left}, <x, A*y> = {right}");
        MriGoldens.AssertClose(Numbers(atax.ToArray()), Numbers(normal.ToArray()), Tolerances.ReconstructionOfNorm, $"{id}: AᴴAx");
    }

    [SkippableTheory, Devices]
    public void EverySecondLine_OfExactSensitivitiesGivesTheImageBack(string id)
    {
        var device = TestDevices.Get(id);
        var image = MriGoldens.Read("combined");
        var s = MriGoldens.Read("sensitivities");
        var coils = new Complex[s.Length];
        for (var n = 0; n < s.Length; n++)
            coils[n] = s[n] * image[n % image.Length];
        var samples = DirectTransform.Run(coils, [4, 21, 24], [1, 2], inverse: false, centered: true);
        var half = new Vector2[samples.Length];
        for (var n = 0; n < half.Length; n++)
            half[n] = n / 24 % 21 % 2 == 0 ? new Vector2((float)samples[n].Real, (float)samples[n].Imaginary) / MathF.Sqrt(21 * 24) : default;
        using var folder = new TemporaryFolder();
        NpyFile.Write<Vector2>(half, [4, 21, 24], folder.File("k.npy"));
        using var data = KSpaceFile.Read(folder.File("k.npy"));
        using var sensitivities = MriGoldens.Array64("sensitivities");
        using var kspace = DeviceKSpace.Upload(data, device);
        using var images = KSpaceReconstruction.Reconstruct(kspace, new KSpaceReconstructionSettings
        {
            Combination = CoilCombination.Sense,
            Part = ImagePart.Complex,
            Sensitivities = sensitivities,
            Sense = new SenseSettings { Iterations = 300, Tolerance = 1e-7, Regularization = 0 },
        });
        using var host = images.ToHost();
        MriGoldens.AssertClose(image, MriGoldens.Voxels(host), 1e-4, id);
        var residuals = Assert.Single(images.Residuals);
        Assert.True(residuals[^1] < 1e-5 && residuals[^1] < residuals[0], $"{id}: residuals {residuals[0]} to {residuals[^1]}");
    }

    [SkippableTheory]
    [Devices(2, 0.075, 1.6)]
    [Devices(3, 0.085, 1.7)]
    public void RealBrainUnderSampledAfterwards_IsRecovered(string id, int factor, double limit, double gain)
    {
        var device = TestDevices.Get(id);
        var path = TestData.Path("kspace-brain-flash-16ch", "brain_flash_16ch_kspace.npy");
        using var full = KSpaceFile.Read(path);
        var truth = Magnitudes(device, full, CoilCombination.Adaptive, out _);
        for (var line = 0; line < 16 * 128; line++)
        {
            if (line % 128 % factor != 0 && Math.Abs(line % 128 - 64) > 12)
                full.Memory.AsSpan<Vector2>().Slice(line * 128, 128).Clear();
        }

        var sense = Error(Magnitudes(device, full, CoilCombination.Sense, out var residuals), truth);
        var zeroFilled = Error(Magnitudes(device, full, CoilCombination.RootSumOfSquares, out _), truth);
        Assert.True(sense <= limit && sense * gain <= zeroFilled, $"{id}: error {sense} of SENSE, {zeroFilled} of zero filling");
        Assert.True(residuals[^1] < 0.01, $"{id}: the residual is still {residuals[^1]}");
    }

    private static double[] Magnitudes(ComputeDevice device, KSpaceData data, CoilCombination combination, out IReadOnlyList<double> residuals)
    {
        using var kspace = DeviceKSpace.Upload(data, device);
        using var images = KSpaceReconstruction.Reconstruct(kspace, new KSpaceReconstructionSettings { Combination = combination });
        residuals = images.Residuals.Count > 0 ? images.Residuals[0] : [];
        using var host = images.ToHost();
        return Array.ConvertAll(MriGoldens.Voxels(host), v => v.Real);
    }

    /// <summary>Relative L2 difference after the best common factor: sensitivities leave the scale open.</summary>
    private static double Error(double[] actual, double[] truth)
    {
        var factor = actual.Zip(truth, (a, t) => a * t).Sum() / actual.Sum(a => a * a);
        return Math.Sqrt(actual.Zip(truth, (a, t) => (factor * a - t) * (factor * a - t)).Sum() / truth.Sum(t => t * t));
    }

    private static ComplexArray Random(int count, int seed, params int[] shape) =>
        ComplexArray.FromArray<Float2>(Array.ConvertAll(DirectTransform.Random(count, seed), c => new Float2((float)c.Real, (float)c.Imaginary)), shape);

    private static Complex[] Numbers(Float2[] values) => Array.ConvertAll(values, v => new Complex(v.X, v.Y));

    private static Complex Inner(Float2[] a, Float2[] b)
    {
        var sum = Complex.Zero;
        for (var n = 0; n < a.Length; n++)
            sum += Complex.Conjugate(new Complex(a[n].X, a[n].Y)) * new Complex(b[n].X, b[n].Y);
        return sum;
    }
}
