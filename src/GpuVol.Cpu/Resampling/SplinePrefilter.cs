using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>The B-spline coefficients of a whole volume, in the order of <c>SplineKernels.FilterLines</c>, to the bit.</summary>
internal static unsafe class SplinePrefilter
{
    // A slab of columns should stay in the second-level cache while it is filtered.
    private const int SlabFloats = 128 << 10;

    /// <summary>Runs the operation.</summary>
    public static void Run(CpuDevice device, SplinePrefilterOperation operation)
    {
        var target = (float*)operation.Target.Handle;
        var slices = new SplineSlices(operation);
        var sliceFloats = (long)operation.Width * operation.Height;
        device.Parallel(operation.Depth, (begin, end) =>
        {
            using var scratch = new FloatScratch(slices.ScratchFloats + (long)slices.RowStride * operation.Height);
            var padded = scratch.Floats + slices.ScratchFloats;
            for (var k = (int)begin; k < end; k++)
            {
                // Rows of the target lie without padding: filtered in place only where they need none.
                var slice = target + k * sliceFloats;
                if (slices.RowStride == operation.Width)
                {
                    slices.Load(k, slice, scratch.Floats);
                    continue;
                }

                slices.Load(k, padded, scratch.Floats);
                for (var j = 0; j < operation.Height; j++)
                    Unsafe.CopyBlockUnaligned(slice + (long)j * operation.Width, padded + (long)j * slices.RowStride, (uint)operation.Width * sizeof(float));
            }
        });
        if (operation.Passes[2].Length == 0)
            return;
        var width = (int)Math.Clamp(SlabFloats / operation.Depth / 16 * 16, 16, 1024);
        device.Parallel((sliceFloats + width - 1) / width, (begin, end) =>
        {
            using var scratch = new FloatScratch((long)width * operation.Depth);
            for (var slab = begin; slab < end; slab++)
            {
                var first = slab * width;
                var count = (uint)Math.Min(width, sliceFloats - first) * sizeof(float);
                for (var k = 0; k < operation.Depth; k++)
                    Unsafe.CopyBlockUnaligned(scratch.Floats + (long)k * width, target + k * sliceFloats + first, count);
                SplineLineFilter.Filter(scratch.Floats, width, operation.Depth, width, operation.Passes[2]);
                for (var k = 0; k < operation.Depth; k++)
                    Unsafe.CopyBlockUnaligned(target + k * sliceFloats + first, scratch.Floats + (long)k * width, count);
            }
        });
    }
}
