namespace GpuVol.Viewer;

/// <summary>A part of a window, in pixels from its upper left corner.</summary>
internal readonly record struct PixelRect(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public bool IsEmpty => Width <= 0 || Height <= 0;

    public bool Contains(double x, double y) => x >= X && x < Right && y >= Y && y < Bottom;

    /// <summary>The same without so many pixels at each side.</summary>
    public PixelRect Inside(int margin) => new(X + margin, Y + margin, Math.Max(0, Width - 2 * margin), Math.Max(0, Height - 2 * margin));
}
