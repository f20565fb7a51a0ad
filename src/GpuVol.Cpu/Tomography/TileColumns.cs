using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>The voxels of a <see cref="VolumeTile"/>, whose columns along k lie in rows of memory, with zeros between them as long as a window.</summary>
internal sealed unsafe class TileColumns : IDisposable
{
    private const int Side = VolumeTile.Side;

    // A window of two vectors, and a neighbour; whole cache lines.
    private const int Gap = 48;

    private readonly ProjectorParameters _p;
    private readonly HostMemory _memory;
    private readonly int _stride;

    public TileColumns(in ProjectorParameters p)
    {
        _p = p;

        // An odd number of cache lines, so that columns do not compete for the same ones.
        _stride = ((VolumeTile.GreatestK(p) + Gap) / Side | 1) * Side;
        _memory = HostMemory.Rent((Gap + Side * Side * (long)_stride) * sizeof(float), clear: true);
    }

    /// <summary>Voxel (i, j, 0), counted from the tile's first.</summary>
    public float* Column(int i, int j) => (float*)_memory.Address + Gap + (j * Side + i) * _stride;

    /// <summary>Takes over a part of a volume.</summary>
    public void Fill(float* volume, in VolumeTile tile)
    {
        var plane = (long)_p.SizeI * _p.SizeJ;
        for (var j = 0; j < tile.SizeJ; j++)
        {
            for (var i = 0; i < tile.SizeI; i++)
                new Span<float>(Column(i, j) + tile.SizeK, _stride - Gap - tile.SizeK).Clear();
        }

        for (var k = 0; k < tile.SizeK; k += Side)
        {
            for (var j = 0; j < tile.SizeJ; j++)
                Transposition.Part16(volume + tile.I + _p.SizeI * (long)(tile.J + j) + plane * (tile.K + k), plane, Column(0, j) + k, _stride, Math.Min(Side, tile.SizeK - k), tile.SizeI);
        }
    }

    /// <summary>Sets all voxels to 0.</summary>
    public void Clear() => new Span<float>(Column(0, 0), Side * Side * _stride).Clear();

    /// <summary>16 rows of 16 voxels from (0, j, k) on, in the order of a volume.</summary>
    public void Read(int j, int k, float* block) => Transposition.Block16(Column(0, j) + k, _stride, block, Side);

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();
}
