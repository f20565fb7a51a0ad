using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Views of a <see cref="Projector"/> that are projected together. The creator disposes it.</summary>
public sealed class ProjectorViews : IDisposable
{
    internal ProjectorViews(Projector projector, IReadOnlyList<int> views)
    {
        if (views.Count == 0)
            throw new ArgumentException("Projector: a subset without views.", nameof(views));
        Projector = projector;
        Views = views;
        var geometry = projector.Geometry;
        var grid = projector.Grid;
        foreach (var view in views)
        {
            if (view < 0 || view >= geometry.Views)
                throw new ArgumentException($"Projector: view {view} of {geometry.Views}.", nameof(views));
        }

        var subset = geometry.Subset(views);
        Indices = projector.Device.Allocate<int>(views.ToArray());
        Rays = projector.Device.Allocate<float>(ProjectionGrids.Rays(subset, grid));
        Footprints = projector.Device.Allocate<float>(geometry.IsStack ? ProjectionGrids.Lines(subset, grid) : ProjectionGrids.Planes(subset, grid));
        Parameters = new ProjectorParameters
        {
            SizeI = grid.Size.I,
            SizeJ = grid.Size.J,
            SizeK = grid.Size.K,
            Columns = geometry.Columns,
            Rows = geometry.Rows,
            Views = geometry.Views,
            SubsetViews = views.Count,
            Divergent = geometry.IsDivergent ? 1 : 0,
            SpacingI = (float)grid.SpacingMm.X,
            SpacingJ = (float)grid.SpacingMm.Y,
            SpacingK = (float)grid.SpacingMm.Z,
        };
    }

    /// <summary>Places of the views in the data.</summary>
    public IReadOnlyList<int> Views { get; }

    internal Projector Projector { get; }

    internal DeviceBuffer<int> Indices { get; }

    internal DeviceBuffer<float> Rays { get; }

    internal DeviceBuffer<float> Footprints { get; }

    internal ProjectorParameters Parameters { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Indices.Dispose();
        Rays.Dispose();
        Footprints.Dispose();
    }
}
