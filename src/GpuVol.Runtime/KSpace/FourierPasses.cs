using GpuVol.Kernels;

namespace GpuVol;

/// <summary>A transform as kernel launches: every pass reads one buffer and writes another, the last one the target.</summary>
internal static class FourierPasses
{
    public static void Run(FourierDescription description, DeviceMemory source, long sourceOffset, DeviceMemory target, long targetOffset)
    {
        var count = description.Count;
        var half = description.Kind == FourierKind.Complex ? count : description.HalfCount;
        var device = target.Device;
        var shape = description.Shape.ToArray();
        switch (description.Kind)
        {
            case FourierKind.Complex:
                Transform(device, shape, description.Axes, description, description.Scale, View<Float2>(source, sourceOffset, count), View<Float2>(target, targetOffset, count));
                break;
            case FourierKind.RealForward:
                {
                    var spectrum = View<Float2>(target, targetOffset, half);
                    using (var whole = device.Allocate<Float2>(count))
                    {
                        FourierKernels.Launch.RealToComplex(device, new LongIndex1D(count), View<float>(source, sourceOffset, count), whole);
                        Transform(device, shape, [shape.Length - 1], description, description.Scale, whole, whole);
                        FourierKernels.Launch.TakeHalf(device, new LongIndex1D(half), whole, spectrum, HalfLines(shape));
                    }

                    Transform(device, description.HalfShape, [.. description.Axes.SkipLast(1)], description, 1, spectrum, spectrum);
                    break;
                }

            default:
                {
                    var spectrum = View<Float2>(source, sourceOffset, half);
                    using var whole = device.Allocate<Float2>(count);
                    using (var transformed = device.Allocate<Float2>(half))
                    {
                        Transform(device, description.HalfShape, [.. description.Axes.SkipLast(1)], description, 1, spectrum, transformed);
                        FourierKernels.Launch.CompleteHalf(device, new LongIndex1D(count), transformed, whole, HalfLines(shape));
                    }

                    Transform(device, shape, [shape.Length - 1], description, description.Scale, whole, whole);
                    FourierKernels.Launch.ComplexToReal(device, new LongIndex1D(count), whole, View<float>(target, targetOffset, count));
                    break;
                }
        }
    }

    private static FourierLineParameters HalfLines(int[] shape) => new() { Length = shape[^1], Inner = 1, OtherLength = shape[^1] / 2 + 1 };

    private static unsafe DeviceView<T> View<T>(DeviceMemory memory, long offsetBytes, long count)
        where T : unmanaged => new(memory, offsetBytes / sizeof(T), count);

    private static void Transform(ComputeDevice device, int[] shape, IReadOnlyList<int> axes, FourierDescription description, double scale, DeviceView<Float2> source, DeviceView<Float2> target)
    {
        // Axes of length 1 change nothing but the scale.
        int[] work = [.. axes.Where(axis => shape[axis] > 1)];
        if (work.Length == 0)
        {
            if (source != target)
                device.Copy(source.Memory, source.Offset * 8, target.Memory, target.Offset * 8, source.Length * 8);
            if (scale != 1)
                Scale(device, target, scale);
            return;
        }

        using var passes = new FourierPassQueue(device, target);
        var current = source;
        for (var a = 0; a < work.Length; a++)
        {
            var lines = Lines(shape, work[a], description);
            lines.Scale = a == work.Length - 1 ? (float)scale : 1;
            current = passes.TransformAxis(current, lines, last: a == work.Length - 1);
        }
    }

    private static void Scale(ComputeDevice device, DeviceView<Float2> values, double scale)
    {
        using var one = device.Allocate<Float2>([new Float2(1, 0)]);
        FourierKernels.Launch.MultiplyLines(device, new LongIndex1D(values.Length), values, one, new FourierLineParameters { Length = 1, Inner = 1, Scale = (float)scale });
    }

    private static FourierLineParameters Lines(int[] shape, int axis, FourierDescription description)
    {
        var n = shape[axis];
        var inner = 1;
        for (var a = axis + 1; a < shape.Length; a++)
            inner = checked(inner * shape[a]);
        return new FourierLineParameters
        {
            Length = n,
            Inner = inner,
            Inverse = description.Inverse ? 1 : 0,
            InputShift = description.Centered ? n / 2 : 0,
            OutputShift = description.Centered ? n / 2 : 0,
        };
    }
}
