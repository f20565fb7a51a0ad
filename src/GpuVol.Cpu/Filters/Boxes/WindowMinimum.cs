using System.Numerics;
using System.Runtime.CompilerServices;

namespace GpuVol.Cpu;

/// <summary>The least voxel; a NaN is greater than every number.</summary>
internal readonly struct WindowMinimum : IWindowStatistic
{
    /// <inheritdoc/>
    public static bool AllowsOverlap => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Combine(Vector<float> a, Vector<float> b) => Vector.MinNumber(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Finish(Vector<float> all, float scale) => all;
}
