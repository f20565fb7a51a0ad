using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>As many neighbouring rays as a vector has lanes: the operations of <see cref="PlanarRay.Of"/>, and its bits.</summary>
internal readonly unsafe ref struct RayLanes<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly TVector _x;
    private readonly TVector _y;
    private readonly TVector _dx;
    private readonly TVector _dy;

    /// <summary>The rays to columns from <paramref name="column"/> on; those behind the detector are of its last column.</summary>
    public RayLanes(ArrayView<float> views, int view, int column, in ProjectorParameters p)
    {
        var at = 6 * view;
        var n = TLanes.Min(TLanes.Add(TLanes.Broadcast(column), TLanes.Indices), TLanes.Broadcast(p.Columns - 1));
        _x = TLanes.Fma(n, TLanes.Broadcast(views[at + 4]), TLanes.Broadcast(views[at + 2]));
        _y = TLanes.Fma(n, TLanes.Broadcast(views[at + 5]), TLanes.Broadcast(views[at + 3]));
        _dx = TLanes.Broadcast(views[at]);
        _dy = TLanes.Broadcast(views[at + 1]);
        if (p.Divergent != 0)
        {
            _dx = TLanes.Subtract(_x, _dx);
            _dy = TLanes.Subtract(_y, _dy);
        }

        AlongI = TLanes.Subtract(TLanes.Abs(_dx), TLanes.Abs(_dy));
        var mmX = TLanes.Multiply(_dx, TLanes.Broadcast(p.SpacingI));
        var mmY = TLanes.Multiply(_dy, TLanes.Broadcast(p.SpacingJ));
        var length = TLanes.SquareRoot(TLanes.Fma(mmX, mmX, TLanes.Multiply(mmY, mmY)));
        Greater = TLanes.Abs(TLanes.WherePositive(AlongI, _dx, _dy));
        Length = TLanes.Divide(length, Greater);
    }

    /// <summary>Above 0 where a ray steps along i.</summary>
    public TVector AlongI { get; }

    /// <summary>The greater of a ray's components.</summary>
    public TVector Greater { get; }

    /// <summary>Length of a step in mm.</summary>
    public TVector Length { get; }

    /// <summary>Change per step of the coordinate along the other axis, for steps along i or j.</summary>
    public TVector Slope(bool alongI) => alongI ? TLanes.Divide(_dy, _dx) : TLanes.Divide(_dx, _dy);

    /// <summary>That coordinate at step 0.</summary>
    public TVector Start(bool alongI, TVector slope)
    {
        var zero = TLanes.Broadcast(0);
        return alongI ? TLanes.Fma(TLanes.Subtract(zero, _x), slope, _y) : TLanes.Fma(TLanes.Subtract(zero, _y), slope, _x);
    }

    /// <summary>The slope along each ray's own axis.</summary>
    public TVector Slope() => TLanes.Divide(TLanes.WherePositive(AlongI, _dy, _dx), TLanes.WherePositive(AlongI, _dx, _dy));

    /// <summary>The start along each ray's own axis.</summary>
    public TVector Start(TVector slope) => TLanes.Fma(TLanes.Subtract(TLanes.Broadcast(0), TLanes.WherePositive(AlongI, _x, _y)), slope, TLanes.WherePositive(AlongI, _y, _x));
}
