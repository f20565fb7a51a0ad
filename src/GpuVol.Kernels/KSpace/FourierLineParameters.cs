namespace GpuVol.Kernels;

/// <summary>Lines along one axis of an array seen as [outer, length, inner], and what a pass over them does besides.</summary>
public struct FourierLineParameters
{
    /// <summary>Elements of a line.</summary>
    public int Length;

    /// <summary>Elements between two neighbours of a line.</summary>
    public int Inner;

    /// <summary>Product of the radices of the passes before this one.</summary>
    public int Span;

    /// <summary>Element 0 of a line as the transform sees it lies at this place of the source.</summary>
    public int InputShift;

    /// <summary>Element 0 of a line as the transform sees it goes to this place of the target.</summary>
    public int OutputShift;

    /// <summary>Elements of a line of the other array where its length differs: the padded, cropped or halved one.</summary>
    public int OtherLength;

    /// <summary>1 for the transform with the positive exponent.</summary>
    public int Inverse;

    /// <summary>Factor of what is written.</summary>
    public float Scale;
}
