namespace GpuVol.Cli;

/// <summary>Refuses places of outputs that would lose something, before any work.</summary>
internal static class BatchOutputs
{
    /// <summary>Checks that no two outputs are one file and that none lies among the inputs.</summary>
    /// <exception cref="UsageException">Something would be overwritten.</exception>
    public static void Check(IReadOnlyList<BatchItem> items, IReadOnlyList<string> named, string folder)
    {
        var taken = new Dictionary<string, BatchItem>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items)
        {
            if (!taken.TryAdd(item.Output, item))
                throw new UsageException($"'{taken[item.Output].Input}' and '{item.Input}' would both become {item.Output}; rename one, use two output folders, or name the folder above them, whose tree is kept.");
        }

        var target = OutputGuard.RealPath(folder);
        foreach (var path in named)
        {
            var source = OutputGuard.RealPath(path);
            if (source == target || (Directory.Exists(source) && target.StartsWith(source.TrimEnd('/') + "/", StringComparison.Ordinal)))
                throw new UsageException($"--out {folder}: the output folder lies inside the input '{path}'; choose another.");
        }

        // Links are followed once a folder, not once a file: there may be very many files.
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var path = InputFiles.WithoutSeries(item.Input);
            var parent = Path.GetDirectoryName(path)!;
            if (!places.TryGetValue(parent, out var real))
                places[parent] = real = OutputGuard.RealPath(parent);
            var source = Path.Combine(real, Path.GetFileName(path));
            if (source.StartsWith(target.TrimEnd('/') + "/", StringComparison.Ordinal) && taken.ContainsKey(source[(target.TrimEnd('/').Length + 1)..]))
                throw new UsageException($"--out {folder}: '{item.Input}' would be overwritten by an output; choose another folder.");
        }
    }
}
