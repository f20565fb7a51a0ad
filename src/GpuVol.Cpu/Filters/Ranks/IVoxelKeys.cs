namespace GpuVol.Cpu;

/// <summary>Voxels as integers of the same order, so that ranks are taken on integers, and back to float32 intensities.</summary>
internal unsafe interface IVoxelKeys<TVoxel, TKey>
    where TVoxel : unmanaged
    where TKey : unmanaged
{
    /// <summary>The key below all others.</summary>
    static abstract TKey Lowest { get; }

    /// <summary>The key whose bits are <paramref name="bits"/>.</summary>
    static abstract TKey FromBits(uint bits);

    /// <summary>The bits of a key.</summary>
    static abstract uint ToBits(TKey key);

    /// <summary>A count as a key.</summary>
    static abstract TKey FromCount(int count);

    /// <summary>The key of the border value.</summary>
    static abstract TKey FromBorderValue(float value);

    /// <summary>Keys of <paramref name="count"/> voxels.</summary>
    static abstract void Encode(TVoxel* voxels, TKey* keys, int count);

    /// <summary>float32 intensities of <paramref name="count"/> keys: slope * voxel + intercept in float64, rounded once; float32 voxels are intensities as they are.</summary>
    static abstract void Decode(TKey* keys, float* intensities, int count, double slope, double intercept);
}
