namespace GpuVol.Viewer;

/// <summary>Textures for pictures and the labels over them, which are made anew where the next picture has another size or kind. The creator disposes them in their context.</summary>
internal sealed class PictureTextures(Gl gl, bool hasLabels) : IDisposable
{
    /// <summary>The picture.</summary>
    public PictureTexture? Picture { get; private set; }

    /// <summary>Labels to lay over it, or null.</summary>
    public PictureTexture? Labels { get; private set; }

    /// <summary>Makes them fit.</summary>
    public void Suit(RenderSettings settings)
    {
        if (Picture is not null && Picture.Suits(settings))
            return;
        Dispose();
        Picture = PictureTexture.For(gl, settings);
        if (hasLabels)
            Labels = PictureTexture.Coloured(gl, settings.Width, settings.Height);
    }

    /// <summary>What a window shows of them.</summary>
    public ViewPicture Show(OpenGlPicture picture) => new(null, Picture, picture.Plan.Window, Labels);

    /// <inheritdoc/>
    public void Dispose()
    {
        Picture?.Dispose();
        Labels?.Dispose();
        (Picture, Labels) = (null, null);
    }
}
