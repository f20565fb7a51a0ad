namespace GpuVol.Viewer;

/// <summary>A slice in its panel: as large as fits, with the aspect ratio of its millimetres, interpolated linearly, labels above it.</summary>
internal sealed class SlicePanel(SliceReader reader, SliceGeometry geometry, SliceLabels? labels = null)
{
    private float[] _values = [];
    private int _index = -1;
    private double _left;
    private double _top;
    private double _columnPixels;
    private double _rowPixels;

    public SliceGeometry Geometry => geometry;

    /// <summary>Shows a slice in a panel.</summary>
    public void Show(PixelRect panel, int index)
    {
        if (index != _index)
            (_values, _index) = (reader.Read(geometry, index), index);
        var (widthMm, heightMm) = (geometry.Width * geometry.ColumnMm, geometry.Height * geometry.RowMm);
        var pixelsPerMm = Math.Min(panel.Width / widthMm, panel.Height / heightMm);
        _left = panel.X + 0.5 * (panel.Width - pixelsPerMm * widthMm);
        _top = panel.Y + 0.5 * (panel.Height - pixelsPerMm * heightMm);
        _columnPixels = pixelsPerMm * geometry.ColumnMm;
        _rowPixels = pixelsPerMm * geometry.RowMm;
    }

    /// <summary>Column and row of the voxel at a place of the window; beyond the slice's edges they are outside of it.</summary>
    public (int Column, int Row) At(double x, double y) =>
        ((int)Math.Floor((x - _left) / _columnPixels), (int)Math.Floor((y - _top) / _rowPixels));

    /// <summary>Where the centre of a voxel is in the window.</summary>
    public (double X, double Y) Place(int column, int row) => (_left + (column + 0.5) * _columnPixels, _top + (row + 0.5) * _rowPixels);

    public bool Contains((int Column, int Row) at) => at.Column >= 0 && at.Column < geometry.Width && at.Row >= 0 && at.Row < geometry.Height;

    /// <summary>The intensity of a voxel of the slice.</summary>
    public float Intensity(int column, int row) => _values[row * geometry.Width + column];

    /// <summary>Draws the slice.</summary>
    public void Paint(Canvas canvas, IntensityWindow window)
    {
        var columns = Samples(_left, _columnPixels, geometry.Width, canvas.Width);
        var rows = Samples(_top, _rowPixels, geometry.Height, canvas.Height);
        var grid = labels?.Grid(geometry, _index) ?? default;
        foreach (var (y, row, below, rowWeight) in rows)
        {
            var upper = _values.AsSpan(row * geometry.Width, geometry.Width);
            var lower = _values.AsSpan(below * geometry.Width, geometry.Width);
            foreach (var (x, column, right, weight) in columns)
            {
                var a = upper[column] + weight * (upper[right] - upper[column]);
                var b = lower[column] + weight * (lower[right] - lower[column]);
                canvas.SetGrey(x, y, GreyImage.Level(a + rowWeight * (b - a), window.Low, window.High));
                if (labels is not null)
                    canvas.Blend(x, y, labels.At(grid.Start + (column + weight) * grid.AlongRow + (row + rowWeight) * grid.DownColumn));
            }
        }
    }

    // The pixels that an axis covers, each with its two voxels and the weight of the second.
    private static (int Pixel, int First, int Second, float Weight)[] Samples(double start, double voxelPixels, int voxels, int pixels)
    {
        var first = Math.Max(0, (int)Math.Ceiling(start - 0.5));
        var last = Math.Min(pixels - 1, (int)Math.Ceiling(start + voxels * voxelPixels - 0.5) - 1);
        var samples = new (int, int, int, float)[Math.Max(0, last - first + 1)];
        for (var n = 0; n < samples.Length; n++)
        {
            var at = Math.Clamp((first + n + 0.5 - start) / voxelPixels - 0.5, 0, voxels - 1);
            var voxel = Math.Min((int)at, Math.Max(0, voxels - 2));
            samples[n] = (first + n, voxel, Math.Min(voxel + 1, voxels - 1), (float)(at - voxel));
        }

        return samples;
    }
}
