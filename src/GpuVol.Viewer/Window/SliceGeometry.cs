using System.Text;

namespace GpuVol.Viewer;

/// <summary>How the slices of a plane are shown: which voxel is where, how large a pixel is, and what the sides are called.</summary>
internal sealed class SliceGeometry
{
    // A direction cosine below this (about 17 degrees) is not named.
    private const double LeastCosine = 0.3;

    private readonly SliceAxes _axes;
    private readonly VolumeGeometry _volume;

    public SliceGeometry(VolumeGeometry volume, SlicePlane plane)
    {
        _volume = volume;
        _axes = SliceAxes.Of(volume, plane);
        Plane = plane;
        Count = volume.Size[_axes.Normal];
        Width = volume.Size[_axes.Right];
        Height = volume.Size[_axes.Down];
    }

    public SlicePlane Plane { get; }

    /// <summary>Slices.</summary>
    public int Count { get; }

    /// <summary>Voxels along a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Millimetres from a column to the next.</summary>
    public double ColumnMm => _volume.SpacingMm[_axes.Right];

    /// <summary>Millimetres from a row to the next.</summary>
    public double RowMm => _volume.SpacingMm[_axes.Down];

    /// <summary>What the picture's left side is of the patient: L, R, A, P, H, F, or two of them where it is oblique.</summary>
    public string LeftSide => Side(-1 * ToTheRight);

    public string RightSide => Side(ToTheRight);

    public string UpperSide => Side(-1 * Downwards);

    public string LowerSide => Side(Downwards);

    private Vector3D ToTheRight => (_axes.RightReversed ? -1 : 1) * _volume.Direction.Column(_axes.Right);

    private Vector3D Downwards => (_axes.DownReversed ? -1 : 1) * _volume.Direction.Column(_axes.Down);

    /// <summary>The voxel (i, j, k) at a column and row of a slice; slices run as in <see cref="SliceMontage"/>.</summary>
    public (int I, int J, int K) Voxel(int column, int row, int slice)
    {
        Span<int> voxel = stackalloc int[3];
        voxel[_axes.Right] = _axes.RightReversed ? Width - 1 - column : column;
        voxel[_axes.Down] = _axes.DownReversed ? Height - 1 - row : row;
        voxel[_axes.Normal] = _axes.NormalReversed ? Count - 1 - slice : slice;
        return (voxel[0], voxel[1], voxel[2]);
    }

    /// <summary>Column, row and slice of a voxel.</summary>
    public (int Column, int Row, int Slice) Place((int I, int J, int K) voxel)
    {
        Span<int> v = [voxel.I, voxel.J, voxel.K];
        return (
            _axes.RightReversed ? Width - 1 - v[_axes.Right] : v[_axes.Right],
            _axes.DownReversed ? Height - 1 - v[_axes.Down] : v[_axes.Down],
            _axes.NormalReversed ? Count - 1 - v[_axes.Normal] : v[_axes.Normal]);
    }

    /// <summary>The letters of a direction in the patient (LPS), the main one first.</summary>
    public static string Side(Vector3D direction)
    {
        Span<(double Size, char Letter)> parts =
        [
            (Math.Abs(direction.X), direction.X > 0 ? 'L' : 'R'),
            (Math.Abs(direction.Y), direction.Y > 0 ? 'P' : 'A'),
            (Math.Abs(direction.Z), direction.Z > 0 ? 'H' : 'F'),
        ];
        parts.Sort((a, b) => b.Size.CompareTo(a.Size));
        var letters = new StringBuilder();
        foreach (var (size, letter) in parts[..2])
        {
            if (size >= LeastCosine)
                letters.Append(letter);
        }

        return letters.ToString();
    }
}
