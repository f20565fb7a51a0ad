namespace GpuVol.Viewer;

/// <summary>A picture in full quality that is drawn band by band, so that the window can see in between what the user does. The creator disposes it, finished or not.</summary>
internal interface IStillPicture : IDisposable
{
    /// <summary>Draws the next rows and waits for them.</summary>
    /// <returns>The whole picture, valid until the next one is begun, after the last rows; null before.</returns>
    ViewPicture? DrawNext();
}
