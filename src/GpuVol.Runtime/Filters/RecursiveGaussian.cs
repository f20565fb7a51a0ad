using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Plans the recursive Gaussian: one pass per axis, the first into the result and the others in place.</summary>
internal static class RecursiveGaussian
{
    /// <summary>Below this standard deviation in voxels, the convolution is cheap and as SciPy's; the fit's error grows with the spacing of its samples.</summary>
    public const double SmallestSigma = 0.5;

    // The state is sigma² times the samples; float64 then still leaves 6 figures.
    private const double LargestSigma = 1e5;

    // Slabs of the forward sums where a device cannot keep them in a cache.
    private const long ScratchVoxels = 1 << 24;

    // exp(-t² / 2) = Σ Re(α exp(-λ t)), t ≥ 0: nearly least maximal error, 1.94e-6, and 3.54e-6 of the peak when the samples are normalised; tests/goldens/make_recursive_gaussian.py finds the numbers.
    private static readonly (Complex Alpha, Complex Lambda)[] Fit =
    [
        (new Complex(3.0808112910, 6.7724498220), new Complex(2.1529169829, 0.5240047623)),
        (new Complex(-2.2245653191, -0.7240187962), new Complex(2.1185970049, 1.6091626442)),
        (new Complex(0.1437520893, -0.0598580050), new Complex(2.0402362443, 2.8479564558)),
    ];

    // The slowest oscillation has fallen to exp(-2.04 · 9) = 1e-8 there.
    private const double MemoryInSigmas = 9;

    private static readonly int[] AxisOrder = [1, 0, 2];

    public static DeviceVolume Apply(DeviceVolume source, Vector3D sigmaVoxels, Border border, float borderValue)
    {
        var mode = FilterBorder.Mode(border);
        for (var axis = 0; axis < 3; axis++)
        {
            if (sigmaVoxels[axis] > 0 && sigmaVoxels[axis] < SmallestSigma)
                throw new ArgumentOutOfRangeException(nameof(sigmaVoxels), $"GaussianBlur: sigma is {sigmaVoxels[axis]} voxels along {"ijk"[axis]}; the recursive method wants {SmallestSigma} or more, or 0. Use the convolution.");
            if (sigmaVoxels[axis] > LargestSigma)
                throw new ArgumentOutOfRangeException(nameof(sigmaVoxels), $"GaussianBlur: sigma is {sigmaVoxels[axis]} voxels along {"ijk"[axis]}; the recursive method takes at most {LargestSigma}. Use a smaller one.");
        }

        var axes = AxisOrder.Where(axis => sigmaVoxels[axis] > 0).ToArray();
        if (axes.Length == 0)
            return IntensityTransforms.ToFloat32(source);
        var result = source.IsFloat32Intensity ? DeviceVolume.Allocate(source.Device, source.Geometry, source.Metadata) : IntensityTransforms.ToFloat32(source);
        try
        {
            var from = (source.IsFloat32Intensity ? source : result).Buffer<float>();
            foreach (var axis in axes)
            {
                FilterAxis(from, result, axis, sigmaVoxels[axis], mode, borderValue);
                from = result.Buffer<float>();
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void FilterAxis(DeviceBuffer<float> source, DeviceVolume result, int axis, double sigma, int border, float borderValue)
    {
        var device = result.Device;
        var size = result.Geometry.Size;
        var count = size[axis];
        var slice = (long)size.I * size.J;
        var lead = Lead(sigma, count, border, out var closes);
        var p = new RecursiveGaussianParameters
        {
            Count = count,
            Stride = axis == 0 ? 1 : axis == 1 ? size.I : slice,
            LinesX = axis == 0 ? size.J : size.I,
            StrideX = axis == 0 ? size.I : 1,
            StrideY = axis == 2 ? size.I : slice,
            Lead = lead,
            Border = border,
            BorderValue = borderValue,
        };
        var linesY = axis == 2 ? size.J : size.K;
        using var modes = device.Allocate<double>(Coefficients(sigma, closes ? lead : 0));

        // A fused version keeps the forward sums of its lines to itself.
        var fused = device.HasFusedKernel(RecursiveGaussianKernels.Definitions.FilterLines);
        var rows = fused ? linesY : (int)Math.Clamp(ScratchVoxels / ((long)p.LinesX * count), 1, linesY);
        using var forward = device.Allocate<float>(fused ? 1 : (long)p.LinesX * rows * count);
        for (var y = 0; y < linesY; y += rows)
        {
            p.FirstY = y;
            p.LinesY = Math.Min(rows, linesY - y);
            RecursiveGaussianKernels.Launch.FilterLines(device, new Index2D(p.LinesX, p.LinesY), source, result.Buffer<float>(), forward, modes, p);
        }
    }

    // Samples to run over before the line, and whether they are the period of an endless repetition.
    private static int Lead(double sigma, int count, int border, out bool closes)
    {
        closes = false;
        if (border is BorderModes.Nearest or BorderModes.Constant)
            return 0;
        var period = border switch
        {
            BorderModes.Reflect => 2L * count,
            BorderModes.Mirror => Math.Max(1, 2L * count - 2),
            _ => count,
        };
        closes = period <= MemoryInSigmas * sigma;
        return closes ? (int)period : (int)Math.Ceiling(MemoryInSigmas * sigma);
    }

    private static double[] Coefficients(double sigma, int period)
    {
        var sum = 0.0;
        foreach (var (alpha, lambda) in Fit)
        {
            var pole = Complex.Exp(-lambda / sigma);
            sum += (alpha * (1 + 2 * pole / (1 - pole))).Real;
        }

        var coefficients = new double[Fit.Length * RecursiveGaussianKernels.Stride];
        for (var m = 0; m < Fit.Length; m++)
        {
            var alpha = Fit[m].Alpha / sum;
            var pole = Complex.Exp(-Fit[m].Lambda / sigma);
            var norm = pole.Real * pole.Real + pole.Imaginary * pole.Imaginary;
            var c = coefficients.AsSpan(m * RecursiveGaussianKernels.Stride, RecursiveGaussianKernels.Stride);
            c[RecursiveGaussianKernels.A1] = 2 * pole.Real;
            c[RecursiveGaussianKernels.A2] = -norm;
            c[RecursiveGaussianKernels.Forward0] = alpha.Real;
            c[RecursiveGaussianKernels.Forward1] = -(alpha * Complex.Conjugate(pole)).Real;
            c[RecursiveGaussianKernels.Backward0] = (alpha * pole).Real;
            c[RecursiveGaussianKernels.Backward1] = -alpha.Real * norm;

            // With S = Σ pᵐ x(-1-m), u(-1) = Im(p S) / Im p and u(-2) = Im S / Im p; the repetition multiplies S by q.
            var q = period > 0 ? 1 / (1 - Complex.Pow(pole, period)) : Complex.One;
            var ratio = pole.Real / pole.Imaginary;
            c[RecursiveGaussianKernels.Closure11] = q.Real + q.Imaginary * ratio;
            c[RecursiveGaussianKernels.Closure12] = -q.Imaginary * norm / pole.Imaginary;
            c[RecursiveGaussianKernels.Closure21] = q.Imaginary / pole.Imaginary;
            c[RecursiveGaussianKernels.Closure22] = q.Real - q.Imaginary * ratio;
            c[RecursiveGaussianKernels.Steady] = 1 / (1 - 2 * pole.Real + norm);
        }

        return coefficients;
    }
}
