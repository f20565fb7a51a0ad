using System.Numerics;
using System.Runtime.CompilerServices;

namespace GpuVol.Kernels;

/// <content>What the kernels do, for voxels of any type.</content>
public static partial class RaycastKernels
{
    // Rays that run inside a face of the volume are decided by this margin and not by rounding.
    private const float FaceMargin = 1e-3f;

    // Where two samples lie on either side of a brick's face the last bit does not decide: a leap stays this much (in steps) short of the face.
    private const float LeapMargin = 1e-3f;

    private const float OpaqueEnough = 0.99f;
    private const int IsoRefinements = 10;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CastExtremum<T>(Index2D pixel, ArrayView<float> target, ArrayView<T> source, ArrayView<float> bricks, ArrayView<float> planes, RaycastParameters p)
        where T : unmanaged, INumberBase<T>
    {
        float result = p.Missing;
        RaycastRay ray = Enter(p, planes, pixel.X, pixel.Y);
        if (ray.Length > 0f)
        {
            float best = p.Floor;
            int last = (int)XMath.Ceiling(ray.Length);
            int n = 0;
            while (n <= last)
            {
                float t = XMath.Min((float)n, ray.Length);
                float i = Clamp(ray.I + t * ray.StepI, p.SizeI);
                float j = Clamp(ray.J + t * ray.StepJ, p.SizeJ);
                float k = Clamp(ray.K + t * ray.StepK, p.SizeK);
                int brickI = Cell(i, p.SizeI) / BrickKernels.Edge;
                int brickJ = Cell(j, p.SizeJ) / BrickKernels.Edge;
                int brickK = Cell(k, p.SizeK) / BrickKernels.Edge;
                if (p.Sign * bricks[((long)brickK * p.BricksJ + brickJ) * p.BricksI + brickI] <= best)
                {
                    n += Leap(ray, i, j, k, brickI, brickJ, brickK, 1);
                }
                else
                {
                    best = XMath.Max(best, p.Sign * Interpolate(source, p.SizeI, p.SizeJ, p.SizeK, i, j, k));
                    if (best >= p.Ceiling)
                        break;
                    n++;
                }
            }

            result = p.Sign * XMath.Min(best, p.Ceiling);
        }

        target[(long)pixel.Y * p.Width + pixel.X] = result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CastAverage<T>(Index2D pixel, ArrayView<float> target, ArrayView<T> source, ArrayView<float> planes, RaycastParameters p)
        where T : unmanaged, INumberBase<T>
    {
        float result = p.Missing;
        RaycastRay ray = Enter(p, planes, pixel.X, pixel.Y);
        if (ray.Length > 0f)
        {
            float sum = 0f;
            int count = (int)XMath.Ceiling(ray.Length);
            for (int n = 0; n < count; n++)
            {
                float weight = XMath.Min(1f, ray.Length - n);
                float t = n + 0.5f * weight;
                float i = Clamp(ray.I + t * ray.StepI, p.SizeI);
                float j = Clamp(ray.J + t * ray.StepJ, p.SizeJ);
                float k = Clamp(ray.K + t * ray.StepK, p.SizeK);
                sum += weight * Interpolate(source, p.SizeI, p.SizeJ, p.SizeK, i, j, k);
            }

            result = sum / ray.Length;
        }

        target[(long)pixel.Y * p.Width + pixel.X] = result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CastComposite<T>(Index2D pixel, ArrayView<int> target, ArrayView<T> source, ArrayView<byte> emptiness, ArrayView<float> table, ArrayView<float> planes, RaycastParameters p)
        where T : unmanaged, INumberBase<T>
    {
        float red = 0f;
        float green = 0f;
        float blue = 0f;
        float opacity = 0f;
        RaycastRay ray = Enter(p, planes, pixel.X, pixel.Y);
        int count = ray.Length > 0f ? (int)XMath.Ceiling(ray.Length - ray.Offset) : 0;
        int n = 0;
        while (n < count)
        {
            // The first step of a shifted ray is shorter, as the last one of any ray is.
            float begin = XMath.Max(n + ray.Offset, 0f);
            float weight = XMath.Min(n == 0 ? 1f + ray.Offset : 1f, ray.Length - begin);
            float t = begin + 0.5f * weight;
            float i = Clamp(ray.I + t * ray.StepI, p.SizeI);
            float j = Clamp(ray.J + t * ray.StepJ, p.SizeJ);
            float k = Clamp(ray.K + t * ray.StepK, p.SizeK);
            int brickI = Cell(i, p.SizeI) / BrickKernels.Edge;
            int brickJ = Cell(j, p.SizeJ) / BrickKernels.Edge;
            int brickK = Cell(k, p.SizeK) / BrickKernels.Edge;
            int empty = emptiness[((long)brickK * p.BricksJ + brickJ) * p.BricksI + brickI];
            if (empty > 0)
            {
                n += Leap(ray, i, j, k, brickI, brickJ, brickK, empty);
            }
            else
            {
                float value = Interpolate(source, p.SizeI, p.SizeJ, p.SizeK, i, j, k);
                int entry = 4 * (int)XMath.Min(XMath.Max((value - p.TableLow) * p.TableScale + 0.5f, 0f), p.TableLast);
                float alpha = table[entry + 3];
                if (alpha > 0f)
                {
                    float share = 1f;
                    if (weight < 1f)
                    {
                        // A part of a step has a part of its opacity.
                        float partial = 1f - XMath.Pow(1f - alpha, weight);
                        share = partial / alpha;
                        alpha = partial;
                    }

                    float matt = share;
                    float highlight = 0f;
                    if (p.IsLit != 0)
                    {
                        float gradient;
                        float facing = Facing(source, p, ray, i, j, k, out gradient);
                        float lit = gradient / (gradient + p.HalfGradient);
                        matt = share * (1f + lit * (p.Ambient + p.Diffuse * facing - 1f));
                        highlight = alpha * lit * p.Specular * ToThe32nd(facing);
                    }

                    float left = 1f - opacity;
                    red += left * (table[entry] * matt + highlight);
                    green += left * (table[entry + 1] * matt + highlight);
                    blue += left * (table[entry + 2] * matt + highlight);
                    opacity += left * alpha;
                    if (opacity >= OpaqueEnough)
                        break;
                }

                n++;
            }
        }

        target[(long)pixel.Y * p.Width + pixel.X] = Pack(red, green, blue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CastIsosurface<T>(Index2D pixel, ArrayView<int> target, ArrayView<T> source, ArrayView<byte> emptiness, ArrayView<float> planes, RaycastParameters p)
        where T : unmanaged, INumberBase<T>
    {
        int result = 0;
        RaycastRay ray = Enter(p, planes, pixel.X, pixel.Y);
        int last = ray.Length > 0f ? (int)XMath.Ceiling(ray.Length) : -1;
        int n = 0;
        while (n <= last)
        {
            float t = XMath.Min((float)n, ray.Length);
            float i = Clamp(ray.I + t * ray.StepI, p.SizeI);
            float j = Clamp(ray.J + t * ray.StepJ, p.SizeJ);
            float k = Clamp(ray.K + t * ray.StepK, p.SizeK);
            int brickI = Cell(i, p.SizeI) / BrickKernels.Edge;
            int brickJ = Cell(j, p.SizeJ) / BrickKernels.Edge;
            int brickK = Cell(k, p.SizeK) / BrickKernels.Edge;
            int empty = emptiness[((long)brickK * p.BricksJ + brickJ) * p.BricksI + brickI];
            if (empty > 0)
            {
                n += Leap(ray, i, j, k, brickI, brickJ, brickK, empty);
            }
            else if (Interpolate(source, p.SizeI, p.SizeJ, p.SizeK, i, j, k) >= p.IsoLevel)
            {
                if (n > 0)
                {
                    float below = n - 1;
                    for (int round = 0; round < IsoRefinements; round++)
                    {
                        float middle = 0.5f * (below + t);
                        float mi = Clamp(ray.I + middle * ray.StepI, p.SizeI);
                        float mj = Clamp(ray.J + middle * ray.StepJ, p.SizeJ);
                        float mk = Clamp(ray.K + middle * ray.StepK, p.SizeK);
                        if (Interpolate(source, p.SizeI, p.SizeJ, p.SizeK, mi, mj, mk) >= p.IsoLevel)
                            t = middle;
                        else
                            below = middle;
                    }
                }

                // Where a clip plane cuts through what is above the level, the plane is the surface.
                float facing = ray.CutFacing;
                if (n > 0 || facing < 0f)
                {
                    i = Clamp(ray.I + t * ray.StepI, p.SizeI);
                    j = Clamp(ray.J + t * ray.StepJ, p.SizeJ);
                    k = Clamp(ray.K + t * ray.StepK, p.SizeK);
                    float gradient;
                    facing = Facing(source, p, ray, i, j, k, out gradient);
                }

                float matt = p.Ambient + p.Diffuse * facing;
                float highlight = p.Specular * ToThe32nd(facing);
                result = Pack(p.Red * matt + highlight, p.Green * matt + highlight, p.Blue * matt + highlight);
                break;
            }
            else
            {
                n++;
            }
        }

        target[(long)pixel.Y * p.Width + pixel.X] = result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RaycastRay Enter(RaycastParameters p, ArrayView<float> planes, int x, int row)
    {
        int y = p.FirstRow + row;
        float i = p.PlaneI + x * p.RightI + y * p.DownI;
        float j = p.PlaneJ + x * p.RightJ + y * p.DownJ;
        float k = p.PlaneK + x * p.RightK + y * p.DownK;
        float stepI = p.StepI;
        float stepJ = p.StepJ;
        float stepK = p.StepK;
        float near = -1e30f;
        float far = 1e30f;
        if (p.IsPerspective != 0)
        {
            float right = (x - p.CentreX) * p.PixelMm;
            float down = (y - p.CentreY) * p.PixelMm;
            float scale = p.StepMm / XMath.Sqrt(p.EyeDistanceMm * p.EyeDistanceMm + right * right + down * down);
            stepI = (i - p.EyeI) * scale;
            stepJ = (j - p.EyeJ) * scale;
            stepK = (k - p.EyeK) * scale;
            near = -1f / scale;
        }

        ClipTo(i, stepI, p.SizeI, ref near, ref far);
        ClipTo(j, stepJ, p.SizeJ, ref near, ref far);
        ClipTo(k, stepK, p.SizeK, ref near, ref far);

        float cutFacing = -1f;
        for (int n = 0; n < p.ClipPlanes; n++)
        {
            float a = planes[4 * n];
            float b = planes[4 * n + 1];
            float c = planes[4 * n + 2];
            float inside = a * i + b * j + c * k + planes[4 * n + 3];
            float rate = a * stepI + b * stepJ + c * stepK;
            if (XMath.Abs(rate) < 1e-9f)
            {
                if (inside < -FaceMargin)
                    far = -1e30f;
            }
            else if (rate < 0f)
            {
                far = XMath.Min(far, -inside / rate);
            }
            else if (-inside / rate > near)
            {
                near = -inside / rate;
                cutFacing = XMath.Min(rate / p.StepMm, 1f);
            }
        }

        RaycastRay ray;
        ray.I = i + near * stepI;
        ray.J = j + near * stepJ;
        ray.K = k + near * stepK;
        ray.StepI = stepI;
        ray.StepJ = stepJ;
        ray.StepK = stepK;
        ray.Length = far - near;
        ray.Offset = p.IsJittered != 0 ? Jitter(x, y) - 1f : 0f;
        ray.CutFacing = cutFacing;
        return ray;
    }

    // Where in a step a pixel's first one ends, 0 to 1: a hash in whole numbers, so that every device has the same. Regular patterns (a plane-filling
    // sequence, interleaved gradient noise) grain more finely, but meet the slope of some surfaces in step and then show bands of their own.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Jitter(int x, int y)
    {
        uint h = (uint)x * 0x9E3779B1u + (uint)y * 0x85EBCA77u;
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return ((h ^ (h >> 15)) >> 8) * (1f / 16777216f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ClipTo(float position, float step, int size, ref float near, ref float far)
    {
        if (XMath.Abs(step) < 1e-9f)
        {
            if (position < -0.5f - FaceMargin || position > size - 0.5f + FaceMargin)
                far = -1e30f;
        }
        else
        {
            float first = (-0.5f - position) / step;
            float second = (size - 0.5f - position) / step;
            near = XMath.Max(near, XMath.Min(first, second));
            far = XMath.Min(far, XMath.Max(first, second));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Clamp(float position, int size) => XMath.Min(XMath.Max(position, 0f), size - 1f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Cell(float position, int size) => XMath.Min((int)position, XMath.Max(size - 2, 0));

    // Steps that certainly stay in the empty cube of bricks around (brickI, brickJ, brickK), and one more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Leap(RaycastRay ray, float i, float j, float k, int brickI, int brickJ, int brickK, int empty)
    {
        float steps = XMath.Min(
            StepsToFace(i, ray.StepI, brickI, empty),
            XMath.Min(StepsToFace(j, ray.StepJ, brickJ, empty), StepsToFace(k, ray.StepK, brickK, empty)));
        return XMath.Max(1, (int)(steps - LeapMargin) + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float StepsToFace(float position, float step, int brick, int empty)
    {
        float steps = 1e6f;
        if (step > 1e-9f)
            steps = ((brick + empty) * BrickKernels.Edge - position) / step;
        else if (step < -1e-9f)
            steps = ((brick + 1 - empty) * BrickKernels.Edge - position) / step;
        return XMath.Min(steps, 1e6f);
    }

    // Positions are clamped.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Interpolate<T>(ArrayView<T> source, int sizeI, int sizeJ, int sizeK, float i, float j, float k)
        where T : unmanaged, INumberBase<T>
    {
        int i0 = Cell(i, sizeI);
        int j0 = Cell(j, sizeJ);
        int k0 = Cell(k, sizeK);
        float fi = i - i0;
        float fj = j - j0;
        float fk = k - k0;
        int i1 = XMath.Min(i0 + 1, sizeI - 1);
        long row = sizeI;
        long j1 = XMath.Min(j0 + 1, sizeJ - 1) * row;
        long slice = row * sizeJ;
        long k1 = XMath.Min(k0 + 1, sizeK - 1) * slice;
        float first = Across(source, i0, j0 * row, j1, k0 * slice, k1, fj, fk);
        float second = Across(source, i1, j0 * row, j1, k0 * slice, k1, fj, fk);
        return first + fi * (second - first);
    }

    // |cos| of the angle between the gradient and the ray (1 where there is no gradient), and the gradient's size per mm. Central
    // differences of the interpolated intensity, one voxel to either side: the fractions stay those of the sample.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Facing<T>(ArrayView<T> source, RaycastParameters p, RaycastRay ray, float i, float j, float k, out float gradient)
        where T : unmanaged, INumberBase<T>
    {
        int i0 = Cell(i, p.SizeI);
        int j0 = Cell(j, p.SizeJ);
        int k0 = Cell(k, p.SizeK);
        float fi = i - i0;
        float fj = j - j0;
        float fk = k - k0;
        int im = XMath.Max(i0 - 1, 0);
        int i1 = XMath.Min(i0 + 1, p.SizeI - 1);
        int ip = XMath.Min(i0 + 2, p.SizeI - 1);
        long row = p.SizeI;
        long jm = XMath.Max(j0 - 1, 0) * row;
        long j1 = XMath.Min(j0 + 1, p.SizeJ - 1) * row;
        long jp = XMath.Min(j0 + 2, p.SizeJ - 1) * row;
        long jj = j0 * row;
        long slice = row * p.SizeJ;
        long km = XMath.Max(k0 - 1, 0) * slice;
        long k1 = XMath.Min(k0 + 1, p.SizeK - 1) * slice;
        long kp = XMath.Min(k0 + 2, p.SizeK - 1) * slice;
        long kk = k0 * slice;
        float gi = HalfDifference(source, i1, ip, im, i0, jj, j1, jj, j1, kk, k1, kk, k1, fi, fj, fk);
        float gj = HalfDifference(source, i0, i1, i0, i1, j1, jp, jm, jj, kk, k1, kk, k1, fi, fj, fk);
        float gk = HalfDifference(source, i0, i1, i0, i1, jj, j1, jj, j1, k1, kp, km, kk, fi, fj, fk);
        float squared = gi * gi * p.MetricII + gj * gj * p.MetricJJ + gk * gk * p.MetricKK + gi * gj * p.MetricIJ + gi * gk * p.MetricIK + gj * gk * p.MetricJK;
        gradient = XMath.Sqrt(XMath.Max(squared, 0f));
        float facing = 1f;
        if (gradient > 0f)
            facing = XMath.Min(XMath.Abs(gi * ray.StepI + gj * ray.StepJ + gk * ray.StepK) / (p.StepMm * gradient), 1f);
        return facing;
    }

    // Half of what lies ahead less what lies back, each trilinear between the eight voxels at two offsets an axis.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float HalfDifference<T>(ArrayView<T> source, long iAhead0, long iAhead1, long iBack0, long iBack1, long jAhead0, long jAhead1, long jBack0, long jBack1, long kAhead0, long kAhead1, long kBack0, long kBack1, float fi, float fj, float fk)
        where T : unmanaged, INumberBase<T>
    {
        float first = Across(source, iAhead0, jAhead0, jAhead1, kAhead0, kAhead1, fj, fk) - Across(source, iBack0, jBack0, jBack1, kBack0, kBack1, fj, fk);
        float second = Across(source, iAhead1, jAhead0, jAhead1, kAhead0, kAhead1, fj, fk) - Across(source, iBack1, jBack0, jBack1, kBack0, kBack1, fj, fk);
        return 0.5f * (first + fi * (second - first));
    }

    // Along j, then k, between four voxels of one i: vector code has pairs of neighbours along i side by side and mixes those last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Across<T>(ArrayView<T> source, long i, long ja, long jb, long ka, long kb, float fj, float fk)
        where T : unmanaged, INumberBase<T>
    {
        float near = float.CreateTruncating(source[ka + ja + i]);
        float far = float.CreateTruncating(source[kb + ja + i]);
        near += fj * (float.CreateTruncating(source[ka + jb + i]) - near);
        far += fj * (float.CreateTruncating(source[kb + jb + i]) - far);
        return near + fk * (far - near);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ToThe32nd(float x)
    {
        float x2 = x * x;
        float x4 = x2 * x2;
        float x8 = x4 * x4;
        float x16 = x8 * x8;
        return x16 * x16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pack(float red, float green, float blue)
    {
        int r = (int)(XMath.Min(red, 1f) * 255f + 0.5f);
        int g = (int)(XMath.Min(green, 1f) * 255f + 0.5f);
        int b = (int)(XMath.Min(blue, 1f) * 255f + 0.5f);
        return r | (g << 8) | (b << 16);
    }
}
