using System.Runtime.Intrinsics;
using GpuVol.Cpu;

namespace GpuVol.Benchmarks;

/// <summary>The least that a memory-bound operation can do: move its bytes, past the caches, on all cores. Memory is pooled, as the operations' is.</summary>
public sealed unsafe class MemoryFloor : IDisposable
{
    private const int Piece = 1 << 14;

    private readonly CpuDevice _device = new();
    private readonly HostMemory _source;
    private readonly HostMemory _target;
    private readonly long _sourceBytes;
    private readonly long _targetFloats;

    /// <summary>Prepares a source of so many bytes and a float32 target.</summary>
    public MemoryFloor(long sourceBytes, long targetFloats)
    {
        _sourceBytes = sourceBytes;
        _targetFloats = targetFloats;
        _source = HostMemory.Rent(sourceBytes, clear: true);
        _target = HostMemory.Rent(targetFloats * sizeof(float), clear: true);
    }

    /// <summary>Copies float32.</summary>
    public void Copy(bool nonTemporal) => _device.Parallel(_targetFloats / Piece, (first, last) =>
    {
        var source = (float*)_source.Address;
        var target = (float*)_target.Address;
        if (nonTemporal)
        {
            for (var v = first * Piece; v < last * Piece; v += 16)
                Vector512.Load(source + v).StoreAlignedNonTemporal(target + v);
        }
        else
        {
            for (var v = first * Piece; v < last * Piece; v += 16)
                Vector512.Load(source + v).Store(target + v);
        }
    });

    /// <summary>Reads int16, writes float32: the bytes of a rescale or window.</summary>
    public void ConvertInt16() => _device.Parallel(_targetFloats / Piece, (first, last) =>
    {
        var source = (short*)_source.Address;
        var target = (float*)_target.Address;
        for (var v = first * Piece; v < last * Piece; v += 16)
        {
            var (lower, upper) = Vector256.Widen(Vector256.Load(source + v));
            Vector512.ConvertToSingle(Vector512.Create(lower, upper)).StoreAlignedNonTemporal(target + v);
        }
    });

    /// <summary>Reads the whole source once and writes the whole target: the bytes of a resampling.</summary>
    public void ReadAndFill() => _device.Parallel(_targetFloats / Piece, (first, last) =>
    {
        var source = (float*)_source.Address;
        var target = (float*)_target.Address;
        var perTarget = (double)_sourceBytes / sizeof(float) / _targetFloats;
        for (var piece = first; piece < last; piece++)
        {
            var sum = Vector512<float>.Zero;
            var from = (long)(piece * Piece * perTarget) / 16 * 16;
            var to = (long)((piece + 1) * Piece * perTarget) / 16 * 16;
            for (var v = from; v < to; v += 16)
                sum += Vector512.Load(source + v);
            for (var v = piece * Piece; v < (piece + 1) * Piece; v += 16)
                sum.StoreAlignedNonTemporal(target + v);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Release();
        _target.Release();
        _device.Dispose();
    }
}
