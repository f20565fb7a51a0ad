using System.Numerics;
using System.Runtime.CompilerServices;

namespace GpuVol.Kernels;

/// <summary>The mathematics of kernels: float stays float, double stays double. <c>MathF</c> and <c>Math</c> may be used as well.</summary>
/// <remarks>docs/kernel-language.md states how far each function may differ between devices. None of these throws.</remarks>
public static class XMath
{
    /// <summary>Pi, in single precision.</summary>
    public const float PI = 3.14159265f;

    /// <summary>Pi, in double precision.</summary>
    public const double PID = Math.PI;

    /// <summary>Square root, correctly rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <summary>Square root, correctly rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <summary>Sine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sin(float x) => MathF.Sin(x);

    /// <summary>Sine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>Cosine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Cos(float x) => MathF.Cos(x);

    /// <summary>Cosine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>Tangent of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tan(float x) => MathF.Tan(x);

    /// <summary>Tangent of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Tan(double x) => Math.Tan(x);

    /// <summary>Arc sine in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Asin(float x) => MathF.Asin(x);

    /// <summary>Arc sine in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Asin(double x) => Math.Asin(x);

    /// <summary>Arc cosine in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Acos(float x) => MathF.Acos(x);

    /// <summary>Arc cosine in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Acos(double x) => Math.Acos(x);

    /// <summary>Arc tangent in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Atan(float x) => MathF.Atan(x);

    /// <summary>Arc tangent in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Atan(double x) => Math.Atan(x);

    /// <summary>Hyperbolic sine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sinh(float x) => MathF.Sinh(x);

    /// <summary>Hyperbolic sine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sinh(double x) => Math.Sinh(x);

    /// <summary>Hyperbolic cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Cosh(float x) => MathF.Cosh(x);

    /// <summary>Hyperbolic cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Cosh(double x) => Math.Cosh(x);

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x) => MathF.Tanh(x);

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Tanh(double x) => Math.Tanh(x);

    /// <summary>e to the power of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x) => MathF.Exp(x);

    /// <summary>e to the power of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double x) => Math.Exp(x);

    /// <summary>Natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x) => MathF.Log(x);

    /// <summary>Natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log(double x) => Math.Log(x);

    /// <summary>Logarithm to base 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log2(float x) => MathF.Log2(x);

    /// <summary>Logarithm to base 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log2(double x) => Math.Log2(x);

    /// <summary>Logarithm to base 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log10(float x) => MathF.Log10(x);

    /// <summary>Logarithm to base 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log10(double x) => Math.Log10(x);

    /// <summary>Cube root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Cbrt(float x) => MathF.Cbrt(x);

    /// <summary>Cube root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Cbrt(double x) => Math.Cbrt(x);

    /// <summary>Largest integer not above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Floor(float x) => MathF.Floor(x);

    /// <summary>Largest integer not above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Floor(double x) => Math.Floor(x);

    /// <summary>Smallest integer not below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Ceiling(float x) => MathF.Ceiling(x);

    /// <summary>Smallest integer not below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Ceiling(double x) => Math.Ceiling(x);

    /// <summary>Nearest integer, halves to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Round(float x) => MathF.Round(x);

    /// <summary>Nearest integer, halves to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Round(double x) => Math.Round(x);

    /// <summary>Integer part, towards zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Truncate(float x) => MathF.Truncate(x);

    /// <summary>Integer part, towards zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Truncate(double x) => Math.Truncate(x);

    /// <summary>Magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float x) => MathF.Abs(x);

    /// <summary>Magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Abs(double x) => Math.Abs(x);

    /// <summary>Reciprocal square root: <c>1 / Sqrt(x)</c>, each step correctly rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Rsqrt(float x) => 1f / MathF.Sqrt(x);

    /// <summary>2 to the power of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp2(float x) => float.Exp2(x);

    /// <summary>Arc tangent of <c>y / x</c> in the right quadrant, radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Atan2(float y, float x) => MathF.Atan2(y, x);

    /// <summary><paramref name="x"/> to the power of <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Pow(float x, float y) => MathF.Pow(x, y);

    /// <summary><c>x * y + z</c> with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Fma(float x, float y, float z) => MathF.FusedMultiplyAdd(x, y, z);

    /// <summary>The magnitude of <paramref name="x"/> with the sign of <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CopySign(float x, float y) => MathF.CopySign(x, y);

    /// <summary>-1, 0 or 1; 0 for NaN (where <c>Math.Sign</c> would throw).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <summary>True for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNaN(float x) => float.IsNaN(x);

    /// <summary>True for either infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInfinity(float x) => float.IsInfinity(x);

    /// <summary>True for neither NaN nor infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFinite(float x) => float.IsFinite(x);

    /// <summary>The lesser; NaN if either is NaN; -0 is less than +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float x, float y) => MathF.Min(x, y);

    /// <summary>The greater; NaN if either is NaN; +0 is greater than -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float x, float y) => MathF.Max(x, y);

    /// <summary>The value brought into [min, max]; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Clamp(float value, float min, float max) => value < min ? min : value > max ? max : value;

    /// <summary>Reciprocal square root: <c>1 / Sqrt(x)</c>, each step correctly rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Rsqrt(double x) => 1.0 / Math.Sqrt(x);

    /// <summary>2 to the power of <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp2(double x) => double.Exp2(x);

    /// <summary>Arc tangent of <c>y / x</c> in the right quadrant, radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Atan2(double y, double x) => Math.Atan2(y, x);

    /// <summary><paramref name="x"/> to the power of <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Pow(double x, double y) => Math.Pow(x, y);

    /// <summary><c>x * y + z</c> with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Fma(double x, double y, double z) => Math.FusedMultiplyAdd(x, y, z);

    /// <summary>The magnitude of <paramref name="x"/> with the sign of <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double CopySign(double x, double y) => Math.CopySign(x, y);

    /// <summary>-1, 0 or 1; 0 for NaN (where <c>Math.Sign</c> would throw).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <summary>True for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNaN(double x) => double.IsNaN(x);

    /// <summary>True for either infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInfinity(double x) => double.IsInfinity(x);

    /// <summary>True for neither NaN nor infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFinite(double x) => double.IsFinite(x);

    /// <summary>The lesser; NaN if either is NaN; -0 is less than +0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min(double x, double y) => Math.Min(x, y);

    /// <summary>The greater; NaN if either is NaN; +0 is greater than -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(double x, double y) => Math.Max(x, y);

    /// <summary>The value brought into [min, max]; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Clamp(double value, double min, double max) => value < min ? min : value > max ? max : value;

    /// <summary>The lesser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Min(int x, int y) => x < y ? x : y;

    /// <summary>The greater.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Max(int x, int y) => x > y ? x : y;

    /// <summary>The value brought into [min, max].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Clamp(int value, int min, int max) => value < min ? min : value > max ? max : value;

    /// <summary>The lesser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Min(uint x, uint y) => x < y ? x : y;

    /// <summary>The greater.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Max(uint x, uint y) => x > y ? x : y;

    /// <summary>The value brought into [min, max].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Clamp(uint value, uint min, uint max) => value < min ? min : value > max ? max : value;

    /// <summary>The lesser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Min(long x, long y) => x < y ? x : y;

    /// <summary>The greater.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Max(long x, long y) => x > y ? x : y;

    /// <summary>The value brought into [min, max].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Clamp(long value, long min, long max) => value < min ? min : value > max ? max : value;

    /// <summary>The lesser.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Min(ulong x, ulong y) => x < y ? x : y;

    /// <summary>The greater.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Max(ulong x, ulong y) => x > y ? x : y;

    /// <summary>The value brought into [min, max].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Clamp(ulong value, ulong min, ulong max) => value < min ? min : value > max ? max : value;

    /// <summary>Magnitude; the least value wraps around to itself (where <c>Math.Abs</c> would throw).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Abs(int x) => unchecked(x < 0 ? -x : x);

    /// <summary>-1, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sign(int x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <summary>Magnitude; the least value wraps around to itself (where <c>Math.Abs</c> would throw).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Abs(long x) => unchecked(x < 0 ? -x : x);

    /// <summary>-1, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sign(long x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <summary>Number of bits set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PopCount(uint x) => BitOperations.PopCount(x);

    /// <summary>Number of zero bits above the highest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingZeroCount(uint x) => BitOperations.LeadingZeroCount(x);

    /// <summary>Number of zero bits below the lowest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(uint x) => BitOperations.TrailingZeroCount(x);

    /// <summary>Number of bits set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PopCount(ulong x) => BitOperations.PopCount(x);

    /// <summary>Number of zero bits above the highest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingZeroCount(ulong x) => BitOperations.LeadingZeroCount(x);

    /// <summary>Number of zero bits below the lowest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(ulong x) => BitOperations.TrailingZeroCount(x);

    /// <summary>Number of bits set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PopCount(int x) => BitOperations.PopCount(unchecked((uint)x));

    /// <summary>Number of zero bits above the highest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingZeroCount(int x) => BitOperations.LeadingZeroCount(unchecked((uint)x));

    /// <summary>Number of zero bits below the lowest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(int x) => BitOperations.TrailingZeroCount(unchecked((uint)x));

    /// <summary>Number of bits set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PopCount(long x) => BitOperations.PopCount(unchecked((ulong)x));

    /// <summary>Number of zero bits above the highest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingZeroCount(long x) => BitOperations.LeadingZeroCount(unchecked((ulong)x));

    /// <summary>Number of zero bits below the lowest set bit; the width for 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(long x) => BitOperations.TrailingZeroCount(unchecked((ulong)x));

    /// <summary>The bits of a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FloatAsInt(float x) => BitConverter.SingleToInt32Bits(x);

    /// <summary>The float with these bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float IntAsFloat(int x) => BitConverter.Int32BitsToSingle(x);

    /// <summary>The bits of a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long DoubleAsLong(double x) => BitConverter.DoubleToInt64Bits(x);

    /// <summary>The double with these bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LongAsDouble(long x) => BitConverter.Int64BitsToDouble(x);
}
