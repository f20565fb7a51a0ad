using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>The records of the readouts: a header, and the samples [channel, sample] in a sequence of variable length.</summary>
internal static unsafe class IsmrmrdRecords
{
    /// <summary>The headers of all readouts.</summary>
    public static List<IsmrmrdAcquisition> ReadHeaders(Hdf5File file, Hdf5Dataset dataset, HostMemory records, string name)
    {
        var head = Member(dataset.Type, "head");
        if (Member(dataset.Type, "data").Type is not { Class: Hdf5Type.Kind.Variable, Base: { Class: Hdf5Type.Kind.Float, Size: 4, BigEndian: false } })
            throw file.Unsupported($"the samples of '{name}' are no little-endian float32 sequences");
        var counters = Member(head.Type, "idx");
        var list = new List<IsmrmrdAcquisition>();
        for (long n = 0; n < dataset.Count; n++)
        {
            var record = new ReadOnlySpan<byte>((byte*)records.Address + n * dataset.Type.Size + head.Offset, head.Type.Size);
            var idx = record.Slice(counters.Offset, counters.Type.Size);
            list.Add(new IsmrmrdAcquisition
            {
                Number = (int)n,
                Flags = (AcquisitionFlags)(ulong)Number(record, head.Type, "flags"),
                Samples = (int)Number(record, head.Type, "number_of_samples"),
                Channels = (int)Number(record, head.Type, "active_channels"),
                DiscardBefore = (int)Number(record, head.Type, "discard_pre"),
                DiscardBehind = (int)Number(record, head.Type, "discard_post"),
                CenterSample = (int)Number(record, head.Type, "center_sample"),
                EncodingSpace = (int)Number(record, head.Type, "encoding_space_ref"),
                Step1 = (int)Number(idx, counters.Type, "kspace_encode_step_1"),
                Step2 = (int)Number(idx, counters.Type, "kspace_encode_step_2"),
                Average = (int)Number(idx, counters.Type, "average"),
                Slice = (int)Number(idx, counters.Type, "slice"),
                Contrast = (int)Number(idx, counters.Type, "contrast"),
                Phase = (int)Number(idx, counters.Type, "phase"),
                Repetition = (int)Number(idx, counters.Type, "repetition"),
                Set = (int)Number(idx, counters.Type, "set"),
                PositionMm = Vector(record, head.Type, "position"),
                ReadDirection = Vector(record, head.Type, "read_dir"),
                PhaseDirection = Vector(record, head.Type, "phase_dir"),
                SliceDirection = Vector(record, head.Type, "slice_dir"),
            });
        }

        return list;

        (int Offset, Hdf5Type Type) Member(Hdf5Type type, string member) =>
            type.Members.TryGetValue(member, out var found) ? found : throw new VolumeFormatException(file.Path, $"the records of '{name}' have no '{member}'; it is no ISMRMRD file.");

        double Number(ReadOnlySpan<byte> record, Hdf5Type type, string member)
        {
            var (offset, numberType) = Member(type, member);
            var value = numberType.Number(record[offset..], file);
            return value is >= 0 and <= ulong.MaxValue ? value : throw file.Damaged($"'{member}' of a readout is {value}");
        }

        Vector3D Vector(ReadOnlySpan<byte> record, Hdf5Type type, string member)
        {
            var (offset, array) = Member(type, member);
            if (array.Base is not { Class: Hdf5Type.Kind.Float } number || array.Size != 3 * number.Size)
                throw new VolumeFormatException(file.Path, $"'{member}' of the readouts is no vector of 3 numbers.");
            return new Vector3D(
                number.Number(record[offset..], file),
                number.Number(record[(offset + number.Size)..], file),
                number.Number(record[(offset + 2 * number.Size)..], file));
        }
    }

    /// <summary>The samples of a readout, channel by channel.</summary>
    public static Vector2[] Samples(Hdf5File file, Hdf5Dataset dataset, HostMemory records, in IsmrmrdAcquisition readout)
    {
        var data = dataset.Type.Members["data"];
        var element = new ReadOnlySpan<byte>((byte*)records.Address + (long)readout.Number * dataset.Type.Size + data.Offset, data.Type.Size);
        var bytes = dataset.VariableLength(element);
        var expected = (long)readout.Samples * readout.Channels * sizeof(Vector2);
        if (readout.Samples == 0 || readout.Channels == 0 || bytes.Length != expected)
        {
            throw new VolumeFormatException(file.Path,
                $"readout {readout.Number} says {readout.Samples} samples of {readout.Channels} channels ({expected} bytes) but {bytes.Length} bytes are stored. Header and data contradict each other.");
        }

        return MemoryMarshal.Cast<byte, Vector2>(bytes).ToArray();
    }
}
