using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>
/// A verb that makes one volume out of one on the device: alone it reads and writes files, in a recipe of <c>batch</c> it is a step whose
/// input and result stay on the device.
/// </summary>
internal abstract class StepVerb : Verb
{
    /// <summary>The volume to read.</summary>
    protected static readonly Argument<string> Input = new("INPUT") { Description = "DICOM folder or file, .nii, .nii.gz or .npy." };

    /// <summary>The volume to write.</summary>
    protected static readonly Argument<string> Output = new("OUTPUT") { Description = "File to write: .nii, .nii.gz or .npy." };

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Input, Output];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> SharedOptions =>
        [CommonOptions.DType, .. CommonOptions.OfInput, .. CommonOptions.OfCompute];

    /// <summary>Those of its options that have a meaning in a recipe.</summary>
    public virtual IReadOnlyList<Option> StepOptions => Options;

    /// <summary>
    /// Options that only images have where the verb moves voxels, so that label maps must go through it too; null where it changes values and
    /// label maps pass by.
    /// </summary>
    public virtual IReadOnlyList<Option>? ImageOnlyOptions => null;

    /// <summary>True where the verb works on what the file held, and so can only be the first step.</summary>
    public virtual bool ReadsFile => false;

    /// <summary>Checks the options against each other, before any work.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public virtual void CheckCall(VerbRun run) => Check(run);

    /// <summary>The grid of the result; what cannot be told without the voxels counts as the source's.</summary>
    public virtual VolumeGeometry TargetGeometry(VolumeGeometry source, VerbRun run) => source;

    /// <summary>About the bytes that the verb needs beside its source, its result included.</summary>
    public virtual long MemoryBytes(VolumeGeometry source, ElementType elementType, ComputeDevice device, VerbRun run) => 3 * source.Size.Voxels * sizeof(float);

    /// <summary>What the host does to the volume that was read; the volume itself where that is nothing.</summary>
    public Volume PrepareRead(Volume input, VerbRun run) => Prepare(input, run);

    /// <summary>The operation and its report, without any file. May return <paramref name="source"/> itself.</summary>
    public DeviceVolume RunStep(DeviceVolume source, VerbRun run)
    {
        var result = Compute(source, run);
        Finish(run);
        return result;
    }

    /// <summary>Element type of a file of the result where none is asked for.</summary>
    public ElementType ResultType(DeviceVolume source, VerbRun run) => DefaultElementType(source, run);

    /// <summary>The volume as <paramref name="elementType"/>, with no rescale left unless it is the source's own; disposes what it replaces, but never <paramref name="source"/>.</summary>
    public static DeviceVolume ToElementType(DeviceVolume computed, DeviceVolume source, ElementType elementType)
    {
        if (!ReferenceEquals(computed, source))
            return ToElementType(computed, elementType);
        return computed.ElementType == elementType ? computed : IntensityTransforms.ConvertTo(computed, elementType);
    }

    /// <summary>The volume as <paramref name="elementType"/>, with no rescale left; disposes what it replaces.</summary>
    public static DeviceVolume ToElementType(DeviceVolume computed, ElementType elementType)
    {
        if (computed.ElementType == elementType && computed.Rescale.IsIdentity)
            return computed;
        using (computed)
            return IntensityTransforms.ConvertTo(computed, elementType);
    }

    /// <summary>Checks the options of this verb against each other.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    protected virtual void Check(VerbRun run)
    {
    }

    /// <summary>A chance to look at the input, or to replace it on the host, before it is uploaded.</summary>
    protected virtual Volume Prepare(Volume input, VerbRun run) => input;

    /// <summary>The operation. May return <paramref name="source"/> itself where nothing is to be done.</summary>
    protected abstract DeviceVolume Compute(DeviceVolume source, VerbRun run);

    /// <summary>A chance to report what the operation found, once it is done.</summary>
    protected virtual void Finish(VerbRun run)
    {
    }

    /// <summary>Element type of the output where <c>--dtype</c> is not given.</summary>
    protected virtual ElementType DefaultElementType(DeviceVolume source, VerbRun run) => ElementType.Float32;
}
