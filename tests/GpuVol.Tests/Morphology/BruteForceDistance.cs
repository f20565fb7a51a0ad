namespace GpuVol.Tests.Morphology;

/// <summary>Distances by trying every pair of voxels, in float64.</summary>
internal static class BruteForceDistance
{
    public static double[] Squared(int[] labels, Size3D size, Vector3D spacing, bool backgroundToo = false, bool wall = false)
    {
        var result = new double[labels.Length];
        for (var v = 0; v < labels.Length; v++)
        {
            if (labels[v] == 0 && !backgroundToo)
                continue;
            var least = double.PositiveInfinity;
            var (i, j, k) = Split(v, size);
            for (var w = 0; w < labels.Length; w++)
            {
                if (labels[w] != labels[v])
                    least = Math.Min(least, Between(i, j, k, w, size, spacing));
            }

            if (wall)
            {
                least = Math.Min(least, Edge(i, size.I, spacing.X));
                least = Math.Min(least, Edge(j, size.J, spacing.Y));
                least = Math.Min(least, Edge(k, size.K, spacing.Z));
            }

            result[v] = least;
        }

        return result;
    }

    /// <summary>The least number among the nearest zeros; squared spacings must be whole, so that ties are exact.</summary>
    public static int[] NearestZero(int[] labels, Size3D size, Vector3D spacing)
    {
        var result = new int[labels.Length];
        for (var v = 0; v < labels.Length; v++)
        {
            result[v] = -1;
            var least = double.PositiveInfinity;
            var (i, j, k) = Split(v, size);
            for (var w = 0; w < labels.Length; w++)
            {
                if (labels[w] != 0)
                    continue;
                var d = Between(i, j, k, w, size, spacing);
                if (d < least)
                {
                    least = d;
                    result[v] = w;
                }
            }
        }

        return result;
    }

    private static (int I, int J, int K) Split(int v, Size3D size) => (v % size.I, v / size.I % size.J, v / size.I / size.J);

    private static double Between(int i, int j, int k, int w, Size3D size, Vector3D spacing)
    {
        var (a, b, c) = Split(w, size);
        double di = (i - a) * spacing.X, dj = (j - b) * spacing.Y, dk = (k - c) * spacing.Z;
        return (di * di) + (dj * dj) + (dk * dk);
    }

    private static double Edge(int i, int n, double spacing)
    {
        var d = Math.Min(i + 1, n - i) * spacing;
        return d * d;
    }
}
