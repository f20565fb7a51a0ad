namespace GpuVol;

/// <summary>
/// One view in twelve numbers, as ASTRA's <c>*_vec</c> geometries have them, in mm in the frame of the scan (x to the right, y down the rows,
/// z along the slices, the axis of rotation through 0).
/// </summary>
/// <param name="Source">The source; for parallel rays the direction in which they run.</param>
/// <param name="DetectorCenter">The middle of the detector, between its two middle pixels where their number is even.</param>
/// <param name="U">From the centre of a pixel to that of the next column.</param>
/// <param name="V">From the centre of a pixel to that of the next row.</param>
public readonly record struct ProjectionView(Vector3D Source, Vector3D DetectorCenter, Vector3D U, Vector3D V)
{
    /// <summary>The centre of a pixel of a detector of <paramref name="columns"/> x <paramref name="rows"/>; indices may be fractional.</summary>
    public Vector3D Pixel(double column, double row, int columns, int rows) =>
        DetectorCenter + (column - (columns - 1) / 2.0) * U + (row - (rows - 1) / 2.0) * V;
}
