using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>One step of a recipe: a verb and the words that its options have on the command line.</summary>
internal sealed record RecipeStep(int Number, string VerbName, IReadOnlyList<(Option Option, string? Value)> Options)
{
    /// <summary>How messages name it.</summary>
    public string Title => $"step {Number} ({VerbName})";

    /// <summary>
    /// The step as a call of its verb for one item, checked as the command line is. The call has a verb of its own, so that items can be at work
    /// side by side.
    /// </summary>
    /// <exception cref="UsageException">An option is wrong; the message names the step.</exception>
    public StepCall Bind(string input, ComputeDevice? device, CancellationToken cancellation)
    {
        var verb = (StepVerb)VerbList.Find(VerbName)!;
        try
        {
            var words = Options.SelectMany(o => o.Value is null ? new[] { o.Option.Name } : [o.Option.Name, o.Value]);
            var run = new VerbRun(verb, Entry.Parse(verb, [.. words, "--", input, "result.nii.gz"]), cancellation, isStep: true, device);
            verb.CheckCall(run);
            return new StepCall(verb, run);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{Title}: {e.Message}");
        }
    }

    /// <summary>The step as it treats label maps, or null where they pass by.</summary>
    public RecipeStep? ForLabels(LabelInterpolation interpolation)
    {
        var verb = (StepVerb)VerbList.Find(VerbName)!;
        if (verb.ImageOnlyOptions is not { } imageOnly)
            return null;
        var kept = Options.Where(o => !imageOnly.Contains(o.Option) && o.Option != CommonOptions.DType);
        return this with { Options = [.. kept, (ResamplingVerb.Labels, interpolation == LabelInterpolation.Linear ? "linear" : "nearest")] };
    }
}
