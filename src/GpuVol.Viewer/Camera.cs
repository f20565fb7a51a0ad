namespace GpuVol.Viewer;

/// <summary>How rays run.</summary>
public enum Projection
{
    /// <summary>Parallel.</summary>
    Orthographic,

    /// <summary>Through one point.</summary>
    Perspective,
}

/// <summary>
/// Where the volume is seen from. Azimuth 0, elevation 0 looks from the front at the patient: right in the picture is +x (the patient's
/// left), up is +z (head). Azimuth turns the camera about z towards the patient's left (90: from +x); elevation lifts it towards the
/// head (90: from above, up = +y).
/// </summary>
/// <remarks>The camera turns about the axes of the patient, not of the voxels.</remarks>
public sealed record Camera
{
    /// <summary>Turn about z in degrees.</summary>
    public double AzimuthDegrees { get; init; }

    /// <summary>Lift towards the head in degrees.</summary>
    public double ElevationDegrees { get; init; }

    /// <summary>1 fits the volume's bounding sphere to the shorter side of the picture; 2 shows it twice as large.</summary>
    public double Zoom { get; init; } = 1;

    /// <summary>Parallel or perspective (30 degrees of view at zoom 1; zoom narrows the view, the eye stays where it is).</summary>
    public Projection Projection { get; init; }

    /// <summary>Place in the patient (LPS) that is in the middle of the picture and about which the camera turns; null: the centre of the volume.</summary>
    public Vector3D? TargetMm { get; init; }

    /// <summary>Direction of the picture's right side, LPS, length 1.</summary>
    public Vector3D Right
    {
        get
        {
            var (sin, cos) = SinCos(AzimuthDegrees);
            return new Vector3D(cos, sin, 0);
        }
    }

    /// <summary>Direction of the picture's upper side, LPS, length 1.</summary>
    public Vector3D Up
    {
        get
        {
            var (sinA, cosA) = SinCos(AzimuthDegrees);
            var (sinE, cosE) = SinCos(ElevationDegrees);
            return new Vector3D(-sinE * sinA, sinE * cosA, cosE);
        }
    }

    /// <summary>Direction from the target to the camera, LPS, length 1.</summary>
    public Vector3D TowardsCamera
    {
        get
        {
            var (sinA, cosA) = SinCos(AzimuthDegrees);
            var (sinE, cosE) = SinCos(ElevationDegrees);
            return new Vector3D(cosE * sinA, -cosE * cosA, sinE);
        }
    }

    /// <summary>Refuses what no picture can be made from.</summary>
    /// <exception cref="ArgumentException">An angle or the target is not finite, the zoom is not finite and above 0, or the projection is unknown.</exception>
    internal void Check()
    {
        if (!double.IsFinite(AzimuthDegrees))
            throw new ArgumentException($"Camera: the azimuth is {AzimuthDegrees} degrees; give a finite angle.");
        if (!double.IsFinite(ElevationDegrees))
            throw new ArgumentException($"Camera: the elevation is {ElevationDegrees} degrees; give a finite angle.");
        if (!double.IsFinite(Zoom) || Zoom <= 0)
            throw new ArgumentException($"Camera: the zoom is {Zoom}; give a finite factor above 0 (1 fits the volume to the picture).");
        if (TargetMm is { IsFinite: false } target)
            throw new ArgumentException($"Camera: the target is {target} mm; give three finite coordinates, or none for the centre of the volume.");
        if (!Enum.IsDefined(Projection))
            throw new ArgumentException($"Camera: projection {(int)Projection} is unknown; use Orthographic or Perspective.");
    }

    // Multiples of 90 degrees are exact, so that rays run exactly along the axes of an aligned volume.
    private static (double Sin, double Cos) SinCos(double degrees)
    {
        var turn = Math.IEEERemainder(degrees, 360);
        var quarter = Math.Round(turn / 90);
        var rest = (turn - quarter * 90) * (Math.PI / 180);
        var (sin, cos) = Math.SinCos(rest);
        return ((int)quarter & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
