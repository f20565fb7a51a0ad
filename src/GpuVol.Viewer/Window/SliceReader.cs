using System.Numerics;

namespace GpuVol.Viewer;

/// <summary>The intensities of slices of a volume on the host, as they are: rescaled, not clamped, NaN kept.</summary>
internal sealed class SliceReader(Volume volume)
{
    /// <summary>A slice as it is shown, row by row from the top.</summary>
    public float[] Read(SliceGeometry slice, int index)
    {
        var target = new float[slice.Width * slice.Height];
        switch (volume.ElementType)
        {
            case ElementType.UInt8:
                Fill<byte>(slice, index, target);
                break;
            case ElementType.Int16:
                Fill<short>(slice, index, target);
                break;
            case ElementType.UInt16:
                Fill<ushort>(slice, index, target);
                break;
            case ElementType.Int32:
                Fill<int>(slice, index, target);
                break;
            default:
                Fill<float>(slice, index, target);
                break;
        }

        return target;
    }

    private void Fill<T>(SliceGeometry slice, int index, float[] target)
        where T : unmanaged, INumber<T>
    {
        var ni = volume.Geometry.Size.I;
        for (var row = 0; row < slice.Height; row++)
        {
            for (var column = 0; column < slice.Width; column++)
            {
                var (i, j, k) = slice.Voxel(column, row, index);
                target[row * slice.Width + column] = (float)volume.Rescale.StoredToValue(double.CreateTruncating(volume.Slice<T>(k)[j * ni + i]), k);
            }
        }
    }
}
