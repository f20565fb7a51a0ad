using System.Numerics;
using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>The greatest voxel; a NaN is greater than every number.</summary>
internal readonly struct WindowMaximum : IWindowStatistic
{
    /// <inheritdoc/>
    public static bool AllowsOverlap => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Combine(Vector<float> a, Vector<float> b) => Vector.Max(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Finish(Vector<float> all, float scale) => all;
}
