using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>convert</c>: any readable format to any writable one.</summary>
internal sealed class ConvertVerb : VolumeVerb
{
    private static readonly Option<bool> Stored = Opt.Flag("--stored", "Keep the stored values and their type: no rescale to intensities.");

    /// <inheritdoc/>
    public override string Name => "convert";

    /// <inheritdoc/>
    public override string Summary => "Convert between file formats; DICOM becomes intensities (HU for CT).";

    /// <inheritdoc/>
    public override string Details => """
        The output holds intensities (the file's rescale applied, per slice where it differs) as float32, or as --dtype.
        With --stored it holds the numbers of the file, in their type unless --dtype is given.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol convert head.nii.gz head.npy";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Options => [Stored];

    /// <inheritdoc/>
    public override bool ReadsFile => true;

    /// <inheritdoc/>
    protected override Volume Prepare(Volume input, VerbRun run) =>
        run.Value(Stored)
            ? new Volume(input.Geometry, input.ElementType, input.Memory.AddReference()) { Metadata = input.Metadata }
            : input;

    /// <inheritdoc/>
    protected override ElementType DefaultElementType(DeviceVolume source, VerbRun run) => run.Value(Stored) ? source.ElementType : ElementType.Float32;

    /// <inheritdoc/>
    protected override DeviceVolume Compute(DeviceVolume source, VerbRun run)
    {
        var target = run.Value(CommonOptions.DType) ?? DefaultElementType(source, run);
        if (source.ElementType == target && source.Rescale.IsIdentity)
            return source;
        return target == ElementType.Float32 ? IntensityTransforms.ToFloat32(source) : IntensityTransforms.ConvertTo(source, target);
    }
}
