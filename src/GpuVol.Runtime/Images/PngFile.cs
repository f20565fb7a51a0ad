namespace GpuVol;

/// <summary>Writes PNG files.</summary>
public static class PngFile
{
    /// <summary>Writes <paramref name="image"/> under a temporary name that is renamed when complete; a grey picture is stored as 8-bit grey.</summary>
    public static void Write(RgbImage image, string path) => throw new NotImplementedException();
}
