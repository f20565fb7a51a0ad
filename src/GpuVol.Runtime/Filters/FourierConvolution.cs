using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// Correlation by Fourier transforms of blocks of slices (overlap and save): each block is padded by the border, transformed, multiplied by the
/// conjugate of the kernel's spectrum and transformed back; what wraps around is dropped.
/// </summary>
internal static class FourierConvolution
{
    // Samples of a block that are always granted. Thin blocks repeat much of the work: float32 volumes, whose result and source leave little to the limit
    // of memory, exceed it by this while they are small.
    private const long SmallBlock = 1 << 20;
    private const long SmallFloatBlock = 1 << 22;

    /// <summary>The correlation, or null where a voxel is not finite and <paramref name="needsFinite"/>.</summary>
    /// <param name="source">The volume.</param>
    /// <param name="weights">The weights, [k, j, i].</param>
    /// <param name="p">Sizes of the kernel, where it starts, and the border; the sizes of the volume are set here.</param>
    /// <param name="needsFinite">False computes on, whatever the voxels.</param>
    public static DeviceVolume? Apply(DeviceVolume source, IReadOnlyList<float> weights, DenseConvolutionParameters p, bool needsFinite)
    {
        var device = source.Device;
        var size = source.Geometry.Size;
        var shape = BlockShape.Of(source, p);
        var plans = (Forward: FftPlan.RealForward(shape.Lengths, shape.Axes), Inverse: FftPlan.RealInverse(shape.Lengths, shape.Axes));
        var spectrumLength = plans.Forward.SpectrumShape.Aggregate(1L, (count, n) => count * n);
        var result = DeviceVolume.Allocate(device, source.Geometry, source.Metadata);
        try
        {
            using var notFinite = device.Allocate<int>([0]);
            using var block = device.Allocate<float>(shape.Samples);
            using var spectrum = device.Allocate<Float2>(spectrumLength);
            using var kernel = device.Allocate<Float2>(spectrumLength);
            using (var samples = device.Allocate<float>(KernelSamples(weights, shape, p)))
                plans.Forward.Execute(samples.View, kernel.View);
            using var slab = source.IsFloat32Intensity ? null : new IntensitySlab(source, shape.Slices + p.KernelK - 1, p.Border, p.BorderValue);
            for (var k = 0; k < size.K; k += shape.Slices)
            {
                var slices = Math.Min(shape.Slices, size.K - k);
                var needed = slices + p.KernelK - 1;
                var blockParameters = new FourierBlockParameters
                {
                    SizeI = size.I,
                    SizeJ = size.J,
                    SizeK = slab is null ? size.K : needed,
                    BlockI = shape.I,
                    BlockJ = shape.J,
                    BlockK = shape.K,
                    NeededI = size.I + p.KernelI - 1,
                    NeededJ = size.J + p.KernelJ - 1,
                    NeededK = needed,
                    FirstI = -p.BeforeI,
                    FirstJ = -p.BeforeJ,
                    FirstK = slab is null ? k - p.BeforeK : 0,
                    Border = p.Border,
                    BorderValue = p.BorderValue,
                };
                var samples = slab?.Load(k - p.BeforeK, needed) ?? source.Buffer<float>().View;
                FourierConvolutionKernels.Launch.Pad(device, new Index3D(shape.I, shape.J, shape.K), samples, block, notFinite, blockParameters);
                plans.Forward.Execute(block.View, spectrum.View);
                FourierConvolutionKernels.Launch.MultiplyConjugate(device, spectrumLength, spectrum, kernel);
                plans.Inverse.Execute(spectrum.View, block.View);
                var target = result.Buffer<float>().View.SubView((long)size.I * size.J * k, (long)size.I * size.J * slices);
                FourierConvolutionKernels.Launch.Take(device, new Index3D(size.I, size.J, slices), block, target, blockParameters);
            }

            if (!needsFinite || IsClear(notFinite))
                return result;
            result.Dispose();
            return null;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Samples that are transformed, for all blocks together.</summary>
    public static double TransformedSamples(DeviceVolume source, DenseConvolutionParameters p)
    {
        var shape = BlockShape.Of(source, p);
        return (double)shape.Samples * ((source.Geometry.Size.K + shape.Slices - 1) / shape.Slices);
    }

    private static unsafe bool IsClear(DeviceBuffer<int> flag)
    {
        int value;
        flag.Device.Download(flag.Memory, 0, &value, sizeof(int));
        return value == 0;
    }

    // The kernel at the start of a block; repeated along the axes that are not transformed.
    private static float[] KernelSamples(IReadOnlyList<float> weights, BlockShape shape, DenseConvolutionParameters p)
    {
        var samples = new float[shape.Samples];
        for (var k = 0; k < (p.KernelK > 1 ? p.KernelK : shape.K); k++)
        {
            for (var j = 0; j < (p.KernelJ > 1 ? p.KernelJ : shape.J); j++)
            {
                for (var i = 0; i < p.KernelI; i++)
                    samples[i + shape.I * (j + (long)shape.J * k)] = weights[i + p.KernelI * (Math.Min(j, p.KernelJ - 1) + p.KernelJ * Math.Min(k, p.KernelK - 1))];
            }
        }

        return samples;
    }

    /// <summary>Samples of a block along the axes, and slices of results in one.</summary>
    private sealed record BlockShape(int I, int J, int K, int Slices, int[] Axes)
    {
        public long Samples => (long)I * J * K;

        public int[] Lengths => [K, J, I];

        public static BlockShape Of(DeviceVolume source, DenseConvolutionParameters p)
        {
            var size = source.Geometry.Size;
            int[] axes = [.. new[] { 0, 1, 2 }.Where(axis => axis == 2 || (axis == 0 ? p.KernelK : p.KernelJ) > 1)];
            var (i, j) = (QuickLength(size.I + p.KernelI - 1), p.KernelJ > 1 ? QuickLength(size.J + p.KernelJ - 1) : size.J);
            var most = MostSamples(source) / ((long)i * j);
            BlockShape? best = null;
            var least = double.MaxValue;
            for (var slices = 1; slices <= size.K; slices++)
            {
                var k = p.KernelK > 1 ? QuickLength(slices + p.KernelK - 1) : slices;
                if (best is not null && k > most)
                    break;

                // Up to the length that is transformed anyway.
                var kept = p.KernelK > 1 ? Math.Min(size.K, k - p.KernelK + 1) : slices;
                var cost = (double)k * ((size.K + kept - 1) / kept);
                if (cost < least)
                {
                    least = cost;
                    best = new BlockShape(i, j, k, kept, axes);
                }
            }

            return best!;
        }

        // A block's samples, its spectrum and the kernel's, and of integers its intensities; a quarter is left to rounding.
        private static long MostSamples(DeviceVolume source)
        {
            var budget = 0.75 * (SlabFilter.MemoryLimit - 1 - (source.ElementType.SizeBytes() / 4.0)) * source.Geometry.Size.Voxels;
            return source.IsFloat32Intensity ? Math.Max(SmallFloatBlock, (long)(budget / 3)) : Math.Max(SmallBlock, (long)(budget / 4));
        }

        // The least even product of 2, 3, 5 and 7 that is not below n, or 1.
        private static int QuickLength(int n)
        {
            if (n <= 1)
                return 1;
            for (var length = n + (n & 1); ; length += 2)
            {
                var rest = length;
                foreach (var factor in new[] { 2, 3, 5, 7 })
                {
                    while (rest % factor == 0)
                        rest /= factor;
                }

                if (rest == 1)
                    return length;
            }
        }
    }
}
