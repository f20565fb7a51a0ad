using GpuVol.Kernels;

namespace GpuVol;

/// <summary>A panel of slices as one picture, each with the aspect ratio of its millimetres.</summary>
/// <remarks>
/// The panels run from the feet to the head (axial), front to back (coronal), right to left (sagittal), from the top left, row by row.
/// A kernel cuts the panels, so that only they leave the device; window and layout are made on the host, the same for every device.
/// </remarks>
public static class SliceMontage
{
    private const int MostSlicesChosen = 20;
    private const int GapPixels = 2;
    private const byte GapGrey = 64;

    // More would not fit into one array of bytes.
    private const long MostPixels = int.MaxValue / 3;

    /// <summary>Makes the picture; the finer in-plane spacing decides the pixel size, slices are interpolated linearly.</summary>
    /// <param name="volume">Volume of any element type.</param>
    /// <param name="settings">Which slices, and how.</param>
    /// <param name="labels">Labels to lay over the slices, each pixel with that of the nearest voxel; or null.</param>
    /// <exception cref="ArgumentException">A setting is out of range or the picture would be too large; the message says what to change.</exception>
    public static RgbImage Create(DeviceVolume volume, MontageSettings settings, LabelVolume? labels = null)
    {
        Check(settings);
        if (!volume.IsFloat32Intensity)
        {
            using var intensities = IntensityTransforms.ToFloat32(volume);
            return Create(intensities, settings, labels);
        }

        var size = volume.Geometry.Size;
        var axes = SliceAxes.Of(volume.Geometry, settings.Plane);
        var slices = size[axes.Normal];
        if (settings.Step > slices)
            throw new ArgumentException($"SliceMontage: a step of {settings.Step} slices is more than the {slices} there are along the {settings.Plane.ToString().ToLowerInvariant()} axis; use 1 to {slices}, or 0.", nameof(settings));
        var step = settings.Step > 0 ? settings.Step : (slices + MostSlicesChosen - 1) / MostSlicesChosen;
        var count = (slices + step - 1) / step;

        // What the step leaves over is shared between both ends.
        var first = (slices - 1 - (count - 1) * step) / 2;

        var spacing = volume.Geometry.SpacingMm;
        var pixelMm = Math.Min(spacing[axes.Right], spacing[axes.Down]);
        var width = Pixels(size[axes.Right] * spacing[axes.Right] / pixelMm);
        var height = Pixels(size[axes.Down] * spacing[axes.Down] / pixelMm);
        var columns = settings.Columns > 0 ? Math.Min(settings.Columns, count) : SquarestColumns(count, width, height);
        var rows = (count + columns - 1) / columns;
        var pictureWidth = columns * (long)(width + GapPixels) - GapPixels;
        var pictureHeight = rows * (long)(height + GapPixels) - GapPixels;
        if (pictureWidth * pictureHeight > MostPixels)
            throw new ArgumentException($"SliceMontage: {count} panels of {width}x{height} pixels make a picture of {pictureWidth}x{pictureHeight}; at most {MostPixels} pixels are possible. Use a larger step.", nameof(settings));

        var (low, high) = settings.WindowCenter is { } centre && settings.WindowWidth is { } windowWidth
            ? (centre - 0.5 * windowWidth, centre + 0.5 * windowWidth)
            : IntensityPercentiles.Range(volume, 0.5, 99.5);

        var pixels = new byte[pictureWidth * pictureHeight * 3];
        var parameters = Parameters(size, axes, width, height);
        using var panels = volume.Device.Allocate<float>((long)width * height);
        var panel = new float[width * height];
        var overlay = labels is null ? null : new LabelPanel(labels, settings.Labels, volume.Geometry, axes, parameters);
        for (var n = 0; n < count; n++)
        {
            // One panel at a time: the device holds one slice more, however many are shown.
            var slice = axes.NormalReversed ? size[axes.Normal] - 1 - (first + n * step) : first + n * step;
            parameters.First = Stride(size, axes.Normal) * slice;
            MontageKernels.Launch.Panel(volume.Device, new Index2D(width, height), panels.View, volume.Buffer<float>().View, parameters);
            panels.Download(panel);
            var left = n % columns * (width + GapPixels);
            var top = n / columns * (height + GapPixels);
            for (var y = 0; y < height; y++)
            {
                var row = pixels.AsSpan(checked((int)(((top + y) * pictureWidth + left) * 3)), 3 * width);
                for (var x = 0; x < width; x++)
                    row.Slice(3 * x, 3).Fill(GreyImage.Level(panel[y * width + x], low, high));
                overlay?.Blend(row, slice, y);
            }
        }

        DrawGaps(pixels, (int)pictureWidth, (int)pictureHeight, width, height);
        return new RgbImage((int)pictureWidth, (int)pictureHeight, pixels);
    }

    private static int Pixels(double length) => Math.Max(1, (int)Math.Round(length));

    private static MontageParameters Parameters(Size3D size, SliceAxes axes, int width, int height)
    {
        var pixelRight = (double)size[axes.Right] / width;
        var pixelDown = (double)size[axes.Down] / height;
        return new MontageParameters
        {
            SizeRight = size[axes.Right],
            SizeDown = size[axes.Down],
            StrideRight = Stride(size, axes.Right),
            StrideDown = Stride(size, axes.Down),
            StartRight = (float)(axes.RightReversed ? size[axes.Right] - 0.5 - 0.5 * pixelRight : 0.5 * pixelRight - 0.5),
            PixelRight = (float)(axes.RightReversed ? -pixelRight : pixelRight),
            StartDown = (float)(axes.DownReversed ? size[axes.Down] - 0.5 - 0.5 * pixelDown : 0.5 * pixelDown - 0.5),
            PixelDown = (float)(axes.DownReversed ? -pixelDown : pixelDown),
            PanelWidth = width,
        };
    }

    private static long Stride(Size3D size, int axis) => axis switch
    {
        0 => 1,
        1 => size.I,
        _ => (long)size.I * size.J,
    };

    private static int SquarestColumns(int count, int width, int height)
    {
        var best = 1;
        var bestRatio = double.PositiveInfinity;
        for (var columns = 1; columns <= count; columns++)
        {
            var rows = (count + columns - 1) / columns;
            var ratio = Math.Abs(Math.Log((double)columns * width / ((double)rows * height)));
            if (ratio < bestRatio)
                (best, bestRatio) = (columns, ratio);
        }

        return best;
    }

    private static void DrawGaps(byte[] pixels, int pictureWidth, int pictureHeight, int width, int height)
    {
        for (var y = 0; y < pictureHeight; y++)
        {
            var row = pixels.AsSpan((int)(3L * y * pictureWidth), 3 * pictureWidth);
            if (y % (height + GapPixels) >= height)
            {
                row.Fill(GapGrey);
                continue;
            }

            for (var x = width; x < pictureWidth; x += width + GapPixels)
                row.Slice(3 * x, 3 * GapPixels).Fill(GapGrey);
        }
    }

    private static void Check(MontageSettings settings)
    {
        if (!Enum.IsDefined(settings.Plane))
            throw new ArgumentException($"SliceMontage: plane {(int)settings.Plane} is unknown; use one of {string.Join(", ", Enum.GetNames<SlicePlane>())}.", nameof(settings));
        if (settings.Step < 0)
            throw new ArgumentException($"SliceMontage: the step is {settings.Step}; give 1 or more, or 0 to have it chosen.", nameof(settings));
        if (settings.Columns < 0)
            throw new ArgumentException($"SliceMontage: {settings.Columns} columns; give 1 or more, or 0 to have them chosen.", nameof(settings));
        GreyImage.CheckWindow("SliceMontage", settings.WindowCenter, settings.WindowWidth);
        settings.Labels.Check();
    }
}
