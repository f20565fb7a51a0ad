namespace GpuVol.Cli;

/// <summary>A recipe at work on one volume.</summary>
internal sealed class RecipeRunner(Recipe recipe)
{
    /// <summary>The result of the steps, on the host; between them the volume stays on the device.</summary>
    /// <param name="read">The volume as it was read; disposed once the device has it.</param>
    /// <param name="item">Where it comes from.</param>
    /// <param name="device">Computes.</param>
    /// <param name="warnings">Receives what the steps notice.</param>
    /// <param name="cancellation">Stops steps that can be stopped.</param>
    public Volume Run(Volume read, BatchItem item, ComputeDevice device, List<string> warnings, CancellationToken cancellation)
    {
        DeviceVolume? current = null;
        using var input = read;
        try
        {
            foreach (var step in StepsFor(item))
            {
                cancellation.ThrowIfCancellationRequested();
                using var call = step.Bind(item.Input, device, cancellation);
                if (current is null)
                {
                    using var prepared = call.Verb.PrepareRead(input, call.Run);
                    current = prepared.ToDevice(device);
                    input.Dispose();
                }

                var next = Step(call, current, isLast: step == StepsFor(item)[^1], item.IsLabel);
                if (!ReferenceEquals(next, current))
                    current.Dispose();
                current = next;
                warnings.AddRange(call.Run.Report.Warnings);
            }

            // A label map that no step moves is copied as it is.
            current ??= input.ToDevice(device);
            var host = current.ToHost();
            warnings.AddRange(host.Metadata.Warnings.Except(warnings));
            return host;
        }
        finally
        {
            current?.Dispose();
        }
    }

    /// <summary>About the bytes that an item takes at the worst moment, its file included.</summary>
    public long EstimateBytes(VolumeDescription input, BatchItem item, ComputeDevice device)
    {
        var geometry = input.Geometry;
        var type = input.ElementType;
        var source = geometry.Size.Voxels * Math.Max(type.SizeBytes(), input.FileType.SizeBytes());
        var most = 2 * source;
        foreach (var step in StepsFor(item))
        {
            using var call = step.Bind(item.Input, device, default);
            var target = call.Verb.TargetGeometry(geometry, call.Run);
            most = Math.Max(most, source + call.Verb.MemoryBytes(geometry, type, device, call.Run));
            (geometry, type) = (target, ElementType.Float32);
            source = target.Size.Voxels * sizeof(float);
        }

        return Math.Max(most, 2 * source) + (4 << 20);
    }

    private IReadOnlyList<RecipeStep> StepsFor(BatchItem item) => item.IsLabel ? recipe.LabelSteps : recipe.Steps;

    // Types between the steps are as they come; the result has the recipe's, and a label map keeps its own.
    private DeviceVolume Step(StepCall call, DeviceVolume source, bool isLast, bool isLabel)
    {
        var result = call.Verb.RunStep(source, call.Run);
        var type = call.Run.Value(CommonOptions.DType);
        if (isLast)
            type = (isLabel ? null : recipe.ElementType) ?? type ?? call.Verb.ResultType(source, call.Run);
        return type is { } wanted ? StepVerb.ToElementType(result, source, wanted) : result;
    }
}
