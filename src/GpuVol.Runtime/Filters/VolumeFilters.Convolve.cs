using GpuVol.Kernels;

namespace GpuVol;

public static partial class VolumeFilters
{
    /// <summary>Convolves with any 1-D to 3-D kernel, as <c>scipy.ndimage.convolve</c>: the kernel is flipped, and one of even size shifts to the other side.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="kernel">The weights; a kernel that is a product of three 1-D ones is applied axis by axis.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="origin">Shift of the kernel along i, j, k, within half its size (SciPy's <c>origin</c>, in the order i, j, k).</param>
    /// <param name="method">Weight by weight, or by Fourier transforms; the quicker one unless named.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The origin puts the kernel's centre outside the kernel.</exception>
    /// <remarks>
    /// Cost O(voxels x weights), or the sum of the three lengths where the kernel separates; by Fourier transforms O(voxels x log(voxels)), with an error below
    /// 1e-6 · Σ|weight| · max|voxel|. Kernels: DenseConvolutionKernels, FourierConvolutionKernels. Tests: ConvolveTests, FourierConvolutionTests.
    /// </remarks>
    public static DeviceVolume Convolve(DeviceVolume source, ConvolutionKernel kernel, Border border = Border.Reflect, float borderValue = 0, (int I, int J, int K) origin = default, ConvolutionMethod method = ConvolutionMethod.Auto)
    {
        ArgumentNullException.ThrowIfNull(kernel);

        // A flipped kernel of even size has its centre one weight earlier; its origin counts the other way.
        var size = kernel.Size;
        return Filter(nameof(Convolve), source, kernel.Flipped(), border, borderValue, (Flip(origin.I, size.I), Flip(origin.J, size.J), Flip(origin.K, size.K)), origin, method);

        static int Flip(int origin, int length) => length % 2 == 0 ? -origin - 1 : -origin;
    }

    /// <summary>Correlates with any 1-D to 3-D kernel, as <c>scipy.ndimage.correlate</c>; parameters as <see cref="Convolve"/>.</summary>
    /// <param name="source">Volume of any intensity unit, shape [nk, nj, ni]; not modified.</param>
    /// <param name="kernel">The weights.</param>
    /// <param name="border">Values beyond the edge.</param>
    /// <param name="borderValue">The value for <see cref="Border.Constant"/>.</param>
    /// <param name="origin">Shift of the kernel along i, j, k.</param>
    /// <param name="method">Weight by weight, or by Fourier transforms; the quicker one unless named.</param>
    /// <returns>A new float32 volume with the geometry and metadata of <paramref name="source"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The origin puts the kernel's centre outside the kernel.</exception>
    public static DeviceVolume Correlate(DeviceVolume source, ConvolutionKernel kernel, Border border = Border.Reflect, float borderValue = 0, (int I, int J, int K) origin = default, ConvolutionMethod method = ConvolutionMethod.Auto)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return Filter(nameof(Correlate), source, kernel, border, borderValue, origin, origin, method);
    }

    private static DeviceVolume Filter(string name, DeviceVolume source, ConvolutionKernel kernel, Border border, float borderValue, (int I, int J, int K) shift, (int I, int J, int K) origin, ConvolutionMethod method)
    {
        ArgumentNullException.ThrowIfNull(source);
        var size = kernel.Size;
        CheckOrigin(name, "i", origin.I, shift.I, size.I);
        CheckOrigin(name, "j", origin.J, shift.J, size.J);
        CheckOrigin(name, "k", origin.K, shift.K, size.K);
        if (!Enum.IsDefined(method))
            throw new ArgumentOutOfRangeException(nameof(method), method, $"{name}: no such method. Use Auto, Direct or Fourier.");
        var mode = FilterBorder.Mode(border);
        (int I, int J, int K) before = (size.I / 2 + shift.I, size.J / 2 + shift.J, size.K / 2 + shift.K);

        // Beyond the border value a constant border is not a product of lines: the later axes would see a filtered border.
        var lines = mode == BorderModes.Constant && borderValue != 0 ? null : kernel.Separate();
        var passes = new List<(ReadOnlyMemory<float> Weights, DenseConvolutionParameters Parameters)>();
        var p = new DenseConvolutionParameters
        {
            KernelI = 1,
            KernelJ = 1,
            KernelK = 1,
            Border = mode,
            BorderValue = borderValue,
        };
        if (lines is not null && size.I + size.J + size.K < size.Voxels)
        {
            if (size.I > 1 || size.J * size.K == 1)
                passes.Add((lines[0], p with { KernelI = size.I, BeforeI = before.I }));
            if (size.J > 1)
                passes.Add((Scale(lines[1], size.I > 1 ? 1 : lines[0][0]), p with { KernelJ = size.J, BeforeJ = before.J }));
            if (size.K > 1)
                passes.Add((Scale(lines[2], size.I > 1 || size.J > 1 ? 1 : lines[0][0]), p with { KernelK = size.K, BeforeK = before.K }));
        }
        else
        {
            passes.Add((kernel.Weights.ToArray(), p with
            {
                KernelI = size.I,
                KernelJ = size.J,
                KernelK = size.K,
                BeforeI = before.I,
                BeforeJ = before.J,
                BeforeK = before.K,
            }));
        }

        if (method == ConvolutionMethod.Fourier || (method == ConvolutionMethod.Auto && passes.Count == 1 && FourierIsQuicker(source, passes[0].Parameters)))
        {
            var whole = p with { KernelI = size.I, KernelJ = size.J, KernelK = size.K, BeforeI = before.I, BeforeJ = before.J, BeforeK = before.K };
            if (FourierConvolution.Apply(source, kernel.Weights, whole, needsFinite: method == ConvolutionMethod.Auto) is { } result)
                return result;
        }

        return SlabFilter.Apply(source, Math.Max(before.K, size.K - 1 - before.K), mode, passes.Count > 1 ? 1 : 0, whole => Correlate(whole, passes));
    }

    // Measured on the CPU (docs/performance.md): a sample that is transformed to and fro along one, two or three axes costs as much as so many weights.
    private static bool FourierIsQuicker(DeviceVolume source, DenseConvolutionParameters p)
    {
        var weights = (double)p.KernelI * p.KernelJ * p.KernelK;
        var weightsPerSample = (p.KernelJ > 1, p.KernelK > 1) switch
        {
            (false, false) => 65,
            (true, true) => 170,
            _ => 92,
        };
        return weights > weightsPerSample && weights * source.Geometry.Size.Voxels > weightsPerSample * FourierConvolution.TransformedSamples(source, p);
    }

    private static DeviceVolume Correlate(DeviceVolume source, List<(ReadOnlyMemory<float> Weights, DenseConvolutionParameters Parameters)> passes)
    {
        var size = source.Geometry.Size;
        var device = source.Device;
        using var converted = source.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(source);
        var input = (converted ?? source).Buffer<float>();
        var result = DeviceVolume.Allocate(device, source.Geometry, source.Metadata);
        try
        {
            using var scratch = passes.Count > 1 ? device.Allocate<float>(size.Voxels) : null;
            for (var pass = 0; pass < passes.Count; pass++)
            {
                // The passes alternate so that the last one ends in the result.
                var target = (passes.Count - pass) % 2 == 1 ? result.Buffer<float>() : scratch!;
                using var weights = device.Allocate<float>(passes[pass].Weights.Span);
                DenseConvolutionKernels.Launch.Correlate(device, new Index3D(size.I, (size.J + DenseConvolutionKernels.Rows - 1) / DenseConvolutionKernels.Rows, size.K), input, target, weights, passes[pass].Parameters with { SizeI = size.I, SizeJ = size.J, SizeK = size.K });
                input = target;
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    private static void CheckOrigin(string name, string axis, int origin, int shift, int length)
    {
        var before = length / 2 + shift;
        if (before < 0 || before >= length)
            throw new ArgumentOutOfRangeException(nameof(origin), $"{name}: origin {origin} along {axis} puts the centre outside a kernel of {length} weights. Use -{length / 2} to {(length - 1) / 2}.");
    }

    private static float[] Scale(float[] weights, float factor) => Array.ConvertAll(weights, w => w * factor);
}
