namespace GpuVol.Viewer;

/// <summary>Turns what the user does with mouse and keys into changes of the model.</summary>
internal sealed class ViewerInput(ViewerModel model, IReadOnlyList<SlicePanel> slices)
{
    // Pixels of a usual display around a point of the transfer function that take hold of it.
    private const double Reach = 9;
    private const double DegreesPerNotch = 15;

    private Action<double, double>? _drag;
    private (double X, double Y) _last;

    /// <summary>Where the mouse is, in pixels.</summary>
    public (double X, double Y) Mouse => _last;

    /// <summary>Takes one event; the layout is the one that the user sees.</summary>
    public void Take(InputEvent input, ViewerLayout layout, double scale)
    {
        switch (input.Kind)
        {
            case InputKind.Press:
                Press(input, layout, scale);
                break;
            case InputKind.Release:
                _drag = null;
                model.Transfer.Release();
                break;
            case InputKind.Scroll:
                Scroll(input, layout, scale);
                break;
            case InputKind.Key:
                ViewerKeys.Find(input.Code)?.Invoke(model);
                break;
        }

        // Places come in pixels of the display; drags mean the same on a finer one.
        var (right, down) = ((input.X - _last.X) / scale, (input.Y - _last.Y) / scale);
        if ((right, down) == (0, 0))
            return;
        var wasOverSlice = layout.PlaneAt(_last.X, _last.Y) is not null;
        _last = (input.X, input.Y);
        if (input.Kind == InputKind.Move)
            _drag?.Invoke(right, down);

        // The intensity under the mouse is shown.
        if (wasOverSlice || layout.PlaneAt(input.X, input.Y) is not null)
            model.Repaint();
    }

    private void Press(InputEvent input, ViewerLayout layout, double scale)
    {
        var isWindow = input.Code == InputEvent.Right || (input.Code == InputEvent.Left && input.Modifiers.HasFlag(Modifiers.Control));
        if (layout.Transfer.Contains(input.X, input.Y))
            PressTransfer(input, layout.Transfer, scale);
        else if (layout.View.Contains(input.X, input.Y))
            PressView(input, isWindow, (int)(Math.Min(layout.View.Width, layout.View.Height) / scale));
        else if (layout.PlaneAt(input.X, input.Y) is { } plane)
            PressSlice(input, isWindow, plane);
    }

    private void PressView(InputEvent input, bool isWindow, int shorterSide)
    {
        if (isWindow)
            _drag = (right, down) => model.DragSceneWindow(right, down, shorterSide);
        else if (input.Code == InputEvent.Middle || input.Modifiers.HasFlag(Modifiers.Shift))
            _drag = (right, down) => model.ChangeScene(() => model.Orbit.Pan(right, down, shorterSide));
        else
            _drag = (right, down) => model.ChangeScene(() => model.Orbit.Orbit(right, down, shorterSide));
    }

    private void PressSlice(InputEvent input, bool isWindow, SlicePlane plane)
    {
        if (isWindow)
        {
            _drag = model.DragSliceWindow;
            return;
        }

        if (input.Code != InputEvent.Left)
            return;
        MoveCrosshair(plane, input.X, input.Y);
        _drag = (_, _) => MoveCrosshair(plane, _last.X, _last.Y);
    }

    private void PressTransfer(InputEvent input, PixelRect panel, double scale)
    {
        var (x, y) = TransferPanel.Part(panel, input.X, input.Y, scale);
        var (reachX, reachY) = TransferPanel.Part(panel, Reach, scale);
        if (input.Code == InputEvent.Right)
        {
            model.ChangeScene(() => model.Transfer.Remove(x, y, reachX, reachY));
            return;
        }

        model.ChangeScene(() => model.Transfer.Press(x, y, reachX, reachY));
        _drag = (_, _) =>
        {
            var (toX, toY) = TransferPanel.Part(panel, _last.X, _last.Y, scale);
            model.ChangeScene(() => model.Transfer.Drag(toX, toY));
        };
    }

    private void Scroll(InputEvent input, ViewerLayout layout, double scale)
    {
        if (layout.Transfer.Contains(input.X, input.Y))
        {
            var (x, y) = TransferPanel.Part(layout.Transfer, input.X, input.Y, scale);
            var (reachX, reachY) = TransferPanel.Part(layout.Transfer, Reach, scale);
            model.ChangeScene(() => model.Transfer.TurnHue(x, y, reachX, reachY, input.Notches * DegreesPerNotch));
        }
        else if (layout.View.Contains(input.X, input.Y))
        {
            model.ChangeScene(() => model.Orbit.Zoom(input.Notches));
        }
        else if (layout.PlaneAt(input.X, input.Y) is { } plane)
        {
            model.Change(() => model.Navigation.Scroll(plane, input.Notches > 0 ? 1 : -1));
        }
    }

    private void MoveCrosshair(SlicePlane plane, double x, double y)
    {
        var (column, row) = slices[(int)plane].At(x, y);
        model.Change(() => model.Navigation.MoveTo(plane, column, row));
    }
}
