namespace GpuVol.Cli;

/// <summary>One line of the demo's table.</summary>
/// <param name="Step">Operation.</param>
/// <param name="What">On what.</param>
/// <param name="Seconds">Seconds of the second run (the first compiles and warms up).</param>
/// <param name="Voxels">Voxels or pixels made.</param>
/// <param name="Error">How far from the truth; null where only a picture is made.</param>
/// <param name="Measure">What the error is, and of what.</param>
internal sealed record DemoRow(string Step, string What, double Seconds, long Voxels, double? Error, string Measure);
