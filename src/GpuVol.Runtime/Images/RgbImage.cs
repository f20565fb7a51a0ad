namespace GpuVol;

/// <summary>An 8-bit RGB picture, rows from the top, 3 bytes a pixel.</summary>
public sealed class RgbImage
{
    /// <summary>Takes over <paramref name="pixels"/>.</summary>
    /// <exception cref="ArgumentException">The array has not width · height · 3 bytes.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        if (width < 1 || height < 1 || pixels.LongLength != (long)width * height * 3)
            throw new ArgumentException($"RgbImage: {width}x{height} needs {(long)width * height * 3} bytes, not {pixels.LongLength}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>R, G, B, row by row from the top.</summary>
    public byte[] Pixels { get; }
}
