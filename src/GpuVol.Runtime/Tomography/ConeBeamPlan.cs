using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// One reconstruction from a cone-beam scan, checked and ready before any data are read: volumes are made a slab of slices at a time, each from the detector rows that it needs and
/// from views that come one part after the other.
/// </summary>
/// <remarks>Slabs that begin with a multiple of <see cref="SliceStep"/> slices are, to the last bit, what <see cref="ConeBeamReconstruction"/> makes of the whole. Tests: ConeBeamSlabTests.</remarks>
public sealed class ConeBeamPlan
{
    /// <summary>Slices with a multiple of which slabs begin: so many the CPU engine sums at once.</summary>
    public const int SliceStep = 16;

    // Beyond the outermost voxels' rows: interpolation, and coordinates in float32.
    private const int SpareRows = 2;

    /// <summary>Checks scan and grid.</summary>
    /// <param name="geometry">A <see cref="ProjectionKind.Cone"/> scan: a full turn, or at least half a turn and the fan.</param>
    /// <param name="grid">The whole volume.</param>
    /// <param name="settings">Filter, cut-off, padding; null for the plain ramp.</param>
    /// <exception cref="ArgumentException">The scan is of another kind, the grid does not lie in the cone at all, or the arc is too short.</exception>
    public ConeBeamPlan(ProjectionGeometry geometry, VolumeGeometry grid, FbpSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(grid);
        Geometry = geometry;
        Grid = grid;
        Settings = settings ?? new FbpSettings();
        if (geometry.Kind != ProjectionKind.Cone)
            throw new ArgumentException($"ConeBeamReconstruction: a {geometry.Kind} scan; analytic reconstruction from cones needs a source on a circle. Use FilteredBackProjection, or SIRT, CGLS or another iterative method.", nameof(geometry));
        Weights = DivergentWeights.Of(geometry, "ConeBeamReconstruction");
        FieldOfView.Check("ConeBeamReconstruction", geometry, grid);
    }

    /// <summary>The scan.</summary>
    public ProjectionGeometry Geometry { get; }

    /// <summary>The whole volume.</summary>
    public VolumeGeometry Grid { get; }

    /// <summary>Filter, cut-off, padding.</summary>
    public FbpSettings Settings { get; }

    /// <summary>What makes every ray count once.</summary>
    public DivergentWeights Weights { get; }

    /// <summary>Detector rows onto which slices project, in any view: [First, First + Count), at least one.</summary>
    /// <param name="firstSlice">The first slice.</param>
    /// <param name="slices">How many.</param>
    public (int First, int Count) RowsFor(int firstSlice, int slices)
    {
        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        for (var view = 0; view < Geometry.Views; view++)
        {
            var forms = ProjectionGrids.Forms(Geometry, view);
            for (var corner = 0; corner < 8; corner++)
            {
                var voxel = Grid.VoxelToPatient(new((corner & 1) * (Grid.Size.I - 1), (corner >> 1 & 1) * (Grid.Size.J - 1), firstSlice + (corner >> 2) * (slices - 1)));
                var row = forms[1].At(voxel) / forms[2].At(voxel);
                least = Math.Min(least, row);
                greatest = Math.Max(greatest, row);
            }
        }

        // Whole pairs of rows: the CPU engine filters two at once, and the last bits of each depend on the other.
        var first = (int)Math.Clamp(Math.Floor(least) - SpareRows, 0, Geometry.Rows - 1) / 2 * 2;
        var end = (int)Math.Clamp(Math.Ceiling(greatest) + SpareRows, first, Geometry.Rows - 1) / 2 * 2 + 2;
        return (first, Math.Min(end, Geometry.Rows) - first);
    }

    /// <summary>Views that are best weighted, filtered and backprojected at once.</summary>
    /// <param name="rows">Detector rows of each.</param>
    public int ViewsAtOnce(int rows) => Math.Min(Geometry.Views, BackProjection.ConeViewsAtOnce(FilteredColumns, rows));

    /// <summary>Bytes that a slab needs on the device beside the projections that are handed to it.</summary>
    /// <param name="slices">Its slices.</param>
    /// <param name="rows">The detector rows that it needs.</param>
    /// <param name="viewsAtOnce">Views that are worked on at once.</param>
    public long MemoryBytes(int slices, int rows, int viewsAtOnce)
    {
        // Weighted, filtered where rows become longer, and as the CPU engine turns them; with AVX-512 or AVX2 the last alone.
        var copies = FilteredColumns == Geometry.Columns ? 1 : 2;
        var blocks = ((long)copies * viewsAtOnce * rows * FilteredColumns + ConeViewsOperation.BlockFloats(viewsAtOnce, rows, FilteredColumns)) * sizeof(float);
        var tables = (long)Geometry.Columns * (Geometry.Views + Geometry.Rows) * sizeof(float);
        return blocks + tables + RowFilter.MemoryBytes + (long)Grid.Size.I * Grid.Size.J * slices * sizeof(float);
    }

    /// <summary>Begins a slab.</summary>
    /// <param name="device">Where it works.</param>
    /// <param name="firstSlice">Its first slice.</param>
    /// <param name="slices">How many.</param>
    /// <param name="viewsAtOnce">Views that are worked on at once; null for <see cref="ViewsAtOnce"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slices leave the volume.</exception>
    public ConeBeamSlab Start(ComputeDevice device, int firstSlice, int slices, int? viewsAtOnce = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (firstSlice < 0 || slices < 1 || firstSlice > Grid.Size.K - slices)
            throw new ArgumentOutOfRangeException(nameof(firstSlice), $"ConeBeamPlan: slices [{firstSlice}, {firstSlice + slices}) leave the {Grid.Size.K} of the volume.");
        var rows = RowsFor(firstSlice, slices);
        return new(this, device, firstSlice, slices, rows, viewsAtOnce ?? ViewsAtOnce(rows.Count), null);
    }

    internal int FilteredColumns => Geometry.Columns + Weights.ColumnsBefore + Weights.ColumnsAfter;
}
