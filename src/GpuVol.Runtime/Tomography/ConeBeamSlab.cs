using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Slices of a cone-beam reconstruction under way. The creator disposes it, and the volume that it makes.</summary>
public sealed class ConeBeamSlab : IDisposable
{
    private readonly ConeBeamPlan _plan;
    private readonly ComputeDevice _device;
    private readonly int _firstSlice;
    private readonly int _viewsAtOnce;
    private readonly DisposeList _owned = new();
    private readonly DeviceBuffer<float> _cosines;
    private readonly DeviceBuffer<float> _shares;
    private readonly DeviceBuffer<float> _planes;
    private readonly DeviceBuffer<float> _viewWeights;
    private readonly DeviceBuffer<float> _weighted;
    private readonly DeviceBuffer<float> _filtered;
    private readonly RowFilter _filter;
    private DeviceVolume? _volume;
    private int _views;
    private int _waiting;

    internal ConeBeamSlab(ConeBeamPlan plan, ComputeDevice device, int firstSlice, int slices, (int First, int Count) rows, int viewsAtOnce, VolumeMetadata? metadata)
    {
        _plan = plan;
        _device = device;
        _firstSlice = firstSlice;
        Rows = rows;
        var geometry = plan.Geometry;
        var weights = plan.Weights;
        var columns = plan.FilteredColumns;
        _viewsAtOnce = viewsAtOnce;
        var grid = plan.Grid;
        var settings = plan.Settings;
        try
        {
            _cosines = _owned.Add(device.Allocate<float>(ProjectionWeights.Cosines(geometry)));
            _shares = _owned.Add(device.Allocate<float>(weights.PerRay.ToArray()));
            _planes = _owned.Add(device.Allocate<float>(ProjectionGrids.Planes(geometry.WithColumns(weights.ColumnsBefore, weights.ColumnsAfter), grid)));
            _viewWeights = _owned.Add(device.Allocate<float>(weights.PerView.Select(w => (float)w).ToArray()));
            _filter = _owned.Add(RampFilter.Rows(device, geometry.Columns, geometry.ColumnSpacingMm / geometry.Magnification, settings.Filter, settings.CutOff, settings.TruncationPadding, weights.ColumnsBefore, weights.ColumnsAfter));
            _weighted = _owned.Add(device.Allocate<float>((long)_viewsAtOnce * rows.Count * geometry.Columns));
            _filtered = columns == geometry.Columns ? _weighted : _owned.Add(device.Allocate<float>((long)_viewsAtOnce * rows.Count * columns));
            _volume = DeviceVolume.Allocate(device, new VolumeGeometry(grid.Size with { K = slices }, grid.SpacingMm, grid.VoxelToPatient(new(0, 0, firstSlice)), grid.Direction), metadata);
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <summary>The detector rows that it takes.</summary>
    public (int First, int Count) Rows { get; }

    /// <summary>Weights and filters the next views, and backprojects those that make up a block.</summary>
    /// <param name="projections">Line integrals [view, row, column] of consecutive views and of the rows <see cref="Rows"/>; not modified.</param>
    /// <param name="firstView">The first of the views: as many as were added before.</param>
    /// <exception cref="ArgumentException">The data are of another size, or views are missing before them.</exception>
    /// <exception cref="InvalidOperationException">The volume was taken.</exception>
    public void Add(DeviceVolume projections, int firstView)
    {
        ArgumentNullException.ThrowIfNull(projections);
        var volume = _volume ?? throw new InvalidOperationException("ConeBeamSlab: the volume was taken.");
        var geometry = _plan.Geometry;
        var size = projections.Geometry.Size;
        if (size.I != geometry.Columns || size.J != Rows.Count)
            throw new ArgumentException($"ConeBeamSlab: the views have {size.I} columns and {size.J} rows; the slab takes {geometry.Columns} columns and the rows {Rows.First} to {Rows.First + Rows.Count - 1}.", nameof(projections));
        if (firstView != _views || firstView + size.K > geometry.Views)
            throw new ArgumentException($"ConeBeamSlab: views {firstView} to {firstView + size.K - 1} after {_views} of {geometry.Views}.", nameof(firstView));
        using var converted = projections.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(projections);
        DeviceView<float> data = (converted ?? projections).Buffer<float>();
        var pixels = (long)size.I * size.J;
        for (var first = 0; first < size.K;)
        {
            _plan.Settings.Cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(_viewsAtOnce - _waiting, size.K - first);
            Filter(data.SubView(first * pixels, count * pixels), count);
            first += count;
            if (_waiting == _viewsAtOnce || _views == geometry.Views)
                BackProject(volume);
        }
    }

    /// <summary>The slices, once all views were added; the caller disposes them.</summary>
    /// <exception cref="InvalidOperationException">Views are missing, or the volume was taken before.</exception>
    public DeviceVolume Take()
    {
        if (_views != _plan.Geometry.Views)
            throw new InvalidOperationException($"ConeBeamSlab: {_views} of {_plan.Geometry.Views} views were added.");
        var taken = _volume ?? throw new InvalidOperationException("ConeBeamSlab: the volume was taken.");
        _volume = null;
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _volume?.Dispose();
        _volume = null;
        _owned.Dispose();
    }

    // Weighted and filtered views wait until a block of them is there.
    private void Filter(DeviceView<float> data, int views)
    {
        var geometry = _plan.Geometry;
        var lines = (long)views * Rows.Count;
        var before = (long)_waiting * Rows.Count;
        var weighted = _weighted.View.SubView(before * geometry.Columns, lines * geometry.Columns);
        RowFilterKernels.Launch.Weight(
            _device,
            new Index3D(geometry.Columns, Rows.Count, views),
            data,
            weighted,
            _cosines.View.SubView((long)Rows.First * geometry.Columns, (long)Rows.Count * geometry.Columns),
            _shares.View.SubView((long)_views * geometry.Columns, (long)views * geometry.Columns),
            new RowWeightParameters { Columns = geometry.Columns, Lines = Rows.Count });
        _filter.Apply(weighted, _filtered.View.SubView(before * _filter.TargetColumns, lines * _filter.TargetColumns), lines);
        _views += views;
        _waiting += views;
    }

    private void BackProject(DeviceVolume volume)
    {
        var columns = _filter.TargetColumns;
        var firstView = _views - _waiting;
        var size = volume.Geometry.Size;
        BackProjection.AddCone(_device, _filtered.View.SubView(0, (long)_waiting * Rows.Count * columns), volume.Buffer<float>(), _planes.View.SubView(12L * firstView, 12L * _waiting), _viewWeights.View.SubView(firstView, _waiting), new ConeBackProjectionParameters
        {
            SizeI = size.I,
            SizeJ = size.J,
            SizeK = size.K,
            FirstK = _firstSlice,
            Columns = columns,
            Rows = Rows.Count,
            FirstRow = Rows.First,
            Views = _waiting,
            Adds = firstView > 0 ? 1 : 0,
        });
        _waiting = 0;
    }
}
