namespace GpuVol;

/// <summary>From what a detector counts to line integrals of attenuation.</summary>
public static partial class LineIntegrals
{
    /// <summary>Throws where float32 projections hold a NaN or an infinity: one would spread over whole images.</summary>
    /// <param name="name">What the message calls the data.</param>
    /// <param name="projections">Projections of any type.</param>
    /// <param name="firstPlane">Where the data are a part of larger ones: the plane of those with which it begins.</param>
    /// <param name="firstLine">And the line.</param>
    /// <exception cref="VolumeFormatException">They do; the message has the number and the first place.</exception>
    public static void CheckFinite(string name, Volume projections, int firstPlane = 0, int firstLine = 0)
    {
        ArgumentNullException.ThrowIfNull(projections);
        if (projections.ElementType != ElementType.Float32)
            return;
        var size = projections.Geometry.Size;
        var bad = new long[size.K];
        var first = new int[size.K];
        HostLoop.For(size.K, k =>
        {
            var plane = projections.Slice<float>(k);
            if (IsFinite(plane))
                return;
            for (var n = plane.Length - 1; n >= 0; n--)
            {
                if (float.IsFinite(plane[n]))
                    continue;
                bad[k]++;
                first[k] = n;
            }
        });
        var at = Array.FindIndex(bad, b => b > 0);
        if (at < 0)
            return;
        throw new VolumeFormatException(name, $"has {bad.Sum()} numbers that are NaN or infinite, the first at [{firstPlane + at}, {firstLine + first[at] / size.I}, {first[at] % size.I}]. Mask or replace them before the reconstruction.");
    }

    // A number less itself is 0, but for NaN and the infinities.
    private static bool IsFinite(ReadOnlySpan<float> numbers)
    {
        var vectors = System.Runtime.InteropServices.MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(numbers);
        var sum = System.Numerics.Vector<float>.Zero;
        foreach (var vector in vectors)
            sum += vector - vector;
        var rest = System.Numerics.Vector.Sum(sum);
        foreach (var number in numbers[(vectors.Length * System.Numerics.Vector<float>.Count)..])
            rest += number - number;
        return rest == 0;
    }
}
