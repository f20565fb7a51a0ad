namespace GpuVol.Kernels;

/// <summary>
/// Marks a static method of a <c>static partial</c> class as a kernel. At build time the generator checks it against the
/// kernel subset, turns it and its helpers into one portable C text, and adds to the class <c>Definitions.Name</c>
/// (the <see cref="KernelDefinition"/>) and <c>Launch.Name(device, extent, …)</c> (the typed launcher).
/// </summary>
/// <remarks>
/// A kernel whose first parameter is an index (<see cref="Index1D"/>, <see cref="LongIndex1D"/>, <see cref="Index2D"/>,
/// <see cref="Index3D"/>) runs once per index; one without is explicitly grouped and uses <c>Grid</c>,
/// <c>Group</c> and <c>SharedMemory</c>. docs/kernel-language.md has the whole subset.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelAttribute : Attribute;
