namespace GpuVol.Cpu;

/// <summary>Neighbouring voxels' keys side by side in one vector register; one implementation per register width.</summary>
internal unsafe interface IKeyLanes<TSelf, T>
    where TSelf : struct, IKeyLanes<TSelf, T>
{
    /// <summary>Voxels in a register.</summary>
    static abstract int Count { get; }

    /// <summary>Loads from any address.</summary>
    static abstract TSelf Load(T* address);

    /// <summary>Stores to any address.</summary>
    static abstract void Store(T* address, TSelf value);

    /// <summary>The same value everywhere.</summary>
    static abstract TSelf Fill(T value);

    /// <summary>The lane-wise sum, wrapping.</summary>
    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary><paramref name="count"/> + 1 where a &lt; b.</summary>
    static abstract TSelf CountLess(TSelf count, TSelf a, TSelf b);

    /// <summary><paramref name="next"/> where <paramref name="count"/> &lt;= <paramref name="rank"/>, else <paramref name="current"/>.</summary>
    static abstract TSelf Choose(TSelf count, TSelf rank, TSelf next, TSelf current);

    /// <summary><paramref name="bits"/> and those in which a and b differ.</summary>
    static abstract TSelf AddDifferences(TSelf bits, TSelf a, TSelf b);

    /// <summary><paramref name="b"/> where <paramref name="mask"/> has a bit, else <paramref name="a"/>.</summary>
    static abstract TSelf Blend(TSelf a, TSelf b, TSelf mask);
}
