namespace GpuVol.Tests.Filters;

/// <summary>Windows gathered and sorted one by one: slow, and written without a look at the engine.</summary>
internal static class NeighbourhoodReference
{
    /// <summary>The voxel at <paramref name="rank"/> of every window, NaN behind all numbers.</summary>
    public static double[] Rank(float[] voxels, Size3D size, Size3D window, Border border, float borderValue, Func<int, int> rank, Func<int, bool>? isSet = null)
    {
        var result = new double[voxels.Length];
        var values = new List<double>();
        for (var v = 0; v < voxels.Length; v++)
        {
            var (i, j, k) = (v % size.I, v / size.I % size.J, v / size.I / size.J);
            values.Clear();
            for (var w = 0; w < window.Voxels; w++)
            {
                if (isSet?.Invoke(w) == false)
                    continue;
                var x = Position(i - (window.I / 2) + (w % window.I), size.I, border);
                var y = Position(j - (window.J / 2) + (w / window.I % window.J), size.J, border);
                var z = Position(k - (window.K / 2) + (w / window.I / window.J), size.K, border);
                values.Add(x < 0 || y < 0 || z < 0 ? borderValue : voxels[x + (size.I * (y + (size.J * z)))]);
            }

            values.Sort((a, b) => double.IsNaN(a) ? (double.IsNaN(b) ? 0 : 1) : double.IsNaN(b) ? -1 : a.CompareTo(b));
            result[v] = values[rank(values.Count)];
        }

        return result;
    }

    /// <summary>Walks from the edge one step at a time, as the pictures of the borders show it; -1 for the border value.</summary>
    public static int Position(int x, int n, Border border)
    {
        while (x < 0 || x >= n)
        {
            switch (border)
            {
                case Border.Constant or Border.GridConstant:
                    return -1;
                case Border.Nearest:
                    x = Math.Clamp(x, 0, n - 1);
                    break;
                case Border.Wrap or Border.GridWrap:
                    x += x < 0 ? n : -n;
                    break;
                case Border.Reflect:
                    x = x < 0 ? -1 - x : (2 * n) - 1 - x;
                    break;
                default:
                    x = n == 1 ? 0 : x < 0 ? -x : (2 * n) - 2 - x;
                    break;
            }
        }

        return x;
    }
}
