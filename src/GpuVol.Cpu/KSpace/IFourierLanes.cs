namespace GpuVol.Cpu.KSpace;

/// <summary>
/// One number of each of several lines that are transformed side by side. Loops written against it are compiled once per width and
/// precision, with every call inlined.
/// </summary>
/// <remarks>
/// A complex element of the lines is 2 · Width reals: Width real parts, then Width imaginary parts. In which lane a line lies is the
/// implementation's own affair, as long as loads and stores agree.
/// </remarks>
internal unsafe interface IFourierLanes<TSelf, TReal>
    where TSelf : struct, IFourierLanes<TSelf, TReal>
{
    /// <summary>Lines side by side.</summary>
    static abstract int Width { get; }

    /// <summary>Columns that <see cref="LoadRows"/> and <see cref="StoreRows"/> take at once.</summary>
    static abstract int Columns { get; }

    /// <summary>True for 32 vector registers, where the odd passes sum four pairs of results at once instead of two.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TSelf Constant(double value);

    static abstract TSelf Broadcast(TReal value);

    static abstract TSelf Load(TReal* source);

    static abstract void Store(TReal* target, TSelf value);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a · b - c, rounded once.</summary>
    static abstract TSelf MultiplySubtract(TSelf a, TSelf b, TSelf c);

    /// <summary>c - a · b, rounded once.</summary>
    static abstract TSelf SubtractProduct(TSelf a, TSelf b, TSelf c);

    /// <summary>Reads Width neighbouring complex numbers, one for each line.</summary>
    static abstract void Split(TReal* source, out TSelf re, out TSelf im);

    /// <summary>Writes Width neighbouring complex numbers.</summary>
    static abstract void Join(TReal* target, TSelf re, TSelf im);

    /// <summary>The same past the caches; <paramref name="target"/> is aligned to 64 bytes.</summary>
    static abstract void JoinNonTemporal(TReal* target, TSelf re, TSelf im);

    /// <summary>Reads Columns neighbouring complex numbers of each of Width rows into as many elements.</summary>
    /// <param name="rows">Where each row begins.</param>
    /// <param name="offset">Reals from there to the first column.</param>
    /// <param name="elements">Where element 0 goes.</param>
    /// <param name="places">Which elements.</param>
    /// <param name="re">Reals from an element to its real parts: 0, or Width to swap the parts.</param>
    /// <param name="im">Reals from an element to its imaginary parts.</param>
    static abstract void LoadRows(TReal** rows, nint offset, TReal* elements, int* places, int re, int im);

    /// <summary>Writes Columns elements as neighbouring complex numbers of each of Width rows.</summary>
    /// <param name="rows">Where each row begins.</param>
    /// <param name="offset">Reals from there to the first column.</param>
    /// <param name="elements">Where element 0 lies.</param>
    /// <param name="order">Which elements.</param>
    /// <param name="scale">Factor.</param>
    /// <param name="re">Reals from an element to its real parts: 0, or Width to swap the parts.</param>
    /// <param name="im">Reals from an element to its imaginary parts.</param>
    static abstract void StoreRows(TReal** rows, nint offset, TReal* elements, int* order, TSelf scale, int re, int im);
}
