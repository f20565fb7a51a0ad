using System.Collections.Concurrent;

namespace GpuVol.Cpu.KSpace;

/// <summary>
/// Real lines of one length. An even line is a complex one of half the length (even and odd numbers as real and imaginary parts); an odd
/// one is a complex line without imaginary parts.
/// </summary>
internal sealed unsafe class RealPlan<TReal>
    where TReal : unmanaged
{
    private const int MaxCached = 64;
    private const int Padding = 32;
    private static readonly ConcurrentDictionary<int, RealPlan<TReal>> Cache = new();

    private readonly PinnedTable<TReal> _twiddles;
    private readonly PinnedTable<int> _places;

    private RealPlan(int length)
    {
        Length = length;
        Half = length / 2 + 1;
        IsEven = length % 2 == 0;
        Complex = LinePlan<TReal>.Get(IsEven ? length / 2 : length);
        _twiddles = new PinnedTable<TReal>(IsEven ? 2 * Half : 0);
        _places = new PinnedTable<int>(Half + Padding);
        for (var k = 0; k < Half + Padding; k++)
            _places.Pointer[k] = Math.Min(k, Half - 1);
        for (var k = 0; IsEven && k < Half; k++)
        {
            var (cos, sin) = RootsOfUnity.Of(k, length);
            _twiddles.Pointer[2 * k] = Real.Of<TReal>(cos);
            _twiddles.Pointer[2 * k + 1] = Real.Of<TReal>(sin);
        }
    }

    /// <summary>Real numbers of a line.</summary>
    public int Length { get; }

    /// <summary>Complex numbers of its half spectrum.</summary>
    public int Half { get; }

    public bool IsEven { get; }

    /// <summary>The complex transform behind it.</summary>
    public LinePlan<TReal> Complex { get; }

    /// <summary>exp(-2πi k / n) for k of 0 to n / 2; for even lengths.</summary>
    public TReal* Twiddles => _twiddles.Pointer;

    /// <summary>0, 1, 2, … for the half spectrum.</summary>
    public int* Places => _places.Pointer;

    public static RealPlan<TReal> Get(int length)
    {
        if (Cache.TryGetValue(length, out var plan))
            return plan;
        if (Cache.Count >= MaxCached)
            Cache.Clear();
        return Cache.GetOrAdd(length, static n => new RealPlan<TReal>(n));
    }
}
