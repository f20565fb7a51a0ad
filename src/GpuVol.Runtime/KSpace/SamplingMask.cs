using System.Numerics;

namespace GpuVol;

/// <summary>Which samples of an image were taken: those where any coil is not 0.</summary>
internal sealed unsafe class SamplingMask
{
    private readonly float[] _taken;

    private SamplingMask(Size3D size, float[] taken)
    {
        Size = size;
        _taken = taken;
    }

    public Size3D Size { get; }

    /// <summary>1 for a sample that was taken, else 0; [kz, ky, kx].</summary>
    public ReadOnlySpan<float> Values => _taken;

    /// <summary>Part of the samples that was taken.</summary>
    public double Fraction => _taken.Average(v => (double)v);

    public static SamplingMask Of(KSpaceData data, int image)
    {
        var taken = new float[checked((int)data.Size.Voxels)];
        HostLoop.For(data.Size.J * data.Size.K, row =>
        {
            var first = row * data.Size.I;
            for (var coil = 0; coil < data.Coils; coil++)
            {
                var source = data.Address(image, coil) + first;
                for (var i = 0; i < data.Size.I; i++)
                {
                    if (source[i] != Vector2.Zero)
                        taken[first + i] = 1;
                }
            }
        });
        return new SamplingMask(data.Size, taken);
    }

    /// <summary>First and last sample along an axis (0 is kx) at which anything was taken.</summary>
    public (int First, int Last) Range(int axis)
    {
        int first = int.MaxValue, last = -1;
        for (var n = 0; n < _taken.Length; n++)
        {
            if (_taken[n] == 0)
                continue;
            var at = axis == 0 ? n % Size.I : axis == 1 ? n / Size.I % Size.J : n / (Size.I * Size.J);
            first = Math.Min(first, at);
            last = Math.Max(last, at);
        }

        return (first, last);
    }

    /// <summary>The largest box about the centre of k-space that was sampled without a hole, grown evenly along all axes.</summary>
    /// <returns>Samples to either side of the centre along kx, ky, kz; null where the centre itself is missing.</returns>
    public (int I, int J, int K)? CalibrationReach(int transformedAxes)
    {
        int[] reach = [0, 0, 0];
        int[] size = [Size.I, Size.J, Size.K];
        if (transformedAxes == 2)
            reach[2] = Size.K;
        if (!IsFull(reach))
            return null;
        var grows = new[] { true, true, transformedAxes == 3 && Size.K > 1 };
        while (grows[0] || grows[1] || grows[2])
        {
            for (var axis = 0; axis < 3; axis++)
            {
                if (!grows[axis])
                    continue;
                reach[axis]++;
                if (size[axis] / 2 - reach[axis] >= 0 && size[axis] / 2 + reach[axis] < size[axis] && IsFull(reach))
                    continue;
                reach[axis]--;
                grows[axis] = false;
            }
        }

        return (reach[0], reach[1], transformedAxes == 3 ? reach[2] : 0);
    }

    private bool IsFull(int[] reach)
    {
        for (var k = Math.Max(0, Size.K / 2 - reach[2]); k <= Math.Min(Size.K - 1, Size.K / 2 + reach[2]); k++)
        {
            for (var j = Size.J / 2 - reach[1]; j <= Size.J / 2 + reach[1]; j++)
            {
                var row = (k * Size.J + j) * Size.I + Size.I / 2;
                for (var i = row - reach[0]; i <= row + reach[0]; i++)
                {
                    if (_taken[i] == 0)
                        return false;
                }
            }
        }

        return true;
    }
}
