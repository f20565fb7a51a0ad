using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GpuVol.Cli;

/// <summary>A chain of verbs with their options, checked as a whole: what <c>batch</c> does to every volume.</summary>
internal sealed class Recipe
{
    private const int Version = 1;

    private Recipe(IReadOnlyList<RecipeStep> steps, RecipeLabels? labels, VolumeReadOptions input, string? format, ElementType? elementType, JsonObject resolved, JsonObject named)
    {
        Steps = steps;
        LabelSteps = labels is null ? [] : [.. steps.Select(s => s.ForLabels(labels.Interpolation)).OfType<RecipeStep>()];
        Labels = labels;
        Input = input;
        Format = format;
        ElementType = elementType;
        Resolved = resolved;
        Public = named;
        Hash = Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(named.ToJsonString())));
    }

    /// <summary>What happens to an image, in order.</summary>
    public IReadOnlyList<RecipeStep> Steps { get; }

    /// <summary>What happens to a label map: the steps that move voxels, without mixing values.</summary>
    public IReadOnlyList<RecipeStep> LabelSteps { get; }

    /// <summary>Which inputs are label maps; null: none.</summary>
    public RecipeLabels? Labels { get; }

    /// <summary>How inputs are read.</summary>
    public VolumeReadOptions Input { get; }

    /// <summary>Extension of the outputs; null: as the input, <c>.nii.gz</c> for DICOM.</summary>
    public string? Format { get; }

    /// <summary>Element type of the outputs; null: as the last verb has it, float32 as a rule.</summary>
    public ElementType? ElementType { get; }

    /// <summary>The recipe with the files it names by their full paths: what a manifest keeps.</summary>
    public JsonObject Resolved { get; }

    /// <summary>The recipe with the files it names by their checksums: what may be shown, and what <see cref="Hash"/> is made of.</summary>
    public JsonObject Public { get; }

    /// <summary>SHA-256 of all that decides about the result, the contents of files it names included.</summary>
    public string Hash { get; }

    /// <summary>Reads and checks a recipe. Files in it are found beside it.</summary>
    /// <exception cref="UsageException">It is not one; the message names the step, the option and the value.</exception>
    public static Recipe Read(string path)
    {
        JsonObject root;
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            root = JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false }) as JsonObject
                ?? throw new UsageException($"{path}: a recipe is a JSON object with \"steps\".");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}: no JSON: {Text.OneLine(e)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the recipe cannot be read: {Text.OneLine(e)}");
        }

        try
        {
            return Parse(root, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }
    }

    private static Recipe Parse(JsonObject root, string folder)
    {
        CheckKeys(root, "the recipe", "steps", "input", "labels", "output");
        if (root["steps"] is not JsonArray { Count: > 0 } written)
            throw new UsageException("\"steps\" must be a list of at least one step, for example [{ \"verb\": \"resample\", \"spacing-mm\": 1 }].");
        var (resolved, named) = (new JsonObject { ["version"] = Version }, new JsonObject { ["version"] = Version });
        var (resolvedSteps, namedSteps) = (new JsonArray(), new JsonArray());
        var steps = new List<RecipeStep>();
        foreach (var node in written)
        {
            var step = ParseStep(node, steps.Count + 1, folder);
            steps.Add(step);
            step.Bind("input.nii.gz", null, default).Dispose();
            resolvedSteps.Add(Write(step, value => value));
            namedSteps.Add(Write(step, Checksum));
        }

        resolved["steps"] = resolvedSteps;
        named["steps"] = namedSteps;
        foreach (var part in new[] { "input", "labels", "output" })
        {
            if (root[part] is { } node)
                (resolved[part], named[part]) = (node.DeepClone(), node.DeepClone());
        }

        var labels = root["labels"] is { } l ? RecipeLabels.Parse(l) : null;
        var (format, type) = ParseOutput(root["output"]);
        var recipe = new Recipe(steps, labels, ParseInput(root["input"]), format, type, resolved, named);
        foreach (var step in recipe.LabelSteps)
            step.Bind("input.nii.gz", null, default).Dispose();
        return recipe;
    }

    private static RecipeStep ParseStep(JsonNode? node, int number, string folder)
    {
        if (node is not JsonObject written || written["verb"] is not JsonValue word || !word.TryGetValue(out string? name))
            throw new UsageException($"step {number}: a step is an object with \"verb\", for example {{ \"verb\": \"gaussian\", \"sigma-mm\": 1 }}.");
        var verb = VerbList.Find(name);
        if (verb is not StepVerb step)
        {
            var names = VerbList.All.Where(v => v.Create() is StepVerb).Select(v => v.Name).ToList();
            var hint = Text.Nearest(name, names) is { } nearest ? $"Did you mean {nearest}?" : $"Use one of {string.Join(", ", names)}.";
            throw new UsageException(verb is null
                ? $"step {number}: there is no verb '{name}'. {hint}"
                : $"step {number} ({name}): this verb does not make one volume out of one and cannot be a step. {hint}");
        }

        if (number > 1 && step.ReadsFile)
            throw new UsageException($"step {number} ({name}): this verb works on what a file holds and can only be the first step.");
        var known = step.StepOptions.Append(CommonOptions.DType).ToList();
        var options = new List<(Option, string?)>();
        foreach (var (key, value) in written)
        {
            if (key == "verb")
                continue;
            var option = known.Find(o => o.Name == "--" + key) ?? throw new UsageException($"step {number} ({name}): {NoOption(key, known)}");
            try
            {
                if (ParseValue(option, value) is (true, var text))
                    options.Add((option, option is FileOption file && text is not null ? Find(file, text, folder) : text));
            }
            catch (UsageException e)
            {
                throw new UsageException($"step {number} ({name}): {key}: {e.Message}");
            }
        }

        return new RecipeStep(number, name, options);
    }

    private static string NoOption(string key, List<Option> known)
    {
        var names = known.Select(o => o.Name[2..]).ToList();
        if (key.StartsWith('-'))
            return $"write the option '{key}' without dashes.";
        return $"there is no option '{key}'. {(Text.Nearest(key, names) is { } nearest ? $"Did you mean {nearest}?" : $"It has {string.Join(", ", names)}.")}";
    }

    // What the value is on the command line; a flag that is false is not given.
    private static (bool IsGiven, string? Text) ParseValue(Option option, JsonNode? value)
    {
        if (option.Arity.MaximumNumberOfValues == 0)
        {
            return value is JsonValue flag && flag.TryGetValue(out bool given)
                ? (given, null)
                : throw new UsageException("this option is there or not: true or false.");
        }

        return value switch
        {
            JsonArray list => (true, string.Join(',', list.Select(Word))),
            _ => (true, Word(value)),
        };
    }

    private static string Word(JsonNode? value) => value switch
    {
        JsonValue v when v.TryGetValue(out string? text) => text,
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => v.ToJsonString(),
        _ => throw new UsageException($"{value?.ToJsonString() ?? "null"} is neither a number nor a word nor a list of them."),
    };

    private static string Find(FileOption option, string text, string folder)
    {
        var path = Path.GetFullPath(text, folder);
        if (System.IO.File.Exists(path) || Directory.Exists(path))
            return path;
        return option.IsFileOrWord ? text : throw new UsageException($"there is no file '{path}'. Paths count from the recipe's folder.");
    }

    private static (string? Format, ElementType? Type) ParseOutput(JsonNode? node)
    {
        if (node is null)
            return (null, null);
        if (node is not JsonObject output)
            throw new UsageException("\"output\" must be an object, for example { \"format\": \".nii.gz\", \"dtype\": \"i16\" }.");
        CheckKeys(output, "\"output\"", "format", "dtype");
        string? format = null;
        if (output["format"] is { } f)
        {
            format = Word(f);
            if (!OutputGuard.VolumeExtensions.Contains(format))
                throw new UsageException($"\"output\": format '{format}' is none of {string.Join(", ", OutputGuard.VolumeExtensions)}.");
        }

        var call = ParseShared("\"output\"", output, [CommonOptions.DType]);
        return (format, call.GetValue(CommonOptions.DType));
    }

    private static VolumeReadOptions ParseInput(JsonNode? node)
    {
        if (node is null)
            return new VolumeReadOptions();
        if (node is not JsonObject input)
            throw new UsageException("\"input\" must be an object, for example { \"frame\": 0 }.");
        CheckKeys(input, "\"input\"", "frame", "spacing-mm", "series");
        var call = ParseShared("\"input\"", input, [CommonOptions.Frame, CommonOptions.SpacingMm, CommonOptions.Series]);
        return new VolumeReadOptions { Frame = call.GetValue(CommonOptions.Frame), SpacingMm = call.GetValue(CommonOptions.SpacingMm), Series = call.GetValue(CommonOptions.Series) };
    }

    // The values of shared options, with the messages that they have on the command line.
    private static ParseResult ParseShared(string where, JsonObject written, Option[] options)
    {
        var command = new Command("recipe");
        var words = new List<string>();
        foreach (var option in options)
        {
            command.Options.Add(option);
            if (written[option.Name[2..]] is { } value)
                words.AddRange([option.Name, ParseValue(option, value).Text!]);
        }

        var result = command.Parse(words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        return result.Errors is [var error, ..] ? throw new UsageException($"{where}: {error.Message}") : result;
    }

    private static JsonObject Write(RecipeStep step, Func<string, string> path)
    {
        var written = new JsonObject { ["verb"] = step.VerbName };
        foreach (var (option, value) in step.Options)
            written[option.Name[2..]] = value is null ? true : option is FileOption ? path(value) : value;
        return written;
    }

    private static string Checksum(string path) =>
        System.IO.File.Exists(path) || Directory.Exists(path) ? "sha256:" + InputFiles.Checksum(path, default) : path;

    private static void CheckKeys(JsonObject written, string where, params string[] known)
    {
        var stranger = written.Select(p => p.Key).FirstOrDefault(k => !known.Contains(k) && k != "version");
        if (stranger is not null)
            throw new UsageException($"{where} has no '{stranger}'; it has {string.Join(", ", known)}.");
    }
}
