namespace GpuVol;

/// <summary>A panel of slices as one picture, each with the aspect ratio of its millimetres.</summary>
public static class SliceMontage
{
    /// <summary>Makes the picture; the finer in-plane spacing decides the pixel size, slices are interpolated linearly.</summary>
    public static RgbImage Create(DeviceVolume volume, MontageSettings settings) => throw new NotImplementedException();
}
