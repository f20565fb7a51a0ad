namespace GpuVol.Viewer;

/// <summary>Draws the histogram of a volume with the curve and points of a transfer function, and says which place of the window is which part of it.</summary>
internal static class TransferPanel
{
    private const double MarginPixels = 10;
    private const double BarPixels = 7;
    private const double PointPixels = 4.5;

    /// <summary>x: part of the intensities from left to right, y: from clear to opaque, of a place of the window.</summary>
    public static (double X, double Y) Part(PixelRect panel, double x, double y, double scale)
    {
        var field = Field(panel, scale);
        return ((x - field.X) / Math.Max(1, field.Width), (field.Bottom - y) / Math.Max(1, field.Height));
    }

    /// <summary>A length in pixels of a usual display as parts of the panel.</summary>
    public static (double X, double Y) Part(PixelRect panel, double pixels, double scale)
    {
        var field = Field(panel, scale);
        return (pixels * scale / Math.Max(1, field.Width), pixels * scale / Math.Max(1, field.Height));
    }

    /// <summary>Draws it.</summary>
    public static void Paint(Canvas canvas, PixelRect panel, ViewerModel model, double scale)
    {
        canvas.Fill(panel, Ink.Panel);
        canvas.Fill(panel with { Height = 1 }, Ink.Line);
        var field = Field(panel, scale);
        if (field.IsEmpty)
            return;
        var editor = model.Transfer;
        for (var x = 0; x < field.Width; x++)
        {
            var height = (int)(model.Histogram.Heights[x * IntensityHistogram.Bins / field.Width] * field.Height);
            canvas.Fill(new PixelRect(field.X + x, field.Bottom - height, 1, height), Ink.Line);
            var colour = editor.Absolute.At(editor.Intensity((x + 0.5) / field.Width));
            canvas.Fill(new PixelRect(field.X + x, field.Bottom + (int)(2 * scale), 1, (int)(BarPixels * scale)), Ink.Of(colour));
        }

        var points = editor.Absolute.Points;
        var places = points.Select(point => Pixel(field, editor.Place(point))).ToArray();
        var (first, last) = (places[0], places[^1]);
        Curve(canvas, field, (Math.Min(field.X, first.X), first.Y), first, scale);
        for (var n = 1; n < places.Length; n++)
            Curve(canvas, field, places[n - 1], places[n], scale);
        Curve(canvas, field, last, (Math.Max(field.Right, last.X), last.Y), scale);
        for (var n = 0; n < places.Length; n++)
        {
            if (places[n].X < field.X - 1 || places[n].X > field.Right + 1)
                continue;
            canvas.Disc(places[n].X, places[n].Y, PointPixels * scale, Ink.Text);
            canvas.Disc(places[n].X, places[n].Y, (PointPixels - 1.5) * scale, Ink.Of(points[n]));
        }
    }

    private static PixelRect Field(PixelRect panel, double scale)
    {
        var inside = panel.Inside((int)(MarginPixels * scale));
        return inside with { Height = Math.Max(0, inside.Height - (int)(BarPixels * scale)) };
    }

    private static (double X, double Y) Pixel(PixelRect field, (double X, double Y) part) =>
        (field.X + part.X * field.Width, field.Bottom - part.Y * field.Height);

    // The part of a line that lies in the field.
    private static void Curve(Canvas canvas, PixelRect field, (double X, double Y) from, (double X, double Y) to, double scale)
    {
        if (to.X <= field.X || from.X >= field.Right)
            return;
        var slope = to.X > from.X ? (to.Y - from.Y) / (to.X - from.X) : 0;
        var start = from.X < field.X ? (X: (double)field.X, Y: from.Y + slope * (field.X - from.X)) : from;
        var end = to.X > field.Right ? (X: (double)field.Right, Y: from.Y + slope * (field.Right - from.X)) : to;
        canvas.Line(start.X, start.Y, end.X, end.Y, 1.3 * scale, Ink.Text);
    }
}
