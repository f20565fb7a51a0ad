namespace GpuVol;

/// <summary>The images of one series that share size, frame of reference, orientation and pixel spacing.</summary>
internal sealed record DicomStack(string Key, IReadOnlyList<DicomHeader> Images)
{
    // Cosines are written with six digits or so; a different orientation differs by far more.
    private const double OrientationTolerance = 1e-4;

    /// <summary>One line for the list of choices.</summary>
    public string Describe()
    {
        var first = Images[0];
        var description = first.SeriesDescription.Length > 0 ? $" '{first.SeriesDescription}'" : "";
        return $"{Key}{description} {first.Modality} {first.Columns}x{first.Rows}, {Images.Count} {(Images.Count == 1 ? "image" : "images")}";
    }

    /// <summary>Sorts images into stacks: by series first, then by what must agree within one volume.</summary>
    public static List<DicomStack> Group(IEnumerable<DicomHeader> images)
    {
        var result = new List<DicomStack>();
        foreach (var series in images.GroupBy(h => h.SeriesUid).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var stacks = new List<List<DicomHeader>>();
            foreach (var image in series)
            {
                image.Plane = ReadPlane(image);
                if (stacks.Find(s => BelongTogether(s[0], image)) is { } stack)
                    stack.Add(image);
                else
                    stacks.Add([image]);
            }

            stacks = [.. stacks.SelectMany(SplitByFrameOfReference)];
            for (var n = 0; n < stacks.Count; n++)
            {
                var key = series.Key.Length > 0 ? series.Key : "(no SeriesInstanceUID)";
                result.Add(new DicomStack(stacks.Count > 1 ? $"{key}:{n + 1}" : key, stacks[n]));
            }
        }

        return result;
    }

    /// <summary>
    /// Images in different frames of reference are no volume, unless every image has its own: then the UIDs are those of a careless
    /// de-identification (such as that of LIDC-IDRI) and say nothing.
    /// </summary>
    private static IEnumerable<List<DicomHeader>> SplitByFrameOfReference(List<DicomHeader> stack)
    {
        var frames = stack.GroupBy(h => h.FrameOfReferenceUid).ToList();
        return frames.Count == stack.Count ? [stack] : frames.Select(f => f.ToList());
    }

    private static bool BelongTogether(DicomHeader a, DicomHeader b)
    {
        if (a.Rows != b.Rows || a.Columns != b.Columns)
            return false;
        if (a.PixelSpacing != b.PixelSpacing
            && DicomHeader.Decimals(a.PixelSpacing, 2) is { } s && DicomHeader.Decimals(b.PixelSpacing, 2) is { } t
            && (Math.Abs(s[0] - t[0]) > 1e-4 * s[0] || Math.Abs(s[1] - t[1]) > 1e-4 * s[1]))
        {
            return false;
        }

        // An image without a place belongs to the others: the series is refused and the image named.
        return a.Plane is null || b.Plane is null
            || ((a.Plane.RowDirection - b.Plane.RowDirection).Length <= OrientationTolerance && (a.Plane.ColumnDirection - b.Plane.ColumnDirection).Length <= OrientationTolerance);
    }

    /// <summary>Position and orientation; null where one is missing or damaged.</summary>
    private static DicomSlicePlane? ReadPlane(DicomHeader header)
    {
        if (DicomHeader.Decimals(header.Position, 3) is not { } p || DicomHeader.Decimals(header.Orientation, 6) is not { } o)
            return null;
        var row = new Vector3D(o[0], o[1], o[2]);
        var column = new Vector3D(o[3], o[4], o[5]);
        if (Math.Abs(row.Length - 1) > 1e-2 || Math.Abs(column.Length - 1) > 1e-2 || Math.Abs(Vector3D.Dot(row, column)) > 1e-2)
            return null;

        // Rounded cosines are made orthonormal; the row direction keeps its angle.
        row = row.Normalized();
        column = (column - Vector3D.Dot(row, column) * row).Normalized();
        return new DicomSlicePlane(new(p[0], p[1], p[2]), row, column);
    }
}
