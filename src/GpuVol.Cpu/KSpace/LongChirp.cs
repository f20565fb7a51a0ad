using System.Collections.Concurrent;
using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>Tables of Bluestein's convolution for a long line that does not factor.</summary>
internal sealed unsafe class LongChirp<TReal>
    where TReal : unmanaged
{
    private const int MaxCached = 16;
    private static readonly ConcurrentDictionary<int, LongChirp<TReal>> Cache = new();

    private readonly PinnedTable<TReal> _chirp;
    private readonly PinnedTable<TReal> _spectrum;

    private LongChirp(int length)
    {
        // A multiple of 1024 splits into two factors of full vectors.
        Padded = 1024 * FourierLengths.NextSmooth((2 * length - 1 + 1023) / 1024);
        _chirp = new PinnedTable<TReal>(2 * length);
        var kernel = new Complex[Padded];
        for (var j = 0; j < length; j++)
        {
            var (cos, sin) = RootsOfUnity.Of((long)j * j % (2L * length), 2L * length);
            Put(_chirp.Pointer + 2 * (nint)j, new Complex(cos, sin));
            kernel[j] = new Complex(cos, -sin);
            kernel[(Padded - j) % Padded] = kernel[j];
        }

        _spectrum = new PinnedTable<TReal>(2 * Padded);
        var spectrum = PreciseTransform.Forward(kernel);
        for (var k = 0; k < Padded; k++)
            Put(_spectrum.Pointer + 2 * (nint)k, spectrum[k] / Padded);
    }

    /// <summary>Length of the convolution.</summary>
    public int Padded { get; }

    /// <summary>exp(-πi j² / n).</summary>
    public TReal* Chirp => _chirp.Pointer;

    /// <summary>Spectrum of the conjugate chirp, over the padded length.</summary>
    public TReal* Spectrum => _spectrum.Pointer;

    public static LongChirp<TReal> Get(int length)
    {
        if (Cache.TryGetValue(length, out var chirp))
            return chirp;
        if (Cache.Count >= MaxCached)
            Cache.Clear();
        return Cache.GetOrAdd(length, static n => new LongChirp<TReal>(n));
    }

    private static void Put(TReal* target, Complex value)
    {
        target[0] = Real.Of<TReal>(value.Real);
        target[1] = Real.Of<TReal>(value.Imaginary);
    }
}
