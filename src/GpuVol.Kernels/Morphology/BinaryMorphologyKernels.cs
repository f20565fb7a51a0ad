namespace GpuVol.Kernels;

/// <summary>Binary erosion and dilation by a structuring element given as offsets. One thread per voxel; i varies fastest.</summary>
public static partial class BinaryMorphologyKernels
{
    /// <summary>One step: all, or any, of the voxels at the offsets are 1; the source holds 0 and 1.</summary>
    [Kernel]
    public static void Step(Index3D voxel, ArrayView<byte> source, ArrayView<byte> target, ArrayView<int> offsets, BinaryMorphologyParameters p)
    {
        var result = p.Erode != 0;
        for (var n = 0; n < p.Offsets && result == (p.Erode != 0); n++)
        {
            var i = voxel.X + offsets[3 * n];
            var j = voxel.Y + offsets[(3 * n) + 1];
            var k = voxel.Z + offsets[(3 * n) + 2];
            var inside = i >= 0 && i < p.SizeI && j >= 0 && j < p.SizeJ && k >= 0 && k < p.SizeK;
            var set = inside ? source[i + ((long)p.SizeI * (j + ((long)p.SizeJ * k)))] != 0 : p.BorderValue != 0;
            result = set;
        }

        target[voxel.X + ((long)p.SizeI * (voxel.Y + ((long)p.SizeJ * voxel.Z)))] = (byte)(result ? 1 : 0);
    }

    /// <summary>1 where a distance is above (or not above) a limit.</summary>
    [Kernel]
    public static void CompareDistance(LongIndex1D voxel, ArrayView<float> squared, ArrayView<byte> mask, float limit, int above)
    {
        var farther = squared[voxel] > limit;
        mask[voxel] = (byte)(farther == (above != 0) ? 1 : 0);
    }

    /// <summary>1 becomes 0 and 0 becomes 1.</summary>
    [Kernel]
    public static void Invert(LongIndex1D voxel, ArrayView<byte> mask)
    {
        mask[voxel] = (byte)(1 - mask[voxel]);
    }
}
