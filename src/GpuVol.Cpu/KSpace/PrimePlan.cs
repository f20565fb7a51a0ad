using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>
/// The transform of a great prime length as a cyclic convolution: Rader's (1968), of length p - 1, where that factors well, else Bluestein's
/// (1970) with a smooth length of at least 2 p - 1.
/// </summary>
internal sealed unsafe class PrimePlan<TReal>
    where TReal : unmanaged
{
    private readonly PinnedTable<TReal> _spectrum;
    private readonly PinnedTable<TReal>? _chirp;
    private readonly PinnedTable<int>? _powers;
    private readonly PinnedTable<int>? _inversePowers;

    private PrimePlan(int length, bool rader)
    {
        Length = length;
        var inner = rader ? length - 1 : FourierLengths.NextSmooth(2 * length - 1);
        Inner = LinePlan<TReal>.Get(inner);
        var kernel = new Complex[inner];
        if (rader)
        {
            _powers = new PinnedTable<int>(inner);
            _inversePowers = new PinnedTable<int>(inner);
            var generator = Generator(length);
            var power = 1;
            for (var q = 0; q < inner; q++)
            {
                _powers.Pointer[q] = power;
                _inversePowers.Pointer[(inner - q) % inner] = power;
                power = (int)((long)power * generator % length);
            }

            for (var q = 0; q < inner; q++)
                kernel[q] = Root(_inversePowers.Pointer[q], length);
        }
        else
        {
            _chirp = new PinnedTable<TReal>(2 * length);
            for (var j = 0; j < length; j++)
            {
                var chirp = Root((long)j * j % (2L * length), 2L * length);
                Put(_chirp.Pointer + 2 * j, chirp);
                kernel[j] = Complex.Conjugate(chirp);
                kernel[(inner - j) % inner] = kernel[j];
            }
        }

        _spectrum = new PinnedTable<TReal>(2 * inner);
        var spectrum = PreciseTransform.Forward(kernel);
        for (var k = 0; k < inner; k++)
            Put(_spectrum.Pointer + 2 * k, spectrum[k] / inner);
        ScratchElements = 2 * inner;
        Cost = 2 * Inner.Cost + 8 * inner;
    }

    public int Length { get; }

    /// <summary>The transform that the convolution is made of.</summary>
    public LinePlan<TReal> Inner { get; }

    /// <summary>Cosine and sine parts of the factors of the convolution's spectrum, over its length.</summary>
    public TReal* Spectrum => _spectrum.Pointer;

    /// <summary>Bluestein's factors exp(-πi j² / p); null for Rader's convolution.</summary>
    public TReal* Chirp => _chirp is null ? null : _chirp.Pointer;

    /// <summary>Powers of a generator modulo p, for Rader's convolution.</summary>
    public int* Powers => _powers!.Pointer;

    /// <summary>Powers of its inverse.</summary>
    public int* InversePowers => _inversePowers!.Pointer;

    /// <summary>Elements of scratch for the two buffers of the convolution.</summary>
    public int ScratchElements { get; }

    public double Cost { get; }

    public static PrimePlan<TReal> Best(int length)
    {
        var bluestein = new PrimePlan<TReal>(length, rader: false);
        if (FourierLengths.GreatestPrime(length - 1) > LinePlan<TReal>.GreatestSummedPrime)
            return bluestein;
        var rader = new PrimePlan<TReal>(length, rader: true);
        return rader.Cost <= bluestein.Cost ? rader : bluestein;
    }

    private static Complex Root(long k, long n)
    {
        var (cos, sin) = RootsOfUnity.Of(k, n);
        return new Complex(cos, sin);
    }

    private static void Put(TReal* target, Complex value)
    {
        target[0] = Real.Of<TReal>(value.Real);
        target[1] = Real.Of<TReal>(value.Imaginary);
    }

    /// <summary>A number whose powers modulo the prime are all numbers but 0.</summary>
    private static int Generator(int prime)
    {
        for (var candidate = 2; ; candidate++)
        {
            var ok = true;
            var rest = prime - 1;
            for (var p = 2; ok && rest > 1; p++)
            {
                if ((long)p * p > rest)
                    p = rest;
                if (rest % p != 0)
                    continue;
                while (rest % p == 0)
                    rest /= p;
                ok = BigInteger.ModPow(candidate, (prime - 1) / p, prime) != 1;
            }

            if (ok)
                return candidate;
        }
    }
}
