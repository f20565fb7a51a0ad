namespace GpuVol.Tests.KernelLanguage;

/// <summary>Where the sources lie.</summary>
internal static class RepositoryFolder
{
    /// <summary>The folder of GpuVol.sln, above the test binaries.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "GpuVol.sln")))
                return folder;
        }

        throw new DirectoryNotFoundException("GpuVol.sln lies in no folder above the tests.");
    }
}
