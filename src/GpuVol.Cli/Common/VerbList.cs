namespace GpuVol.Cli;

/// <summary>Every verb, in the order of the help. A verb is made only when it is called, so that a long list costs no start-up time.</summary>
internal static class VerbList
{
    /// <summary>The verbs by name.</summary>
    public static readonly IReadOnlyList<(string Name, Func<Verb> Create)> All =
    [
        ("demo", () => new DemoVerb()),
        ("devices", () => new DevicesVerb()),
        ("info", () => new InfoVerb()),
        ("convert", () => new ConvertVerb()),
        ("phantom", () => new PhantomVerb()),
        ("window", () => new WindowVerb()),
        ("gaussian", () => new GaussianVerb()),
        ("resample", () => new ResampleVerb()),
        ("render", () => new RenderVerb()),
        ("montage", () => new MontageVerb()),
    ];

    /// <summary>Makes the verb of that name, or null.</summary>
    public static Verb? Find(string name)
    {
        foreach (var (candidate, create) in All)
        {
            if (candidate == name)
                return create();
        }

        return null;
    }
}
