using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Lays labels over the panels of a montage.</summary>
internal sealed class LabelPanel
{
    private readonly LabelVolume _labels;
    private readonly float[] _table;
    private readonly MontageParameters _pixels;
    private readonly Vector3D _origin;
    private readonly Vector3D _alongNormal;
    private readonly Vector3D _alongRight;
    private readonly Vector3D _alongDown;

    /// <summary>Labels over slices of a volume, whose pixels lie as <paramref name="pixels"/> says.</summary>
    public LabelPanel(LabelVolume labels, LabelPalette palette, VolumeGeometry volume, SliceAxes axes, MontageParameters pixels)
    {
        _labels = labels;
        _table = labels.Table(palette);
        _pixels = pixels;

        // Voxels of the volume to voxels of the labels is affine: one corner and a step along each axis are enough.
        Vector3D ToLabels(int axis)
        {
            var voxel = new Vector3D(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
            return labels.Geometry.PatientToVoxel(volume.VoxelToPatient(voxel));
        }

        _origin = ToLabels(-1);
        _alongNormal = ToLabels(axes.Normal) - _origin;
        _alongRight = ToLabels(axes.Right) - _origin;
        _alongDown = ToLabels(axes.Down) - _origin;
    }

    /// <summary>Row <paramref name="y"/> of the panel of a slice.</summary>
    public void Blend(Span<byte> row, int slice, int y)
    {
        var start = _origin + slice * _alongNormal + (_pixels.StartDown + y * (double)_pixels.PixelDown) * _alongDown;
        for (var x = 0; x < row.Length / 3; x++)
        {
            var label = _labels.At(start + (_pixels.StartRight + x * (double)_pixels.PixelRight) * _alongRight);
            if (label == 0)
                continue;
            var opacity = _table[4 * label + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                ref var level = ref row[3 * x + channel];
                level = (byte)Math.Round((1 - opacity) * level + opacity * 255 * _table[4 * label + channel]);
            }
        }
    }
}
