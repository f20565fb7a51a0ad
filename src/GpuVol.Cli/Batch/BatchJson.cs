using System.Text.Json;
using System.Text.Json.Serialization;

namespace GpuVol.Cli;

/// <summary>How the files of a manifest are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JournalRecord))]
[JsonSerializable(typeof(Provenance))]
[JsonSerializable(typeof(BatchProcess))]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(BatchReport))]
internal sealed partial class BatchJson : JsonSerializerContext
{
    /// <summary>For people: indented, and with names as they are.</summary>
    public static BatchJson Readable => field ??= new(new JsonSerializerOptions(Default.GeneratedSerializerOptions!) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
