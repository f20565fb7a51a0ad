namespace GpuVol;

/// <summary>Values beyond the edge of a volume, by SciPy's names.</summary>
public enum Border
{
    /// <summary><c>d c b a | a b c d | d c b a</c> (SciPy's reflect and grid-mirror).</summary>
    Reflect,

    /// <summary><c>d c b | a b c d | c b a</c>: the edge is not repeated.</summary>
    Mirror,

    /// <summary><c>a a a a | a b c d | d d d d</c>.</summary>
    Nearest,

    /// <summary><c>v v v v | a b c d | v v v v</c>; interpolation gives v at once outside [0, n-1].</summary>
    Constant,

    /// <summary><c>a b c d | a b c d | a b c d</c> for filters; period n - 1 for interpolation, as SciPy.</summary>
    Wrap,

    /// <summary>As <see cref="Constant"/>, but interpolation blends towards v.</summary>
    GridConstant,

    /// <summary>As <see cref="Wrap"/>, but with period n for interpolation too.</summary>
    GridWrap,
}
