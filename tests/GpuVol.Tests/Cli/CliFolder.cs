namespace GpuVol.Tests.Cli;

/// <summary>A temporary folder with inputs for the program, that can tell what a call has left in it.</summary>
internal sealed class CliFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Where it is.</summary>
    public string Path => _folder.Path;

    /// <summary>A path in it.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Everything in it, hidden or not, by relative path.</summary>
    public string[] Contents() =>
        [.. Directory.EnumerateFileSystemEntries(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(p => System.IO.Path.GetRelativePath(Path, p)).Order(StringComparer.Ordinal)];

    /// <summary>Runs a call in it.</summary>
    public CliResult Run(params string[] args) => CliProcess.Run(Path, args);

    /// <summary>Runs a call that must fail and leave everything as it was.</summary>
    public void RunFails(int exitCode, string[] words, params string[] args)
    {
        var before = Contents();
        CliProcess.Run(Path, args).Failed(exitCode, words);
        Assert.Equal(before, Contents());
    }

    /// <summary>Puts a volume there and returns its name.</summary>
    public string Put(string name, Volume volume)
    {
        using (volume)
            VolumeFile.Write(volume, File(name));
        return name;
    }

    /// <summary>A small volume with structure on every axis, oblique, with spacings that differ: name <c>in.nii.gz</c>.</summary>
    public string PutVolume(string name = "in.nii.gz", int size = 20)
    {
        var geometry = new VolumeGeometry(new(size, size + 3, size - 5), new(0.75, 1.25, 2), new(-10, 20, 30));
        return Put(name, TestVolumes.From(geometry, (i, j, k) => 100 * Math.Sin(0.5 * i) + 10 * j - 3 * k * k));
    }

    /// <summary>Reads a result.</summary>
    public Volume Read(string name) => VolumeFile.Read(File(name));

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
