namespace GpuVol.Cpu;

/// <summary>Target columns [First, Last).</summary>
internal readonly record struct ColumnInterval(int First, int Last)
{
    public bool IsEmpty => First >= Last;
}
