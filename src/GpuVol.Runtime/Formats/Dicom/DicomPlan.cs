using System.Globalization;

namespace GpuVol;

/// <summary>How the images of a stack make up volumes: their order, the geometry, and everything that stands in the way.</summary>
internal sealed class DicomPlan
{
    /// <summary>Above this the slices are sheared; the rounding of positions makes less.</summary>
    public const double ShearToleranceDegrees = 0.05;

    /// <summary>A step may differ from the usual one by this share of it.</summary>
    public const double StepTolerance = 0.01;

    /// <summary>Or by this much, where that is more (positions rounded to 0.01 mm), but never by more than a tenth of the step.</summary>
    public const double StepToleranceMm = 0.01;

    // Positions closer than this are one position; the finest scanners step ten times as far.
    private const double SamePositionMm = 1e-4;

    private readonly List<string> _warnings;
    private readonly List<string> _problems = [];
    private readonly IReadOnlyList<DicomHeader> _images;

    private DicomPlan(DicomStack stack, List<string> warnings)
    {
        _images = stack.Images;
        _warnings = warnings;
        Key = stack.Key;
    }

    /// <summary>SeriesInstanceUID, with the number of the stack where the series has several.</summary>
    public string Key { get; }

    /// <summary>The slices of each volume, sorted along the normal.</summary>
    public IReadOnlyList<IReadOnlyList<DicomHeader>> Frames { get; private set; } = [];

    public VolumeGeometry Geometry { get; private set; } = null!;

    public NumericType FileType { get; private set; }

    public string? Modality => _images[0].Modality is { Length: > 0 } m ? m : null;

    public IReadOnlyList<string> Warnings => _warnings;

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What tells the volumes of the series apart.</summary>
    public string FrameAttribute { get; private set; } = "";

    public string SeveralFrames => $"holds {Frames.Count} volumes of {Geometry.Size} (at every position {Frames.Count} images, told apart by {FrameAttribute}). Choose one with frame 0 to {Frames.Count - 1}.";

    public static DicomPlan Make(DicomStack stack, Vector3D? spacingMm, List<string> warnings, bool isFolder)
    {
        var plan = new DicomPlan(stack, warnings);
        plan.CheckPixels();
        plan.Order();
        try
        {
            plan.MakeGeometry(spacingMm, isFolder);
        }
        catch (ArgumentException e)
        {
            // Numbers such as a position of 1e300 pass as decimals but make no geometry.
            throw new VolumeFormatException(stack.Images[0].Path, $"the position, orientation or spacing is impossible: {AtomicFile.OneLine(e)}", e);
        }

        return plan;
    }

    /// <summary>"1 file is" or "3 files are" for messages.</summary>
    public static string Files(List<DicomHeader> files) => files.Count == 1 ? "1 file is" : $"{files.Count} files are";

    /// <summary>"1 file has" or "3 files have" for messages.</summary>
    public static string FilesHave(List<DicomHeader> files) => files.Count == 1 ? "1 file has" : $"{files.Count} files have";

    /// <summary>The first few names.</summary>
    public static string Names(IReadOnlyList<DicomHeader> files) =>
        string.Join(", ", files.Take(3).Select(f => f.Name)) + (files.Count > 3 ? $", … ({files.Count} in all)" : "");

    /// <summary>Slope and intercept of each slice of a frame.</summary>
    public IntensityRescale Rescale(int frame)
    {
        var slices = Frames[Math.Clamp(frame, 0, Frames.Count - 1)];
        return new IntensityRescale(
            [.. slices.Select(s => s.RescaleSlope.Length == 0 ? 1 : DicomHeader.Decimals(s.RescaleSlope, 1)?[0] ?? 1)],
            [.. slices.Select(s => s.RescaleIntercept.Length == 0 ? 0 : DicomHeader.Decimals(s.RescaleIntercept, 1)?[0] ?? 0)]);
    }

    private static string Mm(double value) => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture) + " mm";

    /// <summary>Everything about the pixels themselves; a file is named under the first fault it has.</summary>
    private void CheckPixels()
    {
        var first = _images[0];
        var rest = new List<DicomHeader>(_images);

        // Compressed files first: what stands in the header of such a file is nobody's fault.
        foreach (var group in _images.Where(h => !TransferSyntax.IsReadable(h.TransferSyntaxUid)).GroupBy(h => h.TransferSyntaxUid))
        {
            var files = group.ToList();
            _problems.Add($"{Files(files)} in the transfer syntax {TransferSyntax.Describe(group.Key)}, which cannot be read yet: {Names(files)}. Decompress with gdcmconv --raw or dcmdjpeg.");
            rest.RemoveAll(files.Contains);
        }

        Refuse(h => h.HasFloatPixels, f => $"{FilesHave(f)} floating-point pixels (FloatPixelData), which cannot be read yet: {Names(f)}.");
        Refuse(h => h.HasFunctionalGroups || DicomHeader.SortValue(h.NumberOfFrames) is > 1 and < double.MaxValue, f =>
            $"{Files(f)} multi-frame ({(f[0].HasFunctionalGroups ? "enhanced, with functional groups" : "without functional groups")}, {(f[0].NumberOfFrames.Length > 0 ? f[0].NumberOfFrames : "1")} frames), which cannot be read yet: {Names(f)}.");
        Refuse(h => h.SamplesPerPixel != 1 || h.Photometric.StartsWith("RGB", StringComparison.Ordinal) || h.Photometric.StartsWith("YBR", StringComparison.Ordinal) || h.Photometric.StartsWith("PALETTE", StringComparison.Ordinal), f =>
            $"{Files(f)} in colour (SamplesPerPixel {f[0].SamplesPerPixel}, {f[0].Photometric}), which is no volume: {Names(f)}.");
        Refuse(h => h.Rows < 1 || h.Columns < 1, f => $"{FilesHave(f)} no size (Rows {f[0].Rows}, Columns {f[0].Columns}): {Names(f)}.");
        Refuse(h => h.BitsAllocated is not (8 or 16 or 32), f => $"{FilesHave(f)} {f[0].BitsAllocated} bits a pixel (BitsAllocated); 8, 16 and 32 are read: {Names(f)}.");
        foreach (var h in _images)
        {
            if (h.BitsStored == 0)
                h.BitsStored = h.BitsAllocated;
            if (h.HighBit < 0)
                h.HighBit = h.BitsStored - 1;
        }

        Refuse(h => h.BitsStored < 1 || h.BitsStored > h.BitsAllocated || h.HighBit >= h.BitsAllocated || h.HighBit < h.BitsStored - 1, f =>
            $"{FilesHave(f)} impossible bits (BitsAllocated {f[0].BitsAllocated}, BitsStored {f[0].BitsStored}, HighBit {f[0].HighBit}): {Names(f)}.");
        Refuse(h => h.HasModalityLut, f => $"{FilesHave(f)} a Modality LUT, which cannot be applied yet: {Names(f)}.");
        Refuse(h => h.PixelLength < 0, f => $"{FilesHave(f)} PixelData of undefined length in an uncompressed transfer syntax: {Names(f)}.");
        Refuse(h => Math.Min(h.PixelLength, h.PixelBytesPresent) < h.NeededBytes, f =>
            $"{Files(f)} truncated: '{f[0].Name}' needs {f[0].NeededBytes} bytes of PixelData ({f[0].Columns}x{f[0].Rows}, {f[0].BitsAllocated} bits), declares {f[0].PixelLength} and has {f[0].PixelBytesPresent}. Copy it again or take it out.");
        Refuse(h => !IsNumberOrEmpty(h.RescaleSlope) || !IsNumberOrEmpty(h.RescaleIntercept) || DicomHeader.Decimals(h.RescaleSlope, 1) is [0], f =>
            $"{FilesHave(f)} an impossible rescale (RescaleSlope '{f[0].RescaleSlope}', RescaleIntercept '{f[0].RescaleIntercept}'): {Names(f)}.");
        var reference = rest.Count > 0 ? rest[0] : first;
        Refuse(h => h.BitsAllocated != reference.BitsAllocated || h.IsSigned != reference.IsSigned, f =>
            $"the pixels are of several types: '{reference.Name}' has {(reference.IsSigned ? "signed" : "unsigned")} {reference.BitsAllocated} bits, '{f[0].Name}' {(f[0].IsSigned ? "signed" : "unsigned")} {f[0].BitsAllocated}.");
        FileType = (reference.BitsAllocated, reference.IsSigned) switch
        {
            (8, false) => NumericType.UInt8,
            (8, true) => NumericType.Int8,
            (32, false) => NumericType.UInt32,
            (32, true) => NumericType.Int32,
            (_, false) => NumericType.UInt16,
            _ => NumericType.Int16,
        };

        foreach (var note in _images.Where(h => h.Note is not null).GroupBy(h => h.Note))
            _warnings.Add($"{note.Count()} of {_images.Count} files: {note.Key}");
        if (_images.Count > 1 && _images.Any(h => h.FrameOfReferenceUid != _images[0].FrameOfReferenceUid))
            _warnings.Add("every image has a FrameOfReferenceUID of its own; they were taken to share one.");
        if (_images.Any(h => h.Photometric == "MONOCHROME1"))
            _warnings.Add("the pixels are MONOCHROME1: low values are meant to be shown bright. The values are as stored.");
        if (_images.FirstOrDefault(h => h.PixelPadding is not null) is { } padded)
            _warnings.Add($"PixelPaddingValue {padded.PixelPadding} marks pixels outside the picture; they are as stored.");
        if (rest.Find(h => h.PixelLength > h.NeededBytes + 1) is { } spare)
            _warnings.Add($"PixelData is longer than the picture ({spare.PixelLength} bytes for {spare.NeededBytes} in '{spare.Name}'); the rest was ignored.");

        void Refuse(Predicate<DicomHeader> fault, Func<List<DicomHeader>, string> message)
        {
            var files = rest.FindAll(fault);
            if (files.Count == 0)
                return;
            _problems.Add(message(files));
            rest.RemoveAll(fault);
        }
    }

    private static bool IsNumberOrEmpty(string text) => text.Length == 0 || DicomHeader.Decimals(text, 1) is not null;

    /// <summary>Sorts the images along the normal and, where several lie at every position, into volumes.</summary>
    private void Order()
    {
        if (_images.Count == 1)
        {
            Frames = [_images];
            return;
        }

        var unplaced = _images.Where(h => h.Plane is null).ToList();
        if (unplaced.Count > 0)
        {
            _problems.Add($"{FilesHave(unplaced)} no usable ImagePositionPatient ('{unplaced[0].Position}') and ImageOrientationPatient ('{unplaced[0].Orientation}'), so the slices cannot be ordered: {Names(unplaced)}.");
            Frames = [_images];
            return;
        }

        var normal = _images[0].Plane!.Normal;
        var sorted = _images.OrderBy(h => Vector3D.Dot(h.Plane!.PositionMm, normal)).ThenBy(h => h.Path, StringComparer.Ordinal).ToList();
        var positions = new List<List<DicomHeader>>();
        var last = double.NegativeInfinity;
        foreach (var image in sorted)
        {
            var along = Vector3D.Dot(image.Plane!.PositionMm, normal);
            if (along - last > SamePositionMm)
                positions.Add([]);
            positions[^1].Add(image);
            last = along;
        }

        Frames = [positions.ConvertAll(p => p[0])];
        var twins = sorted.Where(h => h.SopInstanceUid.Length > 0).GroupBy(h => h.SopInstanceUid).FirstOrDefault(g => g.Count() > 1);
        if (twins is not null)
        {
            _problems.Add($"duplicates: {Names([.. twins])} are the same image (SOPInstanceUID {twins.Key}). Take all but one out.");
            return;
        }

        var count = positions[0].Count;
        if (positions.All(p => p.Count == count))
        {
            if (count > 1)
                SplitFrames(positions, count);
            return;
        }

        var usual = positions.GroupBy(p => p.Count).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
        var odd = positions.Where(p => p.Count != usual).ToList();
        var most = odd.MaxBy(p => p.Count)!;
        _problems.Add(usual == 1
            ? $"duplicates: {odd.Count} of {positions.Count} positions have more than one image, such as {Names(most)} at {Mm(Vector3D.Dot(most[0].Plane!.PositionMm, normal))} along the normal. Take the spare ones out."
            : $"the series is incomplete: most of its {positions.Count} positions have {usual} images, but {odd.Count} have another number, such as {odd[0].Count} at {Mm(Vector3D.Dot(odd[0][0].Plane!.PositionMm, normal))} ({Names(odd[0])}).");
    }

    private void SplitFrames(List<List<DicomHeader>> positions, int count)
    {
        (string Name, Func<DicomHeader, string> Value, bool SameEverywhere)[] attributes =
        [
            ("TemporalPositionIdentifier", h => h.TemporalPosition, true),
            ("EchoNumbers", h => h.EchoNumber, true),
            ("TriggerTime", h => h.TriggerTime, true),
            ("AcquisitionNumber", h => h.AcquisitionNumber, true),
            ("InstanceNumber", h => h.InstanceNumber, false),
        ];
        foreach (var (name, value, sameEverywhere) in attributes)
        {
            var keys = positions.ConvertAll(p => p.Select(h => DicomHeader.SortValue(value(h))).Order().ToArray());
            if (keys.Exists(k => k[^1] == double.MaxValue || k.Distinct().Count() != count))
                continue;
            if (sameEverywhere && !keys.TrueForAll(k => k.SequenceEqual(keys[0])))
                continue;
            FrameAttribute = name;
            var ordered = positions.ConvertAll(p => p.OrderBy(h => DicomHeader.SortValue(value(h))).ToList());
            Frames = [.. Enumerable.Range(0, count).Select(t => ordered.ConvertAll(p => p[t]))];
            return;
        }

        _problems.Add($"duplicates: every position has {count} images that nothing tells apart, such as {Names(positions[0])}. Take the spare ones out.");
    }

    private void MakeGeometry(Vector3D? spacingMm, bool isFolder)
    {
        var slices = Frames[0];
        var first = slices[0];
        var size = new Size3D(Math.Max(1, first.Columns), Math.Max(1, first.Rows), slices.Count);
        var (spacingI, spacingJ) = ReadPixelSpacing(first);
        if (slices.Any(s => s.Plane is null))
        {
            if (slices.Count == 1)
                _warnings.Add("the image has no usable ImagePositionPatient and ImageOrientationPatient: origin 0 and axes along x and y were taken.");
            Geometry = new VolumeGeometry(size, spacingMm ?? new(spacingI, spacingJ, SliceSpacing(first, warn: slices.Count == 1)));
            return;
        }

        var plane = first.Plane!;
        var normal = plane.Normal;
        var spacingK = 1.0;
        if (slices.Count == 1)
        {
            spacingK = SliceSpacing(first, warn: true);
            if (!isFolder)
                _warnings.Add("one file was read; give the folder to read the whole series.");
        }
        else
        {
            var path = slices[^1].Plane!.PositionMm - plane.PositionMm;
            var along = Vector3D.Dot(path, normal);
            spacingK = along / (slices.Count - 1);
            CheckSteps(slices, plane, spacingK);
            if (CheckShear(slices, plane, path, along, Math.Min(spacingI, spacingJ)))
            {
                // Described with its shear: the third axis runs along the slice positions.
                normal = path.Normalized();
                spacingK = path.Length / (slices.Count - 1);
            }
        }

        Geometry = new VolumeGeometry(size, spacingMm ?? new(spacingI, spacingJ, spacingK), plane.PositionMm, new Matrix3D(plane.RowDirection, plane.ColumnDirection, normal));
    }

    /// <summary>PixelSpacing is the distance of rows (j), then of columns (i).</summary>
    private (double I, double J) ReadPixelSpacing(DicomHeader header)
    {
        if (DicomHeader.Decimals(header.PixelSpacing, 2) is [> 0, > 0] spacing)
            return (spacing[1], spacing[0]);
        if (header.PixelSpacing.Length > 0)
        {
            _problems.Add($"PixelSpacing is '{header.PixelSpacing}' in '{header.Name}'; it must be two numbers above 0.");
        }
        else if (DicomHeader.Decimals(header.ImagerPixelSpacing, 2) is [> 0, > 0] imager)
        {
            _warnings.Add("there is no PixelSpacing: ImagerPixelSpacing, the spacing at the detector, was taken.");
            return (imager[1], imager[0]);
        }
        else
        {
            _warnings.Add("there is no PixelSpacing: 1 mm was taken.");
        }

        return (1, 1);
    }

    private double SliceSpacing(DicomHeader header, bool warn)
    {
        foreach (var (name, text) in new[] { ("SpacingBetweenSlices", header.SpacingBetweenSlices), ("SliceThickness", header.SliceThickness) })
        {
            // Some write a negative SpacingBetweenSlices to tell the direction.
            if (DicomHeader.Decimals(text, 1) is [not 0 and var value])
            {
                if (warn)
                    _warnings.Add($"there is only one slice: its spacing along k, {Mm(Math.Abs(value))}, is the {name}.");
                return Math.Abs(value);
            }
        }

        if (warn)
            _warnings.Add("there is only one slice, without SpacingBetweenSlices and SliceThickness: 1 mm was taken along k.");
        return 1;
    }

    private void CheckSteps(IReadOnlyList<DicomHeader> slices, DicomSlicePlane plane, double mean)
    {
        var along = slices.Select(s => Vector3D.Dot(s.Plane!.PositionMm, plane.Normal)).ToArray();
        var steps = new double[along.Length - 1];
        for (var k = 0; k < steps.Length; k++)
            steps[k] = along[k + 1] - along[k];
        var median = steps.Order().ElementAt(steps.Length / 2);
        var tolerance = Math.Max(StepTolerance * median, Math.Min(StepToleranceMm, 0.1 * median));
        var odd = Enumerable.Range(0, steps.Length).Where(k => Math.Abs(steps[k] - median) > tolerance).ToList();
        if (odd.Count == 0)
            return;
        var place = odd[0];
        _problems.Add($"gaps: the slices are not evenly spaced; the usual step is {Mm(median)}, but {odd.Count} of {steps.Length} steps differ by more than {Mm(tolerance)}"
            + $" (from {Mm(steps.Min())} to {Mm(steps.Max())}, mean {Mm(mean)}), such as {Mm(steps[place])} between '{slices[place].Name}' at {Mm(along[place])} and '{slices[place + 1].Name}' at {Mm(along[place + 1])}. Slices are missing or were acquired unevenly.");
    }

    /// <summary>True where the slices are shifted sideways from one to the next (gantry tilt).</summary>
    private bool CheckShear(IReadOnlyList<DicomHeader> slices, DicomSlicePlane plane, Vector3D path, double along, double pixelMm)
    {
        var sideways = (path - along * plane.Normal).Length;
        var degrees = Math.Atan2(sideways, along) * 180 / Math.PI;
        if (degrees > ShearToleranceDegrees && sideways > Math.Min(0.02, 0.1 * pixelMm))
        {
            _problems.Add($"tilt: the line through the slice positions leans {Math.Round(degrees, 2).ToString(CultureInfo.InvariantCulture)} degrees from the slice normal (from '{slices[0].Name}' to '{slices[^1].Name}' the slices shift {Mm(sideways)} sideways over {Mm(along)}; up to {ShearToleranceDegrees} degrees is taken as rounding). Sheared volumes such as a tilted gantry's cannot be read yet.");
            return true;
        }

        foreach (var slice in slices)
        {
            var offset = slice.Plane!.PositionMm - plane.PositionMm;
            var off = (offset - Vector3D.Dot(offset, plane.Normal) / along * path);
            off -= Vector3D.Dot(off, plane.Normal) * plane.Normal;
            if (off.Length > 0.1 * pixelMm)
            {
                _problems.Add($"the slices are not behind each other: '{slice.Name}' lies {Mm(off.Length)} sideways of the line from '{slices[0].Name}' to '{slices[^1].Name}'.");
                break;
            }
        }

        return false;
    }
}
