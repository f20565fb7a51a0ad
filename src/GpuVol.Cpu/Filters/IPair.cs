using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>How the two samples at one distance from the centre go together: even kernels add them, odd ones subtract.</summary>
internal interface IPair
{
    static abstract TVector Combine<TLanes, TVector>(TVector before, TVector after)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct;
}

/// <summary>after + before.</summary>
internal readonly struct EvenPair : IPair
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector before, TVector after)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct => TLanes.Add(after, before);
}

/// <summary>after - before.</summary>
internal readonly struct OddPair : IPair
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Combine<TLanes, TVector>(TVector before, TVector after)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct => TLanes.Subtract(after, before);
}
