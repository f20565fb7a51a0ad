namespace GpuVol.Cpu;

/// <summary>The tables of one axis, as <c>ResamplingKernels.ResampleLinear</c> lays them out.</summary>
internal readonly unsafe struct LinearAxis(int* indices, float* weights, int count)
{
    public int* First { get; } = indices;

    public int* Second { get; } = indices + count;

    public float* FirstWeight { get; } = weights;

    public float* SecondWeight { get; } = weights + count;

    public float* Coverage { get; } = weights + 2 * count;
}
