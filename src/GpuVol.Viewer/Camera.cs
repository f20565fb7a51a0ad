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
public sealed record Camera
{
    /// <summary>Turn about z in degrees.</summary>
    public double AzimuthDegrees { get; init; }

    /// <summary>Lift towards the head in degrees.</summary>
    public double ElevationDegrees { get; init; }

    /// <summary>1 fits the volume's bounding sphere to the picture; 2 shows it twice as large.</summary>
    public double Zoom { get; init; } = 1;

    /// <summary>Parallel or perspective (30 degrees of view).</summary>
    public Projection Projection { get; init; }
}
