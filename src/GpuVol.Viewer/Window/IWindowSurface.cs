namespace GpuVol.Viewer;

/// <summary>Puts pictures into a window.</summary>
internal interface IWindowSurface : IDisposable
{
    /// <summary>Shows a 3-D picture, scaled to its place, and the canvas above it.</summary>
    /// <param name="canvas">As large as the window.</param>
    /// <param name="canvasChanged">False where the canvas is what it was at the last call.</param>
    /// <param name="picture">The 3-D picture.</param>
    /// <param name="place">Its place.</param>
    /// <param name="read">True where the result is wanted.</param>
    /// <returns>What the window shows, where it is wanted.</returns>
    RgbImage? Present(Canvas canvas, bool canvasChanged, ViewPicture picture, PixelRect place, bool read);
}
