using System.IO.Enumeration;

namespace GpuVol;

/// <summary>The DICOM files of a folder and its subfolders.</summary>
internal sealed record DicomFolder(IReadOnlyList<DicomHeader> Headers, IReadOnlyList<string> OtherFiles)
{
    /// <summary>
    /// Reads the headers of one file, or of all files of a folder and its subfolders. Hidden folders are left out, and links to
    /// folders are not followed (they may lead round in circles); links to files are.
    /// </summary>
    public static DicomFolder Scan(string path, CancellationToken cancellation)
    {
        string[] files;
        if (Directory.Exists(path))
        {
            try
            {
                files = [.. new FileSystemEnumerable<string>(path, (ref FileSystemEntry e) => e.ToFullPath(), new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = 0,
                    IgnoreInaccessible = false,
                })
                {
                    ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory,
                    ShouldRecursePredicate = (ref FileSystemEntry e) => e.FileName[0] != '.' && (e.Attributes & FileAttributes.ReparsePoint) == 0,
                }];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new VolumeFormatException(path, $"the folder cannot be read: {AtomicFile.OneLine(e)} Check the permissions.", e);
            }

            Array.Sort(files, StringComparer.Ordinal);
        }
        else
        {
            files = [path];
        }

        var headers = new DicomHeader?[files.Length];
        HostLoop.For(files.Length, n => headers[n] = DicomHeaderReader.Read(files[n]), cancellation);
        var found = new List<DicomHeader>(files.Length);
        var others = new List<string>();
        for (var n = 0; n < files.Length; n++)
        {
            if (headers[n] is { } header)
                found.Add(header);
            else
                others.Add(files[n]);
        }

        return new DicomFolder(found, others);
    }

    /// <summary>What lies in a folder that is not DICOM, for a message: "3 files (2 .txt, 1 .png)".</summary>
    public static string Summarize(IReadOnlyList<string> files)
    {
        var kinds = files
            .GroupBy(f => Path.GetExtension(f) is { Length: > 0 } e ? e.ToLowerInvariant() : "without extension")
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Count()} {g.Key}").ToArray();
        var shown = string.Join(", ", kinds.Take(6));
        return $"{files.Count} {(files.Count == 1 ? "file" : "files")} ({shown}{(kinds.Length > 6 ? ", …" : "")})";
    }
}
