namespace GpuVol.Cpu;

/// <summary>As many stored voxels of any type as there are lanes. Integers travel as the bits of floats.</summary>
/// <typeparam name="TVector">The vector type.</typeparam>
internal unsafe interface IVoxelLanes<TVector> : IFloatLanes<TVector>
    where TVector : struct
{
    /// <summary>slope · stored + intercept in float64, rounded to float32.</summary>
    static abstract TVector Rescale<T>(T* source, double slope, double intercept)
        where T : unmanaged;

    /// <summary>slope · stored + intercept in float64 as integers: rounded half to even, within limits that 32 bits hold; 0 for NaN.</summary>
    static abstract TVector Round<T>(T* source, double slope, double intercept, double least, double greatest)
        where T : unmanaged;

    /// <summary>An origin in all lanes, for <see cref="Distance{T}"/>: a number of the voxels' kind.</summary>
    static abstract TVector Origin<T>(double origin)
        where T : unmanaged;

    /// <summary>Distance of each voxel from an origin, rounded once to float32.</summary>
    static abstract TVector Distance<T>(T* source, TVector origin)
        where T : unmanaged;

    /// <summary>Clamped; <paramref name="low"/> where it is NaN.</summary>
    static abstract TVector Clamp(TVector value, TVector low, TVector high);

    /// <summary>The integer 1 where the value lies between the limits or on them, else 0.</summary>
    static abstract TVector Within(TVector value, TVector lower, TVector upper);

    /// <summary>Stores integers that the type can hold.</summary>
    static abstract void StoreIntegers<T>(T* target, TVector integers)
        where T : unmanaged;
}
