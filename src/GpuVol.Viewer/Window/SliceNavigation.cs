namespace GpuVol.Viewer;

/// <summary>Three linked slices through one voxel.</summary>
internal sealed class SliceNavigation
{
    private readonly VolumeGeometry _volume;
    private readonly SliceGeometry[] _slices;

    /// <summary>Begins in the middle of the volume.</summary>
    public SliceNavigation(VolumeGeometry volume)
    {
        _volume = volume;
        _slices = [.. Enum.GetValues<SlicePlane>().Select(plane => new SliceGeometry(volume, plane))];
        Reset();
    }

    /// <summary>The voxel that all three slices hold.</summary>
    public (int I, int J, int K) Crosshair { get; private set; }

    public SliceGeometry Slice(SlicePlane plane) => _slices[(int)plane];

    /// <summary>The slice that a plane shows, from 0.</summary>
    public int Index(SlicePlane plane) => Slice(plane).Place(Crosshair).Slice;

    /// <summary>Where the centre of a voxel is in the patient, LPS.</summary>
    public Vector3D Millimetres((int I, int J, int K) voxel) => _volume.VoxelToPatient(new Vector3D(voxel.I, voxel.J, voxel.K));

    /// <summary>Moves the cross-hair within the slice that a plane shows, so that the other two follow; a place beside the slice is its nearest edge.</summary>
    public void MoveTo(SlicePlane plane, int column, int row)
    {
        var slice = Slice(plane);
        Crosshair = slice.Voxel(Math.Clamp(column, 0, slice.Width - 1), Math.Clamp(row, 0, slice.Height - 1), Index(plane));
    }

    /// <summary>Goes through the slices of a plane.</summary>
    public void Scroll(SlicePlane plane, int slices)
    {
        var slice = Slice(plane);
        var (column, row, index) = slice.Place(Crosshair);
        Crosshair = slice.Voxel(column, row, Math.Clamp(index + slices, 0, slice.Count - 1));
    }

    public void Reset() => Crosshair = (_volume.Size.I / 2, _volume.Size.J / 2, _volume.Size.K / 2);
}
