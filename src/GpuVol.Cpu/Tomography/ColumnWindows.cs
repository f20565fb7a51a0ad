using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.Tomography;

/// <summary>The columns that a block of pixels looks up in a row; places count from the window's start.</summary>
internal interface IColumnWindow<TVector>
{
    /// <summary>Elements at places written as <see cref="WindowPlace"/> says.</summary>
    TVector Pick(TVector place);
}

/// <summary>Columns within twice a vector's width, held in registers.</summary>
internal readonly unsafe struct NarrowWindow<TLanes, TVector>(float* start) : IColumnWindow<TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly TVector _near = TLanes.Load(start);
    private readonly TVector _far = TLanes.Load(start + TLanes.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Pick(TVector place) => TLanes.Pick(_near, _far, place);
}

/// <summary>Two <see cref="NarrowWindow{TLanes, TVector}"/>, one a column after the other: neighbours have the same place.</summary>
internal readonly unsafe struct NeighbourWindows<TLanes, TVector>(float* start)
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly TVector _near = TLanes.Load(start);
    private readonly TVector _far = TLanes.Load(start + TLanes.Width);
    private readonly TVector _nextNear = TLanes.Load(start + 1);
    private readonly TVector _nextFar = TLanes.Load(start + TLanes.Width + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Pick(TVector place) => TLanes.Pick(_near, _far, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector PickNext(TVector place) => TLanes.Pick(_nextNear, _nextFar, place);
}

/// <summary>Columns anywhere; what lies beside the row is taken from its zeros.</summary>
internal readonly unsafe struct WideWindow<TLanes, TVector>(float* row, int start, int columns) : IColumnWindow<TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Pick(TVector place)
    {
        var first = TLanes.Broadcast(WindowPlace.Magic + 1 - PaddedRows.Margin - start);
        var last = TLanes.Broadcast(WindowPlace.Magic + columns + 1 - start);
        return TLanes.Gather(row + start, TLanes.Max(TLanes.Min(place, last), first));
    }
}
