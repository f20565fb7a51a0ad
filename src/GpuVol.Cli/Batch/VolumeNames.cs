namespace GpuVol.Cli;

/// <summary>Names of volume files, told by their extensions.</summary>
internal static class VolumeNames
{
    // The longer ones first: ".nii.gz" ends in nothing else.
    private static readonly string[] Extensions = [.. OutputGuard.VolumeExtensions.Concat([".hdr", ".hdr.gz", ".nhdr", ".mhd"]).OrderByDescending(e => e.Length)];

    /// <summary>True for a file that is read as a volume of its own, by its name; DICOM files are slices of one as a rule.</summary>
    public static bool IsVolume(string path) => ExtensionOf(path) is not null;

    /// <summary>The name without the extension of a volume.</summary>
    public static string Stem(string path) => path[..^(ExtensionOf(path)?.Length ?? 0)];

    /// <summary>The extension where files of it can be written, else null.</summary>
    public static string? WritableExtension(string path) => ExtensionOf(path) is { } extension && OutputGuard.VolumeExtensions.Contains(extension) ? extension : null;

    private static string? ExtensionOf(string path) => Extensions.FirstOrDefault(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase) && Path.GetFileName(path).Length > e.Length);
}
