using System.Globalization;

namespace GpuVol;

/// <summary>What the reader needs of one DICOM file, from the elements before the pixels.</summary>
internal sealed class DicomHeader(string path)
{
    public string Path { get; } = path;

    public string Name => System.IO.Path.GetFileName(Path);

    public string TransferSyntaxUid { get; set; } = "";

    /// <summary>The file's structure is damaged: why and where. Fields read before that are kept.</summary>
    public string? Fault { get; set; }

    /// <summary>What was noticed in the structure.</summary>
    public string? Note { get; set; }

    public string SopClassUid { get; set; } = "";

    public string SopInstanceUid { get; set; } = "";

    public string SeriesUid { get; set; } = "";

    public string SeriesDescription { get; set; } = "";

    public string FrameOfReferenceUid { get; set; } = "";

    public string Modality { get; set; } = "";

    public string Photometric { get; set; } = "";

    public string NumberOfFrames { get; set; } = "";

    public string InstanceNumber { get; set; } = "";

    public string AcquisitionNumber { get; set; } = "";

    public string TemporalPosition { get; set; } = "";

    public string EchoNumber { get; set; } = "";

    public string TriggerTime { get; set; } = "";

    public string Position { get; set; } = "";

    public string Orientation { get; set; } = "";

    public string PixelSpacing { get; set; } = "";

    public string ImagerPixelSpacing { get; set; } = "";

    public string SpacingBetweenSlices { get; set; } = "";

    public string SliceThickness { get; set; } = "";

    public string RescaleSlope { get; set; } = "";

    public string RescaleIntercept { get; set; } = "";

    public int Rows { get; set; }

    public int Columns { get; set; }

    public int SamplesPerPixel { get; set; } = 1;

    public int BitsAllocated { get; set; }

    public int BitsStored { get; set; }

    public int HighBit { get; set; } = -1;

    public bool IsSigned { get; set; }

    public int? PixelPadding { get; set; }

    public bool HasModalityLut { get; set; }

    public bool HasFunctionalGroups { get; set; }

    public bool HasFloatPixels { get; set; }

    /// <summary>There is PixelData (or float pixel data).</summary>
    public bool HasPixels { get; set; }

    /// <summary>First byte of the pixels in the file.</summary>
    public long PixelOffset { get; set; }

    /// <summary>Length that the element declares; -1: undefined, as for compressed pixels.</summary>
    public long PixelLength { get; set; }

    /// <summary>Bytes of the file from <see cref="PixelOffset"/> on.</summary>
    public long PixelBytesPresent { get; set; }

    /// <summary>Position and axes of the slice, once parsed.</summary>
    public DicomSlicePlane? Plane { get; set; }

    /// <summary>Bytes of one picture.</summary>
    public long NeededBytes => (long)Rows * Columns * (BitsAllocated / 8);

    /// <summary>An integer string such as InstanceNumber for sorting; missing ones come last.</summary>
    public static double SortValue(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : double.MaxValue;

    /// <summary>The numbers of a decimal string, or null where it is missing, damaged, or has another count.</summary>
    public static double[]? Decimals(string text, int count)
    {
        if (text.Length == 0)
            return null;
        var parts = text.Split('\\');
        if (parts.Length != count)
            return null;
        var values = new double[count];
        for (var n = 0; n < count; n++)
        {
            if (!double.TryParse(parts[n].AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out values[n]) || !double.IsFinite(values[n]))
                return null;
        }

        return values;
    }
}
