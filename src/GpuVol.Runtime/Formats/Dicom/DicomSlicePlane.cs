namespace GpuVol;

/// <summary>Where a slice lies: the centre of its first pixel, the unit directions of rows and columns, LPS.</summary>
internal sealed record DicomSlicePlane(Vector3D PositionMm, Vector3D RowDirection, Vector3D ColumnDirection)
{
    /// <summary>Perpendicular to the slice; slices are sorted along it.</summary>
    public Vector3D Normal { get; } = Vector3D.Cross(RowDirection, ColumnDirection);
}
