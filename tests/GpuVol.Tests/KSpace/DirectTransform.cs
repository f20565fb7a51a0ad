using System.Numerics;

namespace GpuVol.Tests.KSpace;

/// <summary>Fourier transforms as the sum that defines them, in float64: an oracle that shares nothing with the engine.</summary>
public static class DirectTransform
{
    /// <summary>Along the given axes of an array in C order, unnormalised; <paramref name="centered"/> puts the origin of each at n / 2.</summary>
    public static Complex[] Run(Complex[] values, int[] shape, IEnumerable<int> axes, bool inverse, bool centered)
    {
        var result = values.ToArray();
        foreach (var axis in axes)
        {
            var n = shape[axis];
            var inner = shape.Skip(axis + 1).Aggregate(1, (a, b) => a * b);
            var roots = new Complex[n];
            for (var k = 0; k < n; k++)
            {
                var (sin, cos) = Math.SinCos((inverse ? 2 : -2) * Math.PI * k / n);
                roots[k] = new Complex(cos, sin);
            }

            var origin = centered ? n / 2 : 0;
            var line = new Complex[n];
            for (var first = 0; first < result.Length; first++)
            {
                if (first / inner % n != 0)
                    continue;
                for (var k = 0; k < n; k++)
                {
                    var sum = Complex.Zero;
                    for (var j = 0; j < n; j++)
                        sum += result[first + j * inner] * roots[(int)((long)(k - origin + n) * (j - origin + n) % n)];
                    line[k] = sum;
                }

                for (var k = 0; k < n; k++)
                    result[first + k * inner] = line[k];
            }
        }

        return result;
    }

    /// <summary>Root of the summed squared differences over the root of the summed squares.</summary>
    public static double RelativeError(ReadOnlySpan<Complex> actual, ReadOnlySpan<Complex> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0, magnitude = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            var d = actual[i] - expected[i];
            difference += d.Real * d.Real + d.Imaginary * d.Imaginary;
            magnitude += expected[i].Real * expected[i].Real + expected[i].Imaginary * expected[i].Imaginary;
        }

        return Math.Sqrt(difference / magnitude);
    }

    /// <summary>Normally distributed numbers.</summary>
    public static Complex[] Random(int count, int seed)
    {
        var random = new Random(seed);
        var values = new Complex[count];
        for (var i = 0; i < count; i++)
            values[i] = Complex.FromPolarCoordinates(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), 2 * Math.PI * random.NextDouble());
        return values;
    }
}
