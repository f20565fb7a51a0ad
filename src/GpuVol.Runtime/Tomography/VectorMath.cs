using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Volumes as vectors.</summary>
internal static class VectorMath
{
    /// <summary>Sum of products in float64, in a fixed order.</summary>
    public static double Dot(DeviceVolume x, DeviceVolume y)
    {
        var a = x.Buffer<float>();
        var pieces = (a.Length + VectorKernels.Piece - 1) / VectorKernels.Piece;
        using var sums = x.Device.Allocate<double>(pieces);
        VectorKernels.Launch.PartialDots(x.Device, pieces, a, y.Buffer<float>(), sums);
        return sums.ToArray().Sum();
    }

    /// <summary>target = a x + b y; target may be one of them.</summary>
    public static void Combine(DeviceVolume x, DeviceVolume y, DeviceVolume target, double a, double b) =>
        VectorKernels.Launch.Combine(x.Device, target.Buffer<float>().Length, x.Buffer<float>(), y.Buffer<float>(), target.Buffer<float>(), (float)a, (float)b);

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
