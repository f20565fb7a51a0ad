using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>The rays to every column of every view of a subset, and which of them pass through a part of the volume.</summary>
internal sealed class ColumnRays
{
    private readonly ColumnRay[] _rays;
    private readonly ColumnForm[] _forms;
    private readonly int _columns;

    private ColumnRays(ColumnRay[] rays, ColumnForm[] forms, int columns)
    {
        _rays = rays;
        _forms = forms;
        _columns = columns;
    }

    /// <summary>The rays to a column of a view.</summary>
    public ref readonly ColumnRay this[int view, int column] => ref _rays[view * _columns + column];

    /// <summary>All of them, or null where a detector's rows do not run along k, or a ray steps along k.</summary>
    public static ColumnRays? All(ArrayView<float> views, ProjectorParameters p)
    {
        var rays = new ColumnRay[p.SubsetViews * p.Columns];
        var forms = new ColumnForm[p.SubsetViews];
        for (var view = 0; view < p.SubsetViews; view++)
        {
            if (views[12 * view + 9] != 0 || views[12 * view + 10] != 0 || views[12 * view + 11] == 0)
                return null;
            for (var column = 0; column < p.Columns; column++)
            {
                if (SpatialRay.Of(views, view, column, 0, p).Axis == 2 || SpatialRay.Of(views, view, column, p.Rows - 1, p).Axis == 2)
                    return null;
                rays[view * p.Columns + column] = new ColumnRay(views, view, column, p);
            }

            forms[view] = FormOf(views, view, p);
        }

        return new ColumnRays(rays, forms, p.Columns);
    }

    /// <summary>The columns of a view whose rays may come within one voxel of a tile: the first, and the one behind the last.</summary>
    public (int First, int End) Through(int view, in VolumeTile tile)
    {
        ref readonly var form = ref _forms[view];
        var i = Vector256.Create(tile.I - 1.0, tile.I + tile.SizeI, tile.I - 1, tile.I + tile.SizeI);
        var j = Vector256.Create(tile.J - 1.0, tile.J - 1, tile.J + tile.SizeJ, tile.J + tile.SizeJ);
        var depths = Vector256.Create(form.Depth[0]) + i * form.Depth[1] + j * form.Depth[2];
        var least = Corners.Least(depths);
        var greatest = Corners.Greatest(depths);

        // Where the source stands beside the tile, rays to any column may pass.
        if (!(least > 0 || greatest < 0))
            return (0, _columns);
        var columns = (Vector256.Create(form.Numerator[0]) + i * form.Numerator[1] + j * form.Numerator[2]) / depths;
        const double Slack = 0.01;
        return ((int)Math.Clamp(Math.Ceiling(Corners.Least(columns) - Slack), 0, _columns), (int)Math.Clamp(Math.Floor(Corners.Greatest(columns) + Slack) + 1, 0, _columns));
    }

    // The column whose rays pass through (i, j), by cross products in that plane.
    private static ColumnForm FormOf(ArrayView<float> views, int view, in ProjectorParameters p)
    {
        var at = 12 * view;
        double x = views[at], y = views[at + 1], firstX = views[at + 3], firstY = views[at + 4], stepX = views[at + 6], stepY = views[at + 7];
        if (p.Divergent == 0)
            return new((firstY * x - firstX * y, y, -x), (stepX * y - stepY * x, 0, 0));
        var (dx, dy) = (firstX - x, firstY - y);
        return new((dx * y - dy * x, dy, -dx), (stepY * x - stepX * y, -stepY, stepX));
    }
}
