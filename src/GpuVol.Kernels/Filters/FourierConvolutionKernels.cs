namespace GpuVol.Kernels;

/// <summary>What a correlation by Fourier transforms does around them, block by block (overlap and save).</summary>
public static partial class FourierConvolutionKernels
{
    /// <summary>Fills a block with samples, the border filled in. One thread per sample; i varies fastest.</summary>
    /// <remarks>A sample that is not finite, which would spoil the whole block, sets <paramref name="notFinite"/>[0] to 1.</remarks>
    [Kernel]
    public static void Pad(Index3D sample, ArrayView<float> source, ArrayView<float> block, ArrayView<int> notFinite, FourierBlockParameters p)
    {
        var value = 0f;
        if (sample.X < p.NeededI && sample.Y < p.NeededJ && sample.Z < p.NeededK)
        {
            var i = BorderModes.SampleIndex(sample.X + p.FirstI, p.SizeI, p.Border);
            var j = BorderModes.SampleIndex(sample.Y + p.FirstJ, p.SizeJ, p.Border);
            var k = BorderModes.SampleIndex(sample.Z + p.FirstK, p.SizeK, p.Border);
            value = p.BorderValue;
            if (i >= 0 && j >= 0 && k >= 0)
                value = source[i + (long)p.SizeI * (j + (long)p.SizeJ * k)];
        }

        if (!XMath.IsFinite(value))
            notFinite[0] = 1;
        block[sample.X + (long)p.BlockI * (sample.Y + (long)p.BlockJ * sample.Z)] = value;
    }

    /// <summary>The spectrum times the conjugate of the kernel's: a correlation. One thread per number.</summary>
    [Kernel]
    public static void MultiplyConjugate(LongIndex1D number, ArrayView<Float2> spectrum, ArrayView<Float2> kernel)
    {
        var a = spectrum[number];
        var b = kernel[number];
        spectrum[number] = new Float2(a.X * b.X + a.Y * b.Y, a.Y * b.X - a.X * b.Y);
    }

    /// <summary>The results of a block, which lie at its start. One thread per voxel; i varies fastest.</summary>
    [Kernel]
    public static void Take(Index3D voxel, ArrayView<float> block, ArrayView<float> target, FourierBlockParameters p)
    {
        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = block[voxel.X + (long)p.BlockI * (voxel.Y + (long)p.BlockJ * voxel.Z)];
    }
}
