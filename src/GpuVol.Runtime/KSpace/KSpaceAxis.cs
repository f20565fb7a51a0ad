namespace GpuVol;

/// <summary>An axis of images: slices, echoes, repetitions.</summary>
/// <param name="Name">Its name: slice, contrast, repetition, phase, set, or image where a file does not say.</param>
/// <param name="Length">Number of images along it.</param>
public readonly record struct KSpaceAxis(string Name, int Length);
