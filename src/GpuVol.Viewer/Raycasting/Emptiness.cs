namespace GpuVol.Viewer;

/// <summary>How far each brick is from the nearest one that can be seen.</summary>
internal static class Emptiness
{
    private const int Farthest = 255;

    /// <summary>Chebyshev distances in bricks to the nearest visible one, at most 255; 0 for the visible.</summary>
    /// <remarks>Two sweeps over half the 26 neighbours each (Rosenfeld and Pfaltz 1968); exact for this distance.</remarks>
    public static byte[] Distances(Size3D bricks, Func<long, bool> isVisible)
    {
        var distances = new byte[bricks.Voxels];
        for (long n = 0; n < distances.LongLength; n++)
            distances[n] = isVisible(n) ? (byte)0 : (byte)Farthest;

        Sweep(distances, bricks, 1);
        Sweep(distances, bricks, -1);
        return distances;
    }

    private static void Sweep(byte[] distances, Size3D size, int direction)
    {
        var forwards = direction > 0;
        for (var a = 0; a < size.K; a++)
        {
            var k = forwards ? a : size.K - 1 - a;
            for (var b = 0; b < size.J; b++)
            {
                var j = forwards ? b : size.J - 1 - b;
                for (var c = 0; c < size.I; c++)
                {
                    var i = forwards ? c : size.I - 1 - c;
                    var index = ((long)k * size.J + j) * size.I + i;
                    int best = distances[index];
                    if (best == 0)
                        continue;

                    // The 13 neighbours that the sweep has been to.
                    for (var dk = -1; dk <= 0; dk++)
                    {
                        for (var dj = -1; dj <= (dk < 0 ? 1 : 0); dj++)
                        {
                            for (var di = -1; di <= (dk < 0 || dj < 0 ? 1 : -1); di++)
                            {
                                var (ni, nj, nk) = (i + direction * di, j + direction * dj, k + direction * dk);
                                if ((uint)ni < (uint)size.I && (uint)nj < (uint)size.J && (uint)nk < (uint)size.K)
                                    best = Math.Min(best, distances[((long)nk * size.J + nj) * size.I + ni] + 1);
                            }
                        }
                    }

                    distances[index] = (byte)Math.Min(best, Farthest);
                }
            }
        }
    }
}
