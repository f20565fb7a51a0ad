using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>A volume whose columns along k lie in rows of memory, with zeros between them as long as a window.</summary>
internal sealed unsafe class TurnedVolume : IDisposable
{
    private const int Block = 16;

    // A window of two vectors, and a neighbour.
    private const int Gap = 40;

    private readonly ProjectorParameters _p;
    private readonly HostMemory _memory;
    private readonly long _stride;

    public TurnedVolume(in ProjectorParameters p)
    {
        _p = p;
        _stride = (p.SizeK + Gap + 15) / 16 * 16;
        _memory = HostMemory.Rent((Gap + p.SizeJ * PlaneFloats) * sizeof(float));
    }

    // One column more: planes would compete for the same cache lines where they are a power of two apart.
    private long PlaneFloats => (_p.SizeI + 1) * _stride;

    /// <summary>Voxel (i, j, 0).</summary>
    public float* Column(int i, int j) => (float*)_memory.Address + Gap + j * PlaneFloats + i * _stride;

    /// <summary>Takes over a volume.</summary>
    public void Fill(CpuDevice device, float* volume)
    {
        new Span<float>(_memory.Address, Gap).Clear();
        device.Parallel(_p.SizeJ, (begin, end) =>
        {
            for (var j = (int)begin; j < end; j++)
            {
                for (var i = 0; i <= _p.SizeI; i++)
                    new Span<float>(Column(i, j) + _p.SizeK, (int)_stride - _p.SizeK).Clear();
                for (var k = 0; k < _p.SizeK; k += Block)
                {
                    for (var i = 0; i < _p.SizeI; i += Block)
                        Transposition.Part16(volume + i + _p.SizeI * (j + (long)_p.SizeJ * k), (long)_p.SizeI * _p.SizeJ, Column(i, j) + k, _stride, Math.Min(Block, _p.SizeK - k), Math.Min(Block, _p.SizeI - i));
                }
            }
        });
    }

    /// <summary>Sets all to 0.</summary>
    public void Clear(CpuDevice device) => device.Parallel(_p.SizeJ, (begin, end) =>
    {
        for (var j = (int)begin; j < end; j++)
            new Span<float>(Column(0, j), (int)PlaneFloats).Clear();
    });

    /// <summary>16 rows of 16 voxels from (i, j, k) on, in the order of a volume; what lies beyond it is undefined.</summary>
    public void Read(int i, int j, int k, float* block) =>
        Transposition.Part16(Column(i, j) + k, _stride, block, Block, Math.Min(Block, _p.SizeI - i), Math.Min(Block, _p.SizeK - k));

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();
}
