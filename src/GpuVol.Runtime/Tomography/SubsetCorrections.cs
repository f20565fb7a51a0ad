using GpuVol.Kernels;

namespace GpuVol;

/// <summary>The corrections of a volume by one subset of views after the other: residuals, divided by the rays' lengths, spread along the rays.</summary>
internal sealed class SubsetCorrections : IDisposable
{
    private readonly Projector _projector;
    private readonly DeviceVolume _measured;
    private readonly DeviceVolume _lengths;
    private readonly DeviceVolume _difference;
    private readonly DeviceView<float> _mask;
    private readonly IReadOnlyList<IReadOnlyList<int>> _subsets;
    private readonly (float Relaxation, float Minimum, float Maximum) _factors;
    private readonly DisposeList _owned = new();
    private Tables? _tables;

    /// <summary>Corrections of volumes that lie within the bounds.</summary>
    /// <param name="projector">The pair of projectors.</param>
    /// <param name="measured">The data.</param>
    /// <param name="subsets">How many.</param>
    /// <param name="relaxation">Part of each correction that is applied.</param>
    /// <param name="minimum">Least value.</param>
    /// <param name="maximum">Greatest value.</param>
    /// <param name="mask">Where it is 0, volumes stay; null for no mask.</param>
    public SubsetCorrections(Projector projector, DeviceVolume measured, int subsets, float relaxation, float minimum, float maximum, DeviceVolume? mask)
    {
        _projector = projector;
        _measured = measured;
        _subsets = ViewOrder.Subsets(projector.Geometry, subsets);
        _factors = (relaxation, minimum, maximum);
        try
        {
            _lengths = _owned.Add(DeviceVolume.Allocate(projector.Device, measured.Geometry));
            _difference = _owned.Add(DeviceVolume.Allocate(projector.Device, measured.Geometry));
            _mask = mask?.Buffer<float>().View ?? _lengths.Buffer<float>().View.SubView(0, 0);
            projector.Lengths(_lengths);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What each subset did not explain before its correction, in the norm |b - A x|.</summary>
    public double Residual => Math.Sqrt(VectorMath.Dot(_difference, _difference));

    /// <summary>Corrects <paramref name="volume"/> once by every subset; <paramref name="progress"/> hears of the part that is done, and may throw.</summary>
    public void Apply(DeviceVolume volume, Action<double> progress)
    {
        if (_tables is null && RunWhole(volume, progress))
            return;
        _tables ??= new Tables(_projector, _measured, _subsets, _owned);
        var geometry = _projector.Geometry;
        for (var n = 0; n < _tables.Views.Length; n++)
        {
            var views = _tables.Views[n];
            var p = views.Parameters;
            _projector.Forward(volume, _tables.Projected, views);
            var lines = geometry.IsStack ? p.SizeK : p.Rows;
            VectorKernels.Launch.Residual(_projector.Device, new Index3D(p.Columns, lines, p.SubsetViews), _measured.Buffer<float>(), _tables.Projected.Buffer<float>(), _lengths.Buffer<float>(), _difference.Buffer<float>(), _tables.PerLength.Buffer<float>(), views.Indices, p, geometry.IsStack ? 1 : 0);
            _projector.Update(_tables.PerLength, volume, views, _mask, _factors.Relaxation, _factors.Minimum, _factors.Maximum);
            progress((n + 1.0) / _tables.Views.Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    // Subsets of one view each, on a device that runs projection and correction together.
    private bool RunWhole(DeviceVolume volume, Action<double> progress)
    {
        if (!_projector.Geometry.IsStack || _subsets.Any(s => s.Count > 1))
            return false;
        var all = _projector.AllViews;
        var p = all.Parameters;
        (p.Relaxation, p.Minimum, p.Maximum) = _factors;
        int[] order = [.. _subsets.Select(s => s[0])];
        return _projector.Device.TryRunWhole(new SweepOperation(_measured.Buffer<float>(), _lengths.Buffer<float>(), _difference.Buffer<float>(), volume.Buffer<float>(), _mask, all.Rays, all.Footprints, order, p, progress));
    }

    /// <summary>What a device needs that takes projections and corrections one after the other.</summary>
    private sealed class Tables(Projector projector, DeviceVolume measured, IReadOnlyList<IReadOnlyList<int>> subsets, DisposeList owner)
    {
        public ProjectorViews[] Views { get; } = [.. subsets.Select(subset => owner.Add(projector.Select(subset)))];

        public DeviceVolume Projected { get; } = owner.Add(DeviceVolume.Allocate(projector.Device, measured.Geometry));

        public DeviceVolume PerLength { get; } = owner.Add(DeviceVolume.Allocate(projector.Device, measured.Geometry));
    }
}
