using GpuVol.Kernels;

namespace GpuVol;

/// <summary>
/// One resampling, checked and ready before any voxel is touched: the source's grid, the target's, how their indices map, and how values are
/// found. <see cref="Run"/> makes the result, <see cref="Start"/> one that is made slab by slab.
/// </summary>
/// <remarks>Kernels: ResamplingKernels, SplineKernels, AffineKernels, LabelKernels. Tests: Resampling/.</remarks>
public sealed partial class ResamplingPlan
{
    // A shear below this, over the greatest axis there is, moves no sample by a millionth of a voxel.
    private const double DiagonalTolerance = 1e-12;

    private readonly Func<int, double>[]? _axes;

    private ResamplingPlan(VolumeGeometry source, VolumeGeometry target, IndexMap map, Func<int, double>[]? axes, ResamplingOptions options)
    {
        // Beyond a thousand terabytes byte counts would overflow before any memory is asked for.
        if ((double)target.Size.I * target.Size.J * target.Size.K > 1e15)
            throw new ArgumentException($"ResamplingPlan: a result of {target.Size} voxels does not fit any memory or file. Use a coarser grid.", nameof(target));
        Source = source;
        Target = target;
        Map = map;
        Options = options;
        _axes = axes ?? (map.IsDiagonal(DiagonalTolerance) ? [t => map.Offset.X + map.Matrix[0, 0] * t, t => map.Offset.Y + map.Matrix[1, 1] * t, t => map.Offset.Z + map.Matrix[2, 2] * t] : null);
    }

    /// <summary>The grid that is sampled.</summary>
    public VolumeGeometry Source { get; }

    /// <summary>The grid that is made.</summary>
    public VolumeGeometry Target { get; }

    /// <summary>Target voxel index to source voxel index.</summary>
    public IndexMap Map { get; }

    /// <summary>Interpolation, border, value outside.</summary>
    public ResamplingOptions Options { get; }

    /// <summary>True where the axes are sampled one by one, by tables, which is much faster than through a general map.</summary>
    public bool IsSeparable => _axes is not null;

    /// <summary>The whole result.</summary>
    /// <param name="source">A volume on the plan's source grid; not modified.</param>
    /// <returns>A new float32 volume with the metadata of <paramref name="source"/>; of the type of <paramref name="source"/> for labels.</returns>
    /// <exception cref="ArgumentException">The volume has another size than the plan's source.</exception>
    public DeviceVolume Run(DeviceVolume source)
    {
        using var run = Start(source);
        return run.Slab(0, Target.Size.K);
    }

    /// <summary>Prepares a result that is made slab by slab: where the whole would not fit the memory.</summary>
    /// <param name="source">A volume on the plan's source grid; it must live as long as the run.</param>
    /// <exception cref="ArgumentException">The volume has another size than the plan's source.</exception>
    public ResamplingRun Start(DeviceVolume source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Geometry.Size != Source.Size)
            throw new ArgumentException($"ResamplingPlan: made for {Source.Size} voxels but the volume has {source.Geometry.Size}. Make the plan from the volume's geometry.", nameof(source));
        return new ResamplingRun(this, source);
    }

    /// <summary>
    /// Bytes that a run needs beside the source: the slab of <paramref name="slices"/> target slices, and what the interpolation keeps.
    /// </summary>
    /// <param name="slices">Target slices made at once.</param>
    /// <param name="elementType">Type of the source's voxels.</param>
    /// <param name="streams">True for the CPU engine, which keeps the spline coefficients of a few slices only.</param>
    public long MemoryBytes(int slices, ElementType elementType, bool streams)
    {
        // Tables, and the rows and slices that each thread works on.
        var scratch = (4L << 20) + Environment.ProcessorCount * 2L * Source.Size.I * Source.Size.J * sizeof(float);
        var slab = Rented((long)Target.Size.I * Target.Size.J * slices);
        var blurred = Blurs ? Rented(Source.Size.Voxels) : 0;
        var isLinearLabels = Options.Labels == LabelInterpolation.Linear;
        var isFloat = Blurs || elementType == ElementType.Float32;
        var converted = isFloat || (streams && !isLinearLabels) ? 0 : Rented(Source.Size.Voxels);
        return scratch + slab + blurred + converted + (isLinearLabels ? 0 : CoefficientBytes(isFloat, streams));
    }

    /// <summary>
    /// Source slices, from the first on, that the target slices [<paramref name="first"/>, first + <paramref name="count"/>) need on the CPU
    /// engine: with quadratic and cubic splines along an axis, those around; in every other case all.
    /// </summary>
    public int SourceSlicesFor(int first, int count)
    {
        // Room for the neighbours of a sample and for the recursion to settle (SplinePass.Horizon); in short volumes the CPU engine takes all slices at once.
        const int Beyond = 20;
        const int Short = 128;
        var depth = Source.Size.K;
        if (_axes is null || depth < Short || Options.Antialias || Options.Labels != LabelInterpolation.None
            || Options.Interpolation is not (Interpolation.Quadratic or Interpolation.Cubic) || Options.Border is not (null or GpuVol.Border.Constant))
            return depth;
        var greatest = Math.Max(_axes[2](first), _axes[2](first + count - 1));
        return (int)Math.Clamp(Math.Ceiling(greatest) + Beyond, 1, depth);
    }

    /// <summary>
    /// Seconds that the computation will about take: a piece of the middle, filled with zeros, is resampled on <paramref name="device"/> and
    /// timed.
    /// </summary>
    public double EstimateSeconds(ComputeDevice device, ElementType elementType)
    {
        ArgumentNullException.ThrowIfNull(device);
        var sourceSize = new Size3D(Source.Size.I, Source.Size.J, Math.Min(Source.Size.K, 64));
        var targetSize = new Size3D(Target.Size.I, Target.Size.J, Math.Min(Target.Size.K, 32));
        var source = new VolumeGeometry(sourceSize, Source.SpacingMm);
        var target = new VolumeGeometry(targetSize, Target.SpacingMm);
        var trial = new ResamplingPlan(source, target, new IndexMap(Map.Matrix, Centre(sourceSize) - Map.Matrix * Centre(targetSize)), axes: null, Options);
        using var zeros = Volume.Create(source, elementType);
        using var uploaded = zeros.ToDevice(device);
        trial.Run(uploaded).Dispose();
        device.Synchronize();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        trial.Run(uploaded).Dispose();
        device.Synchronize();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds * Target.Size.Voxels / targetSize.Voxels;
    }

    /// <summary>Part of the target's voxels whose centres lie inside the source, 0 to 1: inside is [-0.5, n - 0.5) in voxels on every axis, as in ITK.</summary>
    public double CoveredFraction()
    {
        var size = Target.Size;
        if (_axes is not null)
        {
            var fraction = 1.0;
            for (var axis = 0; axis < 3; axis++)
            {
                var inside = 0;
                for (var t = 0; t < size[axis]; t++)
                {
                    var position = _axes[axis](t);
                    if (position >= -0.5 && position < Source.Size[axis] - 0.5)
                        inside++;
                }

                fraction *= (double)inside / size[axis];
            }

            return fraction;
        }

        return (double)CoveredRows().Sum() / size.Voxels;
    }

    /// <summary>True where any voxel centre of the target lies inside the source.</summary>
    internal bool Overlaps => _axes is null ? CoveredRows().Any(voxels => voxels > 0) : CoveredFraction() > 0;

    internal double[] Positions(int axis, int first, int count)
    {
        var positions = new double[count];
        for (var t = 0; t < count; t++)
            positions[t] = _axes![axis](t + first);
        return positions;
    }

    private bool Blurs => Options.Antialias && AntialiasSigmaVoxels() != Vector3D.Zero;

    // What the interpolation reads beside the source. The CPU engine takes nearest and linear samples from stored voxels, through general maps
    // from floats alone; of splines it holds as many slices as its recursions need, but all where the two ends of the volume meet.
    private long CoefficientBytes(bool isFloat, bool streams)
    {
        const int MostSlicesHeld = 112;
        const int Margin = 22;
        var order = Options.Labels == LabelInterpolation.None ? Options.Interpolation : Interpolation.Nearest;
        if (order <= Interpolation.Linear && (!streams || isFloat || IsSeparable))
            return 0;
        var padded = SplineCoefficients.PaddedSize(Source.Size, BSpline.Pad(Options.Border, order));
        if (!streams)
            return Rented(padded.Voxels);
        var slices = Options.Border == GpuVol.Border.GridWrap ? padded.K : Math.Min(padded.K + Margin, MostSlicesHeld);
        return Rented((long)(padded.I + Margin) * (padded.J + Margin) * slices);
    }

    // Bytes of floats as the pool lends them.
    private static long Rented(long floats) => HostMemoryPool.RoundUp(floats * sizeof(float));

    // Voxels inside, row by row: those between two ends.
    private IEnumerable<long> CoveredRows()
    {
        var size = Target.Size;
        var step = Map.Matrix.Column0;
        for (var k = 0; k < size.K; k++)
        {
            for (var j = 0; j < size.J; j++)
            {
                var start = Map.Map(new Vector3D(0, j, k));
                double low = 0, high = size.I - 1;
                for (var axis = 0; axis < 3 && low <= high; axis++)
                {
                    var (a, b) = (-0.5 - start[axis], Source.Size[axis] - 0.5 - start[axis]);
                    if (step[axis] == 0)
                    {
                        if (!(a <= 0 && b > 0))
                            high = low - 1;
                        continue;
                    }

                    var (first, last) = step[axis] > 0 ? (a / step[axis], b / step[axis]) : (b / step[axis], a / step[axis]);
                    low = Math.Max(low, Math.Ceiling(first - 1e-9));
                    high = Math.Min(high, Math.Floor(last - (step[axis] > 0 ? 1e-9 : -1e-9)));
                }

                yield return Math.Max(0, (long)(high - low) + 1);
            }
        }
    }
}
