using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuVol.Cpu.KSpace;

/// <summary>A table that never moves, so that loops may hold its address.</summary>
internal sealed unsafe class PinnedTable<T>
    where T : unmanaged
{
    private readonly T[] _values;

    public PinnedTable(int length)
    {
        _values = GC.AllocateArray<T>(Math.Max(1, length), pinned: true);
        Pointer = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));
    }

    public T* Pointer { get; }
}
