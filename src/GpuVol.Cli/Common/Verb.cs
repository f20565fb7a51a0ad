using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>
/// One task of the program: parse, read, call, write. A verb is one file in its family's folder and one line in <see cref="VerbList"/>.
/// Most derive from <see cref="VolumeVerb"/> or <see cref="PictureVerb"/> and only say which operation they call.
/// </summary>
internal abstract class Verb
{
    /// <summary>The word on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One line.</summary>
    public abstract string Summary { get; }

    /// <summary>What a reader of the help should know besides, or nothing; lines of at most 110 characters.</summary>
    public virtual string Details => string.Empty;

    /// <summary>One call that runs as it stands; <c>head.nii.gz</c> is the file that the example of <c>phantom</c> makes.</summary>
    public abstract string Example { get; }

    /// <summary>Positional arguments in order.</summary>
    public virtual IReadOnlyList<Argument> Arguments => [];

    /// <summary>The verb's own options.</summary>
    public virtual IReadOnlyList<Option> Options => [];

    /// <summary>Those of <see cref="CommonOptions"/> that it takes.</summary>
    public virtual IReadOnlyList<Option> SharedOptions => [CommonOptions.Json];

    /// <summary>What is said after Ctrl-C.</summary>
    public virtual string InterruptedLine => "gpuvol: interrupted; no output was written.";

    /// <summary>Does the task.</summary>
    public abstract void Run(VerbRun run);

    /// <summary>The verb for the parser.</summary>
    public Command ToCommand()
    {
        // The parser's command may have no blank in its name; the words of the verb itself are taken off before.
        var command = new Command(Name.Replace(' ', '-'), Summary);
        foreach (var argument in Arguments)
            command.Arguments.Add(argument);
        foreach (var option in Options.Concat(SharedOptions))
            command.Options.Add(option);
        return command;
    }
}
