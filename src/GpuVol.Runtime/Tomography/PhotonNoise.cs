namespace GpuVol;

/// <summary>Photon statistics of a scan.</summary>
public static class PhotonNoise
{
    // Above this mean a rounded normal distribution is the Poisson distribution to all that float32 line integrals can tell.
    private const double NormalFromMean = 1000;

    /// <summary>
    /// Line integrals as a detector that counts photons would give them: I ~ Poisson(I₀ exp(-p)), then -ln(max(I, 1) / I₀). A count of 0 is
    /// taken as 1, the least that has a logarithm.
    /// </summary>
    /// <param name="lineIntegrals">Exact line integrals, float32; not modified.</param>
    /// <param name="photons">Photons a detector pixel would count without an object, I₀.</param>
    /// <param name="seed">The same seed gives the same noise, on every machine and with any number of threads.</param>
    /// <exception cref="ArgumentException">The data are not float32, or photons is not finite and at least 1.</exception>
    public static Volume Apply(Volume lineIntegrals, double photons, int seed)
    {
        ArgumentNullException.ThrowIfNull(lineIntegrals);
        if (!(photons >= 1) || !double.IsFinite(photons))
            throw new ArgumentOutOfRangeException(nameof(photons), $"PhotonNoise: {photons} photons a pixel; the number must be finite and at least 1.");
        if (lineIntegrals.ElementType != ElementType.Float32)
            throw new ArgumentException($"PhotonNoise: line integrals must be float32, not {lineIntegrals.ElementType.ShortName()}.", nameof(lineIntegrals));
        var size = lineIntegrals.Geometry.Size;
        var result = Volume.Create(lineIntegrals.Geometry, ElementType.Float32);
        try
        {
            HostLoop.For(size.K, k =>
            {
                // One stream a plane, so that the order of planes does not matter.
                var random = new SplitMix64((ulong)(uint)seed << 32 | (uint)k);
                var source = lineIntegrals.Slice<float>(k);
                var target = result.Slice<float>(k);
                for (var n = 0; n < source.Length; n++)
                    target[n] = (float)-Math.Log(Math.Max(1, Poisson(photons * Math.Exp(-source[n]), ref random)) / photons);
            });
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>A number of a Poisson distribution.</summary>
    private static double Poisson(double mean, ref SplitMix64 random)
    {
        if (!(mean > 0))
            return 0;
        if (mean >= NormalFromMean)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.Next()));
            return Math.Max(0, Math.Round(mean + Math.Sqrt(mean) * radius * Math.Cos(2 * Math.PI * random.Next())));
        }

        // Ahrens and Dieter 1974: a Poisson number is a sum of Poisson numbers of smaller means; Knuth's product for each part.
        double count = 0;
        for (var left = mean; left > 0; left -= 16)
        {
            var limit = Math.Exp(-Math.Min(left, 16));
            for (var product = random.Next(); product > limit; product *= random.Next())
                count++;
        }

        return count;
    }

    /// <summary>Steele, Lea and Flood 2014; the state may be any number, so every plane has a stream of its own.</summary>
    private struct SplitMix64(ulong state)
    {
        private ulong _state = state;

        /// <summary>Uniform in [0, 1) with 53 bits.</summary>
        public double Next()
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
