namespace GpuVol.Cli;

/// <summary>A part of a file of projections: planes of memory (slices of a stack, views of a cone scan) and lines of each (views, or detector rows).</summary>
internal readonly record struct SlabPart(int FirstPlane, int Planes, int FirstLine, int Lines);
