using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>Volumes and comparisons that the rendering tests share.</summary>
internal static class RenderingTestData
{
    public static readonly Matrix3D Flipped = new(new(-1, 0, 0), new(0, 1, 0), new(0, 0, -1));

    public static readonly Matrix3D Swapped = new(new(0, 1, 0), new(0, 0, -1), new(1, 0, 0));

    /// <summary>A volume of <paramref name="valueAt"/> patient positions around (0, 0, 0), whatever its direction.</summary>
    public static Volume FromPatient(Size3D size, Vector3D spacingMm, Matrix3D direction, Func<Vector3D, double> valueAt)
    {
        var geometry = VolumeGeometry.Centred(size, spacingMm, direction: direction);
        return TestVolumes.From(geometry, (i, j, k) => valueAt(geometry.VoxelToPatient(new Vector3D(i, j, k))));
    }

    /// <summary>Smooth and without symmetry, -200 to about 1200.</summary>
    public static Volume Smooth(Size3D size, VolumeGeometry? geometry = null) => TestVolumes.From(
        geometry ?? new VolumeGeometry(size, Vector3D.One),
        (i, j, k) => 500 + 400 * Math.Sin(0.31 * i + 0.5) * Math.Cos(0.23 * j) + 300 * Math.Sin(0.27 * k + 0.1 * i));

    public static RgbImage Render(ComputeDevice device, Volume volume, RenderSettings settings)
    {
        using var uploaded = volume.ToDevice(device);
        return ComputeRaycaster.Render(uploaded, settings);
    }

    public static float[] Project(ComputeDevice device, Volume volume, RenderSettings settings)
    {
        using var uploaded = volume.ToDevice(device);
        using var prepared = new RaycastVolume(uploaded);
        return ComputeRaycaster.Project(prepared, settings);
    }

    public static int Red(this RgbImage image, int x, int y) => image.Pixels[3 * (y * image.Width + x)];

    /// <summary>Every channel within <paramref name="limit"/> levels; the message names the worst pixel.</summary>
    public static void Close(RgbImage expected, RgbImage actual, int limit, string what)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        var worst = 0;
        for (var n = 1; n < actual.Pixels.Length; n++)
        {
            if (Difference(n) > Difference(worst))
                worst = n;
        }

        Assert.True(Difference(worst) <= limit, $"{what}: pixel ({worst / 3 % actual.Width}, {worst / 3 / actual.Width}) channel {worst % 3}: expected {expected.Pixels[worst]}, got {actual.Pixels[worst]}, limit {limit}.");
        int Difference(int n) => Math.Abs(expected.Pixels[n] - actual.Pixels[n]);
    }

    /// <summary>Every intensity within <paramref name="limit"/>, NaN where NaN is expected.</summary>
    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, int width, double limit, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var n = 0; n < actual.Length; n++)
        {
            var close = double.IsNaN(expected[n]) ? float.IsNaN(actual[n]) : Math.Abs(expected[n] - actual[n]) <= limit;
            Assert.True(close, $"{what}: pixel ({n % width}, {n / width}): expected {expected[n]:R}, got {actual[n]:R}, limit {limit:E2}.");
        }
    }
}
