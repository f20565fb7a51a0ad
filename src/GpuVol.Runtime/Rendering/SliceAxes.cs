namespace GpuVol;

/// <summary>Which axis of a volume is stepped through, which runs to the right and which runs down in a plane of the patient.</summary>
/// <param name="Normal">Axis 0 (i), 1 (j) or 2 (k) nearest to the plane's normal.</param>
/// <param name="NormalReversed">True where it runs against the order of the panels.</param>
/// <param name="Right">The one of the other two that is nearer to the picture's right.</param>
/// <param name="RightReversed">True where it runs to the left.</param>
/// <param name="Down">The last one.</param>
/// <param name="DownReversed">True where it runs up.</param>
internal readonly record struct SliceAxes(int Normal, bool NormalReversed, int Right, bool RightReversed, int Down, bool DownReversed)
{
    /// <summary>The axes of <paramref name="plane"/> by the direction matrix of <paramref name="geometry"/>.</summary>
    public static SliceAxes Of(VolumeGeometry geometry, SlicePlane plane)
    {
        var (normal, right, down) = plane switch
        {
            SlicePlane.Axial => (new Vector3D(0, 0, 1), new Vector3D(1, 0, 0), new Vector3D(0, 1, 0)),
            SlicePlane.Coronal => (new Vector3D(0, 1, 0), new Vector3D(1, 0, 0), new Vector3D(0, 0, -1)),
            _ => (new Vector3D(1, 0, 0), new Vector3D(0, 1, 0), new Vector3D(0, 0, -1)),
        };
        double Along(int axis, Vector3D direction) => Vector3D.Dot(geometry.Direction.Column(axis), direction);

        var n = 0;
        for (var axis = 1; axis < 3; axis++)
        {
            if (Math.Abs(Along(axis, normal)) > Math.Abs(Along(n, normal)))
                n = axis;
        }

        var (a, b) = ((n + 1) % 3, (n + 2) % 3);
        var (r, d) = Math.Abs(Along(a, right)) >= Math.Abs(Along(b, right)) ? (a, b) : (b, a);
        return new SliceAxes(n, Along(n, normal) < 0, r, Along(r, right) < 0, d, Along(d, down) < 0);
    }
}
