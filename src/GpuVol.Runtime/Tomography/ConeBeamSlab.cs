using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Slices of a cone-beam reconstruction under way. The creator disposes it, and the volume that it makes.</summary>
public sealed class ConeBeamSlab : IDisposable
{
    private readonly ConeBeamPlan _plan;
    private readonly ComputeDevice _device;
    private readonly int _firstSlice;
    private readonly int _slices;
    private readonly int _viewsAtOnce;
    private readonly DisposeList _owned = new();
    private readonly DeviceBuffer<float> _cosines;
    private readonly DeviceBuffer<float> _shares;
    private readonly DeviceBuffer<float> _planes;
    private readonly DeviceBuffer<float> _viewWeights;
    private readonly RowFilter _filter;
    private readonly bool _isWhole;
    private readonly DeviceBuffer<float>? _weighted;
    private readonly DeviceView<float> _block;
    private DeviceVolume? _volume;
    private int _views;
    private int _waiting;

    internal ConeBeamSlab(ConeBeamPlan plan, ComputeDevice device, int firstSlice, int slices, (int First, int Count) rows, int viewsAtOnce, VolumeMetadata? metadata)
    {
        _plan = plan;
        _device = device;
        _firstSlice = firstSlice;
        _slices = slices;
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
            _viewWeights = _owned.Add(device.Allocate<float>(Table.Single(weights.PerView)));
            _filter = _owned.Add(RampFilter.Rows(device, geometry.Columns, geometry.ColumnSpacingMm / geometry.Magnification, settings.Filter, settings.CutOff, settings.TruncationPadding, weights.ColumnsBefore, weights.ColumnsAfter));
            _volume = DeviceVolume.Allocate(device, new VolumeGeometry(grid.Size with { K = slices }, grid.SpacingMm, grid.VoxelToPatient(new(0, 0, firstSlice)), grid.Direction), metadata);
            _isWhole = device.TryRunWhole(Operation(default, _volume, 0, geometry.Views, 0, isLast: false));
            if (!_isWhole && columns != geometry.Columns)
                _weighted = _owned.Add(device.Allocate<float>((long)viewsAtOnce * rows.Count * geometry.Columns));
            _block = _owned.Add(device.Allocate<float>(_isWhole ? ConeViewsOperation.BlockFloats(viewsAtOnce, rows.Count, columns) : (long)viewsAtOnce * rows.Count * columns)).View;
        }
        catch
        {
            Dispose();
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
            var isLast = _waiting + count == _viewsAtOnce || _views + count == geometry.Views;
            Add(data.SubView(first * pixels, count * pixels), volume, count, isLast);
            first += count;
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
    private void Add(DeviceView<float> data, DeviceVolume volume, int views, bool isLast)
    {
        if (_isWhole)
        {
            if (!_device.TryRunWhole(Operation(data, volume, _views - _waiting, _waiting, views, isLast)))
                throw new InvalidOperationException("ConeBeamSlab: the device refuses some views of a scan that it took as a whole.");
        }
        else
        {
            Filter(data, views);
            if (isLast)
                BackProject(volume, _views - _waiting, _waiting + views);
        }

        _views += views;
        _waiting = isLast ? 0 : _waiting + views;
    }

    private ConeViewsOperation Operation(DeviceView<float> data, DeviceVolume volume, int firstView, int waiting, int views, bool isLast) => new(
        data,
        Cosines,
        Shares(firstView + waiting, views),
        _filter.Response,
        _filter.Parameters,
        _block,
        waiting,
        isLast,
        volume.Buffer<float>(),
        Planes(firstView, waiting + views),
        ViewWeights(firstView, waiting + views),
        Parameters(firstView, waiting + views));

    private void Filter(DeviceView<float> data, int views)
    {
        var columns = _plan.Geometry.Columns;
        var lines = (long)views * Rows.Count;
        var target = _block.SubView((long)_waiting * Rows.Count * _plan.FilteredColumns, lines * _plan.FilteredColumns);
        var weighted = _weighted is null ? target : _weighted.View.SubView(0, lines * columns);
        RowFilterKernels.Launch.Weight(_device, new Index3D(columns, Rows.Count, views), data, weighted, Cosines, Shares(_views, views), new RowWeightParameters { Columns = columns, Lines = Rows.Count });
        _filter.Apply(weighted, target, lines, Rows.Count);
    }

    private void BackProject(DeviceVolume volume, int firstView, int views) => BackProjection.AddCone(
        _device,
        _block.SubView(0, (long)views * Rows.Count * _plan.FilteredColumns),
        volume.Buffer<float>(),
        Planes(firstView, views),
        ViewWeights(firstView, views),
        Parameters(firstView, views));

    private DeviceView<float> Cosines => _cosines.View.SubView((long)Rows.First * _plan.Geometry.Columns, (long)Rows.Count * _plan.Geometry.Columns);

    private DeviceView<float> Shares(int firstView, int views) => _shares.View.SubView((long)firstView * _plan.Geometry.Columns, (long)views * _plan.Geometry.Columns);

    private DeviceView<float> Planes(int firstView, int views) => _planes.View.SubView(12L * firstView, 12L * views);

    private DeviceView<float> ViewWeights(int firstView, int views) => _viewWeights.View.SubView(firstView, views);

    private ConeBackProjectionParameters Parameters(int firstView, int views)
    {
        var size = _plan.Grid.Size;
        return new()
        {
            SizeI = size.I,
            SizeJ = size.J,
            SizeK = _slices,
            FirstK = _firstSlice,
            Columns = _plan.FilteredColumns,
            Rows = Rows.Count,
            FirstRow = Rows.First,
            Views = views,
            Adds = firstView > 0 ? 1 : 0,
        };
    }
}
