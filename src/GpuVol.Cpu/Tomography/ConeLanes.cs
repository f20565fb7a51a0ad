using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuVol.Cpu.Tomography;

/// <summary>What 16 voxels above each other need beyond plain arithmetic, with AVX-512, or with AVX2 in two halves.</summary>
internal static class ConeLanes
{
    // The immediate of a reduction to the fraction above the next lower whole number.
    private const byte RoundDown = 1;

    public static bool IsSupported => Avx512DQ.IsSupported || (Avx2.IsSupported && Fma.IsSupported);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToSingle(Vector512<double> numbers) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256Single(numbers)
        : Vector256.Create(Avx.ConvertToVector128Single(numbers.GetLower()), Avx.ConvertToVector128Single(numbers.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInt32(Vector512<double> numbers) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector256Int32WithTruncation(numbers)
        : Vector256.Create(Avx.ConvertToVector128Int32WithTruncation(numbers.GetLower()), Avx.ConvertToVector128Int32WithTruncation(numbers.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Reversed(Vector512<float> numbers)
    {
        if (Avx512F.IsSupported)
            return Avx512F.PermuteVar16x32(numbers, Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
        var order = Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0);
        return Vector512.Create(Avx2.PermuteVar8x32(numbers.GetUpper(), order), Avx2.PermuteVar8x32(numbers.GetLower(), order));
    }

    /// <summary>The whole numbers at or below, in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Whole(Vector512<float> places, Vector512<float> magic) => Avx512F.IsSupported
        ? Avx512F.Add(places, magic, FloatRoundingMode.ToNegativeInfinity).AsInt32()
        : Vector512.Create(Avx.ConvertToVector256Int32WithTruncation(places.GetLower()), Avx.ConvertToVector256Int32WithTruncation(places.GetUpper()));

    /// <summary>What is left above those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Fraction(Vector512<float> places) => Avx512DQ.IsSupported
        ? Avx512DQ.Reduce(places, RoundDown)
        : Vector512.Create(places.GetLower() - Avx.Floor(places.GetLower()), places.GetUpper() - Avx.Floor(places.GetUpper()));

    /// <summary>The numbers of a window of 16 at <paramref name="index"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Pick(Vector512<float> window, Vector512<int> index) => Avx512F.IsSupported
        ? Avx512F.PermuteVar16x32(window, index)
        : Vector512.Create(Pick(window, index.GetLower()), Pick(window, index.GetUpper()));

    /// <summary>The numbers of a window of 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Pick(Vector512<float> low, Vector512<float> high, Vector512<int> index) => Avx512F.IsSupported
        ? Avx512F.PermuteVar16x32x2(low, index, high)
        : Vector512.Create(Pick(low, high, index.GetLower()), Pick(low, high, index.GetUpper()));

    // Permutations take the lowest three bits, blends the sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pick(Vector512<float> window, Vector256<int> index) => Avx.BlendVariable(
        Avx2.PermuteVar8x32(window.GetLower(), index),
        Avx2.PermuteVar8x32(window.GetUpper(), index),
        Avx2.ShiftLeftLogical(index, 28).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pick(Vector512<float> low, Vector512<float> high, Vector256<int> index) => Avx.BlendVariable(
        Pick(low, index),
        Pick(high, index),
        Avx2.ShiftLeftLogical(index, 27).AsSingle());
}
