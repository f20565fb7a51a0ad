using System.Diagnostics;
using System.Security.Cryptography;
using GpuVol.Tests.Cli;

namespace GpuVol.Tests.Batch;

/// <summary>A temporary folder with scans and a recipe, and what can be asked of the outputs.</summary>
internal sealed class BatchFolder : IDisposable
{
    /// <summary>Smooths and resamples.</summary>
    public const string Recipe = """{ "steps": [ { "verb": "gaussian", "sigma-mm": 1 }, { "verb": "resample", "spacing-mm": 1.5, "order": 3 } ] }""";

    private readonly CliFolder _folder = new();

    public BatchFolder(int scans = 0, int size = 24, string recipe = Recipe)
    {
        File.WriteAllText(_folder.File("recipe.json"), recipe);
        Directory.CreateDirectory(_folder.File("in"));
        for (var n = 0; n < scans; n++)
            PutScan($"in/scan{n:000}.nii.gz", size, n);
    }

    /// <summary>Where it is.</summary>
    public string Path => _folder.Path;

    /// <summary>Where the outputs go.</summary>
    public string Out => _folder.File("out");

    /// <summary>A path in it.</summary>
    public string At(string name) => _folder.File(name);

    /// <summary>Writes a scan of int16 noise that differs from number to number.</summary>
    public void PutScan(string name, int size = 24, int number = 0)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        using var volume = TestVolumes.RandomStored(new(size, size + 1, size - 1), ElementType.Int16, number + 1);
        VolumeFile.Write(volume, At(name));
    }

    /// <summary>Runs the program there.</summary>
    public CliResult Run(params string[] args) => _folder.Run(args);

    /// <summary>Runs <c>batch</c> with the recipe on the folder of scans.</summary>
    public CliResult Batch(params string[] args) => Run(["batch", "recipe.json", "in", "--out", "out", .. args]);

    /// <summary>A call that must be refused before anything is written.</summary>
    public void Refuses(string[] words, params string[] args) => _folder.RunFails(2, words, args);

    /// <summary>Starts <c>batch</c> as <see cref="Batch"/> does.</summary>
    public Process Start(params string[] args) => Start(null, args);

    /// <summary>The same with an environment variable set.</summary>
    public Process Start((string Name, string Value)? variable, params string[] args) => CliProcess.Start(Path, variable, ["batch", "recipe.json", "in", "--out", "out", .. args]);

    /// <summary>The same in a process space of its own, where no process of here is seen and which ends with it: to the others, another machine.</summary>
    public Process StartElsewhere(params string[] args)
    {
        using var trial = Process.Start("unshare", ["--pid", "--fork", "--mount-proc", "true"]);
        trial.WaitForExit();
        Skip.If(trial.ExitCode != 0 && Environment.UserName != "root", "Only root may make a process space.");
        var start = new ProcessStartInfo("unshare") { WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] all = ["--pid", "--fork", "--kill-child", "--mount-proc", CliProcess.Host, CliProcess.Program, "batch", "recipe.json", "in", "--out", "out", .. args];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>The outputs by name with their SHA-256.</summary>
    public SortedDictionary<string, string> Checksums() => ChecksumsOf(Out);

    /// <summary>The same of another output folder.</summary>
    public static SortedDictionary<string, string> ChecksumsOf(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => System.IO.Path.GetFileName(f)[0] != '.' && !f.EndsWith(".json", StringComparison.Ordinal) && !f.Contains("/.gpuvol-batch/", StringComparison.Ordinal))
            .ToDictionary(f => System.IO.Path.GetRelativePath(folder, f), f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))),
        StringComparer.Ordinal);

    /// <summary>Lines of all journals that have a text in them.</summary>
    public int JournalLines(string text) =>
        Directory.EnumerateFiles(At("out/.gpuvol-batch/journal")).SelectMany(File.ReadAllLines).Count(l => l.Contains(text, StringComparison.Ordinal));

    /// <summary>Fails where a temporary file, a claim or a process file is left.</summary>
    public void HasNoLeftovers() => HasNoLeftovers(Out);

    /// <summary>The same of another output folder.</summary>
    public static void HasNoLeftovers(string folder)
    {
        var all = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });
        List<string> left = [.. all.Where(f => f.Contains(".tmp-", StringComparison.Ordinal) || f.Contains("/claims/", StringComparison.Ordinal) || f.Contains("/processes/", StringComparison.Ordinal))];
        Assert.True(left.Count == 0, $"Left: {string.Join(", ", left.Select(f => $"{f} ({File.ReadAllText(f)})"))}");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
