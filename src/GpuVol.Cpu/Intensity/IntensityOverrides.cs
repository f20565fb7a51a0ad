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
        new(RescaleKernels.Definitions.RescaleUInt8, Rescale<byte, UInt8Loader>),
        new(RescaleKernels.Definitions.RescaleInt16, Rescale<short, Int16Loader>),
        new(RescaleKernels.Definitions.RescaleUInt16, Rescale<ushort, UInt16Loader>),
        new(RescaleKernels.Definitions.RescaleInt32, Rescale<int, Int32Loader>),
        new(RescaleKernels.Definitions.RescaleFloat32, Rescale<float, Float32Loader>),
        new(WindowKernels.Definitions.WindowUInt8, Window<byte, UInt8Loader>),
        new(WindowKernels.Definitions.WindowInt16, Window<short, Int16Loader>),
        new(WindowKernels.Definitions.WindowUInt16, Window<ushort, UInt16Loader>),
        new(WindowKernels.Definitions.WindowInt32, Window<int, Int32Loader>),
        new(WindowKernels.Definitions.WindowFloat32, Window<float, Float32Loader>),
        new(ThresholdKernels.Definitions.ThresholdUInt8, Threshold<byte, UInt8Loader>),
        new(ThresholdKernels.Definitions.ThresholdInt16, Threshold<short, Int16Loader>),
        new(ThresholdKernels.Definitions.ThresholdUInt16, Threshold<ushort, UInt16Loader>),
        new(ThresholdKernels.Definitions.ThresholdInt32, Threshold<int, Int32Loader>),
        new(ThresholdKernels.Definitions.ThresholdFloat32, Threshold<float, Float32Loader>),
        new(ConvertKernels.Definitions.UInt8ToUInt8, Convert<byte, UInt8Loader, byte, UInt8Storer>),
        new(ConvertKernels.Definitions.UInt8ToInt16, Convert<byte, UInt8Loader, short, Int16Storer>),
        new(ConvertKernels.Definitions.UInt8ToUInt16, Convert<byte, UInt8Loader, ushort, UInt16Storer>),
        new(ConvertKernels.Definitions.UInt8ToInt32, Convert<byte, UInt8Loader, int, Int32Storer>),
        new(ConvertKernels.Definitions.Int16ToUInt8, Convert<short, Int16Loader, byte, UInt8Storer>),
        new(ConvertKernels.Definitions.Int16ToInt16, Convert<short, Int16Loader, short, Int16Storer>),
        new(ConvertKernels.Definitions.Int16ToUInt16, Convert<short, Int16Loader, ushort, UInt16Storer>),
        new(ConvertKernels.Definitions.Int16ToInt32, Convert<short, Int16Loader, int, Int32Storer>),
        new(ConvertKernels.Definitions.UInt16ToUInt8, Convert<ushort, UInt16Loader, byte, UInt8Storer>),
        new(ConvertKernels.Definitions.UInt16ToInt16, Convert<ushort, UInt16Loader, short, Int16Storer>),
        new(ConvertKernels.Definitions.UInt16ToUInt16, Convert<ushort, UInt16Loader, ushort, UInt16Storer>),
        new(ConvertKernels.Definitions.UInt16ToInt32, Convert<ushort, UInt16Loader, int, Int32Storer>),
        new(ConvertKernels.Definitions.Int32ToUInt8, Convert<int, Int32Loader, byte, UInt8Storer>),
        new(ConvertKernels.Definitions.Int32ToInt16, Convert<int, Int32Loader, short, Int16Storer>),
        new(ConvertKernels.Definitions.Int32ToUInt16, Convert<int, Int32Loader, ushort, UInt16Storer>),
        new(ConvertKernels.Definitions.Int32ToInt32, Convert<int, Int32Loader, int, Int32Storer>),
        new(ConvertKernels.Definitions.Float32ToUInt8, Convert<float, Float32Loader, byte, UInt8Storer>),
        new(ConvertKernels.Definitions.Float32ToInt16, Convert<float, Float32Loader, short, Int16Storer>),
        new(ConvertKernels.Definitions.Float32ToUInt16, Convert<float, Float32Loader, ushort, UInt16Storer>),
        new(ConvertKernels.Definitions.Float32ToInt32, Convert<float, Float32Loader, int, Int32Storer>),
    ];

    private static bool Rescale<T, TLoader>(CpuLaunch launch)
        where T : unmanaged
        where TLoader : struct, IVoxelLoader<T>
    {
        var table = launch.View<double>(2).Pointer;
        var p = launch.Value<SliceParameters>(3);
        Run(launch, p.EntriesPerSlice, launch.View<T>(0).Pointer, launch.View<float>(1).Pointer, entry => new RescaleMap<T, TLoader>(table[2 * entry], table[2 * entry + 1]));
        return true;
    }

    private static bool Window<T, TLoader>(CpuLaunch launch)
        where T : unmanaged
        where TLoader : struct, IVoxelLoader<T>
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
            entry => new WindowMap<T, TLoader>(ramps[2 * entry], ramps[2 * entry + 1], origins is null ? floatOrigins[entry] : origins[entry], p.Low, p.High));
        return true;
    }

    private static bool Threshold<T, TLoader>(CpuLaunch launch)
        where T : unmanaged
        where TLoader : struct, IVoxelLoader<T>
    {
        var table = launch.View<double>(2).Pointer;
        var p = launch.Value<SliceParameters>(3);
        var lower = launch.Value<float>(4);
        var upper = launch.Value<float>(5);
        Run(launch, p.EntriesPerSlice, launch.View<T>(0).Pointer, launch.View<byte>(1).Pointer, entry => new ThresholdMap<T, TLoader>(table[2 * entry], table[2 * entry + 1], lower, upper));
        return true;
    }

    private static bool Convert<T, TLoader, TResult, TStorer>(CpuLaunch launch)
        where T : unmanaged
        where TLoader : struct, IVoxelLoader<T>
        where TResult : unmanaged
        where TStorer : struct, IVoxelStorer<TResult>
    {
        var table = launch.View<double>(2).Pointer;
        var p = launch.Value<SliceParameters>(3);
        Run(launch, p.EntriesPerSlice, launch.View<T>(0).Pointer, launch.View<TResult>(1).Pointer, entry => new ConvertMap<T, TLoader, TResult, TStorer>(table[2 * entry], table[2 * entry + 1]));
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
        var streams = Vector512.IsHardwareAccelerated && typeof(TResult) == typeof(float) && slices * sliceVoxels * sizeof(float) >= StreamingStores.ThresholdBytes;
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
            c = Map16s(source, target, c, count, map, streams: true);
        }
        else
        {
            c = Map16s(source, target, c, count, map, streams: false);
        }

        for (; c < count; c++)
            target[c] = map.Map(source[c]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Map16s<T, TResult, TMap>(T* source, TResult* target, int first, int count, TMap map, bool streams)
        where T : unmanaged
        where TResult : unmanaged
        where TMap : struct, IVoxelMap<T, TResult>
    {
        // Four at a time: streamed lines leave in whole runs. The processor's own prefetch stops at each page of 4 KiB.
        var c = first;
        for (; c + 64 <= count; c += 64)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(source + c + PrefetchVoxels);
                Sse.Prefetch0((byte*)(source + c + PrefetchVoxels) + 64);
            }

            map.Map16(source + c, target + c, streams);
            map.Map16(source + c + 16, target + c + 16, streams);
            map.Map16(source + c + 32, target + c + 32, streams);
            map.Map16(source + c + 48, target + c + 48, streams);
        }

        for (; c + 16 <= count; c += 16)
            map.Map16(source + c, target + c, streams);
        return c;
    }
}
