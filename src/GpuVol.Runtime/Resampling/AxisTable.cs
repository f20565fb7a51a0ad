using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// Where the target voxels of one axis take their values from: indices and weights with the border folded in, as
/// <see cref="ResamplingKernels"/> reads them.
/// </summary>
internal sealed class AxisTable
{
    private readonly int _sourceCount;
    private readonly Border? _border;

    /// <summary>Prepares an axis; <paramref name="border"/> is null for ITK's rule: the outer half voxel takes the edge value, beyond is outside.</summary>
    public AxisTable(int sourceCount, int targetCount, Border? border)
    {
        _sourceCount = sourceCount;
        _border = border;
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
        if (!Fold(ref position))
            return;
        var before = (int)Math.Floor(position);
        var weight = (float)(position - before);
        var first = Sample(before);
        var second = Sample(before + 1);
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
        First[target] = Fold(ref position) ? Sample((int)Math.Floor(position + 0.5)) : -1;

    // False outside. Positions of the borders without a grid are brought into [0, n - 1].
    private bool Fold(ref double position)
    {
        var last = _sourceCount - 1;
        switch (_border)
        {
            case null:
                if (!(position >= -0.5 && position < _sourceCount - 0.5))
                    return false;
                position = Math.Clamp(position, 0, last);
                return true;
            case Border.Constant:
                return position >= 0 && position <= last;
            case Border.Nearest:
                position = Math.Clamp(position, 0, last);
                return true;
            case Border.Wrap:
                if (last == 0)
                    position = 0;
                else if (position < 0 || position > last)
                    position -= Math.Floor(position / last) * last;
                return true;
            default:
                return true;
        }
    }

    private int Sample(int index) => BorderModes.SampleIndex(index, _sourceCount, _border switch
    {
        Border.Reflect => BorderModes.Reflect,
        Border.Mirror => BorderModes.Mirror,
        Border.GridWrap => BorderModes.Wrap,
        Border.GridConstant => BorderModes.Constant,
        _ => BorderModes.Nearest,
    });
}
