namespace GpuVol.Kernels;

/// <summary>Sums of volumes, voxel by voxel.</summary>
public static partial class ArithmeticKernels
{
    /// <summary>Adds <paramref name="addend"/> to <paramref name="target"/>.</summary>
    [Kernel]
    public static void Add(LongIndex1D voxel, ArrayView<float> target, ArrayView<float> addend)
    {
        target[voxel] = target[voxel] + addend[voxel];
    }
}
