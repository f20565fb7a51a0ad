namespace GpuVol;

/// <summary>The target grid of a resampling misses the volume: the result would be nothing but the value outside.</summary>
public sealed class ResamplingOverlapException : ArgumentException
{
    internal ResamplingOverlapException(ResamplingPlan plan)
        : base(Describe(plan, out var source, out var target))
    {
        SourceBoxMm = source;
        TargetBoxMm = target;
    }

    /// <summary>Least and greatest corner of the volume's box, LPS mm.</summary>
    public (Vector3D Least, Vector3D Greatest) SourceBoxMm { get; }

    /// <summary>Least and greatest corner of the box of what the target samples, LPS mm in the volume's space.</summary>
    public (Vector3D Least, Vector3D Greatest) TargetBoxMm { get; }

    private static string Describe(ResamplingPlan plan, out (Vector3D Least, Vector3D Greatest) source, out (Vector3D Least, Vector3D Greatest) target)
    {
        source = Box(plan.Source.Size, index => plan.Source.VoxelToPatient(index));
        target = Box(plan.Target.Size, index => plan.Source.VoxelToPatient(plan.Map.Map(index)));
        return $"Resampling: the target grid misses the volume. The volume fills {Text(source)} mm (LPS), the target samples {Text(target)} mm. Check the transform, its direction (it maps output to input), and the frames of the two files.";
    }

    private static (Vector3D Least, Vector3D Greatest) Box(Size3D size, Func<Vector3D, Vector3D> toPatient)
    {
        var least = new Vector3D(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        var greatest = -1 * least;
        for (var corner = 0; corner < 8; corner++)
        {
            double At(int axis) => (corner >> axis & 1) == 0 ? -0.5 : size[axis] - 0.5;
            var p = toPatient(new Vector3D(At(0), At(1), At(2)));
            least = new Vector3D(Math.Min(least.X, p.X), Math.Min(least.Y, p.Y), Math.Min(least.Z, p.Z));
            greatest = new Vector3D(Math.Max(greatest.X, p.X), Math.Max(greatest.Y, p.Y), Math.Max(greatest.Z, p.Z));
        }

        return (least, greatest);
    }

    private static string Text((Vector3D Least, Vector3D Greatest) box) => FormattableString.Invariant(
        $"x {box.Least.X:F1} to {box.Greatest.X:F1}, y {box.Least.Y:F1} to {box.Greatest.Y:F1}, z {box.Least.Z:F1} to {box.Greatest.Z:F1}");
}
