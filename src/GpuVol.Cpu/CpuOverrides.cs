using GpuVol.Cpu.KSpace;
using GpuVol.Cpu.Morphology;
using GpuVol.Cpu.Tomography;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>The kernels that have a hand-vectorised version on the CPU: one line each, only where a benchmark shows that it pays.</summary>
public static class CpuOverrides
{
    private static readonly Dictionary<KernelDefinition, CpuOverride> Table = new()
    {
        [CoilKernels.Definitions.AdaptiveWeights] = AdaptiveWeightsOverride.Run,
        [CoilKernels.Definitions.Combine] = CoilOverrides.Combine,
        [CoilKernels.Definitions.Expand] = CoilOverrides.Expand,
        [CoilKernels.Definitions.RootSumOfSquares] = CoilOverrides.RootSumOfSquares,
        [ComplexKernels.Definitions.AddScaled] = ComplexOverrides.AddScaled,
        [ComplexKernels.Definitions.Part] = ComplexOverrides.Part,
        [ComplexKernels.Definitions.PartialDot] = ComplexOverrides.PartialDot,
        [ComplexKernels.Definitions.Resize] = ComplexOverrides.Resize,
        [ComplexKernels.Definitions.Weight] = ComplexOverrides.Weight,
        [BrickKernels.Definitions.Range] = BrickOverrides.Range,
        [BrickKernels.Definitions.RangeInt16] = BrickOverrides.Range16<short>,
        [BrickKernels.Definitions.RangeUInt16] = BrickOverrides.Range16<ushort>,
        [RaycastKernels.Definitions.Average] = RaycastOverrides.Average<float>,
        [RaycastKernels.Definitions.AverageInt16] = RaycastOverrides.Average<short>,
        [RaycastKernels.Definitions.AverageUInt16] = RaycastOverrides.Average<ushort>,
        [RaycastKernels.Definitions.Composite] = RaycastOverrides.Composite<float>,
        [RaycastKernels.Definitions.CompositeInt16] = RaycastOverrides.Composite<short>,
        [RaycastKernels.Definitions.CompositeUInt16] = RaycastOverrides.Composite<ushort>,
        [RaycastKernels.Definitions.Extremum] = RaycastOverrides.Extremum<float>,
        [RaycastKernels.Definitions.ExtremumInt16] = RaycastOverrides.Extremum<short>,
        [RaycastKernels.Definitions.ExtremumUInt16] = RaycastOverrides.Extremum<ushort>,
        [ArithmeticKernels.Definitions.Add] = ArithmeticOverrides.Add,
        [BinaryMorphologyKernels.Definitions.Invert] = BinaryMorphologyOverrides.Invert,
        [BinaryMorphologyKernels.Definitions.Step] = BinaryMorphologyOverrides.Step,
        [ConvolutionKernels.Definitions.ConvolveAlongAxis] = ConvolutionOverrides.ConvolveAlongAxis,
        [ConvolutionKernels.Definitions.ConvolveSeparable] = ConvolutionOverrides.ConvolveSeparable,
        [DenseConvolutionKernels.Definitions.Correlate] = DenseConvolutionOverride.Correlate,
        [FourierConvolutionKernels.Definitions.MultiplyConjugate] = FourierConvolutionOverrides.MultiplyConjugate,
        [FourierConvolutionKernels.Definitions.Pad] = FourierConvolutionOverrides.Pad,
        [FourierConvolutionKernels.Definitions.Take] = FourierConvolutionOverrides.Take,
        [RecursiveGaussianKernels.Definitions.FilterLines] = RecursiveGaussianOverride.FilterLines,
        [SobelKernels.Definitions.Sobel] = SobelOverride.Sobel,
    };

    // Operations whose passes are run together, by the type of their parameters.
    private static readonly Dictionary<Type, Delegate> WholeTable = new()
    {
        [typeof(ConeViewsOperation)] = (Func<CpuDevice, ConeViewsOperation, bool>)ConeBackProjection.Run,
        [typeof(DistanceOperation)] = (Func<CpuDevice, DistanceOperation, bool>)DistanceOverrides.Run,
        [typeof(FourierOperation)] = (Func<CpuDevice, FourierOperation, bool>)FourierOverrides.Run,
        [typeof(AffineResamplingOperation)] = (Func<CpuDevice, AffineResamplingOperation, bool>)SplineOverrides.Affine,
        [typeof(TableResamplingOperation)] = (Func<CpuDevice, TableResamplingOperation, bool>)ResamplingOverrides.Run,
        [typeof(RowFilterOperation)] = (Func<CpuDevice, RowFilterOperation, bool>)RowFilterOverrides.Filter,
        [typeof(SweepOperation)] = (Func<CpuDevice, SweepOperation, bool>)TomographyOverrides.Sweep,
        [typeof(SplineResamplingOperation)] = (Func<CpuDevice, SplineResamplingOperation, bool>)SplineOverrides.Separable,
    };

    static CpuOverrides()
    {
        foreach (var entries in new[] { IntensityOverrides.Entries, RankOverrides.Entries, BoxOverrides.Entries, RowFilterOverrides.Entries, TomographyOverrides.Entries })
        {
            foreach (var (kernel, run) in entries)
                Table.Add(kernel, run);
        }
    }

    /// <summary>The kernels of the table; tests compare each with its plain method.</summary>
    public static IReadOnlyCollection<KernelDefinition> Kernels => Table.Keys;

    /// <summary>The override of <paramref name="kernel"/>, or null.</summary>
    public static CpuOverride? Find(KernelDefinition kernel) => Table.GetValueOrDefault(kernel);

    /// <summary>The version of a whole operation, or null.</summary>
    public static Func<CpuDevice, TOperation, bool>? FindWhole<TOperation>() => WholeTable.GetValueOrDefault(typeof(TOperation)) as Func<CpuDevice, TOperation, bool>;
}
