namespace GpuVol.Cpu.Morphology;

/// <summary>
/// Neighbouring columns side by side in one register: <typeparamref name="TStored"/> is what a squared distance is kept as
/// between passes, <typeparamref name="TLanes"/> the register it is computed in.
/// </summary>
internal unsafe interface IDistanceLanes<TLanes, TStored>
    where TLanes : struct
    where TStored : unmanaged
{
    /// <summary>Columns in a register.</summary>
    static abstract int Count { get; }

    /// <summary>What stands for "no feature seen": nothing is greater.</summary>
    static abstract TStored Infinite { get; }

    static abstract TLanes Load(TStored* source);

    static abstract void Store(TLanes value, TStored* target);

    static abstract TLanes Broadcast(long value);

    static abstract TLanes Min(TLanes a, TLanes b);

    /// <summary>Exact sum; saturates at <see cref="Infinite"/>.</summary>
    static abstract TLanes Add(TLanes a, TLanes b);

    static abstract bool AnyGreater(TLanes a, TLanes b);

    /// <summary>A lane of <paramref name="value"/> where the two labels are the same, else 0.</summary>
    static abstract TLanes WhereSameLabel(ushort* labels, ushort* otherLabels, TLanes value);

    /// <summary>True where a lane is not <see cref="Infinite"/>.</summary>
    static abstract bool AnyFinite(TLanes a);

    static abstract TStored FromExact(long value);

    static abstract long ToExact(TStored value);

    static abstract bool IsFinite(TStored value);
}
