namespace GpuVol.Cpu;

/// <summary>Float vectors of one width. Loops written against it are compiled once per width, with every call inlined.</summary>
/// <typeparam name="TVector">The vector type.</typeparam>
internal unsafe interface IFloatLanes<TVector>
    where TVector : struct
{
    static abstract int Width { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(float* target, TVector value);

    /// <summary>Past the caches; <paramref name="target"/> is aligned to the vector's size. A store fence must follow the last one.</summary>
    static abstract void StoreNonTemporal(float* target, TVector value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector SquareRoot(TVector a);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);
}
