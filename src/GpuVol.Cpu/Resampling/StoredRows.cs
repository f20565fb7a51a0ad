using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Rows of stored voxels as float32 intensities, the bits of <c>RescaleKernels</c>.</summary>
internal readonly unsafe struct StoredRows(void* voxels, VoxelStorage storage, double[] rescale)
{
    /// <summary>True where the stored numbers are the intensities.</summary>
    public bool IsFloat32Intensity => storage == VoxelStorage.Float32 && rescale is [1, 0];

    /// <summary>The stored floats from <paramref name="offset"/> on, where they are the intensities.</summary>
    public float* Floats(long offset) => (float*)voxels + offset;

    /// <summary>Those voxels as floats: in place where they are stored so, else converted into <paramref name="spare"/>.</summary>
    public float* Row(long offset, int k, float* spare, int count)
    {
        if (IsFloat32Intensity)
            return Floats(offset);
        Load(offset, k, spare, count);
        return spare;
    }

    /// <summary>Converts <paramref name="count"/> voxels from <paramref name="offset"/> on, in slice <paramref name="k"/>.</summary>
    public void Load(long offset, int k, float* target, int count)
    {
        var entry = rescale.Length == 2 ? 0 : 2 * k;
        var (slope, intercept) = (rescale[entry], rescale[entry + 1]);
        switch (storage)
        {
            case VoxelStorage.UInt8:
                Convert((byte*)voxels + offset, slope, intercept, target, count);
                break;
            case VoxelStorage.Int16:
                Convert((short*)voxels + offset, slope, intercept, target, count);
                break;
            case VoxelStorage.UInt16:
                Convert((ushort*)voxels + offset, slope, intercept, target, count);
                break;
            case VoxelStorage.Int32:
                Convert((int*)voxels + offset, slope, intercept, target, count);
                break;
            default:
                if (slope == 1 && intercept == 0)
                    new ReadOnlySpan<float>((float*)voxels + offset, count).CopyTo(new Span<float>(target, count));
                else
                    Convert((float*)voxels + offset, slope, intercept, target, count);
                break;
        }
    }

    private static void Convert<T>(T* source, double slope, double intercept, float* target, int count)
        where T : unmanaged, INumber<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Convert<T, Float512, Vector512<float>>(source, slope, intercept, target, count);
        else
            Convert<T, Float256, Vector256<float>>(source, slope, intercept, target, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert<T, TLanes, TVector>(T* source, double slope, double intercept, float* target, int count)
        where T : unmanaged, INumber<T>
        where TLanes : struct, IVoxelLanes<TVector>
        where TVector : struct
    {
        var map = new RescaleMap<T, TLanes, TVector>(slope, intercept);
        var c = 0;
        for (; c + TLanes.Width <= count; c += TLanes.Width)
            map.MapVector(source + c, target + c, streams: false);
        for (; c < count; c++)
            target[c] = map.Map(source[c]);
    }
}
