namespace GpuVol.Viewer;

/// <summary>
/// What a window shows above the 3-D picture: red, green, blue and alpha, 8 bits each, colours multiplied by alpha, row by row from the top. Drawn on the host, so
/// that it looks the same with and without OpenGL.
/// </summary>
internal sealed class Canvas
{
    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        Pixels = new byte[4 * width * height];
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    /// <summary>Makes a rectangle clear.</summary>
    public void Clear(PixelRect rect)
    {
        for (var y = rect.Y; y < rect.Bottom; y++)
            Pixels.AsSpan(4 * (y * Width + rect.X), 4 * rect.Width).Clear();
    }

    /// <summary>Covers a rectangle.</summary>
    public void Fill(PixelRect rect, Ink ink)
    {
        for (var y = Math.Max(0, rect.Y); y < Math.Min(Height, rect.Bottom); y++)
        {
            for (var x = Math.Max(0, rect.X); x < Math.Min(Width, rect.Right); x++)
                Blend(x, y, ink, 255);
        }
    }

    /// <summary>The outline of a rectangle, one pixel wide.</summary>
    public void Frame(PixelRect rect, Ink ink)
    {
        Fill(rect with { Height = 1 }, ink);
        Fill(rect with { Y = rect.Bottom - 1, Height = 1 }, ink);
        Fill(rect with { Y = rect.Y + 1, Width = 1, Height = rect.Height - 2 }, ink);
        Fill(rect with { X = rect.Right - 1, Y = rect.Y + 1, Width = 1, Height = rect.Height - 2 }, ink);
    }

    /// <summary>A pixel of a grey picture.</summary>
    public void SetGrey(int x, int y, byte level)
    {
        var n = 4 * (y * Width + x);
        Pixels[n] = Pixels[n + 1] = Pixels[n + 2] = level;
        Pixels[n + 3] = 255;
    }

    /// <summary>A smooth line with round ends; places are pixels, (0, 0) the corner of the first one.</summary>
    public void Line(double x0, double y0, double x1, double y1, double thickness, Ink ink)
    {
        var reach = 0.5 * thickness + 1;
        var (dx, dy) = (x1 - x0, y1 - y0);
        var squared = dx * dx + dy * dy;
        var left = Math.Max(0, (int)(Math.Min(x0, x1) - reach));
        var right = Math.Min(Width - 1, (int)(Math.Max(x0, x1) + reach));
        for (var y = Math.Max(0, (int)(Math.Min(y0, y1) - reach)); y <= Math.Min(Height - 1, (int)(Math.Max(y0, y1) + reach)); y++)
        {
            for (var x = left; x <= right; x++)
            {
                var (px, py) = (x + 0.5 - x0, y + 0.5 - y0);
                var along = squared > 0 ? Math.Clamp((px * dx + py * dy) / squared, 0, 1) : 0;
                var (ex, ey) = (px - along * dx, py - along * dy);
                Blend(x, y, ink, Coverage(0.5 * thickness + 0.5 - Math.Sqrt(ex * ex + ey * ey)));
            }
        }
    }

    /// <summary>A filled circle.</summary>
    public void Disc(double x, double y, double radius, Ink ink) => Line(x, y, x, y, 2 * radius, ink);

    /// <summary>A line of text whose upper left corner is at (x, y), with a dark rim so that it can be read on any picture.</summary>
    public void Text(StrokeFont font, int x, int y, string text, Ink ink)
    {
        foreach (var (dx, dy) in stackalloc[] { (-1, 0), (1, 0), (0, -1), (0, 1) })
            Glyphs(font, x + dx, y + dy, text, Ink.Shade);
        Glyphs(font, x, y, text, ink);
    }

    /// <summary>The coverage 0 to 255 of a part 0 to 1.</summary>
    public static int Coverage(double part) => (int)(Math.Clamp(part, 0, 1) * 255 + 0.5);

    /// <summary>Lays a colour over a pixel, of which it covers so much: 0 to 255.</summary>
    public void Blend(int x, int y, Ink ink, int coverage = 255)
    {
        var alpha = ink.Alpha * coverage / 255;
        if (alpha == 0)
            return;
        var n = 4 * (y * Width + x);
        var rest = 255 - alpha;
        Pixels[n] = (byte)((ink.Red * alpha + Pixels[n] * rest + 127) / 255);
        Pixels[n + 1] = (byte)((ink.Green * alpha + Pixels[n + 1] * rest + 127) / 255);
        Pixels[n + 2] = (byte)((ink.Blue * alpha + Pixels[n + 2] * rest + 127) / 255);
        Pixels[n + 3] = (byte)((255 * alpha + Pixels[n + 3] * rest + 127) / 255);
    }

    private void Glyphs(StrokeFont font, int x, int y, string text, Ink ink)
    {
        foreach (var letter in text)
        {
            var mask = font.Mask(letter);
            for (var row = 0; row < font.Height; row++)
            {
                for (var column = 0; column < font.Advance; column++)
                {
                    if (mask[row * font.Advance + column] is > 0 and var coverage && (uint)(x + column) < (uint)Width && (uint)(y + row) < (uint)Height)
                        Blend(x + column, y + row, ink, coverage);
                }
            }

            x += font.Advance;
        }
    }
}
