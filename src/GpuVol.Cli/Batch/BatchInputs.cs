using System.IO.Enumeration;

namespace GpuVol.Cli;

/// <summary>From the words of the call to items: files, patterns, folders of volumes and DICOM series, BIDS trees, lists.</summary>
internal sealed class BatchInputs
{
    private static readonly string[] NotOfTheDataset = ["derivatives", "sourcedata", "code"];

    private readonly Recipe _recipe;
    private readonly List<(string Input, string Relative, bool IsSeries)> _found = [];

    private BatchInputs(Recipe recipe) => _recipe = recipe;

    /// <summary>Finds the items of a call, in a fixed order.</summary>
    /// <exception cref="UsageException">An input is missing, or the outputs of two are the same file or lie among the inputs.</exception>
    public static IReadOnlyList<BatchItem> Find(Recipe recipe, IReadOnlyList<string> inputs, string? list, string outputFolder)
    {
        var found = new BatchInputs(recipe);
        foreach (var input in inputs)
            found.Add(input);
        if (list is not null)
        {
            foreach (var line in ReadList(list))
                found.Add(line);
        }

        if (found._found.Count == 0)
            throw new UsageException("there is no input: name files, patterns or folders, or give --list FILE.");
        var items = found.Items();

        // The next run would take the outputs below a folder for inputs.
        BatchOutputs.Check(items, [.. inputs.Where(i => Directory.Exists(i) || i.Contains("**", StringComparison.Ordinal)).Select(FixedPart)], outputFolder);
        return items;
    }

    private static IEnumerable<string> ReadList(string list)
    {
        IEnumerable<string> lines;
        try
        {
            lines = list == "-" ? Console.In.ReadToEnd().Split('\n') : File.ReadAllLines(list);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--list {list}: cannot be read: {Text.OneLine(e)}");
        }

        return lines.Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#');
    }

    private void Add(string input)
    {
        var path = Path.GetFullPath(input);
        if (Directory.Exists(path))
            AddFolder(path);
        else if (File.Exists(path) || File.Exists(InputFiles.WithoutSeries(path)) || Directory.Exists(InputFiles.WithoutSeries(path)))
            AddFile(path);
        else if (input.AsSpan().ContainsAny('*', '?'))
            AddPattern(input);
        else
            throw new UsageException($"{input}: there is no such file or folder. Check the path; patterns may use *, ? and **.");
    }

    private void AddFile(string path)
    {
        var place = InputFiles.WithoutSeries(path);
        _found.Add((path, Path.GetFileName(place.TrimEnd('/')), Directory.Exists(place)));
    }

    private void AddPattern(string pattern)
    {
        var root = FixedPart(pattern);
        var rest = Path.GetFullPath(pattern)[(root.TrimEnd('/').Length + 1)..];
        var before = _found.Count;
        if (Directory.Exists(root))
        {
            // "**/" stands for any folders, none included.
            var simple = rest.Replace("**/", "*", StringComparison.Ordinal);
            var depth = rest.Contains("**", StringComparison.Ordinal) ? int.MaxValue : rest.Count(c => c == '/');
            foreach (var path in Entries(root, depth))
            {
                var relative = path[(root.TrimEnd('/').Length + 1)..];
                if ((depth == int.MaxValue || relative.Count(c => c == '/') == depth) && FileSystemName.MatchesSimpleExpression(simple, relative, ignoreCase: false))
                {
                    if (File.Exists(path))
                        AddFile(path);
                    else if (HoldsSlices(path))
                        _found.Add((path, Path.GetFileName(path), true));
                }
            }
        }

        if (_found.Count == before)
            throw new UsageException($"{pattern}: nothing matches this pattern.");
    }

    // A folder keeps its tree: an output's path below --out is the input's below the folder.
    private void AddFolder(string folder)
    {
        var root = folder.TrimEnd('/');
        if (HoldsSlices(root))
        {
            _found.Add((root, Path.GetFileName(root), true));
            return;
        }

        var before = _found.Count;
        Walk(root, root, isDataset: File.Exists(Path.Combine(root, "dataset_description.json")));
        if (_found.Count == before)
            throw new UsageException($"{folder}: the folder holds no volume and no DICOM series.");
    }

    private void Walk(string folder, string root, bool isDataset)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file)[0] != '.' && VolumeNames.IsVolume(file))
                _found.Add((file, file[(root.Length + 1)..], false));
        }

        foreach (var sub in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(sub);
            if (name[0] == '.' || (isDataset && folder == root && NotOfTheDataset.Contains(name)))
                continue;
            if (HoldsSlices(sub))
                _found.Add((sub, sub[(root.Length + 1)..], true));
            else
                Walk(sub, root, isDataset);
        }
    }

    private static bool HoldsSlices(string folder) =>
        Directory.EnumerateFiles(folder).FirstOrDefault(f => Path.GetFileName(f)[0] != '.' && !VolumeNames.IsVolume(f)) is { } first && VolumeFile.IsDicom(first);

    private List<BatchItem> Items()
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (input, relative, _) in _found)
        {
            if (_recipe.Labels?.Matches(relative) != true)
                images.TryAdd(Path.Combine(Path.GetDirectoryName(input)!, VolumeNames.Stem(Path.GetFileName(input))), input);
        }

        return [.. _found.DistinctBy(f => f.Input).Select(f =>
        {
            var isLabel = _recipe.Labels?.Matches(f.Relative) == true;
            return new BatchItem(f.Input, OutputName(f.Relative, f.IsSeries), isLabel, isLabel ? ImageOf(f.Input, images) : null);
        })];
    }

    private string OutputName(string relative, bool isSeries)
    {
        var stem = isSeries ? relative : VolumeNames.Stem(relative);
        return stem + (_recipe.Format ?? VolumeNames.WritableExtension(relative) ?? ".nii.gz");
    }

    // The label map A_seg.nii.gz of the pattern *_seg.nii.gz belongs to A.
    private string? ImageOf(string label, Dictionary<string, string> images)
    {
        var name = Path.GetFileName(label);
        foreach (var pattern in _recipe.Labels!.Files)
        {
            if (pattern[0] == '*' && name.EndsWith(pattern[1..], StringComparison.Ordinal)
                && images.TryGetValue(Path.Combine(Path.GetDirectoryName(label)!, name[..^(pattern.Length - 1)]), out var image))
                return image;
        }

        return null;
    }

    private static IEnumerable<string> Entries(string root, int depth) =>
        Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = depth > 0, MaxRecursionDepth = depth, AttributesToSkip = FileAttributes.Hidden })
            .Order(StringComparer.Ordinal);

    /// <summary>The folder of a pattern before its first wildcard; a path without one as it is.</summary>
    private static string FixedPart(string input)
    {
        var path = Path.GetFullPath(input);
        var wildcard = path.AsSpan().IndexOfAny('*', '?');
        if (wildcard < 0 || File.Exists(path) || Directory.Exists(path))
            return path;
        var slash = path.LastIndexOf('/', wildcard);
        return slash <= 0 ? "/" : path[..slash];
    }
}
