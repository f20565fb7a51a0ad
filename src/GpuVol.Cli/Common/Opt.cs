using System.CommandLine;
using System.CommandLine.Parsing;

namespace GpuVol.Cli;

/// <summary>
/// Makes the options of the verbs. Every value is checked while the line is parsed, so that a wrong one costs no work; a check returns
/// what is wrong with a value, or null.
/// </summary>
internal static class Opt
{
    /// <summary>Present or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Any text.</summary>
    public static Option<string?> Word(string name, string placeholder, string description, Func<string, string?>? check = null) =>
        Make<string?>(name, placeholder, description, text => text.Length == 0 ? (null, "the value is empty.") : (text, check?.Invoke(text)));

    /// <summary>A file to read, or, where <paramref name="orWord"/> is set, another kind of word. A recipe finds it beside itself.</summary>
    public static FileOption File(string name, string placeholder, string description, bool orWord = false)
    {
        var option = new FileOption(name, orWord);
        Describe(option, placeholder, description, text => text.Length == 0 ? (null, "the value is empty.") : (text, null));
        return option;
    }

    /// <summary>Options of another program.</summary>
    public static PassedOnOption PassedOn(string name, string placeholder, string description, Func<string, string?> check)
    {
        var option = new PassedOnOption(name);
        Describe(option, placeholder, description, text => (text, check(text)));
        return option;
    }

    /// <summary>A number.</summary>
    public static Option<double?> Number(string name, string placeholder, string description, Func<double, string?>? check = null) =>
        Make<double?>(name, placeholder, description, text =>
            !Text.TryNumber(text, out var value) ? (null, $"'{text}' is not a number.") : (value, Explain(text, check?.Invoke(value))));

    /// <summary>A whole number.</summary>
    public static Option<int?> Integer(string name, string placeholder, string description, Func<int, string?>? check = null) =>
        Make<int?>(name, placeholder, description, text =>
            !Text.TryInteger(text, out var value) ? (null, $"'{text}' is not a whole number.") : (value, Explain(text, check?.Invoke(value))));

    /// <summary>Three numbers, or one for all axes.</summary>
    public static Option<Vector3D?> Vector(string name, string placeholder, string description, Func<double, string?>? check = null) =>
        Make<Vector3D?>(name, placeholder, description, text =>
        {
            var parts = text.Split(',');
            var v = new double[3];
            for (var i = 0; i < parts.Length && i < 3; i++)
            {
                if (!Text.TryNumber(parts[i], out v[i]))
                    return (null, $"'{text}' is neither a number nor three as x,y,z.");
                if (check?.Invoke(v[i]) is { } wrong)
                    return (null, Explain(text, wrong));
            }

            return parts.Length switch
            {
                1 => (new Vector3D(v[0], v[0], v[0]), null),
                3 => (new Vector3D(v[0], v[1], v[2]), null),
                _ => (null, $"'{text}' has {parts.Length} numbers; give one for all axes or three as x,y,z."),
            };
        });

    /// <summary>One or two numbers.</summary>
    public static Option<(double First, double? Second)?> Pair(string name, string placeholder, string description, Func<double, string?>? check = null) =>
        Make<(double, double?)?>(name, placeholder, description, text =>
        {
            var parts = text.Split(',');
            var v = new double[2];
            if (parts.Length > 2)
                return (null, $"'{text}' has {parts.Length} numbers; give one or two, as a,b.");
            for (var i = 0; i < parts.Length; i++)
            {
                if (!Text.TryNumber(parts[i], out v[i]))
                    return (null, $"'{text}' is neither a number nor two as a,b.");
                if (check?.Invoke(v[i]) is { } wrong)
                    return (null, Explain(text, wrong));
            }

            return ((v[0], parts.Length == 2 ? v[1] : null), null);
        });

    /// <summary>A share of several, i/n with i from 0.</summary>
    public static Option<(int Index, int Count)?> Shard(string name, string description) =>
        Make<(int, int)?>(name, "i/n", description, text =>
            text.Split('/') is [var first, var second] && Text.TryInteger(first, out var index) && Text.TryInteger(second, out var count) && index >= 0 && index < count
                ? ((index, count), null)
                : (null, $"'{text}' is no share; give i/n with i from 0 to n - 1, for example 0/4."));

    /// <summary>Something made of <paramref name="count"/> finite numbers; <paramref name="make"/> returns it, or what is wrong with them.</summary>
    public static Option<T?> Numbers<T>(string name, string placeholder, string description, int count, Func<double[], (T? Value, string? Wrong)> make)
        where T : struct =>
        Make<T?>(name, placeholder, description, text =>
        {
            var parts = text.Split(',');
            var numbers = new double[parts.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                if (!Text.TryNumber(parts[i], out numbers[i]) || !double.IsFinite(numbers[i]))
                    return (null, $"'{parts[i]}' in '{text}' is no finite number; give {placeholder}.");
            }

            if (parts.Length != count)
                return (null, $"'{text}' has {parts.Length} numbers; give {count}, as {placeholder}.");
            var (value, wrong) = make(numbers);
            return (value, Explain(text, wrong));
        });

    /// <summary>Three whole numbers above 0, or one for all axes.</summary>
    public static Option<Size3D?> Size3(string name, string placeholder, string description) =>
        Make<Size3D?>(name, placeholder, description, text =>
        {
            var parts = text.Split(',');
            var n = new int[3];
            if (parts.Length is not (1 or 3))
                return (null, $"'{text}' has {parts.Length} numbers; give one for all axes or three as nx,ny,nz.");
            for (var i = 0; i < parts.Length; i++)
            {
                if (!Text.TryInteger(parts[i], out n[i]) || n[i] < 1)
                    return (null, $"'{text}' must be whole numbers of voxels, at least 1, as nx,ny,nz.");
            }

            return (parts.Length == 1 ? new Size3D(n[0], n[0], n[0]) : new Size3D(n[0], n[1], n[2]), null);
        });

    /// <summary>Width and height in pixels, or one number for both.</summary>
    public static Option<(int Width, int Height)?> PixelSize(string name, string description) =>
        Make<(int, int)?>(name, "WxH", description, text =>
        {
            var parts = text.Split('x');
            if (parts.Length > 2 || !Text.TryInteger(parts[0], out var width) || !Text.TryInteger(parts[^1], out var height) || width < 1 || height < 1 || width > 16384 || height > 16384)
                return (null, $"'{text}' is no size in pixels; give WIDTHxHEIGHT, for example 512x512, each from 1 to 16384.");
            return ((width, height), null);
        });

    /// <summary>Centre and width of a display window.</summary>
    public static Option<(double Center, double Width)?> Window(string name, string description) =>
        Make<(double, double)?>(name, "C,W", description, text =>
        {
            var parts = text.Split(',');
            if (parts.Length != 2 || !Text.TryNumber(parts[0], out var center) || !Text.TryNumber(parts[1], out var width) || !double.IsFinite(center) || !(width > 0) || !double.IsFinite(width))
                return (null, $"'{text}' is no window; give centre,width with a width above 0, for example -600,1500.");
            return ((center, width), null);
        });

    /// <summary>One word of several.</summary>
    public static Option<T?> Choice<T>(string name, string description, params (string Word, T Value)[] choices)
        where T : struct =>
        Make<T?>(name, string.Join('|', choices.Select(c => c.Word)), description, text =>
        {
            foreach (var (word, value) in choices)
            {
                if (word == text)
                    return (value, null);
            }

            var words = choices.Select(c => c.Word).ToArray();
            var hint = Text.Nearest(text, words) is { } nearest ? $" Did you mean {nearest}?" : string.Empty;
            return (null, $"'{text}' is none of {string.Join(", ", words)}.{hint}");
        });

    /// <summary>A check: finite and above 0.</summary>
    public static string? Positive(double value) => value > 0 && double.IsFinite(value) ? null : "it must be finite and above 0.";

    /// <summary>A check: finite and not below 0.</summary>
    public static string? NotNegative(double value) => value >= 0 && double.IsFinite(value) ? null : "it must be finite and at least 0.";

    /// <summary>A check: finite.</summary>
    public static string? Finite(double value) => double.IsFinite(value) ? null : "it must be finite.";

    /// <summary>A check: at least 1.</summary>
    public static string? AtLeastOne(int value) => value >= 1 ? null : "it must be at least 1.";

    private static string? Explain(string text, string? wrong) => wrong is null ? null : $"'{text}' is out of range: {wrong}";

    private static Option<T> Make<T>(string name, string placeholder, string description, Func<string, (T? Value, string? Wrong)> parse)
    {
        var option = new Option<T>(name);
        Describe(option, placeholder, description, parse);
        return option;
    }

    private static void Describe<T>(Option<T> option, string placeholder, string description, Func<string, (T? Value, string? Wrong)> parse)
    {
        option.Description = description;
        option.HelpName = placeholder;
        option.Arity = ArgumentArity.ExactlyOne;
        option.CustomParser = result =>
        {
            // One value per option: the last token would win in silence otherwise.
            var (value, wrong) = parse(result.Tokens[^1].Value);
            if (wrong is not null)
                result.AddError($"{option.Name}: {wrong}");
            return value!;
        };
    }
}
