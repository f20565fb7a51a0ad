using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol;

/// <summary>The moments of a volume, by fixed pieces of its slices in vectors of eight float64 lanes.</summary>
/// <remarks>
/// Eight lanes whatever the processor has, and pieces that depend on the volume alone, so that the sums are the same everywhere.
/// A piece fits the second-level cache: its second pass, about its own mean, costs no memory traffic.
/// </remarks>
internal static unsafe class VolumeMoments
{
    private const int PieceVoxels = 1 << 16;

    public static VolumeStatistics Compute(Volume volume)
    {
        var size = volume.Geometry.Size;
        var sliceVoxels = (long)size.I * size.J;
        var piecesPerSlice = (sliceVoxels + PieceVoxels - 1) / PieceVoxels;
        var pieces = new Moments[checked((int)(piecesPerSlice * size.K))];
        var memory = volume.Memory.AddReference();
        try
        {
            HostLoop.For(pieces.Length, piece =>
            {
                var k = (int)(piece / piecesPerSlice);
                var first = piece % piecesPerSlice * PieceVoxels;
                var count = (int)Math.Min(PieceVoxels, sliceVoxels - first);
                var stored = OfPiece(volume.ElementType, memory.Address, k * sliceVoxels + first, count);
                var entry = volume.Rescale.IsUniform ? 0 : k;
                pieces[piece] = stored.Rescaled(volume.Rescale.Slope[entry], volume.Rescale.Intercept[entry]);
            });
        }
        finally
        {
            memory.Release();
        }

        var all = MergePairwise(pieces);
        return all.Count == 0
            ? new VolumeStatistics(double.NaN, double.NaN, double.NaN, double.NaN, all.NaNCount)
            : new VolumeStatistics(all.Min, all.Max, all.Mean, Math.Sqrt(all.SquaredDeviations / all.Count), all.NaNCount);
    }

    private static Moments MergePairwise(ReadOnlySpan<Moments> pieces) => pieces.Length switch
    {
        0 => Moments.None,
        1 => pieces[0],
        _ => Moments.Merge(MergePairwise(pieces[..(pieces.Length / 2)]), MergePairwise(pieces[(pieces.Length / 2)..])),
    };

    private static Moments OfPiece(ElementType type, void* voxels, long first, int count) => type switch
    {
        ElementType.UInt8 => OfPiece<byte, FromUInt8>((byte*)voxels + first, count),
        ElementType.Int16 => OfPiece<short, FromInt16>((short*)voxels + first, count),
        ElementType.UInt16 => OfPiece<ushort, FromUInt16>((ushort*)voxels + first, count),
        ElementType.Int32 => OfPiece<int, FromInt32>((int*)voxels + first, count),
        _ => OfPiece<float, FromFloat32>((float*)voxels + first, count),
    };

    private static Moments OfPiece<T, TLoad>(T* voxels, int count)
        where T : unmanaged
        where TLoad : struct, ILoad<T>
    {
        // The rest of a piece is padded with NaN, which every sum leaves out.
        var rest = stackalloc T[8];
        var whole = count / 8 * 8;
        for (var c = whole; c < count; c++)
            rest[c - whole] = voxels[c];
        var tail = Vector512.ConditionalSelect(
            Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)(count - whole))),
            TLoad.Load(rest),
            Vector512.Create(double.NaN));

        var sum = Vector512<double>.Zero;
        var number = Vector512<long>.Zero;
        var min = Vector512.Create(double.PositiveInfinity);
        var max = Vector512.Create(double.NegativeInfinity);
        for (var c = 0; c < whole; c += 8)
            Accumulate(TLoad.Load(voxels + c), ref sum, ref number, ref min, ref max);
        Accumulate(tail, ref sum, ref number, ref min, ref max);
        var numbers = Vector512.Sum(number);
        if (numbers == 0)
            return Moments.None with { NaNCount = count };

        var mean = LanesSum(sum) / numbers;
        var center = Vector512.Create(mean);
        var squares = Vector512<double>.Zero;
        for (var c = 0; c < whole; c += 8)
            squares += SquaredDistance(TLoad.Load(voxels + c), center);
        squares += SquaredDistance(tail, center);

        double least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        for (var lane = 0; lane < 8; lane++)
        {
            least = Math.Min(least, min[lane]);
            greatest = Math.Max(greatest, max[lane]);
        }

        return new Moments(numbers, mean, LanesSum(squares), least, greatest, count - numbers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(Vector512<double> value, ref Vector512<double> sum, ref Vector512<long> number, ref Vector512<double> min, ref Vector512<double> max)
    {
        var isNumber = Vector512.Equals(value, value);
        sum += Vector512.ConditionalSelect(isNumber, value, Vector512<double>.Zero);
        number -= isNumber.AsInt64();
        min = Vector512.ConditionalSelect(Vector512.LessThan(value, min), value, min);
        max = Vector512.ConditionalSelect(Vector512.GreaterThan(value, max), value, max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> SquaredDistance(Vector512<double> value, Vector512<double> center)
    {
        var distance = value - center;
        return Vector512.ConditionalSelect(Vector512.Equals(value, value), distance * distance, Vector512<double>.Zero);
    }

    private static double LanesSum(Vector512<double> v) => v[0] + v[1] + (v[2] + v[3]) + (v[4] + v[5] + (v[6] + v[7]));

    private interface ILoad<T>
        where T : unmanaged
    {
        static abstract Vector512<double> Load(T* source);
    }

    private readonly struct FromUInt8 : ILoad<byte>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Load(byte* source) =>
            Vector512.ConvertToDouble(Vector512.WidenLower(Vector512.Create(Vector256.WidenLower(Vector256.Create(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)source).AsByte()), default)), default)).AsInt64());
    }

    private readonly struct FromInt16 : ILoad<short>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Load(short* source) =>
            Vector512.ConvertToDouble(Vector512.WidenLower(Vector512.Create(Vector256.WidenLower(Vector256.Create(Vector128.Load(source), default)), default)));
    }

    private readonly struct FromUInt16 : ILoad<ushort>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Load(ushort* source) =>
            Vector512.ConvertToDouble(Vector512.WidenLower(Vector512.Create(Vector256.WidenLower(Vector256.Create(Vector128.Load(source), default)), default)).AsInt64());
    }

    private readonly struct FromInt32 : ILoad<int>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Load(int* source) => Vector512.ConvertToDouble(Vector512.WidenLower(Vector512.Create(Vector256.Load(source), default)));
    }

    private readonly struct FromFloat32 : ILoad<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<double> Load(float* source) => Vector512.WidenLower(Vector512.Create(Vector256.Load(source), default));
    }
}
