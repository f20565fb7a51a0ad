namespace GpuVol;

/// <summary>What the first parameter of a kernel is.</summary>
public enum KernelShape
{
    /// <summary>One item per <c>Index1D</c>.</summary>
    Flat1D,

    /// <summary>One item per <c>LongIndex1D</c>.</summary>
    FlatLong1D,

    /// <summary>One item per <c>Index2D</c>.</summary>
    Flat2D,

    /// <summary>One item per <c>Index3D</c>.</summary>
    Flat3D,

    /// <summary>No index: groups of items that share memory.</summary>
    Grouped,
}

/// <summary>What a kernel parameter is.</summary>
public enum KernelParameterKind
{
    /// <summary><c>ArrayView&lt;T&gt;</c>: in C a base pointer, an offset (int64, elements) and a length (int64, elements).</summary>
    View,

    /// <summary>A scalar or a blittable struct, by value.</summary>
    Value,

    /// <summary><c>SpecializedValue&lt;T&gt;</c>: a constant compiled into the device code; no argument in C.</summary>
    Specialized,
}

/// <summary>One parameter of a kernel.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Kind">What it is.</param>
/// <param name="TypeName">The C# element or value type, for messages.</param>
/// <param name="SizeBytes">Size of an element or of the value.</param>
/// <param name="MacroName">For <see cref="KernelParameterKind.Specialized"/>: the C macro that holds the value.</param>
public sealed record KernelParameter(string Name, KernelParameterKind Kind, string TypeName, int SizeBytes, string? MacroName = null);

/// <summary>Runs items of a kernel on the CPU: rows [begin, end) of a flat launch (x for 1-D, y for 2-D, z·Y + y for 3-D), or one item of a grouped one.</summary>
public delegate void CpuKernelRunner(KernelExtent extent, long begin, long end, ReadOnlySpan<KernelArgument> arguments);

/// <summary>A kernel as the generator made it: the portable C text, its parameters, and the CPU loop over the C# method.</summary>
public sealed class KernelDefinition
{
    /// <summary>Class and method, for messages and for the table of CPU overrides: <c>WindowKernels.WindowInt16</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The function's name in the C text.</summary>
    public required string EntryPoint { get; init; }

    /// <summary>The C text, to be put behind a prelude (<c>KernelSource</c>).</summary>
    public required string Source { get; init; }

    /// <summary>Flat or grouped.</summary>
    public required KernelShape Shape { get; init; }

    /// <summary>The parameters behind the index, in order.</summary>
    public required IReadOnlyList<KernelParameter> Parameters { get; init; }

    /// <summary>The loop over the C# method.</summary>
    public required CpuKernelRunner CpuRunner { get; init; }

    /// <summary>True where the body, or a helper, waits at a barrier.</summary>
    public bool UsesBarriers { get; init; }

    /// <summary>True where the text needs float64.</summary>
    public bool UsesFloat64 { get; init; }

    /// <summary>True where the text needs 64-bit atomics.</summary>
    public bool UsesInt64Atomics { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
