namespace GpuVol.Cpu;

/// <summary>
/// Float vectors that pick their lanes out of a window of twice their width: two loads and a permutation in place of a gather, where neighbouring lanes read neighbouring samples. A place is
/// given as a float to which <see cref="WindowPlace.Magic"/> was added, so that the whole number stands in its low bits.
/// </summary>
/// <typeparam name="TVector">The vector type.</typeparam>
internal unsafe interface IWindowLanes<TVector> : IFloatLanes<TVector>
    where TVector : struct
{
    /// <summary>0, 1, 2, …</summary>
    static abstract TVector Indices { get; }

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector Abs(TVector a);

    static abstract TVector Floor(TVector a);

    static abstract TVector Ceiling(TVector a);

    /// <summary>The least of two; <paramref name="b"/> where one is NaN.</summary>
    static abstract TVector Min(TVector a, TVector b);

    /// <summary>The greatest of two; <paramref name="b"/> where one is NaN.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>Elements of the window <paramref name="near"/>, <paramref name="far"/>; places count modulo its length.</summary>
    static abstract TVector Pick(TVector near, TVector far, TVector place);

    /// <summary>Elements of a window of one vector; places count modulo its length.</summary>
    static abstract TVector Pick(TVector window, TVector place);

    /// <summary>The place of the whole part of <paramref name="column"/>, which is at least 0: for <see cref="Pick(TVector, TVector, TVector)"/> and <see cref="Next"/> alone, not written as <see cref="WindowPlace.Magic"/> says.</summary>
    static abstract TVector PlaceOf(TVector column);

    /// <summary>The place behind one of <see cref="PlaceOf"/>.</summary>
    static abstract TVector Next(TVector place);

    /// <summary>What <paramref name="column"/>, at least 0, has beyond its whole part.</summary>
    static abstract TVector Fraction(TVector column);

    /// <summary>Elements of <paramref name="source"/>, wherever they lie.</summary>
    static abstract TVector Gather(float* source, TVector place);

    /// <summary><paramref name="then"/> where <paramref name="x"/> is above 0, else <paramref name="otherwise"/>.</summary>
    static abstract TVector WherePositive(TVector x, TVector then, TVector otherwise);

    /// <summary><paramref name="value"/> where <paramref name="x"/> lies between the limits or on them, else 0.</summary>
    static abstract TVector KeepWithin(TVector value, TVector x, TVector least, TVector greatest);
}
