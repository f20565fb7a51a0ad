namespace GpuVol.Viewer;

/// <summary>Cuts a picture into bands of rows that take about the same time each: a band is as high as the time of the one before it allows.</summary>
/// <param name="height">Rows of the picture.</param>
/// <param name="bandMs">Time that a band should take.</param>
internal sealed class RowBands(int height, double bandMs = 12)
{
    // Bands of less leave cores without work; all are multiples of it, so that no block of pixels is cut.
    private const int LeastRows = 16;
    private const int Growth = 4;

    private int _rows = LeastRows;

    /// <summary>The band's first row; the picture's height at the end.</summary>
    public int FirstRow { get; private set; }

    /// <summary>Its rows.</summary>
    public int Rows => Math.Min(_rows, height - FirstRow);

    public bool IsDone => FirstRow >= height;

    /// <summary>Goes on to the next band.</summary>
    /// <param name="milliseconds">What this one took.</param>
    public void Next(double milliseconds)
    {
        var fitting = Rows * bandMs / Math.Max(milliseconds, 1e-3);
        FirstRow += Rows;
        _rows = (int)Math.Clamp(fitting, LeastRows, Growth * _rows) / LeastRows * LeastRows;
    }
}
