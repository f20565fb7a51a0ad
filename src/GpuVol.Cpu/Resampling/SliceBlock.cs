namespace GpuVol.Cpu;

/// <summary>One step of a <see cref="SliceSchedule"/>.</summary>
/// <param name="Final">End of the source slices that are final.</param>
/// <param name="FirstTarget">First target, in the schedule's order, that can then be made.</param>
/// <param name="TargetCount">How many.</param>
internal readonly record struct SliceBlock(int Final, int FirstTarget, int TargetCount);
