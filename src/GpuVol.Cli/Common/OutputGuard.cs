namespace GpuVol.Cli;

/// <summary>Refuses outputs that cannot or must not be written, before any work is done.</summary>
internal static class OutputGuard
{
    /// <summary>What a volume can be written as.</summary>
    public static readonly string[] VolumeExtensions = [".nii", ".nii.gz", ".npy"];

    /// <summary>What a picture can be written as.</summary>
    public static readonly string[] PictureExtensions = [".png"];

    /// <summary>Checks one output against its kind and the inputs.</summary>
    /// <exception cref="UsageException">The name, the folder or the place is wrong.</exception>
    public static void Check(string output, string[] extensions, IReadOnlyList<string> inputs)
    {
        if (output.Length == 0)
            throw new UsageException("the output path is empty; give the name of a file to write.");
        if (!extensions.Any(e => output.EndsWith(e, StringComparison.OrdinalIgnoreCase) && Path.GetFileName(output).Length > e.Length))
            throw new UsageException($"{output}: cannot tell the format to write; end the name in {OneOf(extensions)}.");
        CheckPlace(output, inputs);

        // The only reliable test of a place is to open a file there: root ignores permissions but not a read-only file system.
        new AtomicFile(output).Dispose();
    }

    /// <summary>Checks a folder to write into, which is made where it is missing.</summary>
    /// <exception cref="UsageException">It cannot be made or written to.</exception>
    public static void CheckFolder(string folder)
    {
        if (File.Exists(folder))
            throw new UsageException($"{folder}: this is a file; name a folder.");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: the folder cannot be made: {Text.OneLine(e)}");
        }

        // Of a process that was killed just here, too.
        var probe = Path.Combine(folder, "probe");
        new AtomicFile(probe).Dispose();
        AtomicFile.RemoveLeftovers(probe);
    }

    private static void CheckPlace(string output, IReadOnlyList<string> inputs)
    {
        var target = RealPath(output);
        foreach (var input in inputs)
        {
            var name = input;
            if (!File.Exists(name) && !Directory.Exists(name) && name.LastIndexOf('#') is > 0 and var hash)
                name = name[..hash];
            var source = RealPath(name);
            if (target == source)
                throw new UsageException($"{output}: the output is the input; write to another name.");
            if (Directory.Exists(source) && target.StartsWith(source.TrimEnd('/') + "/", StringComparison.Ordinal))
                throw new UsageException($"{output}: the output lies inside the input folder '{input}'; write to another folder.");
        }
    }

    /// <summary>The full path with every link on the way followed, so that a linked folder does not hide that input and output are the same.</summary>
    public static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            try
            {
                var target = new FileInfo(next).ResolveLinkTarget(returnFinalTarget: true);
                real = target is null ? next : RealPath(target.FullName);
            }
            catch (IOException)
            {
                real = next;
            }
        }

        return real;
    }

    private static string OneOf(string[] words) =>
        words.Length == 1 ? words[0] : string.Join(", ", words[..^1]) + " or " + words[^1];
}
