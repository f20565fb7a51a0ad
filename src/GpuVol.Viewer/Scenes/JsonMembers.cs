using System.Text.Json;

namespace GpuVol.Viewer;

/// <summary>The members of a JSON object, each asked for by name; <see cref="End"/> refuses those that nobody asked for.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _members = [];
    private readonly List<string> _known = [];

    public JsonMembers(JsonElement element, string path)
    {
        Path = path;
        if (element.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{path} is {Kind(element)}; it must be an object.");
        foreach (var member in element.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
                throw new FormatException($"{path} has two members called {member.Name}.");
        }
    }

    /// <summary>Where it is, for messages.</summary>
    public string Path { get; }

    public string? Word(string name) =>
        Take(name) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "a string");

    public bool? Flag(string name) =>
        Take(name) is not { } value ? null : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, value, "true or false");

    public double? Number(string name) => Take(name) is { } value ? AsNumber($"{Path}.{name}", value) : null;

    public double Required(string name) => Number(name) ?? throw new FormatException($"{Path} has no {name}; give a number.");

    /// <summary>An array of <paramref name="count"/> numbers.</summary>
    public double[]? Numbers(string name, int count)
    {
        if (Take(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != count)
            throw Wrong(name, value, $"an array of {count} numbers");
        return [.. value.EnumerateArray().Select((element, n) => AsNumber($"{Path}.{name}[{n}]", element))];
    }

    public JsonMembers? Object(string name) => Take(name) is { } value ? new JsonMembers(value, $"{Path}.{name}") : null;

    public IEnumerable<JsonMembers> Objects(string name)
    {
        if (Take(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, value, "an array of objects");
        return value.EnumerateArray().Select((element, n) => new JsonMembers(element, $"{Path}.{name}[{n}]")).ToList();
    }

    /// <summary>Refuses what nobody asked for.</summary>
    public void End()
    {
        if (_members.Keys.FirstOrDefault() is { } stranger)
            throw new FormatException($"{Path} has an unknown member '{stranger}'; it may have {string.Join(", ", _known)}.");
    }

    private static double AsNumber(string where, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw new FormatException($"{where} is {Kind(value)}; it must be a finite number.");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        _ => value.GetRawText() is var text && text.Length > 40 ? text[..40] + "…" : text,
    };

    private FormatException Wrong(string name, JsonElement value, string wanted) => new($"{Path}.{name} is {Kind(value)}; it must be {wanted}.");

    // JSON's null is a member left out.
    private JsonElement? Take(string name)
    {
        _known.Add(name);
        return _members.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
