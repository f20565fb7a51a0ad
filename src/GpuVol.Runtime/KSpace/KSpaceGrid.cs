using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Stacks of complex arrays [array, k, j, i] on a device: cut, padded, weighted, transformed.</summary>
internal static class KSpaceGrid
{
    /// <summary>Cuts or pads about the centres, times a separable window over the source.</summary>
    public static void Resize(DeviceView<Float2> source, Size3D sourceSize, DeviceView<Float2> target, Size3D targetSize, int arrays, float[][]? windows = null)
    {
        var device = source.Memory.Device;
        using var i = device.Allocate<float>(windows?[0] ?? KSpaceWindows.Ones(sourceSize.I));
        using var j = device.Allocate<float>(windows?[1] ?? KSpaceWindows.Ones(sourceSize.J));
        using var k = device.Allocate<float>(windows?[2] ?? KSpaceWindows.Ones(sourceSize.K));
        ComplexKernels.Launch.Resize(device, new Index3D(targetSize.I, targetSize.J, checked(targetSize.K * arrays)), source, target, i, j, k, new ResizeParameters
        {
            SourceI = sourceSize.I,
            SourceJ = sourceSize.J,
            SourceK = sourceSize.K,
            TargetI = targetSize.I,
            TargetJ = targetSize.J,
            TargetK = targetSize.K,
        });
    }

    /// <summary>The centred transform of every array over its last two or three axes; source and target may be one.</summary>
    public static void Transform(DeviceView<Float2> source, DeviceView<Float2> target, Size3D size, int arrays, int axes, FftDirection direction, FftNorm norm = FftNorm.Ortho)
    {
        // Slices that are not transformed are only more arrays.
        var plan = axes == 3
            ? FftPlan.Complex([arrays, size.K, size.J, size.I], [1, 2, 3], direction, norm, Centering.Centered)
            : FftPlan.Complex([checked(arrays * size.K), size.J, size.I], [1, 2], direction, norm, Centering.Centered);
        plan.Execute(source, target);
    }
}
