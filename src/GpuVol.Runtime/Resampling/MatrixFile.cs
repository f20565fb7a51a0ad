namespace GpuVol;

/// <summary>Small matrices of numbers: <c>.npy</c>, or text with a row a line, numbers separated by blanks or commas, and # before remarks.</summary>
public static class MatrixFile
{
    private const int MostRows = 16;

    /// <summary>Reads a matrix, [row, column].</summary>
    /// <exception cref="VolumeFormatException">The file is missing or damaged, or holds no such matrix.</exception>
    public static double[,] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            return Parse(path, System.Text.Encoding.UTF8.GetString(TransformFile.ReadBytes(path)));
        var (shape, type) = NpyFile.ReadShape(path);
        if (shape.Count != 2 || shape.Any(n => n is < 1 or > MostRows))
            throw new VolumeFormatException(path, $"has the shape {NpyArray.Describe(shape)}; a matrix has up to {MostRows} rows and columns.");
        using var array = NpyFile.Read(path);
        double[] values = type switch
        {
            NumericType.Float64 => array.AsSpan<double>().ToArray(),
            NumericType.Float32 => Array.ConvertAll(array.AsSpan<float>().ToArray(), v => (double)v),
            NumericType.Int64 => Array.ConvertAll(array.AsSpan<long>().ToArray(), v => (double)v),
            NumericType.Int32 => Array.ConvertAll(array.AsSpan<int>().ToArray(), v => (double)v),
            _ => throw new VolumeFormatException(path, $"the numbers are {type.Name()}; save the matrix as float64."),
        };
        var matrix = new double[shape[0], shape[1]];
        Buffer.BlockCopy(values, 0, matrix, 0, values.Length * sizeof(double));
        return matrix;
    }

    internal static double[,] Parse(string path, string text)
    {
        var rows = text.Split('\n')
            .Select(line => line.Split('#')[0].Split([' ', '\t', ',', ';', '\r'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0)
            .Select(words => Array.ConvertAll(words, word => TransformFile.Number(path, word)))
            .ToList();
        if (rows.Count is 0 or > MostRows || rows[0].Length > MostRows || rows.Any(row => row.Length != rows[0].Length))
            throw new VolumeFormatException(path, $"is no matrix: {rows.Count} rows of {string.Join(", ", rows.Select(r => r.Length).Distinct().Take(4))} numbers.");
        var matrix = new double[rows.Count, rows[0].Length];
        for (var r = 0; r < rows.Count; r++)
        {
            for (var c = 0; c < rows[0].Length; c++)
                matrix[r, c] = rows[r][c];
        }

        return matrix;
    }
}
