namespace GpuVol;

/// <summary>A range of a device buffer, as host code hands it to a kernel that takes an <c>ArrayView</c>.</summary>
/// <param name="Memory">The memory it lies in.</param>
/// <param name="Offset">First element.</param>
/// <param name="Length">Number of elements.</param>
public readonly record struct DeviceView<T>(DeviceMemory Memory, long Offset, long Length)
    where T : unmanaged
{
    /// <summary>The <paramref name="length"/> elements from <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the view.</exception>
    public DeviceView<T> SubView(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"[{offset}, {offset + length}) leaves a view of {Length} elements.");
        return new DeviceView<T>(Memory, Offset + offset, length);
    }

    /// <summary>The whole of a buffer.</summary>
    public static implicit operator DeviceView<T>(DeviceBuffer<T> buffer) => buffer.View;
}
