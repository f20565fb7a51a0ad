using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options that verbs share, with one meaning everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>Which device computes.</summary>
    public static readonly Option<string?> Device = Opt.Word("--device", "D",
        "auto (default: CUDA, else an OpenCL GPU, else the CPU), cpu, opencl[:N] or cuda[:N]; nothing falls back.");

    /// <summary>Limit of the CPU engine.</summary>
    public static readonly Option<int?> Threads = Opt.Integer("--threads", "N", "Threads of the CPU engine (default: every core).", Opt.AtLeastOne);

    /// <summary>Machine-readable report.</summary>
    public static readonly Option<bool> Json = Opt.Flag("--json", "Print one JSON object on stdout, and nothing else there.");

    /// <summary>Benchmark.</summary>
    public static readonly Option<int?> Repeat = Opt.Integer("--repeat", "N", "Compute once to warm up and N times more; report the median and the least.", Opt.AtLeastOne);

    /// <summary>Spacing of an input that has none.</summary>
    public static readonly Option<Vector3D?> SpacingMm = Opt.Vector("--spacing-mm", "X,Y,Z", "Spacing of the input, for .npy files (default 1).", Opt.Positive);

    /// <summary>The same under a name that is free in every verb.</summary>
    public static readonly Option<Vector3D?> InputSpacingMm = Opt.Vector("--input-spacing-mm", "X,Y,Z", "Spacing of the input, for .npy files (default 1), in every verb.", Opt.Positive);

    /// <summary>Time point of a 4-D input.</summary>
    public static readonly Option<int?> Frame = Opt.Integer("--frame", "N", "Which volume of a series of several, from 0.", n => n >= 0 ? null : "it must be at least 0.");

    /// <summary>Series of a DICOM folder of several.</summary>
    public static readonly Option<string?> Series = Opt.Word("--series", "UID", "Which series of a DICOM folder of several: its UID, or how that begins or ends.");

    /// <summary>Element type of the output.</summary>
    public static readonly Option<ElementType?> DType = Opt.Choice("--dtype", "Element type of the output (default f32); rounds half to even and saturates.",
        ("u8", ElementType.UInt8), ("i16", ElementType.Int16), ("u16", ElementType.UInt16), ("i32", ElementType.Int32), ("f32", ElementType.Float32));

    /// <summary>Those of every verb that reads a volume.</summary>
    public static IReadOnlyList<Option> OfInput => [SpacingMm, InputSpacingMm, Frame, Series];

    /// <summary>Those of every verb that computes.</summary>
    public static IReadOnlyList<Option> OfCompute => [Device, Threads, Repeat, Json];

    /// <summary>Values beyond the edge, by SciPy's names; grid-mirror is SciPy's other name of reflect.</summary>
    public static Option<Border?> Border(string description) => Opt.Choice("--border", description,
        ("reflect", GpuVol.Border.Reflect), ("mirror", GpuVol.Border.Mirror), ("nearest", GpuVol.Border.Nearest), ("constant", GpuVol.Border.Constant),
        ("wrap", GpuVol.Border.Wrap), ("grid-mirror", GpuVol.Border.Reflect), ("grid-constant", GpuVol.Border.GridConstant), ("grid-wrap", GpuVol.Border.GridWrap));
}
