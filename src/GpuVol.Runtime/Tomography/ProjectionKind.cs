namespace GpuVol;

/// <summary>How rays run and how the data of a scan lie in memory; <c>docs/geometry.md</c> draws each.</summary>
public enum ProjectionKind
{
    /// <summary>Parallel rays, every row a slice of its own. Data [slice, view, column].</summary>
    Parallel,

    /// <summary>Rays from a point to a flat detector row, every row a slice of its own with the source in its plane. Data [slice, view, column].</summary>
    Fan,

    /// <summary>Rays from a point on a circle to a flat detector. Data [view, row, column].</summary>
    Cone,

    /// <summary>Twelve numbers a view: a direction, and a flat detector that parallel rays meet. Data [view, row, column].</summary>
    ParallelVectors,

    /// <summary>Twelve numbers a view: a source, and a flat detector. Data [view, row, column].</summary>
    ConeVectors,
}
