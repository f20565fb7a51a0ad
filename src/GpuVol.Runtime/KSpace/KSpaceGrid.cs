using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Stacks of complex arrays [array, k, j, i] on a device: cut, padded, weighted, transformed.</summary>
internal static class KSpaceGrid
{
    /// <summary>Cuts or pads k-space so that its centre n / 2 stays the centre, times a separable window over the source.</summary>
    public static void Resize(DeviceView<Float2> source, Size3D sourceSize, DeviceView<Float2> target, Size3D targetSize, int arrays, float[][]? windows = null) =>
        Resize(source, sourceSize, target, targetSize, arrays, windows, axis => sourceSize[axis] / 2 - targetSize[axis] / 2);

    /// <summary>Cuts the same number of voxels, or one less, off the start of each axis of images as off its end.</summary>
    public static void Crop(DeviceView<Float2> source, Size3D sourceSize, DeviceView<Float2> target, Size3D targetSize, int arrays) =>
        Resize(source, sourceSize, target, targetSize, arrays, null, axis => CropStart(sourceSize[axis], targetSize[axis]));

    /// <summary>The first voxel of <paramref name="count"/> that stays of <paramref name="of"/>: ISMRMRD's rule, (of - count) / 2 rounded down.</summary>
    public static int CropStart(int of, int count) => (of - count) / 2;

    /// <summary>The centred transform of every array over its last two or three axes; source and target may be one.</summary>
    public static void Transform(DeviceView<Float2> source, DeviceView<Float2> target, Size3D size, int arrays, int axes, FftDirection direction, FftNorm norm = FftNorm.Ortho)
    {
        // Slices that are not transformed are only more arrays.
        var plan = axes == 3
            ? FftPlan.Complex([arrays, size.K, size.J, size.I], [1, 2, 3], direction, norm, Centering.Centered)
            : FftPlan.Complex([checked(arrays * size.K), size.J, size.I], [1, 2], direction, norm, Centering.Centered);
        plan.Execute(source, target);
    }

    private static void Resize(DeviceView<Float2> source, Size3D sourceSize, DeviceView<Float2> target, Size3D targetSize, int arrays, float[][]? windows, Func<int, int> first)
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
            FirstI = first(0),
            FirstJ = first(1),
            FirstK = first(2),
        });
    }
}
