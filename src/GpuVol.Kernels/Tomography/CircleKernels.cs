namespace GpuVol.Kernels;

/// <summary>The circle inscribed in an image.</summary>
public static partial class CircleKernels
{
    /// <summary>0 where the distance from pixel (center, center) is more than the radius.</summary>
    [Kernel]
    public static void ClearOutside(Index3D pixel, ArrayView<float> image, int size, int center, int radius)
    {
        var x = pixel.X - center;
        var y = pixel.Y - center;
        if (x * x + y * y > radius * radius)
            image[pixel.X + size * (pixel.Y + (long)size * pixel.Z)] = 0;
    }
}
