using GpuVol.Kernels;

namespace GpuVol.Tests.Devices;

/// <summary>Kernels written by hand after the generator's binary interface, so that device tests do not lean on the generator.</summary>
public static unsafe class HandWrittenKernels
{
    private const string Preamble = """
        #ifdef __OPENCL_VERSION__
        #define T_KERNEL __kernel
        #define T_GLOBAL __global
        #define T_LONG long
        #define T_ID(axis) ((long)get_global_id(axis))
        #else
        #define T_KERNEL extern "C" __global__
        #define T_GLOBAL
        #define T_LONG long long
        #define T_ID(axis) ((axis) == 0 ? (long long)blockIdx.x * blockDim.x + threadIdx.x : (axis) == 1 ? (long long)blockIdx.y * blockDim.y + threadIdx.y : (long long)blockIdx.z * blockDim.z + threadIdx.z)
        #endif

        """;

    /// <summary>target[i] = source[i] * factor + i.</summary>
    public static KernelDefinition ScaleAndAddIndex { get; } = new()
    {
        Name = "HandWrittenKernels.ScaleAndAddIndex",
        EntryPoint = "test_scale",
        Source = Preamble + """
            T_KERNEL void test_scale(T_GLOBAL const float* source, T_LONG source_offset, T_LONG source_length,
                                     T_GLOBAL float* target, T_LONG target_offset, T_LONG target_length, float factor, T_LONG extent_x)
            {
                T_LONG i = T_ID(0);
                if (i < extent_x) target[target_offset + i] = source[source_offset + i] * factor + (float)i;
            }
            """,
        Shape = KernelShape.Flat1D,
        Parameters = [View("source", 4), View("target", 4), new("factor", KernelParameterKind.Value, "float", 4)],
        CpuRunner = static (extent, begin, end, arguments) =>
        {
            var (source, target, factor) = (arguments[0].ToView<float>(), arguments[1].ToView<float>(), arguments[2].ToValue<float>());
            for (var i = begin; i < end; i++)
                target[i] = (source[i] * factor) + i;
        },
    };

    /// <summary>target[x + X (y + Y z)] = x + 1000 y + 1000000 z.</summary>
    public static KernelDefinition Coordinates { get; } = new()
    {
        Name = "HandWrittenKernels.Coordinates",
        EntryPoint = "test_coordinates",
        Source = Preamble + """
            T_KERNEL void test_coordinates(T_GLOBAL int* target, T_LONG target_offset, T_LONG target_length, T_LONG extent_x, T_LONG extent_y, T_LONG extent_z)
            {
                T_LONG x = T_ID(0), y = T_ID(1), z = T_ID(2);
                if (x < extent_x && y < extent_y && z < extent_z)
                    target[target_offset + x + extent_x * (y + extent_y * z)] = (int)(x + 1000 * y + 1000000 * z);
            }
            """,
        Shape = KernelShape.Flat3D,
        Parameters = [View("target", 4)],
        CpuRunner = static (extent, begin, end, arguments) =>
        {
            var target = arguments[0].ToView<int>();
            for (var row = begin; row < end; row++)
            {
                for (var x = 0L; x < extent.X; x++)
                    target[x + (extent.X * row)] = (int)(x + (1000 * (row % extent.Y)) + (1000000 * (row / extent.Y)));
            }
        },
    };

    /// <summary>target[0..3] counts the indices 0, 2^31 - 1, 2^31 and extent - 1 as they pass.</summary>
    public static KernelDefinition CountFarIndices { get; } = new()
    {
        Name = "HandWrittenKernels.CountFarIndices",
        EntryPoint = "test_far",
        Source = Preamble + """
            T_KERNEL void test_far(T_GLOBAL int* target, T_LONG target_offset, T_LONG target_length, T_LONG extent_x)
            {
                T_LONG i = T_ID(0);
                if (i >= extent_x) return;
                if (i == 0) target[target_offset] += 1;
                if (i == 2147483647L) target[target_offset + 1] += 1;
                if (i == 2147483648L) target[target_offset + 2] += 1;
                if (i == extent_x - 1) target[target_offset + 3] += 1;
            }
            """,
        Shape = KernelShape.FlatLong1D,
        Parameters = [View("target", 4)],
        CpuRunner = static (extent, begin, end, arguments) =>
        {
            var target = arguments[0].ToView<int>();
            for (var i = begin; i < end; i++)
            {
                if (i == 0)
                    target[0]++;
                if (i == int.MaxValue)
                    target[1]++;
                if (i == 1L + int.MaxValue)
                    target[2]++;
                if (i == extent.X - 1)
                    target[3]++;
            }
        },
    };

    /// <summary>A kernel whose text does not compile and whose method throws at index 5.</summary>
    public static KernelDefinition Broken { get; } = new()
    {
        Name = "HandWrittenKernels.Broken",
        EntryPoint = "test_broken",
        Source = Preamble + """
            T_KERNEL void test_broken(T_GLOBAL int* target, T_LONG target_offset, T_LONG target_length, T_LONG extent_x)
            {
                target[0] = no_such_variable;
            }
            """,
        Shape = KernelShape.Flat1D,
        Parameters = [View("target", 4)],
        CpuRunner = static (_, begin, end, _) =>
        {
            if (begin <= 5 && 5 < end)
                throw new InvalidOperationException("item 5 gave up");
        },
    };

    /// <summary>Reverses each group of 64 through shared memory; device text only.</summary>
    public static KernelDefinition ReverseInGroups { get; } = new()
    {
        Name = "HandWrittenKernels.ReverseInGroups",
        EntryPoint = "test_reverse",
        Source = Preamble + """
            T_KERNEL void test_reverse(T_GLOBAL int* target, T_LONG target_offset, T_LONG target_length)
            {
            #ifdef __OPENCL_VERSION__
                __local int shared_values[64];
                int i = get_local_id(0), first = get_group_id(0) * get_local_size(0);
                shared_values[i] = target[target_offset + first + i];
                barrier(CLK_LOCAL_MEM_FENCE);
            #else
                __shared__ int shared_values[64];
                int i = threadIdx.x, first = blockIdx.x * blockDim.x;
                shared_values[i] = target[target_offset + first + i];
                __syncthreads();
            #endif
                target[target_offset + first + i] = shared_values[63 - i];
            }
            """,
        Shape = KernelShape.Grouped,
        UsesBarriers = true,
        Parameters = [View("target", 4)],
        CpuRunner = static (_, _, _, _) => throw new NotSupportedException("device text only"),
    };

    public static void LaunchScale(ComputeDevice device, DeviceView<float> source, DeviceView<float> target, float factor, long count)
    {
        ReadOnlySpan<KernelArgument> arguments = [KernelArgument.FromView(source), KernelArgument.FromView(target), KernelArgument.FromValue(&factor)];
        device.Launch(ScaleAndAddIndex, new Index1D((int)count), arguments);
    }

    public static void Launch(ComputeDevice device, KernelDefinition kernel, KernelExtent extent, DeviceView<int> target) =>
        device.Launch(kernel, extent, [KernelArgument.FromView(target)]);

    private static KernelParameter View(string name, int elementBytes) =>
        new(name, KernelParameterKind.View, elementBytes == 4 ? "float" : "byte", elementBytes);
}
