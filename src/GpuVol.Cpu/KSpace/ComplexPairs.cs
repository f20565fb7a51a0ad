using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.KSpace;

/// <summary>Four complex64 numbers side by side, real and imaginary parts in turn. The same products and sums as the plain kernels', so the same bits.</summary>
internal static unsafe class ComplexPairs
{
    /// <summary>Numbers in a vector.</summary>
    public const int Width = 4;

    /// <summary>Real and imaginary parts exchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Swap(Vector256<float> a) => Vector256.Shuffle(a, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));

    /// <summary>a · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) =>
        Real(a) * b + Vector256.Create(-1f, 1, -1, 1, -1, 1, -1, 1) * (Imaginary(a) * Swap(b));

    /// <summary>conj(a) · b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyConjugate(Vector256<float> a, Vector256<float> b) =>
        Real(a) * b + Vector256.Create(1f, -1, 1, -1, 1, -1, 1, -1) * (Imaginary(a) * Swap(b));

    /// <summary>The squared magnitude of each number, twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SquaredMagnitude(Vector256<float> a)
    {
        var squares = a * a;
        return squares + Swap(squares);
    }

    /// <summary>Four real numbers, each twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Twice(Vector128<float> a) => Vector256.Shuffle(a.ToVector256Unsafe(), Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3));

    /// <summary>The real parts of four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> RealParts(Vector256<float> a) => Vector256.Shuffle(a, Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6)).GetLower();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Real(Vector256<float> a) => Vector256.Shuffle(a, Vector256.Create(0, 0, 2, 2, 4, 4, 6, 6));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Imaginary(Vector256<float> a) => Vector256.Shuffle(a, Vector256.Create(1, 1, 3, 3, 5, 5, 7, 7));
}
