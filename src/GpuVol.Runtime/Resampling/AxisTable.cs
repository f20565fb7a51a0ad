using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// Where the target voxels of one axis take their values from: indices and weights with the border folded in, as
/// <see cref="ResamplingKernels"/> reads them.
/// </summary>
internal sealed class AxisTable
{
    private readonly int _sourceCount;
    private readonly int _border;

    /// <summary>Prepares an axis; <paramref name="border"/> is null for ITK's rule: the outer half voxel takes the edge value, beyond is outside.</summary>
    public AxisTable(int sourceCount, int targetCount, Border? border)
    {
        _sourceCount = sourceCount;
        _border = SplineAxisTable.Mode(border);
        First = new int[targetCount];
        Second = new int[targetCount];
        FirstWeight = new float[targetCount];
        SecondWeight = new float[targetCount];
        Coverage = new float[targetCount];
    }

    public int[] First { get; }

    public int[] Second { get; }

    public float[] FirstWeight { get; }

    public float[] SecondWeight { get; }

    /// <summary>Part of the weight that lies inside: 1, 0 outside, between beside a constant border.</summary>
    public float[] Coverage { get; }

    /// <summary>Target voxel <paramref name="target"/> lies at the source index <paramref name="position"/>: linear interpolation.</summary>
    public void SetLinear(int target, double position)
    {
        if (!Fold(ref position, 1))
            return;
        var before = (int)Math.Floor(position);
        var weight = (float)(position - before);
        var first = Sample(before, 1);
        var second = Sample(before + 1, 1);
        if (weight == 0)
        {
            // A neighbour without weight must not spread its NaN or infinity.
            second = first;
        }

        var firstWeight = first < 0 ? 0 : 1 - weight;
        var secondWeight = second < 0 ? 0 : weight;
        Coverage[target] = first >= 0 && second >= 0 ? 1 : firstWeight + secondWeight;
        First[target] = first >= 0 ? first : Math.Max(0, second);
        Second[target] = second >= 0 ? second : Math.Max(0, first);
        FirstWeight[target] = firstWeight;
        SecondWeight[target] = secondWeight;
    }

    /// <summary>Target voxel <paramref name="target"/> lies at the source index <paramref name="position"/>: nearest neighbour, ties up; index -1 outside.</summary>
    public void SetNearest(int target, double position) =>
        First[target] = Fold(ref position, 0) ? Sample((int)Math.Floor(position + 0.5), 0) : -1;

    // False outside.
    private bool Fold(ref double position, int order)
    {
        if (InterpolationBorders.IsOutside(position, _sourceCount, _border))
            return false;
        position = InterpolationBorders.Fold(position, _sourceCount, _border, order);
        return true;
    }

    private int Sample(int index, int order) => InterpolationBorders.SampleIndex(index, _sourceCount, _border, order);
}
