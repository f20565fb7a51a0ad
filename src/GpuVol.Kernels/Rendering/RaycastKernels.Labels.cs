using System.Runtime.CompilerServices;

namespace GpuVol.Kernels;

/// <content>Labels to be laid over a picture.</content>
public static partial class RaycastKernels
{
    /// <summary>
    /// The surfaces of labels that each ray enters, front to back, lit from the camera: each holds back the label's opacity. Pixels are 0xAABBGGRR,
    /// colours times opacity.
    /// </summary>
    /// <remarks>
    /// A sample has the label of the nearest voxel. <paramref name="colours"/>: red, green, blue, opacity of each label, 0 (none) first. The normal is the
    /// gradient of how much of a place belongs to the label, interpolated between voxels, so that their steps do not show.
    /// </remarks>
    [Kernel]
    public static void Labels(Index2D pixel, ArrayView<int> target, ArrayView<byte> labels, ArrayView<float> colours, ArrayView<float> planes, RaycastParameters p)
    {
        float red = 0f;
        float green = 0f;
        float blue = 0f;
        float opacity = 0f;
        RaycastRay ray = Enter(p, planes, pixel.X, pixel.Y);
        int last = ray.Length > 0f ? (int)XMath.Ceiling(ray.Length) : -1;
        int before = 0;
        for (int n = 0; n <= last; n++)
        {
            float t = XMath.Min((float)n, ray.Length);
            float i = Clamp(ray.I + t * ray.StepI, p.SizeI);
            float j = Clamp(ray.J + t * ray.StepJ, p.SizeJ);
            float k = Clamp(ray.K + t * ray.StepK, p.SizeK);
            int label = labels[((long)(int)(k + 0.5f) * p.SizeJ + (int)(j + 0.5f)) * p.SizeI + (int)(i + 0.5f)];
            if (label != before && label != 0)
            {
                float facing = ray.CutFacing;
                if (n > 0 || facing < 0f)
                    facing = LabelFacing(labels, p, ray, i, j, k, label);
                float part = (1f - opacity) * colours[4 * label + 3];
                float light = part * (p.Ambient + p.Diffuse * facing);
                red += light * colours[4 * label];
                green += light * colours[4 * label + 1];
                blue += light * colours[4 * label + 2];
                opacity += part;
                if (opacity >= OpaqueEnough)
                    break;
            }

            before = label;
        }

        target[(long)pixel.Y * p.Width + pixel.X] = Pack(red, green, blue) | ((int)(opacity * 255f + 0.5f) << 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float LabelFacing(ArrayView<byte> labels, RaycastParameters p, RaycastRay ray, float i, float j, float k, int label)
    {
        float gi = Share(labels, p, i + 1f, j, k, label) - Share(labels, p, i - 1f, j, k, label);
        float gj = Share(labels, p, i, j + 1f, k, label) - Share(labels, p, i, j - 1f, k, label);
        float gk = Share(labels, p, i, j, k + 1f, label) - Share(labels, p, i, j, k - 1f, label);
        float squared = gi * gi * p.MetricII + gj * gj * p.MetricJJ + gk * gk * p.MetricKK + gi * gj * p.MetricIJ + gi * gk * p.MetricIK + gj * gk * p.MetricJK;
        float facing = 1f;
        if (squared > 0f)
            facing = XMath.Min(XMath.Abs(gi * ray.StepI + gj * ray.StepJ + gk * ray.StepK) / (p.StepMm * XMath.Sqrt(squared)), 1f);
        return facing;
    }

    // How much of a place belongs to the label: trilinear between voxels that are 1 with it and 0 without; beyond the grid there is none.
    private static float Share(ArrayView<byte> labels, RaycastParameters p, float i, float j, float k, int label)
    {
        int i0 = (int)XMath.Floor(i);
        int j0 = (int)XMath.Floor(j);
        int k0 = (int)XMath.Floor(k);
        float fi = i - i0;
        float fj = j - j0;
        float fk = k - k0;
        float near = (1f - fj) * RowShare(labels, p, i0, j0, k0, fi, label) + fj * RowShare(labels, p, i0, j0 + 1, k0, fi, label);
        float far = (1f - fj) * RowShare(labels, p, i0, j0, k0 + 1, fi, label) + fj * RowShare(labels, p, i0, j0 + 1, k0 + 1, fi, label);
        return near + fk * (far - near);
    }

    private static float RowShare(ArrayView<byte> labels, RaycastParameters p, int i, int j, int k, float f, int label)
    {
        float share = 0f;
        if (j >= 0 && j < p.SizeJ && k >= 0 && k < p.SizeK)
        {
            long row = ((long)k * p.SizeJ + j) * p.SizeI;
            if (i >= 0 && i < p.SizeI && labels[row + i] == label)
                share += 1f - f;
            if (i + 1 >= 0 && i + 1 < p.SizeI && labels[row + i + 1] == label)
                share += f;
        }

        return share;
    }
}
