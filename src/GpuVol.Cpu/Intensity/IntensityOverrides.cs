using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for the kernels that map voxels one by one: memory-bound, where the plain loop is not.</summary>
internal static unsafe class IntensityOverrides
{
    private const int PieceVoxels = 1 << 15;
    private const int PrefetchVoxels = 1024;

    /// <summary>The lines of the table of overrides.</summary>
    public static KeyValuePair<KernelDefinition, CpuOverride>[] Entries =>
    [
        new(RescaleKernels.Definitions.RescaleUInt8, Rescale<byte>),
        new(RescaleKernels.Definitions.RescaleInt16, Rescale<short>),
        new(RescaleKernels.Definitions.RescaleUInt16, Rescale<ushort>),
        new(RescaleKernels.Definitions.RescaleInt32, Rescale<int>),
        new(RescaleKernels.Definitions.RescaleFloat32, Rescale<float>),
        new(WindowKernels.Definitions.WindowUInt8, Window<byte>),
        new(WindowKernels.Definitions.WindowInt16, Window<short>),
        new(WindowKernels.Definitions.WindowUInt16, Window<ushort>),
        new(WindowKernels.Definitions.WindowInt32, Window<int>),
        new(WindowKernels.Definitions.WindowFloat32, Window<float>),
        new(ThresholdKernels.Definitions.ThresholdUInt8, Threshold<byte>),
        new(ThresholdKernels.Definitions.ThresholdInt16, Threshold<short>),
        new(ThresholdKernels.Definitions.ThresholdUInt16, Threshold<ushort>),
        new(ThresholdKernels.Definitions.ThresholdInt32, Threshold<int>),
        new(ThresholdKernels.Definitions.ThresholdFloat32, Threshold<float>),
        new(ConvertKernels.Definitions.UInt8ToUInt8, Convert<byte, byte>),
        new(ConvertKernels.Definitions.UInt8ToInt16, Convert<byte, short>),
        new(ConvertKernels.Definitions.UInt8ToUInt16, Convert<byte, ushort>),
        new(ConvertKernels.Definitions.UInt8ToInt32, Convert<byte, int>),
        new(ConvertKernels.Definitions.Int16ToUInt8, Convert<short, byte>),
        new(ConvertKernels.Definitions.Int16ToInt16, Convert<short, short>),
        new(ConvertKernels.Definitions.Int16ToUInt16, Convert<short, ushort>),
        new(ConvertKernels.Definitions.Int16ToInt32, Convert<short, int>),
        new(ConvertKernels.Definitions.UInt16ToUInt8, Convert<ushort, byte>),
        new(ConvertKernels.Definitions.UInt16ToInt16, Convert<ushort, short>),
        new(ConvertKernels.Definitions.UInt16ToUInt16, Convert<ushort, ushort>),
        new(ConvertKernels.Definitions.UInt16ToInt32, Convert<ushort, int>),
        new(ConvertKernels.Definitions.Int32ToUInt8, Convert<int, byte>),
        new(ConvertKernels.Definitions.Int32ToInt16, Convert<int, short>),
        new(ConvertKernels.Definitions.Int32ToUInt16, Convert<int, ushort>),
        new(ConvertKernels.Definitions.Int32ToInt32, Convert<int, int>),
        new(ConvertKernels.Definitions.Float32ToUInt8, Convert<float, byte>),
        new(ConvertKernels.Definitions.Float32ToInt16, Convert<float, short>),
        new(ConvertKernels.Definitions.Float32ToUInt16, Convert<float, ushort>),
        new(ConvertKernels.Definitions.Float32ToInt32, Convert<float, int>),
    ];

    private static bool Rescale<T>(CpuLaunch launch)
        where T : unmanaged, INumber<T> =>
        Vector512.IsHardwareAccelerated ? Rescale<T, Float512, Vector512<float>>(launch) : Rescale<T, Float256, Vector256<float>>(launch);

    private static bool Rescale<T, TLanes, TVector>(CpuLaunch launch)
        where T : unmanaged, INumber<T>
        where TLanes : struct, IVoxelLanes<TVector>
        where TVector : struct
    {
        var table = launch.View<double>(2).Pointer;
        var p = launch.Value<SliceParameters>(3);
        Run(launch, p.EntriesPerSlice, launch.View<T>(0).Pointer, launch.View<float>(1).Pointer, entry => new RescaleMap<T, TLanes, TVector>(table[2 * entry], table[2 * entry + 1]));
        return true;
    }

    private static bool Window<T>(CpuLaunch launch)
        where T : unmanaged, INumber<T> =>
        Vector512.IsHardwareAccelerated ? Window<T, Float512, Vector512<float>>(launch) : Window<T, Float256, Vector256<float>>(launch);

    private static bool Window<T, TLanes, TVector>(CpuLaunch launch)
        where T : unmanaged, INumber<T>
        where TLanes : struct, IVoxelLanes<TVector>
        where TVector : struct
    {
        var ramps = launch.View<float>(2).Pointer;
        var origins = typeof(T) == typeof(float) ? null : launch.View<int>(3).Pointer;
        var floatOrigins = typeof(T) == typeof(float) ? launch.View<float>(3).Pointer : null;
        var p = launch.Value<WindowParameters>(4);
        Run(
            launch,
            p.EntriesPerSlice,
            launch.View<T>(0).Pointer,
            launch.View<float>(1).Pointer,
            entry => new WindowMap<T, TLanes, TVector>(ramps[2 * entry], ramps[2 * entry + 1], origins is null ? floatOrigins[entry] : origins[entry], p.Low, p.High));
        return true;
    }

    private static bool Threshold<T>(CpuLaunch launch)
        where T : unmanaged, INumber<T> =>
        Vector512.IsHardwareAccelerated ? Threshold<T, Float512, Vector512<float>>(launch) : Threshold<T, Float256, Vector256<float>>(launch);

    private static bool Threshold<T, TLanes, TVector>(CpuLaunch launch)
        where T : unmanaged, INumber<T>
        where TLanes : struct, IVoxelLanes<TVector>
        where TVector : struct
    {
        var table = launch.View<double>(2).Pointer;
        var p = launch.Value<SliceParameters>(3);
        var lower = launch.Value<float>(4);
        var upper = launch.Value<float>(5);
        Run(launch, p.EntriesPerSlice, launch.View<T>(0).Pointer, launch.View<byte>(1).Pointer, entry => new ThresholdMap<T, TLanes, TVector>(table[2 * entry], table[2 * entry + 1], lower, upper));
        return true;
    }

    private static bool Convert<T, TResult>(CpuLaunch launch)
        where T : unmanaged, INumber<T>
        where TResult : unmanaged, IBinaryInteger<TResult>, IMinMaxValue<TResult> =>
        Vector512.IsHardwareAccelerated ? Convert<T, TResult, Float512, Vector512<float>>(launch) : Convert<T, TResult, Float256, Vector256<float>>(launch);

    private static bool Convert<T, TResult, TLanes, TVector>(CpuLaunch launch)
        where T : unmanaged, INumber<T>
        where TResult : unmanaged, IBinaryInteger<TResult>, IMinMaxValue<TResult>
        where TLanes : struct, IVoxelLanes<TVector>
        where TVector : struct
    {
        var table = launch.View<double>(2).Pointer;
        var p = launch.Value<SliceParameters>(3);
        Run(launch, p.EntriesPerSlice, launch.View<T>(0).Pointer, launch.View<TResult>(1).Pointer, entry => new ConvertMap<T, TResult, TLanes, TVector>(table[2 * entry], table[2 * entry + 1]));
        return true;
    }

    // Pieces of slices, or of the whole volume where one table entry serves it.
    private static void Run<T, TResult, TMap>(CpuLaunch launch, int entriesPerSlice, T* source, TResult* target, Func<int, TMap> mapOf)
        where T : unmanaged
        where TResult : unmanaged
        where TMap : struct, IVoxelMap<T, TResult>
    {
        var slices = entriesPerSlice == 0 ? 1 : launch.Extent.Z;
        var sliceVoxels = launch.Extent.X * launch.Extent.Y * (entriesPerSlice == 0 ? launch.Extent.Z : 1);
        var piecesPerSlice = (sliceVoxels + PieceVoxels - 1) / PieceVoxels;
        var streams = typeof(TResult) == typeof(float) && StreamingStores.Pay(slices * sliceVoxels);
        launch.Parallel(slices * piecesPerSlice, (begin, end) =>
        {
            for (var piece = begin; piece < end; piece++)
            {
                var slice = piece / piecesPerSlice;
                var first = piece % piecesPerSlice * PieceVoxels;
                var offset = slice * sliceVoxels + first;
                MapPiece(source + offset, target + offset, (int)Math.Min(PieceVoxels, sliceVoxels - first), mapOf((int)slice), streams);
            }

            if (streams)
                StreamingStores.Fence();
        });
    }

    private static void MapPiece<T, TResult, TMap>(T* source, TResult* target, int count, in TMap map, bool streams)
        where T : unmanaged
        where TResult : unmanaged
        where TMap : struct, IVoxelMap<T, TResult>
    {
        var c = 0;
        if (streams)
        {
            var head = (int)Math.Min(count, (64 - ((nint)target & 63)) % 64 / sizeof(TResult));
            for (; c < head; c++)
                target[c] = map.Map(source[c]);
            c = MapVectors(source, target, c, count, map, streams: true);
        }
        else
        {
            c = MapVectors(source, target, c, count, map, streams: false);
        }

        for (; c < count; c++)
            target[c] = map.Map(source[c]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int MapVectors<T, TResult, TMap>(T* source, TResult* target, int first, int count, TMap map, bool streams)
        where T : unmanaged
        where TResult : unmanaged
        where TMap : struct, IVoxelMap<T, TResult>
    {
        // Four at a time: streamed lines leave in whole runs. The processor's own prefetch stops at each page of 4 KiB.
        var width = TMap.Width;
        var c = first;
        for (; c + 4 * width <= count; c += 4 * width)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(source + c + PrefetchVoxels);
                Sse.Prefetch0((byte*)(source + c + PrefetchVoxels) + 64);
            }

            map.MapVector(source + c, target + c, streams);
            map.MapVector(source + c + width, target + c + width, streams);
            map.MapVector(source + c + 2 * width, target + c + 2 * width, streams);
            map.MapVector(source + c + 3 * width, target + c + 3 * width, streams);
        }

        for (; c + width <= count; c += width)
            map.MapVector(source + c, target + c, streams);
        return c;
    }
}
