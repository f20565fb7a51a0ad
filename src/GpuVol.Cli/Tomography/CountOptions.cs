using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options that turn what a detector counted into line integrals before a reconstruction.</summary>
internal static class CountOptions
{
    /// <summary>What lesser transmissions are raised to where the call does not say.</summary>
    public const double DefaultLeastTransmission = 1e-3;

    /// <summary>Flat fields.</summary>
    public static readonly Option<string?> Flat = Opt.File("--flat", "FILE", "INPUT holds counts: flat fields [field, row, column], averaged; a file of one row: [field, column].");

    /// <summary>Dark fields.</summary>
    public static readonly Option<string?> Dark = Opt.File("--dark", "FILE", "With --flat: dark fields.");

    /// <summary>Transmission already corrected.</summary>
    public static readonly Option<bool> Transmission = Opt.Flag("--transmission", "INPUT holds transmissions (flat and dark are done): take -ln.");

    /// <summary>What zeros become.</summary>
    public static readonly Option<double?> LeastTransmission = Opt.Number("--least-transmission", "T", "Zeros and lesser transmissions are raised to it before -ln (default 0.001).", t => t is > 0 and < 1 ? null : "it must be above 0 and below 1.");

    /// <summary>Outliers.</summary>
    public static readonly Option<double?> Zingers = Opt.Number("--zingers", "D", "Replace line integrals that are further than D from the median of their neighbours.", Opt.Positive);

    /// <summary>Rings.</summary>
    public static readonly Option<int?> Rings = Opt.Integer("--rings", "N", "Take rings out with a median over N columns (odd, for example 9).", n => n >= 3 && n % 2 == 1 ? null : "it must be odd and at least 3.");

    /// <summary>Centre.</summary>
    public static readonly Option<bool> FindCenter = Opt.Flag("--find-center", "Parallel rays: find the column of the axis from the data.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All => [Flat, Dark, Transmission, LeastTransmission, Zingers, Rings, FindCenter];

    /// <summary>Checks the options against each other.</summary>
    public static void Check(VerbRun run)
    {
        if (run.Given(Flat) && run.Given(Transmission))
            throw new UsageException("--flat and --transmission exclude each other; give one.");
        if (run.Given(Dark) && !run.Given(Flat))
            throw new UsageException("--dark needs --flat.");
        if (run.Given(LeastTransmission) && !run.Given(Flat) && !run.Given(Transmission))
            throw new UsageException("--least-transmission needs --flat or --transmission.");
        if (run.Given(FindCenter) && run.Given(ScanOptions.Center))
            throw new UsageException("--find-center and --center exclude each other; give one.");
    }
}
