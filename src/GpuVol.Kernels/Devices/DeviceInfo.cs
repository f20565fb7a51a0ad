namespace GpuVol;

/// <summary>What a device says of itself.</summary>
public sealed record DeviceInfo
{
    /// <summary>Which engine drives it.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>Its ordinal among the devices of its kind, counted from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its product name.</summary>
    public required string Name { get; init; }

    /// <summary>Driver or runtime and its version.</summary>
    public required string Driver { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Largest single allocation in bytes.</summary>
    public required long MaxAllocationBytes { get; init; }

    /// <summary>Cores or multiprocessors.</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>True for a GPU; an OpenCL device may be a CPU.</summary>
    public required bool IsGpu { get; init; }

    /// <summary>True where float64 kernels run.</summary>
    public bool SupportsFloat64 { get; init; } = true;

    /// <summary>How the device is named on the command line: <c>cpu</c>, <c>opencl:0</c>, <c>cuda:1</c>.</summary>
    public string Id => Kind == DeviceKind.Cpu ? "cpu" : $"{Kind.ToString().ToLowerInvariant()}:{Index}";
}
