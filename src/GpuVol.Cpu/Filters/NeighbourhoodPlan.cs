namespace GpuVol.Cpu;

/// <summary>How a neighbourhood filter cuts a volume into tasks: blocks of rows by ranges of slices.</summary>
internal sealed record NeighbourhoodPlan
{
    // Most of a common second-level cache of 1 MiB.
    private const int RingBytes = 640 << 10;

    public NeighbourhoodPlan(int sizeI, int sizeJ, int sizeK, (int I, int J, int K) before, (int I, int J, int K) after, int border, float borderValue, int threads)
    {
        SizeI = sizeI;
        SizeJ = sizeJ;
        SizeK = sizeK;
        (BeforeI, BeforeJ, BeforeK) = before;
        (AfterI, AfterJ, AfterK) = after;
        Border = border;
        BorderValue = borderValue;

        // A block repeats the rows around it, so it has at least four times as many of its own.
        var padded = (sizeI + BeforeI + AfterI + 144L) * sizeof(float) * (BeforeK + AfterK + 1);
        var rows = (int)Math.Min(sizeJ, Math.Max(RingBytes / padded - BeforeJ - AfterJ, 4L * (BeforeJ + AfterJ) + 8));
        RowBlocks = (sizeJ + rows - 1) / rows;
        RowsPerBlock = (sizeJ + RowBlocks - 1) / RowBlocks;
        RowBlocks = (sizeJ + RowsPerBlock - 1) / RowsPerBlock;

        // Cutting along k repeats the slices around a cut.
        var cuts = (int)Math.Clamp((4L * threads + RowBlocks - 1) / RowBlocks, 1, Math.Max(1, sizeK / Math.Max(4, BeforeK + AfterK)));
        SlicesPerTask = (sizeK + cuts - 1) / cuts;
        Tasks = RowBlocks * (long)((sizeK + SlicesPerTask - 1) / SlicesPerTask);
    }

    public int SizeI { get; }

    public int SizeJ { get; }

    public int SizeK { get; }

    public int BeforeI { get; }

    public int BeforeJ { get; }

    public int BeforeK { get; }

    public int AfterI { get; }

    public int AfterJ { get; }

    public int AfterK { get; }

    public int Border { get; }

    public float BorderValue { get; }

    public int RowBlocks { get; }

    public int RowsPerBlock { get; }

    public int SlicesPerTask { get; }

    public long Tasks { get; }

    /// <summary>Rows and slices of a task.</summary>
    public (int J0, int J1, int K0, int K1) Task(long task)
    {
        var j0 = (int)(task % RowBlocks) * RowsPerBlock;
        var k0 = (int)(task / RowBlocks) * SlicesPerTask;
        return (j0, Math.Min(SizeJ, j0 + RowsPerBlock), k0, Math.Min(SizeK, k0 + SlicesPerTask));
    }
}
