namespace GpuVol.Cli;

/// <summary>One item of a report.</summary>
internal sealed record BatchReportItem
{
    /// <summary>Path below the output folder.</summary>
    public required string Output { get; init; }

    /// <summary>Full path of the input.</summary>
    public required string Input { get; init; }

    /// <summary>done, failed or open.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What was noticed.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>The device that computed.</summary>
    public string? Device { get; init; }

    /// <summary>How many times it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Seconds of work, all stages together.</summary>
    public double Seconds { get; init; }

    /// <summary>SHA-256 of the input.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>SHA-256 of the output.</summary>
    public string? OutputSha256 { get; init; }

    /// <summary>Bytes of the output.</summary>
    public long OutputBytes { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? Time { get; init; }

    /// <summary>The item as it stands.</summary>
    public static BatchReportItem Of(ItemState state)
    {
        var end = state.End;
        return new BatchReportItem
        {
            Output = state.Item.Output,
            Input = state.Item.Input,
            State = end?.Event switch { JournalRecord.Done => BatchReport.DoneState, JournalRecord.Failed => BatchReport.FailedState, _ => BatchReport.OpenState },
            Error = end?.Error,
            Warnings = end?.Warnings,
            Device = end?.Device,
            Attempts = end?.Attempts ?? 0,
            Seconds = Math.Round((end?.ReadSeconds ?? 0) + (end?.ComputeSeconds ?? 0) + (end?.WriteSeconds ?? 0), 6),
            InputSha256 = end?.InputSha256,
            OutputSha256 = end?.OutputSha256,
            OutputBytes = end?.OutputBytes ?? 0,
            Time = end?.Time,
        };
    }
}
