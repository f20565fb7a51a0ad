namespace GpuVol.Cpu.Tomography;

/// <summary>Detector rows among which 16 voxels above each other pick theirs.</summary>
internal enum ConeWindow
{
    /// <summary>16, which begin anywhere.</summary>
    Narrow,

    /// <summary>32, which begin at a multiple of eight.</summary>
    Aligned,

    /// <summary>32, which begin anywhere.</summary>
    Wide,
}
