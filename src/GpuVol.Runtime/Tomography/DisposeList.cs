namespace GpuVol;

/// <summary>Scratch that is disposed together.</summary>
internal sealed class DisposeList : IDisposable
{
    private readonly Stack<IDisposable> _items = new();

    /// <summary>Adds an item and returns it.</summary>
    public T Add<T>(T item)
        where T : IDisposable
    {
        _items.Push(item);
        return item;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_items.TryPop(out var item))
            item.Dispose();
    }
}
