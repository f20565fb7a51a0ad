namespace GpuVol.Viewer;

/// <summary>A box with faces along the axes of the patient; outside it nothing is shown.</summary>
/// <param name="LowMm">Least x, y, z, LPS mm.</param>
/// <param name="HighMm">Greatest x, y, z, LPS mm, each above its least.</param>
public readonly record struct ClipBox(Vector3D LowMm, Vector3D HighMm);

/// <summary>A plane of which only the side that the normal points to is shown: normal · (x, y, z) ≥ offset.</summary>
/// <param name="Normal">Direction, LPS; its length does not matter.</param>
/// <param name="OffsetMm">Distance of the plane from the origin of the patient's frame along the normal, mm.</param>
public readonly record struct ClipPlane(Vector3D Normal, double OffsetMm);

/// <summary>The part of the patient that is shown: inside a box and on the right side of every plane. Immutable; two with the same values are equal.</summary>
public sealed record ClipRegion
{
    /// <summary>Most planes, the six of a box among them.</summary>
    public const int MostPlanes = 16;

    /// <summary>The box, or null.</summary>
    public ClipBox? Box { get; init; }

    /// <summary>The planes.</summary>
    public IReadOnlyList<ClipPlane> Planes { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(ClipRegion? other) => other is not null && Box == other.Box && Planes.SequenceEqual(other.Planes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Box, Planes.Count);

    /// <summary>Every half-space as normal · (x, y, z) - offset ≥ 0, normals of length 1, in mm.</summary>
    internal IEnumerable<ClipPlane> HalfSpaces()
    {
        if (Box is { } box)
        {
            for (var axis = 0; axis < 3; axis++)
            {
                var along = new Vector3D(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
                yield return new ClipPlane(along, box.LowMm[axis]);
                yield return new ClipPlane(-1 * along, -box.HighMm[axis]);
            }
        }

        foreach (var plane in Planes)
            yield return plane with { Normal = 1 / plane.Normal.Length * plane.Normal };
    }

    /// <summary>Refuses what encloses nothing.</summary>
    /// <exception cref="ArgumentException">The box is empty, a plane has no direction, or there are too many; the message says which.</exception>
    internal void Check()
    {
        for (var axis = 0; Box is { } box && axis < 3; axis++)
        {
            if (!double.IsFinite(box.LowMm[axis]) || !double.IsFinite(box.HighMm[axis]) || !(box.LowMm[axis] < box.HighMm[axis]))
                throw new ArgumentException($"Render: the clip box runs from {box.LowMm[axis]} to {box.HighMm[axis]} mm along {"xyz"[axis]}; give a finite start below a finite end.");
        }

        for (var n = 0; n < Planes.Count; n++)
        {
            var length = Planes[n].Normal.Length;
            if (!(length > 0) || !double.IsFinite(length) || !double.IsFinite(Planes[n].OffsetMm))
                throw new ArgumentException($"Render: clip plane {n} has the normal {Planes[n].Normal} and the offset {Planes[n].OffsetMm} mm; give a finite normal that is not 0 and a finite offset.");
        }

        var count = Planes.Count + (Box is null ? 0 : 6);
        if (count > MostPlanes)
            throw new ArgumentException($"Render: {count} clip planes (a box is six); at most {MostPlanes} are possible.");
    }
}
