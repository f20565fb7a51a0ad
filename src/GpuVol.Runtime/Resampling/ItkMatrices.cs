using System.Buffers.Binary;
using System.Text;

namespace GpuVol;

/// <summary>ITK's <c>.mat</c> files: MATLAB version 4, per transform a matrix named like its type with the parameters and one named <c>fixed</c>.</summary>
internal static class ItkMatrices
{
    private const int HeaderBytes = 20;

    /// <summary>False where it is no such file.</summary>
    /// <exception cref="VolumeFormatException">It begins like one but is damaged.</exception>
    public static bool TryRead(string path, byte[] bytes, out List<ItkTransform> transforms)
    {
        transforms = [];
        var at = 0;
        while (at < bytes.Length)
        {
            if (bytes.Length - at < HeaderBytes)
                return Stop(path, at, "its header is cut off");
            int Field(int n) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4 * n));

            // Type 0: little endian float64; 10: float32.
            var (type, rows, columns, isComplex, nameBytes) = (Field(0), Field(1), Field(2), Field(3), Field(4));
            if (type is not (0 or 10) || rows is < 0 or > 4096 || columns is < 0 or > 4096 || isComplex != 0 || nameBytes is < 1 or > 256)
                return Stop(path, at, "its header is not that of a real matrix");
            var count = rows * columns;
            var elementBytes = type == 0 ? 8 : 4;
            if (bytes.Length - at - HeaderBytes < nameBytes + (long)count * elementBytes)
                return Stop(path, at, $"{count} numbers are cut off");
            var name = Encoding.ASCII.GetString(bytes, at + HeaderBytes, nameBytes).TrimEnd('\0');
            var values = new double[count];
            for (var n = 0; n < count; n++)
            {
                var place = bytes.AsSpan(at + HeaderBytes + nameBytes + n * elementBytes);
                values[n] = type == 0 ? BinaryPrimitives.ReadDoubleLittleEndian(place) : BinaryPrimitives.ReadSingleLittleEndian(place);
            }

            if (name == "fixed" && transforms.Count > 0)
                transforms[^1] = transforms[^1] with { Fixed = values };
            else
                transforms.Add(new ItkTransform(name, values, []));
            at += HeaderBytes + nameBytes + count * elementBytes;
        }

        return transforms.Count > 0;
    }

    // Text files end up here at once: their first bytes make no header.
    private static bool Stop(string path, int at, string why) =>
        at == 0 ? false : throw new VolumeFormatException(path, $"the matrix at byte {at} is damaged: {why}.");
}
