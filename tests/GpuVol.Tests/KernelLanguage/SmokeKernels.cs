using GpuVol.Kernels;
namespace GpuVol.Tests.KernelLanguage;

public enum Mode : byte { A, B, C }

public readonly struct P
{
    public readonly float A;
    public readonly int N;
    public readonly bool Flag;
    public readonly byte M;
    public P(float a, int n) { A = a; N = n; Flag = n > 3; M = 2; }
    public float Twice => A * 2;
    public float Eval(float x) => Flag ? A * x : Twice;
}

internal static partial class SmokeKernels
{
    [Kernel]
    public static void Simple(Index1D i, ArrayView<float> a, ArrayView<short> b, ArrayView<float> o, P p, int half, SpecializedValue<int> taps)
    {
        if (b[i] > p.N && Try(i, out var v))
        {
            o[i] = v + p.Eval(a[i]);
            return;
        }
        var sum = 0.0;
        for (var k = -taps; k <= taps; k++)
        {
            var j = XMath.Clamp(i + k, 0, a.IntLength - 1);
            if (k == half) continue;
            sum += a[j];
        }
        var f = new Float2X(1, 2) + new Float2X { X = 3 };
        var s = a.SubView(1, a.Length - 1);
        Inc(ref o[i], s);
        var w = LocalMemory.Allocate<float>(4);
        w[1] = f.X;
        switch (half) { case 1: case 2: sum *= 2; break; default: sum -= 1; break; }
        byte q = 200; q += 100; q++;
        o[i] += (float)sum + w[1] + q + (half switch { 1 => 2, > 5 and < 7 => 3, _ => 4 });
    }

    private static bool Try(int i, out float v) { v = i; return i > 2; }
    private static void Inc(ref float x, ArrayView<float> s) => x = s[0] + 1;

    [Kernel]
    public static void Reduce(ArrayView<int> input, ArrayView<int> output)
    {
        var tile = SharedMemory.Allocate<int>(64);
        var t = Group.IdxX;
        tile[t] = input[Grid.IdxX * Group.DimX + t];
        Group.Barrier();
        for (var s = Group.DimX / 2; s > 0; s >>= 1)
        {
            if (t < s) tile[t] += tile[t + s];
            Group.Barrier();
        }
        if (t == 0) { output[Grid.IdxX] = tile[0]; Atomic.Add(ref output[2], 1); }
    }
}

public struct Float2X
{
    public float X;
    public float Y;
    public Float2X(float x, float y) { X = x; Y = y; }
    public static Float2X operator +(Float2X a, Float2X b) => new(a.X + b.X, a.Y + b.Y);
}
