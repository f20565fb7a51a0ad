namespace GpuVol.Cli;

/// <summary>An item and the last that is known of it.</summary>
internal sealed class ItemState(BatchItem item)
{
    /// <summary>The item.</summary>
    public BatchItem Item => item;

    /// <summary>How it ended last; null where it did not.</summary>
    public JournalRecord? End { get; set; }

    /// <summary>True where it is over as far as <paramref name="run"/> is concerned: complete, or failed in that same run.</summary>
    public bool IsOver(string run) => End is { Event: JournalRecord.Done } || (End is not null && End.Run == run);
}
