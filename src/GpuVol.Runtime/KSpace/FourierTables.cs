using System.Numerics;
using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Roots of unity and chirps, computed in float64 and rounded once.</summary>
internal static class FourierTables
{
    /// <summary>exp(-2πi k / n) for k of 0 to n - 1.</summary>
    public static Float2[] Roots(int n)
    {
        var roots = new Float2[n];
        for (var k = 0; k < n; k++)
        {
            var (sin, cos) = Turn(k, n);
            roots[k] = new Float2((float)cos, (float)sin);
        }

        return roots;
    }

    /// <summary>Bluestein's chirp exp(-πi j² / n), and the spectrum of length m of its conjugate, wrapped around, over m.</summary>
    public static (Float2[] Chirp, Float2[] Spectrum) Chirp(int n, int m)
    {
        var chirp = new Complex[n];
        var wrapped = new Complex[m];
        for (var j = 0; j < n; j++)
        {
            var (sin, cos) = Turn((int)((long)j * j % (2L * n)), 2 * n);
            chirp[j] = new Complex(cos, sin);
            wrapped[j] = Complex.Conjugate(chirp[j]);
            if (j > 0)
                wrapped[m - j] = wrapped[j];
        }

        var spectrum = Transform(wrapped);
        return (Array.ConvertAll(chirp, Round), Array.ConvertAll(spectrum, c => Round(c / m)));
    }

    /// <summary>The forward transform of a few numbers in float64, by splitting off prime factors.</summary>
    private static Complex[] Transform(Complex[] x)
    {
        var n = x.Length;
        if (n == 1)
            return x;
        var p = SmallestPrime(n);
        var rest = n / p;
        var parts = new Complex[p][];
        for (var q = 0; q < p; q++)
        {
            var part = new Complex[rest];
            for (var j = 0; j < rest; j++)
                part[j] = x[j * p + q];
            parts[q] = Transform(part);
        }

        var result = new Complex[n];
        for (var k = 0; k < n; k++)
        {
            var sum = Complex.Zero;
            for (var q = 0; q < p; q++)
            {
                var (sin, cos) = Turn((int)((long)q * k % n), n);
                sum += parts[q][k % rest] * new Complex(cos, sin);
            }

            result[k] = sum;
        }

        return result;
    }

    private static int SmallestPrime(int n)
    {
        for (var p = 2; (long)p * p <= n; p++)
        {
            if (n % p == 0)
                return p;
        }

        return n;
    }

    // Math.SinCos of 2π k / n with k up to n loses a digit near full turns: fold to an eighth of a turn first.
    private static (double Sin, double Cos) Turn(int k, int n)
    {
        var eighth = 8L * k;
        var sign = 1.0;
        if (eighth > 4L * n)
        {
            eighth = 8L * n - eighth;
            sign = -1;
        }

        var mirror = 1.0;
        if (eighth > 2L * n)
        {
            eighth = 4L * n - eighth;
            mirror = -1;
        }

        var (sin, cos) = eighth > n
            ? Swap(Math.SinCos(Math.PI / 4 * (2L * n - eighth) / n))
            : Math.SinCos(Math.PI / 4 * eighth / n);
        return (-sign * sin, mirror * cos);
    }

    private static (double Sin, double Cos) Swap((double Sin, double Cos) turn) => (turn.Cos, turn.Sin);

    private static Float2 Round(Complex c) => new((float)c.Real, (float)c.Imaginary);
}
