namespace GpuVol.Kernels;

/// <summary>Factors of transform lengths.</summary>
public static class FourierLengths
{
    /// <summary>Greatest prime factor that is transformed by its sum; lines with greater ones are convolved.</summary>
    public const int GreatestDirectPrime = 61;

    /// <summary>The least length of at least <paramref name="length"/> (up to 2^30) without prime factors above 7.</summary>
    public static int NextSmooth(int length)
    {
        for (var n = length; ; n++)
        {
            if (GreatestPrime(n) <= 7)
                return n;
        }
    }

    /// <summary>The greatest prime factor; 1 for 1.</summary>
    public static int GreatestPrime(int length)
    {
        var greatest = 1;
        var rest = length;
        for (var p = 2; (long)p * p <= rest; p++)
        {
            while (rest % p == 0)
            {
                greatest = p;
                rest /= p;
            }
        }

        return Math.Max(greatest, rest);
    }

    /// <summary>Radices whose product is <paramref name="length"/>: 8, 4 and 2 first, then odd primes; none for 1.</summary>
    public static int[] Radices(int length)
    {
        List<int> radices = [];
        var rest = length;
        foreach (var radix in (ReadOnlySpan<int>)[8, 4, 2])
        {
            while (rest % radix == 0)
            {
                radices.Add(radix);
                rest /= radix;
            }
        }

        for (var p = 3; rest > 1; p += 2)
        {
            if ((long)p * p > rest)
                p = rest;
            while (rest % p == 0)
            {
                radices.Add(p);
                rest /= p;
            }
        }

        return [.. radices];
    }
}
