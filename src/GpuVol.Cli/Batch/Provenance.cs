using System.Text.Json;
using System.Text.Json.Nodes;

namespace GpuVol.Cli;

/// <summary>
/// What an output is made of, as the JSON file beside it. It holds no path, no name and nothing of the input's header: a file of patients may be
/// passed on with it. It is written after the output, so it also says that the output is complete.
/// </summary>
internal sealed record Provenance
{
    /// <summary>Program and version.</summary>
    public required string Tool { get; init; }

    /// <summary>When the output was completed, UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The manifest that it belongs to; another one after <c>--restart</c>.</summary>
    public required string Batch { get; init; }

    /// <summary>The steps, with checksums in place of the files they name.</summary>
    public required JsonObject Recipe { get; init; }

    /// <summary>SHA-256 of the recipe.</summary>
    public required string RecipeSha256 { get; init; }

    /// <summary>True for a label map, which only goes through the steps that move voxels.</summary>
    public bool IsLabel { get; init; }

    /// <summary>The device as named on the command line.</summary>
    public required string Device { get; init; }

    /// <summary>What the device is.</summary>
    public required string DeviceName { get; init; }

    /// <summary>SHA-256 of the input.</summary>
    public required string InputSha256 { get; init; }

    /// <summary>Bytes of the input's files.</summary>
    public required long InputBytes { get; init; }

    /// <summary>Digits that change with the sizes and times of the input's files.</summary>
    public required string InputStamp { get; init; }

    /// <summary>SHA-256 of the output.</summary>
    public required string OutputSha256 { get; init; }

    /// <summary>Bytes of the output.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Where it stands.</summary>
    public static string PathOf(string output) => output + ".json";

    /// <summary>Reads the one beside an output; null where there is none, or none of this program.</summary>
    public static Provenance? TryRead(string output)
    {
        try
        {
            using var stream = File.OpenRead(PathOf(output));
            return JsonSerializer.Deserialize(stream, BatchJson.Default.Provenance);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it beside the output.</summary>
    /// <exception cref="VolumeFormatException">It cannot be written.</exception>
    public void Write(string output) => AtomicFile.Write(PathOf(output), stream => JsonSerializer.Serialize(stream, this, BatchJson.Readable.Provenance));
}
