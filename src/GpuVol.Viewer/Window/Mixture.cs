namespace GpuVol.Viewer;

/// <summary>What a window shows, mixed on the host: the 3-D picture scaled to its place, the canvas above it.</summary>
internal static class Mixture
{
    /// <summary>Mixes; the picture is interpolated linearly.</summary>
    public static RgbImage Of(Canvas canvas, RgbImage picture, PixelRect place)
    {
        var mixed = new byte[3 * canvas.Width * canvas.Height];
        HostLoop.For(canvas.Height, y =>
        {
            var (row, below, rowWeight) = Sample(y - place.Y, place.Height, picture.Height);
            for (var x = 0; x < canvas.Width; x++)
            {
                var target = 3 * (y * canvas.Width + x);
                var above = canvas.Pixels.AsSpan(4 * (y * canvas.Width + x), 4);
                var isPicture = above[3] < 255 && place.Contains(x, y);
                var (column, right, weight) = isPicture ? Sample(x - place.X, place.Width, picture.Width) : default;
                for (var channel = 0; channel < 3; channel++)
                {
                    var under = 0.0;
                    if (isPicture)
                    {
                        var upper = At(row, column) + weight * (At(row, right) - At(row, column));
                        var lower = At(below, column) + weight * (At(below, right) - At(below, column));
                        under = upper + rowWeight * (lower - upper);
                    }

                    mixed[target + channel] = (byte)Math.Min(255, above[channel] + under * (255 - above[3]) / 255 + 0.5);
                    double At(int atRow, int atColumn) => picture.Pixels[3 * (atRow * picture.Width + atColumn) + channel];
                }
            }
        });
        return new RgbImage(canvas.Width, canvas.Height, mixed);
    }

    private static (int First, int Second, double Weight) Sample(int pixel, int pixels, int samples)
    {
        var at = Math.Clamp((pixel + 0.5) * samples / pixels - 0.5, 0, samples - 1);
        return ((int)at, Math.Min((int)at + 1, samples - 1), at - (int)at);
    }
}
