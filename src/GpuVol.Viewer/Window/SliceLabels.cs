namespace GpuVol.Viewer;

/// <summary>The colours of labels where they lie in the slices of a volume, by their millimetres.</summary>
internal sealed class SliceLabels
{
    private readonly LabelVolume _labels;
    private readonly VolumeGeometry _volume;
    private readonly Ink[] _inks;

    public SliceLabels(LabelVolume labels, LabelPalette palette, VolumeGeometry volume)
    {
        (_labels, _volume) = (labels, volume);
        _inks = [.. labels.Table(palette).Chunk(4).Select(entry => new Ink(Level(entry[0]), Level(entry[1]), Level(entry[2]), Level(entry[3])))];
    }

    /// <summary>Where a slice lies in the labels' grid: its first voxel, and the steps along a row and down a column.</summary>
    public (Vector3D Start, Vector3D AlongRow, Vector3D DownColumn) Grid(SliceGeometry slice, int index)
    {
        var start = ToLabels(slice.Voxel(0, 0, index));
        return (start, ToLabels(slice.Voxel(1, 0, index)) - start, ToLabels(slice.Voxel(0, 1, index)) - start);
    }

    /// <summary>The colour of the label at a place of the labels' grid; clear where there is none.</summary>
    public Ink At(Vector3D place) => _labels.At(place) is > 0 and var label ? _inks[label] : default;

    private static byte Level(float part) => (byte)Math.Round(255 * part);

    private Vector3D ToLabels((int I, int J, int K) voxel) =>
        _labels.Geometry.PatientToVoxel(_volume.VoxelToPatient(new Vector3D(voxel.I, voxel.J, voxel.K)));
}
