namespace GpuVol.Viewer;

/// <summary>A camera that drags and the wheel move about a volume.</summary>
internal sealed class OrbitControls
{
    private const double DegreesAcross = 180;
    private const double ZoomPerNotch = 1.1;
    private const double LeastZoom = 0.1;
    private const double GreatestZoom = 100;

    // From the front, the left, the back, the right, from above, from below.
    private static readonly (double Azimuth, double Elevation)[] Sides = [(0, 0), (90, 0), (180, 0), (-90, 0), (0, 90), (0, -90)];

    private readonly Camera _start;
    private readonly Vector3D _centreMm;
    private readonly double _radiusMm;

    /// <summary>Begins with <paramref name="start"/>.</summary>
    public OrbitControls(VolumeGeometry geometry, Camera start)
    {
        (_centreMm, _radiusMm) = RaycastGeometry.BoundingSphere(geometry);
        _start = start;
        Camera = start;
    }

    /// <summary>Where the volume is seen from now.</summary>
    public Camera Camera { get; private set; }

    /// <summary>Turns by a drag: the volume follows the mouse, half a turn across the picture's shorter side. It stops right above and right below the patient.</summary>
    public void Orbit(double right, double down, int shorterSide) => Turn(right * DegreesAcross / shorterSide, down * DegreesAcross / shorterSide);

    /// <summary>Turns the volume by degrees to the right and down.</summary>
    public void Turn(double right, double down) => Camera = Camera with
    {
        AzimuthDegrees = Math.IEEERemainder(Camera.AzimuthDegrees - right, 360),
        ElevationDegrees = Math.Clamp(Camera.ElevationDegrees + down, -90, 90),
    };

    /// <summary>Moves the volume with the mouse; its centre stays in reach.</summary>
    public void Pan(double right, double down, int shorterSide)
    {
        var pixelMm = RaycastGeometry.PixelMm(_radiusMm, Camera, shorterSide);
        var target = (Camera.TargetMm ?? _centreMm) - pixelMm * right * Camera.Right + pixelMm * down * Camera.Up;
        var from = target - _centreMm;
        if (from.Length > _radiusMm)
            target = _centreMm + _radiusMm / from.Length * from;
        Camera = Camera with { TargetMm = target };
    }

    /// <summary>Enlarges by notches of the wheel.</summary>
    public void Zoom(double notches) => Camera = Camera with { Zoom = Math.Clamp(Camera.Zoom * Math.Pow(ZoomPerNotch, notches), LeastZoom, GreatestZoom) };

    /// <summary>Between parallel rays and perspective.</summary>
    public void ToggleProjection() => Camera = Camera with
    {
        Projection = Camera.Projection == Projection.Perspective ? Projection.Orthographic : Projection.Perspective,
    };

    /// <summary>Looks at the volume's centre from the next of its six sides.</summary>
    public void NextSide()
    {
        var next = Array.IndexOf(Sides, (Camera.AzimuthDegrees, Camera.ElevationDegrees)) + 1;
        var (azimuth, elevation) = Sides[next % Sides.Length];
        Camera = Camera with { AzimuthDegrees = azimuth, ElevationDegrees = elevation, TargetMm = null };
    }

    /// <summary>Back to the beginning.</summary>
    public void Reset() => Camera = _start;
}
