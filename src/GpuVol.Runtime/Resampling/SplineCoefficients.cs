using GpuVol.Kernels;

namespace GpuVol;

/// <summary>B-spline coefficients of a volume on its device, with the margin that the border asks for.</summary>
internal static class SplineCoefficients
{
    /// <summary>Sizes with the margin.</summary>
    public static Size3D PaddedSize(Size3D size, int pad) => new(size.I + 2 * pad, size.J + 2 * pad, size.K + 2 * pad);

    /// <summary>The passes along i, j, k.</summary>
    private static SplinePass[][] Passes(Size3D size, Interpolation interpolation, Border? border)
    {
        var padded = PaddedSize(size, BSpline.Pad(border, interpolation));
        SplinePass[][] axes = [BSpline.Passes(padded.I, interpolation, border), BSpline.Passes(padded.J, interpolation, border), BSpline.Passes(padded.K, interpolation, border)];
        BSpline.ApplyGain(axes, interpolation);
        return axes;
    }

    /// <summary>What <see cref="Compute"/> does, for devices that make the coefficients of a few slices at a time.</summary>
    public static SplinePrefilter Prefilter(DeviceVolume source, Interpolation interpolation, Border? border, float outsideValue)
    {
        var size = source.Geometry.Size;
        return new SplinePrefilter(
            source.Memory,
            (VoxelStorage)source.ElementType,
            IntensityTransforms.RescaleTable(source.Rescale),
            size.I,
            size.J,
            size.K,
            BSpline.Pad(border, interpolation),
            border == Border.GridConstant,
            outsideValue,
            Passes(size, interpolation, border));
    }

    /// <summary>Filters a whole volume; the caller disposes the result, which has the padded size.</summary>
    public static DeviceBuffer<float> Compute(DeviceVolume source, Interpolation interpolation, Border? border, float outsideValue)
    {
        var device = source.Device;
        var size = source.Geometry.Size;
        var pad = BSpline.Pad(border, interpolation);
        var padded = PaddedSize(size, pad);
        var coefficients = device.Allocate<float>(padded.Voxels);
        try
        {
            var prefilter = Prefilter(source, interpolation, border, outsideValue);
            using (var converted = source.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(source))
            {
                var input = (converted ?? source).Buffer<float>();
                var p = new SplinePadParameters { SourceI = size.I, SourceJ = size.J, SourceK = size.K, Pad = pad, IsConstant = prefilter.PadsConstant ? 1 : 0, Value = outsideValue };
                if (pad > 0)
                    SplineKernels.Launch.Pad(device, new Index3D(padded.I, padded.J, padded.K), input, coefficients, p);
                else
                    device.Copy(input.Memory, 0, coefficients.Memory, 0, size.Voxels * sizeof(float));
            }

            var axes = prefilter.Passes;
            var slice = (long)padded.I * padded.J;
            Filter(axes[0], new SplineLineParameters { Count = padded.I, Stride = 1, InnerLines = 1, OuterStride = padded.I }, (long)padded.J * padded.K);
            Filter(axes[1], new SplineLineParameters { Count = padded.J, Stride = padded.I, InnerLines = padded.I, InnerStride = 1, OuterStride = slice }, (long)padded.I * padded.K);
            Filter(axes[2], new SplineLineParameters { Count = padded.K, Stride = slice, InnerLines = checked((int)slice), InnerStride = 1, OuterStride = 0 }, slice);
            return coefficients;
        }
        catch
        {
            coefficients.Dispose();
            throw;
        }

        void Filter(SplinePass[] passes, SplineLineParameters p, long lines)
        {
            foreach (var pass in passes)
            {
                using var indices = device.Allocate<int>([.. pass.CausalIndices, .. pass.AnticausalIndices]);
                using var weights = device.Allocate<float>([.. pass.CausalWeights, .. pass.AnticausalWeights]);
                p.Pole = pass.Pole;
                p.Gain = pass.Gain;
                p.CausalTerms = pass.CausalIndices.Length;
                p.AnticausalTerms = pass.AnticausalIndices.Length;
                SplineKernels.Launch.FilterLines(device, checked((int)lines), coefficients, indices, weights, p);
            }
        }
    }
}
