namespace GpuVol.Cpu;

/// <summary>One step of a <see cref="SliceSchedule"/>.</summary>
/// <param name="Start">First slice that becomes final.</param>
/// <param name="Final">End of those.</param>
/// <param name="Loaded">End of the slices that are filtered forwards.</param>
/// <param name="FirstTarget">First target, in the schedule's order, that can then be made.</param>
/// <param name="TargetCount">How many.</param>
internal readonly record struct SliceBlock(int Start, int Final, int Loaded, int FirstTarget, int TargetCount);
