namespace GpuVol.Viewer;

/// <summary>How the panels share the window.</summary>
internal enum PanelArrangement
{
    /// <summary>The 3-D picture is large, the slices stand in a column at its right.</summary>
    Column,

    /// <summary>Four panels of the same size.</summary>
    Quarters,

    /// <summary>The 3-D picture alone.</summary>
    Single,
}

/// <summary>Where each panel is.</summary>
internal sealed class ViewerLayout : IEquatable<ViewerLayout>
{
    private const int Gap = 2;
    private const int TransferHeight = 112;

    private readonly PixelRect[] _slices = new PixelRect[3];

    public ViewerLayout(int width, int height, PanelArrangement arrangement, bool showTransfer, double scale)
    {
        Window = new PixelRect(0, 0, width, height);
        var left = arrangement switch
        {
            PanelArrangement.Single => width,
            PanelArrangement.Quarters => (width - Gap) / 2,
            _ => width - Gap - Math.Clamp(height / 3, 1, Math.Max(1, width / 2)),
        };
        var upper = arrangement == PanelArrangement.Quarters ? (height - Gap) / 2 : height;
        var transfer = showTransfer ? Math.Min((int)(TransferHeight * scale), upper / 3) : 0;

        // However small the window, there is a 3-D picture.
        View = new PixelRect(0, 0, Math.Max(1, left), Math.Max(1, upper - transfer));
        Transfer = new PixelRect(0, upper - transfer, left, transfer);
        if (arrangement == PanelArrangement.Single)
            return;
        var column = new PixelRect(left + Gap, 0, width - left - Gap, height);
        if (arrangement == PanelArrangement.Quarters)
        {
            _slices[(int)SlicePlane.Axial] = column with { Height = upper };
            _slices[(int)SlicePlane.Sagittal] = column with { Y = upper + Gap, Height = height - upper - Gap };
            _slices[(int)SlicePlane.Coronal] = new PixelRect(0, upper + Gap, left, height - upper - Gap);
            return;
        }

        var third = (height - 2 * Gap) / 3;
        for (var n = 0; n < 3; n++)
            _slices[n] = column with { Y = n * (third + Gap), Height = n < 2 ? third : height - 2 * (third + Gap) };
    }

    public PixelRect Window { get; }

    /// <summary>The 3-D picture.</summary>
    public PixelRect View { get; }

    /// <summary>Histogram and transfer function; empty where they are not shown.</summary>
    public PixelRect Transfer { get; }

    /// <summary>A slice's panel; empty where it is not shown.</summary>
    public PixelRect Slice(SlicePlane plane) => _slices[(int)plane];

    /// <summary>The slice panel at a place of the window, or null.</summary>
    public SlicePlane? PlaneAt(double x, double y)
    {
        for (var n = 0; n < 3; n++)
        {
            if (_slices[n].Contains(x, y))
                return (SlicePlane)n;
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(ViewerLayout? other) =>
        other is not null && (Window, View, Transfer) == (other.Window, other.View, other.Transfer) && _slices.AsSpan().SequenceEqual(other._slices);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ViewerLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Window, View, Transfer);
}
