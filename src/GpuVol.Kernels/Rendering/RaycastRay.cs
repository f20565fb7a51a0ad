namespace GpuVol.Kernels;

/// <summary>The part of a ray inside the volume, in voxel indices.</summary>
public struct RaycastRay
{
    /// <summary>i where it enters.</summary>
    public float I;

    /// <summary>j where it enters.</summary>
    public float J;

    /// <summary>k where it enters.</summary>
    public float K;

    /// <summary>Change of i per step.</summary>
    public float StepI;

    /// <summary>Change of j per step.</summary>
    public float StepJ;

    /// <summary>Change of k per step.</summary>
    public float StepK;

    /// <summary>Steps from entry to exit; 0 or below where the ray misses.</summary>
    public float Length;

    /// <summary>Steps from the entry to the first whole step of a composite, -1 to 0: 0 where steps begin at the entry.</summary>
    public float Offset;

    /// <summary>|cos| of the angle between the ray and the normal of the clip plane that it enters through; -1 where it enters through a face of the volume.</summary>
    public float CutFacing;
}
