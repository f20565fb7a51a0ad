using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Volumes as vectors.</summary>
internal static class VectorMath
{
    /// <summary>Sum of products in float64, in a fixed order.</summary>
    public static double Dot(DeviceVolume x, DeviceVolume y) => Dots(x, y).Sum();

    /// <summary>The same of each plane.</summary>
    public static double[] Dots(DeviceVolume x, DeviceVolume y)
    {
        var size = x.Geometry.Size;
        var planeLength = size.I * size.J;
        var pieces = (planeLength + VectorKernels.Piece - 1) / VectorKernels.Piece;
        using var sums = x.Device.Allocate<double>((long)pieces * size.K);
        VectorKernels.Launch.PartialDots(x.Device, new Index3D(1, pieces, size.K), x.Buffer<float>(), y.Buffer<float>(), sums, planeLength, pieces);
        return [.. sums.ToArray().Chunk(pieces).Select(plane => plane.Sum())];
    }

    /// <summary>target = x + f y, with a factor for each plane; target may be one of them.</summary>
    public static void AddScaled(DeviceVolume x, DeviceVolume y, DeviceVolume target, IReadOnlyList<double> factors)
    {
        var size = x.Geometry.Size;
        using var onDevice = x.Device.Allocate<float>(Table.Single(factors));
        VectorKernels.Launch.AddScaled(x.Device, new Index3D(size.I, size.J, size.K), x.Buffer<float>(), y.Buffer<float>(), target.Buffer<float>(), onDevice, size.I, size.J);
    }

    /// <summary>0 where the mask is 0.</summary>
    public static void MultiplyByMask(DeviceVolume target, DeviceVolume mask) =>
        VectorKernels.Launch.ClearWhereZero(target.Device, target.Buffer<float>().Length, mask.Buffer<float>(), target.Buffer<float>());

    /// <summary>Every element the same.</summary>
    public static void Fill(DeviceVolume target, float value) => VectorKernels.Launch.Fill(target.Device, target.Buffer<float>().Length, target.Buffer<float>(), value);

    /// <summary>Every element cut to bounds.</summary>
    public static void Clamp(DeviceVolume target, float least, float greatest) => VectorKernels.Launch.Clamp(target.Device, target.Buffer<float>().Length, target.Buffer<float>(), least, greatest);

    /// <summary>A copy.</summary>
    public static void Copy(DeviceVolume source, DeviceVolume target)
    {
        var from = source.Buffer<float>();
        var to = target.Buffer<float>();
        source.Device.Copy(from.Memory, 0, to.Memory, 0, to.Length * sizeof(float));
    }
}
