using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// A matched pair of projectors between a grid and a scan: line integrals by Joseph's method, and their exact adjoint. Works with every kind of
/// <see cref="ProjectionGeometry"/>; the tables lie on the device. The creator disposes it.
/// </summary>
/// <remarks>Joseph 1982, IEEE Transactions on Medical Imaging 1, 192. Tests: ProjectorTests hold &lt;A x, y&gt; = &lt;x, A' y&gt; to 1e-5.</remarks>
public sealed class Projector : IDisposable
{
    /// <summary>Makes the tables.</summary>
    /// <param name="device">Where it works.</param>
    /// <param name="geometry">The scan.</param>
    /// <param name="grid">The volume's grid, mm in the frame of the scan.</param>
    /// <exception cref="ArgumentException">The grid does not fit the scan, or a source stands within it.</exception>
    public Projector(ComputeDevice device, ProjectionGeometry geometry, VolumeGeometry grid)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(grid);
        ProjectionGrids.Check("Projector", geometry, grid);
        ProjectionGrids.CheckSources("Projector", geometry, grid);
        Device = device;
        Geometry = geometry;
        Grid = grid;
        AllViews = Select(Enumerable.Range(0, geometry.Views).ToArray());
    }

    /// <summary>Where it works.</summary>
    public ComputeDevice Device { get; }

    /// <summary>The scan.</summary>
    public ProjectionGeometry Geometry { get; }

    /// <summary>The volume's grid.</summary>
    public VolumeGeometry Grid { get; }

    /// <summary>Every view.</summary>
    public ProjectorViews AllViews { get; }

    /// <summary>Some views, as a subset to project; the caller disposes it.</summary>
    /// <exception cref="ArgumentException">The subset is empty.</exception>
    public ProjectorViews Select(IReadOnlyList<int> views) => new(this, views);

    /// <summary>Line integrals of <paramref name="volume"/> in every view.</summary>
    /// <param name="volume">Float32 volume of the grid's size.</param>
    /// <returns>New data in the order of <see cref="ProjectionGeometry.DataSize"/>, value times mm.</returns>
    public DeviceVolume Forward(DeviceVolume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var data = DeviceVolume.Allocate(Device, new VolumeGeometry(Geometry.DataSize, Vector3D.One), volume.Metadata);
        try
        {
            using var converted = volume.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(volume);
            Forward(converted ?? volume, data, AllViews);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Line integrals in the views of a subset; the other views of <paramref name="data"/> stay.</summary>
    public void Forward(DeviceVolume volume, DeviceVolume data, ProjectorViews views)
    {
        Check(volume, data, views);
        var p = views.Parameters;
        if (Geometry.IsStack)
            PlanarProjectorKernels.Launch.Forward(Device, new Index3D(p.Columns, p.SubsetViews, p.SizeK), volume.Buffer<float>(), data.Buffer<float>(), views.Rays, views.Indices, p);
        else
            SpatialProjectorKernels.Launch.Forward(Device, new Index3D(p.Columns, p.Rows, p.SubsetViews), volume.Buffer<float>(), data.Buffer<float>(), views.Rays, views.Indices, p);
    }

    /// <summary>The adjoint of <see cref="Forward(DeviceVolume)"/>: every voxel sums the data of the rays that meet it, weighted as there.</summary>
    /// <param name="data">Float32 data in the order of <see cref="ProjectionGeometry.DataSize"/>.</param>
    /// <returns>A new volume on the grid.</returns>
    public DeviceVolume Adjoint(DeviceVolume data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var volume = DeviceVolume.Allocate(Device, Grid, data.Metadata);
        try
        {
            using var converted = data.IsFloat32Intensity ? null : IntensityTransforms.ToFloat32(data);
            Adjoint(converted ?? data, volume, AllViews);
            return volume;
        }
        catch
        {
            volume.Dispose();
            throw;
        }
    }

    /// <summary>The adjoint over the views of a subset.</summary>
    public void Adjoint(DeviceVolume data, DeviceVolume volume, ProjectorViews views)
    {
        Check(volume, data, views);
        var p = views.Parameters;
        var extent = new Index3D(p.SizeI, p.SizeJ, p.SizeK);
        if (Geometry.IsStack)
            PlanarProjectorKernels.Launch.Adjoint(Device, extent, data.Buffer<float>(), volume.Buffer<float>(), views.Rays, views.Footprints, views.Indices, p);
        else
            SpatialProjectorKernels.Launch.Adjoint(Device, extent, data.Buffer<float>(), volume.Buffer<float>(), views.Rays, views.Footprints, views.Indices, p);
    }

    /// <inheritdoc/>
    public void Dispose() => AllViews.Dispose();

    /// <summary>Lengths in mm of all rays within the grid, each voxel counting as the projector weights it: the projection of a volume of ones.</summary>
    internal void Lengths(DeviceVolume lengths)
    {
        var p = AllViews.Parameters;
        if (Geometry.IsStack)
            PlanarProjectorKernels.Launch.Lengths(Device, new Index3D(p.Columns, p.SubsetViews, p.SizeK), lengths.Buffer<float>(), AllViews.Rays, AllViews.Indices, p);
        else
            SpatialProjectorKernels.Launch.Lengths(Device, new Index3D(p.Columns, p.Rows, p.SubsetViews), lengths.Buffer<float>(), AllViews.Rays, AllViews.Indices, p);
    }

    /// <summary>volume += relaxation · (A' data) / (A' 1) over a subset, within bounds and mask.</summary>
    internal void Update(DeviceVolume data, DeviceVolume volume, ProjectorViews views, DeviceView<float> mask, float relaxation, float minimum, float maximum)
    {
        var p = views.Parameters;
        p.Relaxation = relaxation;
        p.Minimum = minimum;
        p.Maximum = maximum;
        var extent = new Index3D(p.SizeI, p.SizeJ, p.SizeK);
        if (Geometry.IsStack)
            PlanarProjectorKernels.Launch.Update(Device, extent, data.Buffer<float>(), volume.Buffer<float>(), views.Rays, views.Footprints, views.Indices, mask, p);
        else
            SpatialProjectorKernels.Launch.Update(Device, extent, data.Buffer<float>(), volume.Buffer<float>(), views.Rays, views.Footprints, views.Indices, mask, p);
    }

    private void Check(DeviceVolume volume, DeviceVolume data, ProjectorViews views)
    {
        ArgumentNullException.ThrowIfNull(volume);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(views);
        if (views.Projector != this)
            throw new ArgumentException("Projector: the views belong to another projector.", nameof(views));
        if (volume.Geometry.Size != Grid.Size)
            throw new ArgumentException($"Projector: the volume has {volume.Geometry.Size} voxels but the grid {Grid.Size}.", nameof(volume));
        Geometry.CheckData("Projector", data.Geometry.Size);
    }
}
