namespace GpuVol.Viewer;

/// <summary>A colour to draw with; alpha 255 hides what is below.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue, byte Alpha = 255)
{
    public static Ink Text => new(225, 228, 232);

    public static Ink Faint => new(140, 146, 154);

    public static Ink Line => new(58, 62, 68);

    public static Ink Shade => new(0, 0, 0, 190);

    public static Ink Panel => new(22, 24, 28);

    public static Ink Accent => new(255, 196, 84);

    /// <summary>The colour of a point of a transfer function, opaque.</summary>
    public static Ink Of(TransferPoint point) => new((byte)(255 * point.Red + 0.5), (byte)(255 * point.Green + 0.5), (byte)(255 * point.Blue + 0.5));

    /// <summary>Of a plane's slice, wherever it is marked.</summary>
    public static Ink Of(SlicePlane plane) => plane switch
    {
        SlicePlane.Axial => new Ink(96, 204, 128),
        SlicePlane.Coronal => new Ink(110, 168, 255),
        _ => new Ink(255, 150, 96),
    };
}
