using System.CommandLine;
using System.Diagnostics;

namespace GpuVol.Cli;

/// <content>The scan is checked from the header alone; what does not fit the memory is read, reconstructed and written slab by slab.</content>
internal abstract partial class ReconstructionVerb
{
    // One slab is made while one is compressed and two wait.
    private const int CompressedSlabs = 3;

    /// <inheritdoc/>
    public sealed override void Run(VerbRun run)
    {
        Begin(run);
        var device = run.OpenDevice();
        using var rehearsal = run.Value(MemoryLimit.PlanOnly) ? null : new Rehearsal(device, () => Rehearse(device));
        var input = run.Required(Input);
        var header = run.Read("reading the header", _ => VolumeFile.Describe(input, run.ReadOptions()));
        if (header.Problems.Count > 0)
            throw new UsageException($"{input}: {header.Problems[0]}");
        SetScan(run, header.Geometry.Size);
        var correction = new CountCorrection(run, Geometry);
        var limit = MemoryLimit.Of(run);
        var needs = new Needs(this, run, header, correction);
        var maker = Checked(() => Slabs(run, needs.PerNumber, limit, correction.NeedsAllViews));
        if (!run.Given(CountOptions.FindCenter))
            Checked(() => FieldOfView.Check(Name, Geometry, maker.Target));
        var repeats = run.Given(CommonOptions.Repeat);
        var fits = repeats || needs.Whole(maker) <= limit.Bytes;
        using var reader = repeats || (fits && !maker.GainsFromParts) ? null : run.Read("opening", _ => VolumeFile.TryOpenParts(input, run.ReadOptions()));
        var isWhole = fits && reader is null;
        var slices = isWhole ? maker.Target.Size.K : limit.MostThatFit(maker.Target.Size.K, maker.SliceStep, n => needs.Slab(maker, n));
        if (slices == 0)
            throw new UsageException($"the result of {maker.Target.Size} does not fit: {MemoryLimit.Mb(needs.Slab(maker, maker.SliceStep))} MB are needed {maker.LeastAtOnce}, and {MemoryLimit.Mb(limit.Bytes)} MB may be used. Give --memory-mb, or a coarser grid.");
        if (!isWhole)
            CheckSlabs(run, $"the call as a whole needs {MemoryLimit.Mb(needs.Whole(maker))} MB, and {MemoryLimit.Mb(limit.Bytes)} MB may be used");
        var bytes = isWhole ? needs.Whole(maker) : needs.Slab(maker, slices);
        run.Report.Add("memory_bytes", bytes);
        run.Report.Add("slab_slices", slices);
        if (run.Value(MemoryLimit.PlanOnly))
        {
            ReportPlan(run, maker, needs, limit, bytes, slices, isWhole, maker.EstimateSeconds(device));
            return;
        }

        if (isWhole)
            RunWhole(run, device);
        else
            RunSlabs(run, device, reader ?? throw new UsageException($"{input}: does not fit the memory as a whole ({MemoryLimit.Mb(limit.Bytes)} MB may be used), and its format cannot be read in parts. Convert it to .npy or .nii, or give --memory-mb."), correction, limit, needs, slices);
        run.Report.Add("peak_bytes", HostMemoryPool.PeakRentedBytes);
    }

    /// <summary>Tells what the method makes of the scan, for example the weights of its views; refuses what it cannot take.</summary>
    protected abstract void Announce(VerbRun run);

    /// <summary>How the call makes slices.</summary>
    /// <param name="run">The call.</param>
    /// <param name="bytesPerNumber">Bytes that a number of the projections takes from the file to the line integral.</param>
    /// <param name="limit">The memory.</param>
    /// <param name="allViews">True where parts must hold every view.</param>
    protected abstract SlabMaker Slabs(VerbRun run, long bytesPerNumber, MemoryLimit limit, bool allViews);

    /// <summary>Makes a volume as the call will, of data that do not matter.</summary>
    protected abstract DeviceVolume Rehearse(DeviceVolume projections, ProjectionGeometry geometry, VolumeGeometry grid);

    /// <summary>Refuses what a call cannot do slab by slab.</summary>
    protected virtual void CheckSlabs(VerbRun run, string memory)
    {
    }

    /// <summary>Tells the weights of a divergent scan.</summary>
    protected void AnnounceWeights(VerbRun run)
    {
        var weights = Checked(() => DivergentWeights.Of(Geometry, Name));
        run.Report.Add("weights", json => json.WriteStringValue(string.Join("; ", weights.Notes)));
        foreach (var note in weights.Notes)
            run.Report.Line($"weights: {note}");
    }

    private void Rehearse(ComputeDevice device)
    {
        // As wide as the detectors of small scans, and a row of vectors high.
        const int Columns = 256;
        const int Side = 16;
        var angles = ProjectionGeometry.AnglesFromDegrees(0, 360, 4);
        var isCone = DefaultKind == ProjectionKind.Cone;
        var geometry = isCone ? ProjectionGeometry.Cone(angles, Columns, Side, 1, 1, 2 * Columns, Columns) : ProjectionGeometry.Parallel(angles, Columns);
        using var ones = Volume.Create(new VolumeGeometry(geometry.DataSize, Vector3D.One), ElementType.Float32);
        ones.AsSpan<float>().Fill(1);
        using var projections = ones.ToDevice(device);
        Rehearse(projections, geometry, VolumeGeometry.Centred(new Size3D(Side, Side, isCone ? Side : 1), Vector3D.One)).Dispose();
    }

    private void RunSlabs(VerbRun run, ComputeDevice device, VolumePartReader reader, CountCorrection correction, MemoryLimit limit, Needs needs, int slices)
    {
        if (run.Given(CountOptions.FindCenter))
        {
            using var searched = SearchedSlices(run, reader, device, correction);
            FindCenter(run, searched);
            correction.Restart();
        }

        // What the pool keeps for reuse shares the limit with what is rented.
        HostMemoryPool.KeepBytes = limit.Bytes / 4;
        Announce(run);
        ReportScan(run);
        var maker = Checked(() => Slabs(run, needs.PerNumber, limit, correction.NeedsAllViews));
        var elementType = run.Value(CommonOptions.DType) ?? ElementType.Float32;
        var target = maker.Target;
        run.Report.Describe(target, elementType);
        var allParts = new List<SlabPart>();
        for (var first = 0; first < target.Size.K; first += slices)
            allParts.AddRange(maker.Parts(first, Math.Min(slices, target.Size.K - first)));
        var compute = 0L;
        var ended = 0L;
        run.Write(() =>
        {
            using var parts = new ReadAhead(reader, allParts, run.Cancellation);
            using var writer = new VolumeWriter(run.Required(Output), target, elementType, reader.Metadata, run.Cancellation);
            var progress = run.Progress("reconstructing");
            for (var first = 0; first < target.Size.K; first += slices)
            {
                var count = Math.Min(slices, target.Size.K - first);
                var begin = Stopwatch.GetTimestamp();
                var read = run.Report.ReadSeconds;
                var made = Checked(() => maker.Make(device, first, count, () =>
                {
                    progress.Report(parts.ShareTaken);
                    return Integrals(run, device, correction, parts);
                }));
                using var slab = ToElementType(HounsfieldOptions.Apply(run, made), elementType);
                device.Synchronize();
                compute += Stopwatch.GetTimestamp() - begin - (long)((run.Report.ReadSeconds - read) * Stopwatch.Frequency);
                using var host = slab.ToHost();
                writer.Append(host);
            }

            Finish(run);
            ended = Stopwatch.GetTimestamp();
            run.Report.Warnings = [.. run.Report.Warnings, .. writer.Complete()];
        });
        correction.Report();

        // Stages that run side by side: reading is what was waited for, writing what was left after the last slab.
        run.Report.Add("overlapped", json => json.WriteBooleanValue(true));
        run.Report.ComputeSeconds = [(double)compute / Stopwatch.Frequency];
        run.Report.WriteSeconds = Stopwatch.GetElapsedTime(ended).TotalSeconds;
    }

    private DeviceVolume Integrals(VerbRun run, ComputeDevice device, CountCorrection correction, ReadAhead parts)
    {
        try
        {
            var (part, volume) = run.Read(parts.Next);
            using (volume)
                return Integrals(run, volume, part, device, correction);
        }
        catch (VolumeFormatException e)
        {
            // Met while writing, but the input is to blame.
            throw new UsageException(Text.OneLine(e));
        }
    }

    private DeviceVolume SearchedSlices(VerbRun run, VolumePartReader reader, ComputeDevice device, CountCorrection correction)
    {
        var slices = RotationCenter.SlicesToSearch(Geometry.Rows);
        using var joined = Volume.Create(new VolumeGeometry(Geometry.WithSlices(slices.Count).DataSize, Vector3D.One), ElementType.Float32);
        for (var n = 0; n < slices.Count; n++)
        {
            using var volume = run.Read("reading", _ => reader.Read(slices[n], 1, 0, Geometry.Views, run.Cancellation));
            using var integrals = Integrals(run, volume, new SlabPart(slices[n], 1, 0, Geometry.Views), device, correction);
            using var converted = IntensityTransforms.ToFloat32(integrals);
            using var host = converted.ToHost();
            host.AsSpan<float>().CopyTo(joined.Slice<float>(n));
        }

        return joined.ToDevice(device);
    }

    private DeviceVolume Integrals(VerbRun run, Volume volume, SlabPart part, ComputeDevice device, CountCorrection correction)
    {
        run.Cancellation.ThrowIfCancellationRequested();
        LineIntegrals.CheckFinite(run.Required(Input), volume, part.FirstPlane, part.FirstLine);
        var uploaded = volume.ToDevice(device);
        DeviceVolume? integrals = null;
        try
        {
            return integrals = correction.Apply(uploaded, Geometry.IsStack ? part.FirstPlane : part.FirstLine, Geometry.IsStack || part.FirstPlane == 0);
        }
        finally
        {
            if (integrals != uploaded)
                uploaded.Dispose();
        }
    }

    private void ReportPlan(VerbRun run, SlabMaker maker, Needs needs, MemoryLimit limit, long bytes, int slices, bool isWhole, double seconds)
    {
        var report = run.Report;
        var size = maker.Target.Size;
        var slabs = (size.K + slices - 1) / slices;
        var read = isWhole ? needs.InputBytes : needs.BytesRead(maker, slices);
        Announce(run);
        ReportScan(run);
        report.Output = null;
        report.Describe(maker.Target, needs.OutputType);
        report.Line($"output   {size}, {needs.OutputType.ShortName()}");
        report.Line($"memory   {MemoryLimit.Mb(bytes)} MB of {MemoryLimit.Mb(limit.Bytes)} MB, for {(slabs == 1 ? "the whole" : $"{slabs} slabs of {slices} slices")}");
        PlannedFiles.Report(run, run.Required(Input), read, run.Required(Output), maker.Target, needs.OutputType, seconds);
    }

    /// <summary>What memory and disk a call takes.</summary>
    private sealed class Needs(ReconstructionVerb verb, VerbRun run, VolumeDescription header, CountCorrection correction)
    {
        public ElementType OutputType { get; } = run.Value(CommonOptions.DType) ?? ElementType.Float32;

        public long InputBytes { get; } = header.Geometry.Size.Voxels * header.ElementType.SizeBytes();

        // As stored, as float32 where it is not, and what the corrections keep.
        public long PerNumber => 2 * header.ElementType.SizeBytes() + (header.ElementType == ElementType.Float32 ? 0 : sizeof(float)) + correction.Copies * sizeof(float);

        public long Whole(SlabMaker maker) => Rounded(verb.Geometry.DataSize.Voxels * PerNumber + maker.MemoryBytes(maker.Target.Size.K) + Results(maker, maker.Target.Size.K, 1));

        public long Slab(SlabMaker maker, int slices)
        {
            var waiting = run.Required(Output).EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? 1 + CompressedSlabs : 2;
            return Rounded(Math.Max(Largest(maker, 0, slices), Largest(maker, maker.Target.Size.K - slices, slices)) * PerNumber + maker.MemoryBytes(slices) + Results(maker, slices, waiting));
        }

        public long BytesRead(SlabMaker maker, int slices)
        {
            var bytes = 0L;
            for (var first = 0; first < maker.Target.Size.K; first += slices)
                bytes += maker.Parts(first, Math.Min(slices, maker.Target.Size.K - first)).Sum(p => (long)p.Planes * p.Lines) * verb.Geometry.Columns * header.ElementType.SizeBytes();
            return bytes;
        }

        // Numbers of the largest part that a slab takes.
        private long Largest(SlabMaker maker, int firstSlice, int slices)
        {
            var most = 0L;
            foreach (var part in maker.Parts(firstSlice, slices))
                most = Math.Max(most, (long)part.Planes * part.Lines * verb.Geometry.Columns);
            return most;
        }

        // Beside the one that is made: in Hounsfield units, converted, on the way to the file.
        private long Results(SlabMaker maker, int slices, int waiting)
        {
            var voxels = (long)maker.Target.Size.I * maker.Target.Size.J * slices;
            return voxels * ((run.Value(HounsfieldOptions.Hu) ? sizeof(float) : 0) + waiting * OutputType.SizeBytes());
        }

        // The pool hands out blocks of up to an eighth more.
        private static long Rounded(long bytes) => bytes + bytes / 8;
    }
}
