namespace GpuVol.Kernels;

/// <summary>Projections that are weighted before they are filtered.</summary>
public struct RowWeightParameters
{
    /// <summary>Detector columns.</summary>
    public int Columns;

    /// <summary>Lines of one plane of the data: views of a stack, else detector rows.</summary>
    public int Lines;

    /// <summary>1 where data are [slice, view, column], 0 where they are [view, row, column].</summary>
    public int IsStack;
}
