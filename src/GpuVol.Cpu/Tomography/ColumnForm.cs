using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.Tomography;

/// <summary>The column of a detector that pixel (i, j) projects to: a numerator over a depth, both affine in the pixel.</summary>
/// <param name="Numerator">At pixel (0, 0), its change per i, and per j.</param>
/// <param name="Depth">The same of the depth.</param>
internal readonly record struct ColumnForm(Vector256<double> Numerator, Vector256<double> Depth)
{
    public ColumnForm((double Start, double PerI, double PerJ) numerator, (double Start, double PerI, double PerJ) depth)
        : this(Vector256.Create(numerator.Start, numerator.PerI, numerator.PerJ, 0), Vector256.Create(depth.Start, depth.PerI, depth.PerJ, 0))
    {
    }

    /// <summary>The same column, depths of the other sign.</summary>
    public static ColumnForm operator -(ColumnForm form) => new(-form.Numerator, -form.Depth);

    public double DepthAt(int i, int j) => Depth[0] + Depth[1] * i + Depth[2] * j;

    /// <summary>The least depth in an image; what is not above 0 lies beside or behind the source.</summary>
    public double LeastDepth(int sizeI, int sizeJ) =>
        Math.Min(Math.Min(DepthAt(0, 0), DepthAt(sizeI - 1, 0)), Math.Min(DepthAt(0, sizeJ - 1), DepthAt(sizeI - 1, sizeJ - 1)));
}
