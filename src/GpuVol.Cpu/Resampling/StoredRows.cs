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
                Convert<byte, UInt8Loader>((byte*)voxels + offset, slope, intercept, target, count);
                break;
            case VoxelStorage.Int16:
                Convert<short, Int16Loader>((short*)voxels + offset, slope, intercept, target, count);
                break;
            case VoxelStorage.UInt16:
                Convert<ushort, UInt16Loader>((ushort*)voxels + offset, slope, intercept, target, count);
                break;
            case VoxelStorage.Int32:
                Convert<int, Int32Loader>((int*)voxels + offset, slope, intercept, target, count);
                break;
            default:
                if (slope == 1 && intercept == 0)
                    new ReadOnlySpan<float>((float*)voxels + offset, count).CopyTo(new Span<float>(target, count));
                else
                    Convert<float, Float32Loader>((float*)voxels + offset, slope, intercept, target, count);
                break;
        }
    }

    private static void Convert<T, TLoader>(T* source, double slope, double intercept, float* target, int count)
        where T : unmanaged
        where TLoader : struct, IVoxelLoader<T>
    {
        var map = new RescaleMap<T, TLoader>(slope, intercept);
        var c = 0;
        for (; c + 16 <= count; c += 16)
            map.Intensities(source + c).Store(target + c);
        for (; c < count; c++)
            target[c] = map.Map(source[c]);
    }
}
