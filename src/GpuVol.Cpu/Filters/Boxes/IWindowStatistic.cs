using System.Numerics;

namespace GpuVol.Cpu;

/// <summary>What the voxels of a window along one axis become, in the order in which they lie.</summary>
internal interface IWindowStatistic
{
    /// <summary>True where a voxel may be taken twice, so that a window is made of two overlapping halves.</summary>
    static abstract bool AllowsOverlap { get; }

    /// <summary>One more voxel.</summary>
    static abstract Vector<float> Combine(Vector<float> a, Vector<float> b);

    /// <summary>The result of all.</summary>
    static abstract Vector<float> Finish(Vector<float> all, float scale);
}
