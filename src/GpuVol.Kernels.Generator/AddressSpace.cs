namespace GpuVol.Kernels.Generator;

/// <summary>Where a view or a reference points. OpenCL C 1.2 makes it part of the pointer's type.</summary>
internal enum AddressSpace
{
    /// <summary>Not a view or reference.</summary>
    None,

    /// <summary>Variables of one item.</summary>
    Private,

    /// <summary>Device memory.</summary>
    Global,

    /// <summary>Memory of a group.</summary>
    Shared,

    /// <summary>A temporary value handed over by value in place of a reference (<c>in</c> and <c>this</c>).</summary>
    Value,
}
