namespace GpuVol.Cpu;

/// <summary>The filter along one axis.</summary>
/// <param name="Weights">Centre and one side.</param>
/// <param name="Radius">Samples on either side, or -1 for no filter.</param>
/// <param name="Parity">1 for an even, -1 for an odd kernel.</param>
internal readonly unsafe record struct ConvolutionAxis(nint Weights, int Radius, int Parity)
{
    public float* W => (float*)Weights;

    /// <summary>Samples on either side that are read.</summary>
    public int Reach => Math.Max(0, Radius);

    public bool IsFiltered => Radius >= 0;
}
