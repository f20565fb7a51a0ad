namespace GpuVol.Cpu.Tomography;

/// <summary>16 neighbouring columns of voxels in one view: where they lie on the detector, and where the windows of their blocks begin. In memory that the caller owns.</summary>
internal readonly unsafe struct VoxelLines
{
    private const int Columns = 16;
    private readonly int _blocks;
    private readonly int* _starts;
    private readonly float* _fractions;

    public VoxelLines(byte* memory, int blocks)
    {
        Data = (nint*)memory;
        Row = (double*)(Data + Columns);
        PerK = Row + Columns;
        Near = (float*)(PerK + Columns);
        Far = Near + Columns;
        _blocks = Padded(blocks);
        _starts = (int*)(Far + Columns);
        _fractions = (float*)(_starts + Columns * _blocks);
    }

    /// <summary>Row 0 of the whole detector in the column before the voxels.</summary>
    public nint* Data { get; }

    /// <summary>The detector row of slice 0 of the whole volume.</summary>
    public double* Row { get; }

    /// <summary>Its change per slice.</summary>
    public double* PerK { get; }

    /// <summary>Weights of the column before.</summary>
    public float* Near { get; }

    /// <summary>Weights of the column behind.</summary>
    public float* Far { get; }

    /// <summary>Bytes that it takes; a multiple of 64.</summary>
    public static int Bytes(int blocks) => Columns * (sizeof(nint) + 2 * sizeof(double) + 2 * sizeof(float) + 2 * Padded(blocks) * sizeof(float));

    /// <summary>The first rows of the windows of 16 voxels each of column <paramref name="i"/>.</summary>
    public int* StartsOf(int i) => _starts + i * _blocks;

    /// <summary>The place of the voxel with the least row in its window.</summary>
    public float* FractionsOf(int i) => _fractions + i * _blocks;

    private static int Padded(int blocks) => (blocks + 7) / 8 * 8;
}
