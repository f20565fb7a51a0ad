using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options that turn attenuation into Hounsfield units.</summary>
internal static class HounsfieldOptions
{
    /// <summary>Converts.</summary>
    public static readonly Option<bool> Hu = Opt.Flag("--hu", "Hounsfield units, 1000 (v - w) / w with the water of --water-per-mm, in place of attenuation per mm.");

    /// <summary>Water.</summary>
    public static readonly Option<double?> WaterPerMm = Opt.Number("--water-per-mm", "W", "With --hu: attenuation of water at the beam's energy (0.0206 at 60 keV, 0.0193 at 70 keV).", Opt.Positive);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All => [Hu, WaterPerMm];

    /// <summary>Checks the options against each other.</summary>
    public static void Check(VerbRun run)
    {
        if (run.Value(Hu) != run.Given(WaterPerMm))
            throw new UsageException("--hu and --water-per-mm go together: HU need the attenuation of water at the beam's energy, for example --water-per-mm 0.0193 at 70 keV.");
    }

    /// <summary>The volume in the call's unit; disposes what it replaces.</summary>
    public static DeviceVolume Apply(VerbRun run, DeviceVolume attenuation)
    {
        if (run.Value(WaterPerMm) is not { } water)
            return attenuation;
        using (attenuation)
            return LineIntegrals.ToHounsfield(attenuation, water);
    }

    /// <summary>Tells the unit.</summary>
    public static void Report(VerbRun run) => run.Report.Add("unit", json => json.WriteStringValue(run.Value(Hu) ? "HU" : "per mm"));
}
