namespace GpuVol.Viewer;

/// <summary>What draws the 3-D picture of a window.</summary>
internal interface IVolumeView : IDisposable
{
    /// <summary>What draws, for people.</summary>
    string Description { get; }

    /// <summary>Draws a picture at once, while something moves. It is valid until the next call.</summary>
    /// <param name="settings">What to show.</param>
    /// <param name="effort">The part of the full quality that these settings are, for <see cref="TryTakeTime"/>.</param>
    ViewPicture Draw(RenderSettings settings, double effort);

    /// <summary>Begins a picture in full quality; the pixels are those of <see cref="Render"/>. One at a time; <see cref="Draw"/> leaves it as it is.</summary>
    IStillPicture Begin(RenderSettings settings);

    /// <summary>Draws to the host's memory, as <c>render</c> does.</summary>
    RgbImage Render(RenderSettings settings);

    /// <summary>The time of a moving picture, once it is known; each is given once. Full ones tell nothing of them: rays side by side share cache lines, and a sample of theirs takes a half or a third.</summary>
    bool TryTakeTime(out double milliseconds, out double effort);
}

/// <summary>A 3-D picture: pixels on the host, or a texture in the window's context.</summary>
/// <param name="Pixels">Or null.</param>
/// <param name="Texture">Or null.</param>
/// <param name="Window">What is black and white where the texture holds intensities.</param>
/// <param name="Labels">Labels to be laid over the texture, or null.</param>
internal sealed record ViewPicture(RgbImage? Pixels, PictureTexture? Texture, (double Low, double High) Window, PictureTexture? Labels);
