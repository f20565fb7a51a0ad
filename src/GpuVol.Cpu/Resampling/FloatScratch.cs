namespace GpuVol.Cpu;

/// <summary>Rented floats, cleared, so that what lies in the padding of rows is a number; a cache line more than asked for is readable.</summary>
internal readonly unsafe struct FloatScratch(long floats) : IDisposable
{
    private readonly HostMemory _memory = HostMemory.Rent((floats + 16) * sizeof(float), clear: true);

    public float* Floats => (float*)_memory.Address;

    public void Dispose() => _memory.Release();
}
