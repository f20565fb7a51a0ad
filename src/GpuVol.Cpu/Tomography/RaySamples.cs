using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.Tomography;

/// <summary>Samples of a zero-framed row at the places of as many rays as a vector has lanes, all within a window of two vectors: two loads and two permutations fetch them and their neighbours.</summary>
internal static unsafe class RaySamples<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    /// <summary>Samples from the least place on, for places <paramref name="perRay"/> apart; less the one that comes with the fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Offsets(double perRay) => Offsets(perRay, TLanes.Width);

    /// <summary>The same for the first <paramref name="rays"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Offsets(double perRay, int rays)
    {
        var lanes = perRay >= 0 ? TLanes.Indices : TLanes.Subtract(TLanes.Broadcast(rays - 1), TLanes.Indices);
        return TLanes.Fma(lanes, TLanes.Broadcast((float)Math.Abs(perRay)), TLanes.Broadcast(-1));
    }

    /// <summary>What lies before each place, what is to be added to it at the next, and the part of the way there.</summary>
    /// <param name="row">Sample 0.</param>
    /// <param name="position">The least place, as <see cref="FixedPoint"/>.</param>
    /// <param name="offsets">Samples from there to each place, less one.</param>
    /// <param name="before">The samples before.</param>
    /// <param name="rise">Those behind, less them.</param>
    /// <param name="fraction">0 to 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(float* row, long position, TVector offsets, out TVector before, out TVector rise, out TVector fraction)
    {
        var window = row + FixedPoint.Whole(position);
        var column = TLanes.Add(offsets, TLanes.Broadcast(FixedPoint.OneAndFraction(position)));
        var near = TLanes.Load(window);
        var far = TLanes.Load(window + TLanes.Width);
        var place = TLanes.PlaceOf(column);
        before = TLanes.Pick(near, far, place);
        rise = TLanes.Subtract(TLanes.Pick(near, far, TLanes.Next(place)), before);
        fraction = TLanes.Fraction(column);
    }

    /// <summary>Adds samples of one step to sums: what lies before, and apart from that, so that no chain of additions is long, the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(float* row, long position, TVector offsets, ref TVector sum, ref TVector lean)
    {
        Fetch(row, position, offsets, out var before, out var rise, out var fraction);
        sum = TLanes.Add(sum, before);
        lean = TLanes.Fma(fraction, rise, lean);
    }
}
