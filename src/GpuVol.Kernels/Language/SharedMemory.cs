namespace GpuVol.Kernels;

/// <summary>Memory that the items of a group share, for the life of the group.</summary>
public static class SharedMemory
{
    /// <summary>Allocates <paramref name="length"/> elements; the contents are undefined.</summary>
    /// <param name="length">A compile-time constant.</param>
    /// <remarks>To be called at the top level of a grouped kernel: <c>var tile = SharedMemory.Allocate&lt;float&gt;(256);</c>.</remarks>
    public static ArrayView<T> Allocate<T>(int length)
        where T : unmanaged => GroupContext.Current.AllocateShared<T>(length);
}
