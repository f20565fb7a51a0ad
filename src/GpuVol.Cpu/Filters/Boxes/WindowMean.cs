using System.Numerics;
using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>The sum from first to last, times the scale.</summary>
internal readonly struct WindowMean : IWindowStatistic
{
    /// <inheritdoc/>
    public static bool AllowsOverlap => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Combine(Vector<float> a, Vector<float> b) => a + b;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Finish(Vector<float> all, float scale) => all * scale;
}
