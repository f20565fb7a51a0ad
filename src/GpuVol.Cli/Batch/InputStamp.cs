namespace GpuVol.Cli;

/// <summary>Bytes of an input's files, and digits that change with their sizes, names and times.</summary>
internal readonly record struct InputStamp(long Bytes, string Digits);
