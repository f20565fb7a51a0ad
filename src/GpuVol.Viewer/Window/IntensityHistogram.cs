using System.Numerics;

namespace GpuVol.Viewer;

/// <summary>How often each intensity of a volume occurs, from voxels spread evenly over it.</summary>
internal sealed class IntensityHistogram
{
    /// <summary>Bins from <see cref="Low"/> to <see cref="High"/>.</summary>
    public const int Bins = 256;

    private const long MostSamples = 1L << 20;

    private readonly long[] _counts = new long[Bins];

    public IntensityHistogram(Volume volume, double low, double high)
    {
        (Low, High) = (low, high > low ? high : low + 1);
        switch (volume.ElementType)
        {
            case ElementType.UInt8:
                Count<byte>(volume);
                break;
            case ElementType.Int16:
                Count<short>(volume);
                break;
            case ElementType.UInt16:
                Count<ushort>(volume);
                break;
            case ElementType.Int32:
                Count<int>(volume);
                break;
            default:
                Count<float>(volume);
                break;
        }

        var greatest = Math.Max(1, _counts.Max());
        Heights = [.. _counts.Select(count => Math.Log(1 + count) / Math.Log(1 + greatest))];
    }

    public double Low { get; }

    public double High { get; }

    /// <summary>The logarithms of the counts as parts of the greatest one: air would hide all else.</summary>
    public double[] Heights { get; }

    private void Count<T>(Volume volume)
        where T : unmanaged, INumber<T>
    {
        var size = volume.Geometry.Size;
        var stride = (int)Math.Max(1, size.Voxels / MostSamples);
        var scale = Bins / (High - Low);
        for (var k = 0; k < size.K; k++)
        {
            // Each slice begins elsewhere, so that no column is always missed.
            var slice = volume.Slice<T>(k);
            for (var n = k * 7 % stride; n < slice.Length; n += stride)
            {
                var bin = (volume.Rescale.StoredToValue(double.CreateTruncating(slice[n]), k) - Low) * scale;
                if (bin >= 0 && bin <= Bins)
                    _counts[Math.Min((int)bin, Bins - 1)]++;
            }
        }
    }
}
