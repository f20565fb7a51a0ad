using GpuVol.Cli;

namespace GpuVol.Tests.Cli;

public class HelpTests
{
    public static TheoryData<string> Verbs => [.. VerbList.All.Select(v => v.Name)];

    [Fact]
    public void Root_ListsEveryVerbAndExitsZero()
    {
        using var folder = new CliFolder();
        foreach (var word in new[] { "--help", "-h" })
        {
            var result = folder.Run(word).Succeeded();
            Assert.All(VerbList.All, v => Assert.Contains($"\n  {v.Name} ", result.Output, StringComparison.Ordinal));
            Assert.Empty(result.Error);
        }
    }

    [Theory, MemberData(nameof(Verbs))]
    public void Verb_ExplainsEachOptionAndHasOneExample(string name)
    {
        using var folder = new CliFolder();
        var result = folder.Run([.. name.Split(' '), "--help"]).Succeeded();
        var verb = VerbList.Find(name)!;
        Assert.Equal(name, verb.Name);
        Assert.Contains("Usage:\n  gpuvol " + name, result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"\nExample:\n  {verb.Example}\n", result.Output, StringComparison.Ordinal);
        Assert.All(verb.Options.Concat(verb.SharedOptions), o => Assert.Contains($"\n  {o.Name}", result.Output, StringComparison.Ordinal));
        Assert.All(verb.Options.Concat(verb.SharedOptions), o => Assert.Matches("^--[a-z0-9-]+$", o.Name));
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 115, line));
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Examples_AllRunAsTheyStand()
    {
        using var folder = new CliFolder();
        NpyFile.Write<float>([0, -1, 0, -1, 5, -1, 0, -1, 0], [3, 3], folder.File("sharpen.npy"));
        File.WriteAllText(folder.File("recipe.json"), """{ "steps": [ { "verb": "gaussian", "sigma-mm": 1 }, { "verb": "resample", "spacing-mm": 6 } ] }""");
        NpyFile.Write<System.Numerics.Vector2>(new System.Numerics.Vector2[16 * 12], [16, 12], folder.File("kspace.npy"));
        File.WriteAllText(folder.File("turn.tfm"), "#Insight Transform File V1.0\nTransform: Euler3DTransform_double_3_3\nParameters: 0 0 0.2 0 5 0\nFixedParameters: 0 0 0 0\n");
        var first = new[] { "phantom" };
        void AfterPhantom() => folder.Run("project", "head.nii.gz", "cone.npy", "--geometry", "cone", "--source-mm", "300", "--detector-mm", "200", "--angles-deg", "0:360:60", "--detector-spacing-mm", "2").Succeeded();

        // A window stays until it is closed; ViewVerbTests open it.
        foreach (var name in first.Concat(VerbList.All.Select(v => v.Name).Except(first).Except(["view"])))
        {
            var example = VerbList.Find(name)!.Example;
            var words = example.Split(' ');
            Assert.StartsWith($"gpuvol {name} ", example + " ", StringComparison.Ordinal);
            folder.Run(words[1..]).Succeeded();
            if (name == "phantom")
                AfterPhantom();
        }

        Assert.Contains("head.nii.gz", folder.Contents());
        Assert.DoesNotContain(folder.Contents(), f => f.Contains(".tmp-", StringComparison.Ordinal));
    }

    [Fact]
    public void RootExample_Runs()
    {
        using var folder = new CliFolder();
        var help = folder.Run("--help").Output;
        var example = help[(help.LastIndexOf("  gpuvol ", StringComparison.Ordinal) + 9)..].Trim();
        folder.Run(example.Split(' ')).Succeeded();
    }

    [Fact]
    public void Version_IsTheBuilds()
    {
        using var folder = new CliFolder();
        var result = folder.Run("--version").Succeeded();
        Assert.Matches(@"^gpuvol \d+\.\d+\.\d+[^\s]*\n$", result.Output);
    }

    [Fact]
    public void Page_IsWhatTheProgramSays()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "cli.md");
        if (Environment.GetEnvironmentVariable("GPUVOL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, HelpText.Page());
        Assert.True(File.Exists(path), "docs/cli.md is missing. Run this test with GPUVOL_UPDATE_DOCS=1.");
        Assert.True(File.ReadAllText(path) == HelpText.Page(), "docs/cli.md is not what the program says. Run this test with GPUVOL_UPDATE_DOCS=1 and commit the page.");
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GpuVol.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("GpuVol.sln is not above the tests.");
    }
}
