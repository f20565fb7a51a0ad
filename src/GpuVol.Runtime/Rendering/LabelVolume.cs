namespace GpuVol;

/// <summary>
/// Labels (a segmentation) to be laid over pictures of a volume, on a grid of their own: they stand where their millimetres say. Only the box around
/// the labelled voxels is kept, in the host's memory, one byte a voxel.
/// </summary>
public sealed class LabelVolume
{
    private const int MostLabels = byte.MaxValue;

    // Beyond, float32 no longer holds every whole number.
    private const int LargestLabel = 1 << 24;

    private readonly int[] _labels;

    /// <summary>Takes the labels of a volume: whole numbers, 0 is none.</summary>
    /// <exception cref="ArgumentException">A voxel is no label, or there are more than 255 different ones; the message says where.</exception>
    public LabelVolume(DeviceVolume volume)
    {
        if (!volume.IsFloat32Intensity)
        {
            using var converted = IntensityTransforms.ToFloat32(volume);
            (Geometry, Indices, _labels) = Read(converted);
        }
        else
        {
            (Geometry, Indices, _labels) = Read(volume);
        }
    }

    /// <summary>The grid of the box around the labels.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>The labels there are, ascending.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>For every voxel of the box which of <see cref="Labels"/> it has, from 1; 0: none.</summary>
    internal byte[] Indices { get; }

    /// <summary>The label at a place of the patient (of the nearest voxel), as an index like those in <see cref="Indices"/>; 0 outside.</summary>
    internal byte At(Vector3D voxel)
    {
        var size = Geometry.Size;
        var (i, j, k) = (Math.Floor(voxel.X + 0.5), Math.Floor(voxel.Y + 0.5), Math.Floor(voxel.Z + 0.5));
        return i >= 0 && j >= 0 && k >= 0 && i < size.I && j < size.J && k < size.K ? Indices[((long)k * size.J + (long)j) * size.I + (long)i] : (byte)0;
    }

    /// <summary>Red, green, blue and opacity of every index, 0 first.</summary>
    internal float[] Table(LabelPalette palette)
    {
        var table = new float[4 * (_labels.Length + 1)];
        for (var n = 0; n < _labels.Length; n++)
        {
            var color = palette.Of(_labels[n]);
            (table[4 * n + 4], table[4 * n + 5], table[4 * n + 6], table[4 * n + 7]) = ((float)color.Red, (float)color.Green, (float)color.Blue, (float)color.Opacity!.Value);
        }

        return table;
    }

    private static (VolumeGeometry Geometry, byte[] Indices, int[] Labels) Read(DeviceVolume volume)
    {
        using var host = volume.ToHost();
        var size = host.Geometry.Size;
        var (low, high) = (new[] { size.I, size.J, size.K }, new[] { -1, -1, -1 });
        var found = new SortedSet<int>();
        for (var k = 0; k < size.K; k++)
        {
            var slice = host.Slice<float>(k);
            var last = 0f;
            for (var v = 0; v < slice.Length; v++)
            {
                var value = slice[v];
                if (value == 0)
                    continue;
                var (i, j) = (v % size.I, v / size.I);
                for (var axis = 0; axis < 3; axis++)
                {
                    var at = axis == 0 ? i : axis == 1 ? j : k;
                    (low[axis], high[axis]) = (Math.Min(low[axis], at), Math.Max(high[axis], at));
                }

                if (value == last)
                    continue;
                last = value;
                if (!(value >= 1 && value <= LargestLabel && value == MathF.Floor(value)))
                    throw new ArgumentException($"LabelVolume: voxel ({i}, {j}, {k}) is {value}; labels are whole numbers from 0 to {LargestLabel}. Is this a segmentation?", nameof(volume));
                if (found.Add((int)value) && found.Count > MostLabels)
                    throw new ArgumentException($"LabelVolume: there are more than {MostLabels} different labels. Is this a segmentation?", nameof(volume));
            }
        }

        // Without any label a single voxel stays, so that there is a grid.
        if (found.Count == 0)
            (low, high) = ([0, 0, 0], [0, 0, 0]);
        var box = new Size3D(high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1);
        if (box.Voxels > Array.MaxLength)
            throw new ArgumentException($"LabelVolume: the labels fill a box of {box} voxels; at most {Array.MaxLength} are possible. Resample them.", nameof(volume));
        var geometry = new VolumeGeometry(box, host.Geometry.SpacingMm, host.Geometry.VoxelToPatient(new Vector3D(low[0], low[1], low[2])), host.Geometry.Direction);
        int[] labels = [.. found];
        return (geometry, Cut(host, box, low, labels), labels);
    }

    private static byte[] Cut(Volume host, Size3D box, int[] low, int[] labels)
    {
        var index = labels.Select((label, n) => (label, (byte)(n + 1))).ToDictionary();
        index.Add(0, 0);
        var indices = new byte[box.Voxels];
        for (var k = 0; k < box.K; k++)
        {
            var slice = host.Slice<float>(low[2] + k);
            for (var j = 0; j < box.J; j++)
            {
                var row = slice.Slice((low[1] + j) * host.Geometry.Size.I + low[0], box.I);
                var target = indices.AsSpan((k * box.J + j) * box.I, box.I);
                for (var i = 0; i < row.Length; i++)
                    target[i] = i > 0 && row[i] == row[i - 1] ? target[i - 1] : index[(int)row[i]];
            }
        }

        return indices;
    }
}
