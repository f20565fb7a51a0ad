using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>edt</c>: exact Euclidean distances.</summary>
internal sealed class EdtVerb : VolumeVerb
{
    private static readonly Option<double?> Threshold = Opt.Number("--threshold", "T", "The mask is value > T (default: every value that is not 0).", Opt.Finite);
    private static readonly Option<bool> Voxels = Opt.Flag("--voxels", "Distances in voxels instead of mm.");
    private static readonly Option<bool> Squared = Opt.Flag("--squared", "Squared distances.");
    private static readonly Option<bool> Signed = Opt.Flag("--signed", "Outside the mask, minus the distance to it.");
    private static readonly Option<bool> Labels = Opt.Flag("--labels", "The input is a label map: distance to the nearest voxel of another value, all labels at once.");

    /// <inheritdoc/>
    public override string Name => "edt";

    /// <inheritdoc/>
    public override string Summary => "Exact Euclidean distance transform, as scipy.ndimage.distance_transform_edt.";

    /// <inheritdoc/>
    public override string Details => """
        Every voxel of the mask gets its distance to the nearest voxel outside it, in mm by the spacing.
        A mask that fills the volume has infinite distances, and a warning says so.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol edt head.nii.gz depth.nii.gz --threshold 0.1";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Threshold, Voxels, Squared, Signed, Labels];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Value(Signed) && (run.Value(Squared) || run.Value(Labels)))
            throw new UsageException("--signed goes neither with --squared nor with --labels.");
        if (run.Value(Labels) && run.Given(Threshold))
            throw new UsageException("--threshold makes a mask; it does not go with --labels.");
    }

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run)
    {
        // The mask's lower limit is inclusive, the threshold is not.
        using var mask = run.Value(Threshold) is { } threshold ? IntensityTransforms.ThresholdMask(source, Above(threshold)) : null;
        var input = mask ?? source;
        var voxels = run.Value(Voxels);
        return (run.Value(Signed), run.Value(Labels), run.Value(Squared)) switch
        {
            (true, _, _) => DistanceTransform.SignedEuclidean(input, voxels),
            (_, true, true) => DistanceTransform.LabelSquaredEuclidean(input, voxels),
            (_, true, false) => DistanceTransform.LabelEuclidean(input, voxels),
            (_, _, true) => DistanceTransform.SquaredEuclidean(input, voxels),
            _ => DistanceTransform.Euclidean(input, voxels),
        };
    }

    // The least float32 that is greater than the threshold.
    private static float Above(double threshold)
    {
        var nearest = (float)threshold;
        return nearest > threshold ? nearest : MathF.BitIncrement(nearest);
    }
}
