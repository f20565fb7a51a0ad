using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>Labels over one picture as every renderer needs them: rays on the labels' own grid, clip planes, colours.</summary>
internal sealed class LabelPlan
{
    /// <summary>Prepares the labels over a picture of <paramref name="volume"/>; the settings are checked.</summary>
    public LabelPlan(RaycastVolume volume, LabelVolume labels, RenderSettings settings)
    {
        Labels = labels;
        ClipPlanes = RaycastGeometry.ClipPlanes(labels.Geometry, settings.Clip);
        Colours = labels.Table(settings.Labels);
        Parameters = RaycastGeometry.Create(volume.Geometry, labels.Geometry, RaycastGeometry.UsualStepMm(labels.Geometry), settings) with { Ambient = 0.3f, Diffuse = 0.7f };
    }

    public LabelVolume Labels { get; }

    public RaycastParameters Parameters { get; }

    public float[] ClipPlanes { get; }

    public float[] Colours { get; }

    /// <summary>Lays pixels of red, green, blue (times opacity) and opacity over a picture.</summary>
    public static void Blend(RgbImage picture, ReadOnlySpan<byte> rgba)
    {
        for (var n = 0; n < rgba.Length / 4; n++)
        {
            var left = 255 - rgba[4 * n + 3];
            if (left == 255)
                continue;
            for (var channel = 0; channel < 3; channel++)
            {
                ref var level = ref picture.Pixels[3 * n + channel];
                level = (byte)Math.Min(255, rgba[4 * n + channel] + (left * level + 127) / 255);
            }
        }
    }
}
