using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// The rays to one column of a detector whose rows run along k, as <see cref="SpatialRay"/> follows them: they lie in one plane along k, step along the same axis, and at a step their k changes evenly from row to row.
/// </summary>
internal readonly struct ColumnRay
{
    private readonly double _startA;
    private readonly double _slopeA;
    private readonly double _ahead;
    private readonly double _aheadPerStep;
    private readonly double _firstK;
    private readonly double _leanK;
    private readonly double _rowK;
    private readonly bool _isDivergent;
    private readonly double _lengthSquared;
    private readonly double _main;
    private readonly double _spacingK;

    public ColumnRay(ArrayView<float> views, int view, int column, in ProjectorParameters p)
    {
        var at = 12 * view;
        _isDivergent = p.Divergent != 0;
        var x = views[at + 3] + (double)column * views[at + 6];
        var y = views[at + 4] + (double)column * views[at + 7];
        _firstK = views[at + 5] + (double)column * views[at + 8];
        _rowK = views[at + 11];
        var dx = _isDivergent ? x - views[at] : views[at];
        var dy = _isDivergent ? y - views[at + 1] : views[at + 1];
        _leanK = _isDivergent ? _firstK - views[at + 2] : views[at + 2];

        // The kernel's own choice of the axis: on the diagonal it is a matter of rounding.
        Axis = SpatialRay.Of(views, view, column, 0, p).Axis;
        _main = Axis == 0 ? dx : dy;
        _slopeA = Axis == 0 ? dy / dx : dx / dy;
        _startA = Axis == 0 ? y - x * _slopeA : x - y * _slopeA;
        _ahead = -(Axis == 0 ? x : y) / _main;
        _aheadPerStep = 1 / _main;
        _lengthSquared = dx * p.SpacingI * dx * p.SpacingI + dy * p.SpacingJ * dy * p.SpacingJ;
        _spacingK = p.SpacingK;
    }

    /// <summary>Axis of the steps: 0 or 1.</summary>
    public int Axis { get; }

    /// <summary>Where the rays cross a tile at a step from its first on; false where they pass beside it.</summary>
    public bool Crosses(in VolumeTile tile, int step, out ColumnCrossing crossing)
    {
        var (at, first, across) = Axis == 0 ? (tile.I + step, tile.J, tile.SizeJ) : (tile.J + step, tile.I, tile.SizeI);
        var position = _startA + _slopeA * at - first;
        if (!(position > -1 && position < across))
        {
            crossing = default;
            return false;
        }

        var ahead = _ahead + _aheadPerStep * at;
        crossing = new ColumnCrossing(position, across, _firstK + ahead * _leanK - tile.K, _isDivergent ? _rowK * (1 + ahead) : _rowK);
        return true;
    }

    /// <summary>Lengths of a step of the rays to all rows, in mm.</summary>
    public unsafe void Lengths<TLanes, TVector>(float* target, int rows)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
    {
        var perRow = TLanes.Broadcast((float)(_isDivergent ? _rowK * _spacingK / _main : 0));
        var first = TLanes.Broadcast((float)(_leanK * _spacingK / _main));
        var inPlane = TLanes.Broadcast((float)(_lengthSquared / (_main * _main)));
        for (var row = 0; row < rows; row += TLanes.Width)
        {
            var lean = TLanes.Fma(TLanes.Add(TLanes.Broadcast(row), TLanes.Indices), perRow, first);
            TLanes.Store(target + row, TLanes.SquareRoot(TLanes.Fma(lean, lean, inPlane)));
        }
    }
}
