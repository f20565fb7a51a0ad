namespace GpuVol.Kernels;

/// <summary>The columns that one launch of a pass along j or k takes: thread (x, y) takes the column that starts at x + y · RowStride.</summary>
public struct DistanceColumnParameters
{
    /// <summary>First voxel of thread (0, 0).</summary>
    public long First;

    /// <summary>Voxels from one row of columns to the next.</summary>
    public long RowStride;

    /// <summary>Voxels from one voxel of a column to the next.</summary>
    public long Stride;

    /// <summary>Voxels of a column.</summary>
    public int Length;

    /// <summary>Columns along x in the launch.</summary>
    public int Width;

    /// <summary>Columns in the launch.</summary>
    public int Columns;

    /// <summary>Squared spacing along the column.</summary>
    public long Weight;

    /// <summary>The flag of <see cref="DistanceKernels"/> that is set where a voxel's object differs from that of the voxel before it in the column.</summary>
    public int ChangeFlag;

    /// <summary>1 where the outside of the volume counts as another object.</summary>
    public int Wall;

    /// <summary>1 in the last pass, which turns squared distances into results.</summary>
    public int Finish;
}
