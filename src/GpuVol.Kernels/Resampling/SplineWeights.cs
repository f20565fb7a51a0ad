namespace GpuVol.Kernels;

/// <summary>Centred B-splines of order 0 to 5 at the neighbours of a position (Thévenaz, Blu and Unser 2000), in float32.</summary>
public static class SplineWeights
{
    /// <summary>Most neighbours of any order.</summary>
    public const int MostTaps = 6;

    /// <summary>
    /// Weights of the order + 1 neighbours into <paramref name="weights"/> from <paramref name="first"/> on. <paramref name="t"/> is the
    /// distance from the voxel before (odd orders) or from the nearest voxel (even orders).
    /// </summary>
    public static void Fill(ArrayView<float> weights, int first, float t, int order)
    {
        if (order == 0)
        {
            weights[first] = 1;
        }
        else if (order == 1)
        {
            weights[first] = 1 - t;
            weights[first + 1] = t;
        }
        else if (order == 2)
        {
            weights[first] = 0.5f * (0.5f - t) * (0.5f - t);
            weights[first + 1] = 0.75f - t * t;
            weights[first + 2] = 0.5f * (0.5f + t) * (0.5f + t);
        }
        else if (order == 3)
        {
            var u = 1 - t;
            weights[first] = u * u * u * (1 / 6f);
            weights[first + 1] = XMath.Fma(t * t, XMath.Fma(t, 0.5f, -1f), 2 / 3f);
            weights[first + 2] = XMath.Fma(u * u, XMath.Fma(u, 0.5f, -1f), 2 / 3f);
            weights[first + 3] = t * t * t * (1 / 6f);
        }
        else if (order == 4)
        {
            var t2 = t * t;
            var s = t2 * (1 / 6f);
            var a = (0.5f - t) * (0.5f - t);
            var odd = t * (s - 11 / 24f);
            var even = 19 / 96f + t2 * (0.25f - s);
            weights[first] = a * a * (1 / 24f);
            weights[first + 1] = even + odd;
            weights[first + 3] = even - odd;
            weights[first + 4] = weights[first] + odd + 0.5f * t;
            weights[first + 2] = 1 - weights[first] - weights[first + 1] - weights[first + 3] - weights[first + 4];
        }
        else
        {
            var t2 = t * t;
            weights[first + 5] = t * t2 * t2 * (1 / 120f);
            t2 -= t;
            var t4 = t2 * t2;
            var h = t - 0.5f;
            var s = t2 * (t2 - 3);
            weights[first] = (1 / 24f) * (0.2f + t2 + t4) - weights[first + 5];
            var even = (1 / 24f) * (t2 * (t2 - 5) + 46 / 5f);
            var odd = (-1 / 12f) * h * (s + 4);
            weights[first + 2] = even + odd;
            weights[first + 3] = even - odd;
            even = (1 / 16f) * (9 / 5f - s);
            odd = (1 / 24f) * h * (t4 - t2 - 5);
            weights[first + 1] = even + odd;
            weights[first + 4] = even - odd;
        }
    }
}
