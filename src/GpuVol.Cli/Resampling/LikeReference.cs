namespace GpuVol.Cli;

/// <summary>Resampling onto the grid of another file.</summary>
internal static class LikeReference
{
    /// <summary>Reads the grid and the transform, and makes the plan.</summary>
    /// <exception cref="UsageException">The reference has no usable grid.</exception>
    public static ResamplingPlan Plan(VolumeGeometry source, string reference, string? transform, bool inverse, ResamplingOptions options, VerbRun run)
    {
        // The options of the input say nothing of the reference: its first volume has the grid.
        var described = run.Read("reading the reference", _ => VolumeFile.Describe(reference, new VolumeReadOptions { Frame = 0 }));
        if (described.Problems.Count > 0)
            throw new UsageException($"--like {reference}: {described.Problems[0]}");
        var map = transform is null ? AffineTransform.Identity : TransformFile.Read(transform);
        return ResamplingPlan.Like(source, described.Geometry, inverse ? map.Inverse() : map, options);
    }
}
