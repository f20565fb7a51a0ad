namespace GpuVol.Cpu;

/// <summary>Double vectors of one width that are loaded from and stored as floats; as <see cref="IFloatLanes{TVector}"/>.</summary>
/// <typeparam name="TVector">The vector type.</typeparam>
internal unsafe interface IDoubleLanes<TVector>
    where TVector : struct
{
    static abstract int Width { get; }

    static abstract TVector Broadcast(double value);

    /// <summary>As many floats as there are lanes.</summary>
    static abstract TVector Load(float* source);

    static abstract void Store(float* target, TVector value);

    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);
}
