using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace GpuVol.Cli;

/// <summary>Which inputs are label maps, by patterns of their names, and how they are resampled.</summary>
internal sealed record RecipeLabels(IReadOnlyList<string> Files, LabelInterpolation Interpolation)
{
    /// <summary>Reads the part <c>"labels"</c> of a recipe.</summary>
    /// <exception cref="UsageException">It is wrong.</exception>
    public static RecipeLabels Parse(JsonNode node)
    {
        const string Example = "for example { \"files\": [\"*_seg.nii.gz\"], \"interpolation\": \"nearest\" }";
        if (node is not JsonObject written || written.Any(p => p.Key is not ("files" or "interpolation")))
            throw new UsageException($"\"labels\" must be an object with files and interpolation, {Example}.");
        if (written["files"] is not JsonArray { Count: > 0 } files || files.Any(f => f is not JsonValue v || !v.TryGetValue(out string? text) || text.Length == 0))
            throw new UsageException($"\"labels\": files must be a list of patterns, {Example}.");
        var interpolation = written["interpolation"]?.ToString() switch
        {
            null or "nearest" => LabelInterpolation.Nearest,
            "linear" => LabelInterpolation.Linear,
            var other => throw new UsageException($"\"labels\": interpolation '{other}' is neither nearest nor linear."),
        };
        return new RecipeLabels([.. files.Select(f => f!.GetValue<string>())], interpolation);
    }

    /// <summary>True for a label map. A pattern with a slash is compared with the path below the folder that was named, another with the file's name.</summary>
    public bool Matches(string relativePath) => Files.Any(pattern => FileSystemName.MatchesSimpleExpression(
        pattern, pattern.Contains('/', StringComparison.Ordinal) ? relativePath : Path.GetFileName(relativePath), ignoreCase: false));
}
