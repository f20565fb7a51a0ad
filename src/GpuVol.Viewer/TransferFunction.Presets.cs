using System.Collections.ObjectModel;

namespace GpuVol.Viewer;

public sealed partial record TransferFunction
{
    /// <summary>The built-in ones by name: ct-bone, ct-soft, ct-lung (HU), mr, grey (by the volume's range).</summary>
    public static IReadOnlyDictionary<string, TransferFunction> Presets { get; } = Named(
    [
        // From where contrast-free soft tissue ends to cortical bone; cartilage at the ribs' ends shows faintly.
        new TransferFunction("ct-bone",
        [
            new(140, 0.55, 0.25, 0.15, 0),
            new(220, 0.80, 0.52, 0.36, 0.08),
            new(400, 0.96, 0.87, 0.74, 0.45),
            new(1000, 1.00, 0.98, 0.94, 0.85),
            new(2500, 1.00, 1.00, 1.00, 0.95),
        ])
        { HalfLightGradient = 20 },

        // Fat translucent, skin and muscle in flesh tones, bone white.
        new TransferFunction("ct-soft",
        [
            new(-250, 0.80, 0.60, 0.48, 0),
            new(-120, 0.90, 0.76, 0.62, 0.02),
            new(-40, 0.90, 0.68, 0.56, 0.06),
            new(30, 0.86, 0.52, 0.43, 0.20),
            new(100, 0.84, 0.44, 0.36, 0.30),
            new(220, 0.94, 0.82, 0.70, 0.45),
            new(600, 1.00, 0.98, 0.94, 0.80),
        ])
        { HalfLightGradient = 15 },

        // Lungs translucent blue, their vessels and the airways' walls warm; denser tissue is left out, so skin shows as a faint veil only.
        new TransferFunction("ct-lung",
        [
            new(-950, 0.25, 0.40, 0.75, 0),
            new(-880, 0.35, 0.55, 0.90, 0.022),
            new(-780, 0.50, 0.68, 0.95, 0.026),
            new(-700, 0.75, 0.72, 0.80, 0.032),
            new(-560, 1.00, 0.72, 0.55, 0.080),
            new(-420, 1.00, 0.62, 0.42, 0.060),
            new(-300, 1.00, 0.60, 0.42, 0),
        ])
        { HalfLightGradient = 30 },
        new TransferFunction("mr",
        [
            new(0.10, 0.10, 0.08, 0.08, 0),
            new(0.25, 0.48, 0.34, 0.28, 0.05),
            new(0.50, 0.80, 0.64, 0.52, 0.20),
            new(0.80, 0.96, 0.88, 0.78, 0.45),
            new(1.00, 1.00, 1.00, 0.96, 0.70),
        ], isRelative: true)
        { HalfLightGradient = 0.08 },
        new TransferFunction("grey",
        [
            new(0.05, 0, 0, 0, 0),
            new(1.00, 1, 1, 1, 0.25),
        ], isRelative: true)
        { HalfLightGradient = 0.05 },
    ]);

    // Keeps the order above, in which messages list them.
    private static ReadOnlyDictionary<string, TransferFunction> Named(TransferFunction[] presets)
    {
        var byName = new OrderedDictionary<string, TransferFunction>();
        foreach (var preset in presets)
            byName.Add(preset.Name, preset);
        return new ReadOnlyDictionary<string, TransferFunction>(byName);
    }
}
