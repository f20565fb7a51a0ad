using System.Globalization;

namespace GpuVol.Viewer;

/// <summary>Draws everything but the 3-D picture: slices, cross-hair, letters, transfer function, texts.</summary>
internal sealed class ViewerPainter(ViewerModel model, IReadOnlyList<SlicePanel> slices)
{
    private double _scale;
    private StrokeFont _font = new(1);

    private int Margin => (int)(6 * _scale);

    /// <summary>Draws what has changed.</summary>
    /// <param name="canvas">As large as the window; what was drawn on it last, or empty.</param>
    /// <param name="onlyScene">True where the slices on it are still right.</param>
    /// <param name="layout">Where the panels are.</param>
    /// <param name="scale">How much finer than usual the display is.</param>
    /// <param name="mouse">Where the mouse is, in pixels.</param>
    /// <param name="status">What the frame says of itself: lines for the upper right corner.</param>
    /// <param name="message">News for the user, or empty.</param>
    public void Paint(Canvas canvas, bool onlyScene, ViewerLayout layout, double scale, (double X, double Y) mouse, IReadOnlyList<string> status, string message)
    {
        if (scale != _scale)
            (_scale, _font) = (scale, new StrokeFont(scale));
        if (onlyScene && !model.ShowHelp)
        {
            canvas.Clear(layout.View);
        }
        else
        {
            canvas.Clear(layout.Window);
            PaintGaps(canvas, layout);
            foreach (var panel in slices)
                PaintSlice(canvas, panel, layout.Slice(panel.Geometry.Plane));
        }

        if (!layout.Transfer.IsEmpty)
            TransferPanel.Paint(canvas, layout.Transfer, model, scale);
        PaintView(canvas, layout.View, status);
        PaintReadout(canvas, layout, mouse, message);
        if (model.ShowHelp)
            PaintHelp(canvas, layout.Window);
    }

    private void PaintGaps(Canvas canvas, ViewerLayout layout)
    {
        foreach (var plane in Enum.GetValues<SlicePlane>())
        {
            var panel = layout.Slice(plane);
            if (panel.IsEmpty)
                continue;
            canvas.Fill(panel.Inside(-2), Ink.Line);
        }

        foreach (var plane in Enum.GetValues<SlicePlane>())
            canvas.Fill(layout.Slice(plane), new Ink(0, 0, 0));
    }

    private void PaintSlice(Canvas canvas, SlicePanel panel, PixelRect place)
    {
        if (place.IsEmpty)
            return;
        var plane = panel.Geometry.Plane;
        var index = model.Navigation.Index(plane);
        panel.Show(place, index);
        panel.Paint(canvas, model.SliceWindow);
        if (model.ShowCrosshair)
            PaintCrosshair(canvas, panel, place);
        PaintLetters(canvas, place, panel.Geometry.LeftSide, panel.Geometry.RightSide, panel.Geometry.UpperSide, panel.Geometry.LowerSide);
        PaintLines(canvas, place.X + Margin, place.Y + Margin, Ink.Of(plane), plane.ToString().ToLowerInvariant(), Line($"{index + 1}/{panel.Geometry.Count}"));
        if (plane == SlicePlane.Axial)
            PaintLines(canvas, place.X + Margin, place.Bottom - Margin - _font.Height - _font.LineHeight, Ink.Faint, Line($"C {model.SliceWindow.Center:G4}"), Line($"W {model.SliceWindow.Width:G4}"));
    }

    private void PaintCrosshair(Canvas canvas, SlicePanel panel, PixelRect place)
    {
        var (column, row, _) = panel.Geometry.Place(model.Navigation.Crosshair);
        var (x, y) = panel.Place(column, row);
        var (across, upright) = panel.Geometry.Plane switch
        {
            SlicePlane.Axial => (SlicePlane.Coronal, SlicePlane.Sagittal),
            SlicePlane.Coronal => (SlicePlane.Axial, SlicePlane.Sagittal),
            _ => (SlicePlane.Axial, SlicePlane.Coronal),
        };

        // A gap leaves the voxel itself free.
        var gap = (int)(8 * _scale);
        foreach (var (from, to) in new[] { (place.X, (int)x - gap), ((int)x + gap, place.Right) })
            canvas.Fill(new PixelRect(from, (int)y, to - from, 1), Ink.Of(across));
        foreach (var (from, to) in new[] { (place.Y, (int)y - gap), ((int)y + gap, place.Bottom) })
            canvas.Fill(new PixelRect((int)x, from, 1, to - from), Ink.Of(upright));
    }

    private void PaintView(Canvas canvas, PixelRect place, IReadOnlyList<string> status)
    {
        var camera = model.Orbit.Camera;

        // Below are two lines of text.
        PaintLetters(canvas, place with { Height = place.Height - 2 * _font.LineHeight }, SliceGeometry.Side(-1 * camera.Right), SliceGeometry.Side(camera.Right), SliceGeometry.Side(camera.Up), SliceGeometry.Side(-1 * camera.Up));
        var shown = model.Mode switch
        {
            RenderMode.Composite => $"composite {model.Transfer.Function.Name}{(model.Transfer.IsEdited ? " (edited)" : "")}",
            RenderMode.Iso => Line($"isosurface {model.IsoLevel:G4}{model.Unit}"),
            _ => Line($"{model.Mode.ToString().ToLowerInvariant()} C {model.ProjectionWindow.Center:G4} W {model.ProjectionWindow.Width:G4}"),
        };
        PaintLines(canvas, place.X + Margin, place.Y + Margin, Ink.Text, shown);
        PaintLines(canvas, place.X + Margin, place.Y + Margin + _font.LineHeight, Ink.Faint, Line($"azimuth {camera.AzimuthDegrees:F0}° elevation {camera.ElevationDegrees:F0}° zoom {camera.Zoom:F2}"));
        for (var n = 0; n < status.Count; n++)
            canvas.Text(_font, place.Right - Margin - _font.Width(status[n]), place.Y + Margin + n * _font.LineHeight, status[n], Ink.Faint);
    }

    private void PaintReadout(Canvas canvas, ViewerLayout layout, (double X, double Y) mouse, string message)
    {
        var y = layout.View.Bottom - Margin - _font.Height;
        if (Readout(layout, mouse) is { } readout)
            canvas.Text(_font, layout.View.X + Margin, y, readout, Ink.Text);
        if (message.Length > 0)
            canvas.Text(_font, layout.View.X + Margin, y - _font.LineHeight, message, Ink.Accent);
    }

    // The voxel under the mouse, or at the cross-hair where the mouse is elsewhere.
    private string? Readout(ViewerLayout layout, (double X, double Y) mouse)
    {
        var plane = layout.PlaneAt(mouse.X, mouse.Y);
        var panel = slices[(int)(plane ?? SlicePlane.Axial)];
        if (layout.Slice(panel.Geometry.Plane).IsEmpty)
            return null;
        var (column, row, _) = panel.Geometry.Place(model.Navigation.Crosshair);
        if (plane is not null)
        {
            (column, row) = panel.At(mouse.X, mouse.Y);
            if (!panel.Contains((column, row)))
                return null;
        }

        var voxel = panel.Geometry.Voxel(column, row, model.Navigation.Index(panel.Geometry.Plane));
        var at = model.Navigation.Millimetres(voxel);
        return Line($"{panel.Intensity(column, row):0.###}{model.Unit} at ({at.X:F1}, {at.Y:F1}, {at.Z:F1}) mm, voxel ({voxel.I}, {voxel.J}, {voxel.K})");
    }

    private void PaintLetters(Canvas canvas, PixelRect place, string left, string right, string upper, string lower)
    {
        var middle = place.Y + (place.Height - _font.Height) / 2;
        canvas.Text(_font, place.X + Margin, middle, left, Ink.Accent);
        canvas.Text(_font, place.Right - Margin - _font.Width(right), middle, right, Ink.Accent);
        canvas.Text(_font, place.X + (place.Width - _font.Width(upper)) / 2, place.Y + Margin, upper, Ink.Accent);
        canvas.Text(_font, place.X + (place.Width - _font.Width(lower)) / 2, place.Bottom - Margin - _font.Height, lower, Ink.Accent);
    }

    private void PaintLines(Canvas canvas, int x, int y, Ink ink, params ReadOnlySpan<string> lines)
    {
        for (var n = 0; n < lines.Length; n++)
            canvas.Text(_font, x, y + n * _font.LineHeight, lines[n], ink);
    }

    private void PaintHelp(Canvas canvas, PixelRect window)
    {
        var lines = ViewerKeys.Keys.Select(key => (key.Keys, key.Meaning)).Append(("", "")).Concat(ViewerKeys.Mouse).ToArray();
        var indent = lines.Max(line => _font.Width(line.Item1)) + 2 * _font.Advance;
        var width = indent + lines.Max(line => _font.Width(line.Item2)) + 4 * Margin;
        var height = lines.Length * _font.LineHeight + 4 * Margin;
        var box = new PixelRect((window.Width - width) / 2, (window.Height - height) / 2, width, height);
        canvas.Fill(box, new Ink(12, 14, 18, 225));
        canvas.Frame(box, Ink.Faint);
        for (var n = 0; n < lines.Length; n++)
        {
            var y = box.Y + 2 * Margin + n * _font.LineHeight;
            canvas.Text(_font, box.X + 2 * Margin, y, lines[n].Item1, Ink.Accent);
            canvas.Text(_font, box.X + 2 * Margin + indent, y, lines[n].Item2, Ink.Text);
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
