namespace GpuVol;

/// <summary>The mean flat field (beam, no object) and the mean dark field (no beam) of a detector.</summary>
public sealed class DetectorFields
{
    private readonly float[] _flat;
    private readonly float[] _dark;

    /// <summary>Takes the means.</summary>
    /// <param name="flat">Flat fields [field, row, column]; of a detector of one row also [field, column].</param>
    /// <param name="dark">Dark fields; null for zeros.</param>
    /// <param name="columns">Columns of the detector.</param>
    /// <param name="rows">Its rows.</param>
    /// <exception cref="ArgumentException">A field has another shape or holds a NaN, or no pixel of the flat field exceeds the dark field.</exception>
    public DetectorFields(Volume flat, Volume? dark, int columns, int rows)
    {
        ArgumentNullException.ThrowIfNull(flat);
        Columns = columns;
        Rows = rows;
        _flat = Mean("flat", flat, columns, rows);
        _dark = dark is null ? new float[_flat.Length] : Mean("dark", dark, columns, rows);
        DeadPixels = _flat.Zip(_dark).Count(pair => !(pair.First > pair.Second));
        if (DeadPixels == _flat.Length)
            throw new ArgumentException("DetectorFields: the flat field exceeds the dark field nowhere. Are they swapped?", nameof(flat));
    }

    private DetectorFields(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        _flat = new float[columns * rows];
        Array.Fill(_flat, 1f);
        _dark = new float[columns * rows];
    }

    /// <summary>Columns of the detector.</summary>
    public int Columns { get; }

    /// <summary>Rows of the detector.</summary>
    public int Rows { get; }

    /// <summary>Pixels whose flat field does not exceed the dark field.</summary>
    public int DeadPixels { get; }

    internal ReadOnlySpan<float> Flat => _flat;

    internal ReadOnlySpan<float> Dark => _dark;

    /// <summary>The fields of data that are transmissions already: flat 1, dark 0.</summary>
    /// <param name="columns">Columns of the detector.</param>
    /// <param name="rows">Its rows.</param>
    public static DetectorFields OfTransmissions(int columns, int rows) => new(columns, rows);

    private static float[] Mean(string name, Volume fields, int columns, int rows)
    {
        var size = fields.Geometry.Size;

        // One row of detector pixels may come as [field, column].
        var (count, height) = rows == 1 && size.K == 1 ? (size.J, 1) : (size.K, size.J);
        if (size.I != columns || height != rows)
            throw new ArgumentException($"DetectorFields: the {name} field has {size.I} columns and {height} rows, the projections {columns} and {rows}.");
        using var intensities = StoredVoxels.ToFloat32(fields, CancellationToken.None);
        var voxels = intensities.AsSpan<float>();
        var mean = new float[columns * rows];
        for (var n = 0; n < mean.Length; n++)
        {
            var sum = 0.0;
            for (var field = 0; field < count; field++)
                sum += voxels[field * mean.Length + n];
            mean[n] = (float)(sum / count);
            if (!float.IsFinite(mean[n]))
                throw new ArgumentException($"DetectorFields: the {name} field is {mean[n]} at row {n / columns}, column {n % columns}.");
        }

        return mean;
    }
}
