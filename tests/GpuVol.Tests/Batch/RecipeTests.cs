using GpuVol.Cli;

namespace GpuVol.Tests.Batch;

public class RecipeTests
{
    [Theory]
    [InlineData("""{ "steps": [ { "verb": "gausian", "sigma-mm": 1 } ] }""", "step 1", "'gausian'", "Did you mean gaussian?")]
    [InlineData("""{ "steps": [ { "verb": "median" }, { "verb": "gaussian", "sigma": 1 } ] }""", "step 2 (gaussian)", "'sigma'", "sigma-mm")]
    [InlineData("""{ "steps": [ { "verb": "gaussian", "sigma-mm": -1 } ] }""", "step 1 (gaussian)", "--sigma-mm", "'-1'")]
    [InlineData("""{ "steps": [ { "verb": "gaussian", "sigma-mm": "wide" } ] }""", "step 1 (gaussian)", "--sigma-mm", "'wide'")]
    [InlineData("""{ "steps": [ { "verb": "gaussian", "sigma-mm": { "x": 1 } } ] }""", "step 1 (gaussian)", "sigma-mm")]
    [InlineData("""{ "steps": [ { "verb": "gaussian", "sigma-mm": 1, "per-mm": "yes" } ] }""", "step 1 (gaussian)", "per-mm", "true or false")]
    [InlineData("""{ "steps": [ { "verb": "gaussian" } ] }""", "step 1 (gaussian)", "--sigma-mm and --sigma-voxels")]
    [InlineData("""{ "steps": [ { "verb": "median", "--size": 3 } ] }""", "step 1 (median)", "'--size'", "without dashes")]
    [InlineData("""{ "steps": [ { "verb": "median", "size": [3, 3] } ] }""", "step 1 (median)", "--size", "3,3")]
    [InlineData("""{ "steps": [ { "verb": "render" } ] }""", "step 1 (render)", "cannot be a step")]
    [InlineData("""{ "steps": [ { "verb": "batch" } ] }""", "step 1 (batch)", "cannot be a step")]
    [InlineData("""{ "steps": [ { "verb": "median" }, { "verb": "fbp", "angles-deg": "0:180:10" } ] }""", "step 2 (fbp)", "first step")]
    [InlineData("""{ "steps": [ { "verb": "convolve", "kernel": "nothing.npy" } ] }""", "step 1 (convolve)", "kernel", "nothing.npy")]
    [InlineData("""{ "steps": [ { "verb": "resample", "spacing-mm": 1, "plan": true } ] }""", "step 1 (resample)", "'plan'")]
    [InlineData("""{ "steps": [ { "verb": "median", "device": "cpu" } ] }""", "step 1 (median)", "'device'")]
    [InlineData("""{ "steps": [ 5 ] }""", "step 1")]
    [InlineData("""{ "steps": [] }""", "\"steps\"", "at least one")]
    [InlineData("""{ "stepz": [] }""", "'stepz'")]
    [InlineData("""{ "steps": [ { "verb": "median" } ], "output": { "format": ".xyz" } }""", "\"output\"", ".xyz")]
    [InlineData("""{ "steps": [ { "verb": "median" } ], "output": { "dtype": "f99" } }""", "\"output\"", "'f99'")]
    [InlineData("""{ "steps": [ { "verb": "median" } ], "output": { "compress": 9 } }""", "\"output\"", "'compress'")]
    [InlineData("""{ "steps": [ { "verb": "median" } ], "labels": { "files": [] } }""", "\"labels\"")]
    [InlineData("""{ "steps": [ { "verb": "median" } ], "labels": { "files": ["*_seg*"], "interpolation": "cubic" } }""", "\"labels\"", "'cubic'")]
    [InlineData("""{ "steps": [ { "verb": "median" } ], "input": { "frame": -1 } }""", "\"input\"", "--frame")]
    [InlineData("""{ "steps": [ { "verb": "median" } ] """, "no JSON")]
    [InlineData("[]", "a recipe is a JSON object")]
    public void WrongRecipe_IsRefusedWithPlaceAndValue(string json, params string[] words)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("recipe.json"), json);
        var message = Assert.Throws<UsageException>(() => GpuVol.Cli.Recipe.Read(folder.File("recipe.json"))).Message;
        Assert.StartsWith(folder.File("recipe.json"), message, StringComparison.Ordinal);
        Assert.All(words, w => Assert.Contains(w, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Hash_IsOfWhatDecidesTheResult()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write<float>([1, 2, 1], [3], folder.File("k.npy"));
        string Hash(string json)
        {
            File.WriteAllText(folder.File("recipe.json"), json);
            return GpuVol.Cli.Recipe.Read(folder.File("recipe.json")).Hash;
        }

        const string Convolve = """{ "steps": [ { "verb": "convolve", "kernel": "k.npy" } ] }""";
        var before = Hash(Convolve);
        Assert.Equal(before, Hash("{\"steps\":[{\"verb\":\"convolve\",\"kernel\":\"./k.npy\"}]} // the same"));
        Assert.NotEqual(before, Hash("""{ "steps": [ { "verb": "convolve", "kernel": "k.npy", "border": "wrap" } ] }"""));
        NpyFile.Write<float>([1, 3, 1], [3], folder.File("k.npy"));
        Assert.NotEqual(before, Hash(Convolve));
    }

    [Fact]
    public void EveryVerbOfOneVolume_IsAStep()
    {
        var steps = VerbList.All.Select(v => v.Create()).OfType<StepVerb>().Select(v => v.Name).ToList();
        Assert.Subset(steps.ToHashSet(), new HashSet<string> { "window", "gaussian", "median", "sobel", "convolve", "edt", "erode", "resample", "affine", "shift", "rotate", "convert", "fbp" });
    }
}
