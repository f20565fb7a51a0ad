namespace GpuVol.Kernels;

/// <summary>Discrete Fourier transforms of 2 to 8 values in private memory, exponent -1. Source of the odd ones: Winograd's pairing of k and n - k.</summary>
public static class FourierButterflies
{
    private const float Sin60 = 0.866025403784438647f;
    private const float Cos72 = 0.309016994374947424f;
    private const float Cos144 = -0.809016994374947424f;
    private const float Sin72 = 0.951056516295153572f;
    private const float Sin144 = 0.587785252292473129f;
    private const float Cos1Of7 = 0.623489801858733531f;
    private const float Cos2Of7 = -0.222520933956314404f;
    private const float Cos3Of7 = -0.900968867902419126f;
    private const float Sin1Of7 = 0.781831482468029809f;
    private const float Sin2Of7 = 0.974927912181823607f;
    private const float Sin3Of7 = 0.433883739117558120f;
    private const float HalfRoot = 0.707106781186547524f;

    /// <summary>Transforms the first <paramref name="radix"/> values: 2, 3, 4, 5, 7 or 8.</summary>
    public static void Transform(ArrayView<Float2> v, int radix)
    {
        if (radix == 2)
            Two(v, 0, 1);
        else if (radix == 3)
            Three(v);
        else if (radix == 4)
            Four(v, 0, 1, 2, 3);
        else if (radix == 5)
            Five(v);
        else if (radix == 7)
            Seven(v);
        else
            Eight(v);
    }

    private static void Two(ArrayView<Float2> v, int a, int b)
    {
        var x = v[a];
        var y = v[b];
        v[a] = x + y;
        v[b] = x - y;
    }

    private static void Three(ArrayView<Float2> v)
    {
        var sum = v[1] + v[2];
        var difference = (v[1] - v[2]) * Sin60;
        var middle = v[0] - sum * 0.5f;
        v[0] = v[0] + sum;
        v[1] = new Float2(middle.X + difference.Y, middle.Y - difference.X);
        v[2] = new Float2(middle.X - difference.Y, middle.Y + difference.X);
    }

    private static void Four(ArrayView<Float2> v, int a, int b, int c, int d)
    {
        var s0 = v[a] + v[c];
        var s1 = v[a] - v[c];
        var s2 = v[b] + v[d];
        var s3 = v[b] - v[d];
        v[a] = s0 + s2;
        v[b] = new Float2(s1.X + s3.Y, s1.Y - s3.X);
        v[c] = s0 - s2;
        v[d] = new Float2(s1.X - s3.Y, s1.Y + s3.X);
    }

    private static void Five(ArrayView<Float2> v)
    {
        var s1 = v[1] + v[4];
        var d1 = v[1] - v[4];
        var s2 = v[2] + v[3];
        var d2 = v[2] - v[3];
        var m1 = v[0] + s1 * Cos72 + s2 * Cos144;
        var m2 = v[0] + s1 * Cos144 + s2 * Cos72;
        var r1 = d1 * Sin72 + d2 * Sin144;
        var r2 = d1 * Sin144 - d2 * Sin72;
        v[0] = v[0] + s1 + s2;
        v[1] = new Float2(m1.X + r1.Y, m1.Y - r1.X);
        v[4] = new Float2(m1.X - r1.Y, m1.Y + r1.X);
        v[2] = new Float2(m2.X + r2.Y, m2.Y - r2.X);
        v[3] = new Float2(m2.X - r2.Y, m2.Y + r2.X);
    }

    private static void Seven(ArrayView<Float2> v)
    {
        var s1 = v[1] + v[6];
        var d1 = v[1] - v[6];
        var s2 = v[2] + v[5];
        var d2 = v[2] - v[5];
        var s3 = v[3] + v[4];
        var d3 = v[3] - v[4];
        var m1 = v[0] + s1 * Cos1Of7 + s2 * Cos2Of7 + s3 * Cos3Of7;
        var m2 = v[0] + s1 * Cos2Of7 + s2 * Cos3Of7 + s3 * Cos1Of7;
        var m3 = v[0] + s1 * Cos3Of7 + s2 * Cos1Of7 + s3 * Cos2Of7;
        var r1 = d1 * Sin1Of7 + d2 * Sin2Of7 + d3 * Sin3Of7;
        var r2 = d1 * Sin2Of7 - d2 * Sin3Of7 - d3 * Sin1Of7;
        var r3 = d1 * Sin3Of7 - d2 * Sin1Of7 + d3 * Sin2Of7;
        v[0] = v[0] + s1 + s2 + s3;
        v[1] = new Float2(m1.X + r1.Y, m1.Y - r1.X);
        v[6] = new Float2(m1.X - r1.Y, m1.Y + r1.X);
        v[2] = new Float2(m2.X + r2.Y, m2.Y - r2.X);
        v[5] = new Float2(m2.X - r2.Y, m2.Y + r2.X);
        v[3] = new Float2(m3.X + r3.Y, m3.Y - r3.X);
        v[4] = new Float2(m3.X - r3.Y, m3.Y + r3.X);
    }

    private static void Eight(ArrayView<Float2> v)
    {
        Four(v, 0, 2, 4, 6);
        Four(v, 1, 3, 5, 7);
        var o1 = v[3];
        var o2 = v[5];
        var o3 = v[7];
        o1 = new Float2((o1.X + o1.Y) * HalfRoot, (o1.Y - o1.X) * HalfRoot);
        o2 = new Float2(o2.Y, -o2.X);
        o3 = new Float2((o3.Y - o3.X) * HalfRoot, -(o3.X + o3.Y) * HalfRoot);
        var e0 = v[0];
        var e1 = v[2];
        var e2 = v[4];
        var e3 = v[6];
        var o0 = v[1];
        v[0] = e0 + o0;
        v[4] = e0 - o0;
        v[1] = e1 + o1;
        v[5] = e1 - o1;
        v[2] = e2 + o2;
        v[6] = e2 - o2;
        v[3] = e3 + o3;
        v[7] = e3 - o3;
    }
}
