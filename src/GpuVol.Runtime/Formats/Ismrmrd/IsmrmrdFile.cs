using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>
/// Cartesian raw data in ISMRMRD's <c>.h5</c> (Inati et al. 2017, "ISMRM Raw data format"): an XML header and one record for each readout. Readouts
/// are sorted into [set, phase, repetition, contrast, slice, coil, kz, ky, kx]; averages and repeated lines are averaged.
/// </summary>
internal static unsafe class IsmrmrdFile
{
    // A 3-D acquisition may leave out a great part of its lines, but not this much: the header is wrong then.
    private const long MostSparse = 256;

    public static KSpaceData Read(string path, KSpaceReadOptions options)
    {
        using var file = new Hdf5File(path);
        var group = GroupOf(file);
        var header = IsmrmrdHeader.Parse(file.Dataset($"{group}/xml").ReadText(), path);
        if (options.Encoding < 0 || options.Encoding >= header.Encodings.Count)
            throw new VolumeFormatException(path, $"encoding {options.Encoding} was asked for, but the header has {header.Encodings.Count}, from 0.");
        var encoding = header.Encodings[options.Encoding];
        if (encoding.Trajectory is not ("cartesian" or "epi"))
            throw new VolumeFormatException(path, $"the trajectory is {encoding.Trajectory}; only Cartesian k-space (cartesian, epi) is reconstructed. Grid it first.");

        var dataset = file.Dataset($"{group}/data");
        if (dataset.Shape.Count != 1 || dataset.Count == 0)
            throw new VolumeFormatException(path, $"'{group}/data' has the shape {NpyArray.Describe(dataset.Shape)}; it must be a list of readouts.");
        var records = dataset.Read(options.Progress, options.Cancellation);
        try
        {
            var readouts = IsmrmrdRecords.ReadHeaders(file, dataset, records, $"{group}/data");
            return new IsmrmrdSorter(path, header, encoding, options, readouts, n => IsmrmrdRecords.Samples(file, dataset, records, readouts[n])).Sort();
        }
        finally
        {
            records.Release();
        }
    }

    /// <summary>The group with the header and the readouts: <c>dataset</c>, or the only one of another name.</summary>
    private static string GroupOf(Hdf5File file)
    {
        var groups = file.Names("/").Where(name => file.Names(name) is var names && names.Contains("xml") && names.Contains("data")).ToList();
        if (groups.Contains("dataset"))
            return "dataset";
        if (groups.Count == 1)
            return groups[0];
        throw new VolumeFormatException(file.Path, groups.Count == 0
            ? $"is no ISMRMRD file: no group has 'xml' and 'data' in it; there are: {string.Join(", ", file.Names("/"))}."
            : $"has several data sets ({string.Join(", ", groups)}) and none is called 'dataset'.");
    }

    /// <summary>Sorts readouts into k-space.</summary>
    private sealed class IsmrmrdSorter(
        string path,
        IsmrmrdHeader header,
        IsmrmrdHeader.EncodingPart encoding,
        KSpaceReadOptions options,
        IReadOnlyList<IsmrmrdAcquisition> readouts,
        Func<int, Vector2[]> samplesOf)
    {
        private readonly List<string> _warnings = [];

        public KSpaceData Sort()
        {
            var lines = ChooseLines(out var noise);
            var first = lines[0];
            var size = encoding.Encoded.Size;
            foreach (var line in lines)
            {
                if (line.Channels != first.Channels)
                    throw new VolumeFormatException(path, $"readout {line.Number} has {line.Channels} channels but readout {first.Number} has {first.Channels}.");
                CheckPlace(line, size);
            }

            var axes = Axes(lines);
            var images = axes.Aggregate(1L, (n, a) => n * a.Length);
            if (images > lines.Count)
                throw new VolumeFormatException(path, $"the readouts count {Describe(axes)} = {images} images but there are only {lines.Count} lines. The counters are damaged.");
            if (images * size.J * size.K > MostSparse * lines.Count)
                throw new VolumeFormatException(path, $"the header gives a matrix of {size} for {images} images ({images * size.J * size.K} lines) but there are {lines.Count}. Header and data contradict each other.");
            var counts = CountLines(lines, axes, size);
            CheckMissing(counts, axes, size);

            var slices = axes[^1].Length;
            var order = SliceOrder(lines, slices, out var placement);
            var memory = HostMemory.Rent(checked(images * first.Channels * size.Voxels * sizeof(Vector2)), clear: true);
            var matrices = new KSpaceEncoding(size, encoding.Encoded.FovMm, encoding.Recon.Size, encoding.Recon.FovMm);
            if (matrices.Contradiction() is { } contradiction)
                _warnings.Add(contradiction);
            try
            {
                Fill(memory, lines, axes, size, counts, order);
                return new KSpaceData([.. axes.Where(a => a.Length > 1)], first.Channels, size, size.K > 1 ? 3 : 2, memory)
                {
                    Encoding = matrices,
                    Placement = placement,
                    Noise = Join(noise, first.Channels),
                    Warnings = _warnings,
                };
            }
            catch
            {
                memory.Release();
                throw;
            }
        }

        private List<IsmrmrdAcquisition> ChooseLines(out List<IsmrmrdAcquisition> noise)
        {
            noise = [.. readouts.Where(r => r.Flags.HasFlag(AcquisitionFlags.Noise))];
            var calibrates = encoding.CalibrationMode is "separate" or "external" or "other";
            int navigators = 0, calibration = 0, others = 0;
            var lines = new List<IsmrmrdAcquisition>();
            foreach (var r in readouts)
            {
                if (r.Flags.HasFlag(AcquisitionFlags.Noise))
                    continue;
                if ((r.Flags & AcquisitionFlags.NoImage) != 0)
                    navigators++;
                else if (r.EncodingSpace != options.Encoding)
                    others++;
                else if (calibrates && r.Flags.HasFlag(AcquisitionFlags.Calibration) && !r.Flags.HasFlag(AcquisitionFlags.CalibrationAndImaging))
                    calibration++;
                else
                    lines.Add(options.MergeRepetitions ? r with { Repetition = 0 } : r);
            }

            if (navigators > 0)
                _warnings.Add($"{navigators} readouts are navigators, phase correction, dummies or feedback and were left out.");
            if (calibration > 0)
                _warnings.Add($"{calibration} readouts of a separate calibration were left out.");
            if (others > 0)
                _warnings.Add($"{others} readouts belong to other encodings ({header.Encodings.Count} in all) and were left out.");
            if (encoding.Trajectory == "epi")
                _warnings.Add("the trajectory is epi: lines are taken as evenly sampled, without regridding of ramps and without ghost correction.");
            if (lines.Count == 0)
                throw new VolumeFormatException(path, $"has no line of an image among its {readouts.Count} readouts (of encoding {options.Encoding}).");
            return lines;
        }

        /// <summary>Which samples of the encoded matrix a readout covers.</summary>
        private static int FirstColumn(in IsmrmrdAcquisition line, int columns)
        {
            // Where nobody set the centre it is the middle.
            var center = line.CenterSample == 0 ? line.Samples / 2 : line.CenterSample;
            return columns / 2 - center;
        }

        private (int Row, int Plane) Place(in IsmrmrdAcquisition line, Size3D size) =>
            (line.Step1 + size.J / 2 - (encoding.Step1?.Center ?? size.J / 2), line.Step2 + size.K / 2 - (encoding.Step2?.Center ?? size.K / 2));

        private void CheckPlace(in IsmrmrdAcquisition line, Size3D size)
        {
            var (row, plane) = Place(line, size);
            if (row < 0 || row >= size.J || plane < 0 || plane >= size.K)
            {
                throw new VolumeFormatException(path,
                    $"readout {line.Number} has the encoding steps {line.Step1} and {line.Step2}, which is row {row} and plane {plane} of an encoded matrix of {size}. Header and data contradict each other.");
            }

            var first = FirstColumn(line, size.I);
            if (line.DiscardBefore + line.DiscardBehind >= line.Samples || first + line.DiscardBefore < 0 || first + line.Samples - line.DiscardBehind > size.I)
            {
                throw new VolumeFormatException(path,
                    $"readout {line.Number} has {line.Samples} samples with the centre at {line.CenterSample} ({line.DiscardBefore} and {line.DiscardBehind} discarded), which do not fit the encoded matrix of {size.I} columns. Header and data contradict each other.");
            }
        }

        private static KSpaceAxis[] Axes(List<IsmrmrdAcquisition> lines) =>
        [
            new("set", lines.Max(l => l.Set) + 1),
            new("phase", lines.Max(l => l.Phase) + 1),
            new("repetition", lines.Max(l => l.Repetition) + 1),
            new("contrast", lines.Max(l => l.Contrast) + 1),
            new("slice", lines.Max(l => l.Slice) + 1),
        ];

        private static int ImageOf(in IsmrmrdAcquisition line, KSpaceAxis[] axes, int slice) =>
            (((line.Set * axes[1].Length + line.Phase) * axes[2].Length + line.Repetition) * axes[3].Length + line.Contrast) * axes[4].Length + slice;

        private int[] CountLines(List<IsmrmrdAcquisition> lines, KSpaceAxis[] axes, Size3D size)
        {
            var images = axes.Aggregate(1, (n, a) => n * a.Length);
            var counts = new int[checked(images * size.J * size.K)];
            foreach (var line in lines)
            {
                var (row, plane) = Place(line, size);
                counts[(ImageOf(line, axes, line.Slice) * size.K + plane) * size.J + row]++;
            }

            var most = counts.Max();
            if (most > 1)
                _warnings.Add($"lines were sampled up to {most} times (averages, segments{(options.MergeRepetitions ? ", repetitions" : string.Empty)}) and averaged.");
            return counts;
        }

        private void CheckMissing(int[] counts, KSpaceAxis[] axes, Size3D size)
        {
            var perImage = size.J * size.K;
            var images = counts.Length / perImage;
            var (firstRow, lastRow) = Expected(encoding.Step1, size.J);
            var (firstPlane, lastPlane) = Expected(encoding.Step2, size.K);
            var missing = new List<(int Image, int Row, int Plane)>();
            for (var image = 0; image < images; image++)
            {
                var any = false;
                for (var n = 0; n < perImage && !any; n++)
                    any = counts[image * perImage + n] > 0;
                if (!any)
                    throw new VolumeFormatException(path, $"image {image} of {images} ({Describe(axes)}) has no line at all.");
                for (var plane = firstPlane; plane <= lastPlane; plane++)
                {
                    for (var row = firstRow; row <= lastRow; row++)
                    {
                        if (counts[image * perImage + plane * size.J + row] == 0)
                            missing.Add((image, row, plane));
                    }
                }
            }

            if (firstRow > 0 || lastRow < size.J - 1 || firstPlane > 0 || lastPlane < size.K - 1)
                _warnings.Add($"partial Fourier: lines {firstRow} to {lastRow} of {size.J} and planes {firstPlane} to {lastPlane} of {size.K} were sampled; the others are zero.");
            if (missing.Count == 0)
                return;
            var (i, r, p) = missing[0];
            var accelerated = encoding.Acceleration > 1;
            if (!accelerated && !options.AllowMissingLines)
            {
                throw new VolumeFormatException(path,
                    $"{missing.Count} of {images * (lastRow - firstRow + 1) * (lastPlane - firstPlane + 1)} lines are missing, the first at row {r}, plane {p} of image {i}, though the header declares no acceleration. Allow missing lines to fill them with zeros.");
            }

            _warnings.Add($"{missing.Count} of {counts.Length} lines were not sampled and are zero{(accelerated ? FormattableString.Invariant($" (acceleration {encoding.Acceleration})") : string.Empty)}.");

            static (int First, int Last) Expected(IsmrmrdHeader.LimitPart? limit, int length) => limit is null
                ? (0, length - 1)
                : (Math.Max(0, limit.Minimum + length / 2 - limit.Center), Math.Min(length - 1, limit.Maximum + length / 2 - limit.Center));
        }

        /// <summary>The place of each slice in the stack, along the slice direction, and where the stack lies.</summary>
        private int[] SliceOrder(List<IsmrmrdAcquisition> lines, int slices, out KSpacePlacement? placement)
        {
            var order = Enumerable.Range(0, slices).ToArray();
            var of = new IsmrmrdAcquisition[slices];
            foreach (var line in Enumerable.Reverse(lines))
                of[line.Slice] = line;
            var read = of[0].ReadDirection;
            var phase = of[0].PhaseDirection;
            var normal = of[0].SliceDirection;
            var directions = new Matrix3D(read, phase, normal);
            placement = null;
            if (of.Any(l => !(l.PositionMm.IsFinite && l.ReadDirection.IsFinite && l.PhaseDirection.IsFinite && l.SliceDirection.IsFinite)))
                throw new VolumeFormatException(path, "the position or a direction of a readout is not finite.");
            if (of.Any(l => (l.ReadDirection - read).Length > 1e-3 || (l.PhaseDirection - phase).Length > 1e-3))
            {
                _warnings.Add("slices differ in direction: no stack describes where they lie, so the image has the spacing of the header but no position.");
                return order;
            }

            var unit = Math.Abs(read.Length - 1) < 1e-2 && Math.Abs(phase.Length - 1) < 1e-2 && Math.Abs(normal.Length - 1) < 1e-2;
            if (!unit || Math.Abs(Vector3D.Dot(read, phase)) > 1e-2 || Math.Abs(Vector3D.Dot(read, normal)) > 1e-2 || Math.Abs(Vector3D.Dot(phase, normal)) > 1e-2)
            {
                _warnings.Add($"the readouts have no directions (read {read}, phase {phase}, slice {normal}): the image has the spacing of the header, but position and direction are unknown.");
                return order;
            }

            directions = new Matrix3D(read.Normalized(), phase.Normalized(), normal.Normalized());
            if (slices == 1)
            {
                placement = new KSpacePlacement(of[0].PositionMm, directions, null);
                return order;
            }

            var along = Array.ConvertAll(of, l => Vector3D.Dot(l.PositionMm, directions.Column2));
            var ascending = Enumerable.Range(0, slices).OrderBy(s => along[s]).ToArray();
            if (ascending.Reverse().SequenceEqual(order))
            {
                // Numbered against the normal: the stack keeps its order and its third axis turns round.
                directions = directions with { Column2 = -1 * directions.Column2 };
                along = Array.ConvertAll(along, a => -a);
                ascending = order;
            }
            else if (!ascending.SequenceEqual(order))
            {
                _warnings.Add("slices are numbered in the order of acquisition; they were sorted along the slice direction.");
            }

            var sorted = Array.ConvertAll(ascending, s => along[s]);
            var spacing = (sorted[^1] - sorted[0]) / (slices - 1);
            if (!(spacing > 1e-3))
            {
                _warnings.Add("all slices lie at one position: the image has the spacing of the header, but no position.");
                return order;
            }

            var worst = Enumerable.Range(1, slices - 1).Max(s => Math.Abs(sorted[s] - sorted[s - 1] - spacing));
            if (worst > 0.01 * spacing + 0.01)
                _warnings.Add(FormattableString.Invariant($"slices are not evenly spaced (off by up to {worst:0.###} mm); the mean of {spacing:0.###} mm is given."));
            var aside = of.Max(l => (l.PositionMm - of[ascending[0]].PositionMm - Vector3D.Dot(l.PositionMm - of[ascending[0]].PositionMm, directions.Column2) * directions.Column2).Length);
            if (aside > 0.1)
                _warnings.Add(FormattableString.Invariant($"slices are shifted against each other by up to {aside:0.###} mm within their plane, which the position of the stack cannot say."));
            placement = new KSpacePlacement(of[ascending[0]].PositionMm, directions, spacing);
            for (var s = 0; s < slices; s++)
                order[ascending[s]] = s;
            return order;
        }

        private void Fill(HostMemory memory, List<IsmrmrdAcquisition> lines, KSpaceAxis[] axes, Size3D size, int[] counts, int[] order)
        {
            var coils = lines[0].Channels;
            foreach (var line in lines)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                var samples = samplesOf(line.Number);
                var (row, plane) = Place(line, size);
                var first = FirstColumn(line, size.I);
                var times = counts[(ImageOf(line, axes, line.Slice) * size.K + plane) * size.J + row];
                var used = line.DiscardBefore..(line.Samples - line.DiscardBehind);
                var reverse = line.Flags.HasFlag(AcquisitionFlags.Reverse);
                for (var coil = 0; coil < coils; coil++)
                {
                    var channel = samples.AsSpan(coil * line.Samples, line.Samples);
                    if (reverse)
                        channel.Reverse();
                    var target = (Vector2*)memory.Address + (((long)ImageOf(line, axes, order[line.Slice]) * coils + coil) * size.K + plane) * size.J * size.I + (long)row * size.I + first;
                    if (times == 1)
                    {
                        // Samples stay as they are to the bit, -0 as well.
                        channel[used].CopyTo(new Span<Vector2>(target + line.DiscardBefore, size.I));
                        continue;
                    }

                    for (var s = line.DiscardBefore; s < line.Samples - line.DiscardBehind; s++)
                        target[s] += channel[s] * (1f / times);
                }
            }
        }

        private Vector2[,]? Join(List<IsmrmrdAcquisition> noise, int coils)
        {
            var usable = noise.Where(n => n.Channels == coils).ToList();
            if (usable.Count < noise.Count)
                _warnings.Add($"{noise.Count - usable.Count} noise readouts have another number of channels than {coils} and were left out.");
            if (usable.Count == 0)
                return null;
            var joined = new Vector2[coils, usable.Sum(n => n.Samples)];
            var at = 0;
            foreach (var readout in usable)
            {
                var samples = samplesOf(readout.Number);
                for (var coil = 0; coil < coils; coil++)
                {
                    for (var s = 0; s < readout.Samples; s++)
                        joined[coil, at + s] = samples[coil * readout.Samples + s];
                }

                at += readout.Samples;
            }

            return joined;
        }

        private static string Describe(KSpaceAxis[] axes)
        {
            var named = axes.Where(a => a.Length > 1).Select(a => $"{a.Length} x {a.Name}").ToList();
            return named.Count == 0 ? "one image" : string.Join(", ", named);
        }
    }
}
