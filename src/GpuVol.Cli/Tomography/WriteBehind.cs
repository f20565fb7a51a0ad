namespace GpuVol.Cli;

/// <summary>Writes slabs one after the other, each while the next is made.</summary>
internal sealed class WriteBehind(VolumeWriter writer) : IDisposable
{
    private Task _writing = Task.CompletedTask;

    /// <summary>Writes a slab once the one before is written; disposes it.</summary>
    public void Append(Volume slab)
    {
        Finish();
        _writing = Task.Run(() =>
        {
            using (slab)
                writer.Append(slab);
        });
    }

    /// <summary>Waits for the last slab.</summary>
    public void Finish() => _writing.GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Finish();
        }
        catch (Exception e) when (e is OperationCanceledException or VolumeFormatException)
        {
            // Whoever waited for the file has heard of it.
        }
    }
}
