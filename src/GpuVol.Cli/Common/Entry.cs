using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;

namespace GpuVol.Cli;

/// <summary>From the words of the call to the exit code.</summary>
internal static class Entry
{
    /// <summary>Runs the program.</summary>
    public static int Run(string[] args)
    {
        var prefix = "gpuvol";
        Verb? verb = null;
        try
        {
            switch (args)
            {
                case ["--version", ..]:
                    Console.Out.WriteLine($"gpuvol {Version()}");
                    return ExitCode.Done;
                case ["--help" or "-h" or "-?", ..]:
                    Console.Out.Write(HelpText.OfProgram());
                    return ExitCode.Done;
                case []:
                    throw new UsageException($"which verb? One of {string.Join(", ", VerbList.All.Select(v => v.Name))}. See gpuvol --help.");
            }

            verb = (args.Length > 1 ? VerbList.Find($"{args[0]} {args[1]}") : null) ?? VerbList.Find(args[0]) ?? throw new UsageException(UnknownVerb(args[0]));
            prefix = $"gpuvol {verb.Name}";
            return Run(verb, args[verb.Name.Split(' ').Length..]);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine(verb?.InterruptedLine);
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            var (code, message) = Explain(exception);
            Console.Error.WriteLine($"{prefix}: {message}");
            if (Environment.GetEnvironmentVariable("GPUVOL_TRACE") == "1")
                Console.Error.WriteLine(exception);
            return code;
        }
    }

    /// <summary>Parses the words after a verb.</summary>
    /// <exception cref="UsageException">They are wrong.</exception>
    internal static ParseResult Parse(Verb verb, string[] args)
    {
        // A path may begin with '@'; and "-5" must stay a number, never a bundle of one-letter options.
        var result = verb.ToCommand().Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (FirstProblem(verb, result, args) is { } problem)
            throw new UsageException($"{problem} See gpuvol {verb.Name} --help.");
        return result;
    }

    private static int Run(Verb verb, string[] args)
    {
        if (args.TakeWhile(a => a != "--").Any(a => a is "--help" or "-h" or "-?"))
        {
            Console.Out.Write(HelpText.OfVerb(verb));
            return ExitCode.Done;
        }

        var call = Parse(verb, args);
        using var interruption = new Interruption(verb.InterruptedLine);
        using var run = new VerbRun(verb, call, interruption.Token);
        verb.Run(run);
        run.EndProgress();
        foreach (var warning in run.Report.Warnings)
            Console.Error.WriteLine($"warning: {warning}");
        if (run.Json)
        {
            using var stdout = Console.OpenStandardOutput();
            run.Report.WriteJson(stdout);
        }
        else
        {
            foreach (var line in run.Report.Lines)
                Console.Out.WriteLine(line);
            if (run.Report.ClosingLine() is { } closing)
                Console.Error.WriteLine(closing);
        }

        return run.Report.ExitCode;
    }

    private static string? FirstProblem(Verb verb, ParseResult result, string[] args)
    {
        // A misspelt option would be taken for a path and the complaint would be about something else.
        var options = verb.Options.Concat(verb.SharedOptions).ToList();
        var positional = result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value).Concat(result.UnmatchedTokens);
        if (!args.Contains("--") && positional.FirstOrDefault(t => t.Length > 1 && t[0] == '-' && (t[1] == '-' || char.IsAsciiLetter(t[1]))) is { } stranger)
        {
            var name = stranger.Split('=', ':')[0];
            var hint = Text.Nearest(name, options.SelectMany(o => o.Aliases.Append(o.Name))) is { } nearest ? $" Did you mean {nearest}?" : string.Empty;
            return $"there is no option {name}.{hint}";
        }

        foreach (var option in options)
        {
            if (result.GetResult(option) is not { Implicit: false } given)
                continue;
            if (given.IdentifierTokenCount > 1)
                return $"{option.Name} is given {given.IdentifierTokenCount} times; once is enough.";
            if (option.Arity.MinimumNumberOfValues > 0 && (given.Tokens.Count == 0 || (option is not PassedOnOption && given.Tokens[0].Value.StartsWith("--", StringComparison.Ordinal))))
                return $"{option.Name} needs a value: {option.HelpName}.";
            if (given.Errors.FirstOrDefault() is { } wrong)
                return wrong.Message;
        }

        if (result.UnmatchedTokens.Count > 0)
            return $"'{result.UnmatchedTokens[0]}' is one argument too many; the call is {HelpText.Usage(verb)}.";
        foreach (var argument in verb.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 })
                return $"{argument.Name} is missing; the call is {HelpText.Usage(verb)}.";
        }

        return result.Errors.FirstOrDefault()?.Message.ReplaceLineEndings(" ");
    }

    private static string UnknownVerb(string word)
    {
        if (word.StartsWith('-'))
            return $"the verb comes first; '{word}' is none. See gpuvol --help.";
        var names = VerbList.All.Select(v => v.Name).ToList();
        return Text.Nearest(word, names) is { } nearest
            ? $"there is no verb '{word}'. Did you mean {nearest}? See gpuvol --help."
            : $"there is no verb '{word}'. Use one of {string.Join(", ", names)}. See gpuvol --help.";
    }

    private static (int Code, string Message) Explain(Exception exception)
    {
        var message = Text.OneLine(exception);
        return exception switch
        {
            UsageException or DeviceUnavailableException or VolumeFormatException or ArgumentException => (ExitCode.Usage, message),
            WorkFailedException or GpuVolException => (ExitCode.Failed, message),
            OutOfMemoryException => (ExitCode.Failed, $"out of memory: {message}"),
            IOException or UnauthorizedAccessException => (ExitCode.Failed, message),
            _ => (ExitCode.Failed, $"internal error, {exception.GetType().Name}: {message} Run again with GPUVOL_TRACE=1 and report the trace."),
        };
    }

    /// <summary>The version of the program.</summary>
    public static string Version() =>
        typeof(Entry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
