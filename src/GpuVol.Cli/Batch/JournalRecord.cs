using System.Text.Json.Serialization;

namespace GpuVol.Cli;

/// <summary>One line of a journal. Which members are there depends on <see cref="Event"/>.</summary>
internal sealed record JournalRecord
{
    /// <summary>An item became known: <see cref="Input"/>, <see cref="IsLabel"/>, <see cref="Image"/>.</summary>
    public const string Item = "item";

    /// <summary>An item is complete.</summary>
    public const string Done = "done";

    /// <summary>An item failed, and will not be tried again in this run.</summary>
    public const string Failed = "failed";

    /// <summary>What happened.</summary>
    public required string Event { get; init; }

    /// <summary>When, by the clock of the machine that wrote it.</summary>
    public DateTime Time { get; init; }

    /// <summary>Path of the item's output below the output folder, which names it.</summary>
    public required string Output { get; init; }

    /// <summary>Full path of the input.</summary>
    public string? Input { get; init; }

    /// <summary>True for a label map.</summary>
    public bool IsLabel { get; init; }

    /// <summary>The image of a label map.</summary>
    public string? Image { get; init; }

    /// <summary>The run that it happened in.</summary>
    public string? Run { get; init; }

    /// <summary>The device that computed.</summary>
    public string? Device { get; init; }

    /// <summary>How many times it was tried in this process.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What was noticed.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Bytes of the input's files.</summary>
    public long InputBytes { get; init; }

    /// <summary>Digits that change with the sizes and times of the input's files.</summary>
    public string? InputStamp { get; init; }

    /// <summary>SHA-256 of the input.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>Bytes of the output.</summary>
    public long OutputBytes { get; init; }

    /// <summary>SHA-256 of the output.</summary>
    public string? OutputSha256 { get; init; }

    /// <summary>Voxels of the input.</summary>
    public long Voxels { get; init; }

    /// <summary>Seconds of reading and decoding.</summary>
    public double ReadSeconds { get; init; }

    /// <summary>Seconds of computing, transfers to and from the device included.</summary>
    public double ComputeSeconds { get; init; }

    /// <summary>Seconds of encoding and writing.</summary>
    public double WriteSeconds { get; init; }

    /// <summary>True for an item that is over, in whatever way.</summary>
    [JsonIgnore]
    public bool IsEnd => Event is Done or Failed;
}
