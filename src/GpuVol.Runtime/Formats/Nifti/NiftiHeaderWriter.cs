using System.Buffers.Binary;

namespace GpuVol;

/// <summary>Makes the 352 bytes in front of the voxels of a NIfTI-1 file.</summary>
internal static class NiftiHeaderWriter
{
    private const int TotalBytes = NiftiHeader.Bytes1 + 4;
    private const short ScannerAnatomical = 1;

    public static byte[] Write(Volume volume, string path, List<string> warnings, int frames = 1) =>
        Write(volume.Geometry, volume.ElementType, volume.Rescale, path, warnings, frames);

    public static byte[] Write(VolumeGeometry geometry, ElementType elementType, IntensityRescale rescale, string path, List<string> warnings, int frames = 1)
    {
        var size = geometry.Size;
        if (size.I > short.MaxValue || size.J > short.MaxValue || size.K > short.MaxValue)
            throw new VolumeFormatException(path, $"NIfTI-1 holds up to {short.MaxValue} voxels an axis, and the volume has {size}. Write .npy instead.");
        if (frames > short.MaxValue)
            throw new VolumeFormatException(path, $"NIfTI-1 holds up to {short.MaxValue} volumes, not {frames}. Write .npy instead.");
        var bytes = new byte[TotalBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, NiftiHeader.Bytes1);
        bytes[38] = (byte)'r';
        Int16(bytes, 40, (short)(frames > 1 ? 4 : 3));
        Int16(bytes, 42, (short)size.I);
        Int16(bytes, 44, (short)size.J);
        Int16(bytes, 46, (short)size.K);
        for (var d = 4; d < 8; d++)
            Int16(bytes, 40 + 2 * d, (short)(d == 4 ? frames : 1));
        var (code, bits) = elementType switch
        {
            ElementType.UInt8 => (2, 8),
            ElementType.Int16 => (4, 16),
            ElementType.UInt16 => (512, 16),
            ElementType.Int32 => (8, 32),
            _ => (16, 32),
        };
        Int16(bytes, 70, (short)code);
        Int16(bytes, 72, (short)bits);
        var spacing = geometry.SpacingMm;
        Float(bytes, 80, spacing.X);
        Float(bytes, 84, spacing.Y);
        Float(bytes, 88, spacing.Z);
        for (var d = 4; d < 8; d++)
            Float(bytes, 76 + 4 * d, 1);
        Float(bytes, 108, TotalBytes);
        Float(bytes, 112, rescale.Slope[0]);
        Float(bytes, 116, rescale.Intercept[0]);

        // Lengths in mm (2), times in s (8).
        bytes[123] = 2 | 8;
        "GpuVol"u8.CopyTo(bytes.AsSpan(148));

        // LPS to RAS, here and in the reader only: x and y change sign.
        var direction = new Matrix3D(Flip(geometry.Direction.Column0), Flip(geometry.Direction.Column1), Flip(geometry.Direction.Column2));
        var origin = Flip(geometry.OriginMm);
        Int16(bytes, 254, ScannerAnatomical);
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                Float(bytes, 280 + 16 * row + 4 * column, direction[row, column] * spacing[column]);
            Float(bytes, 280 + 16 * row + 12, origin[row]);
        }

        if (geometry.IsOrthogonal())
        {
            Int16(bytes, 252, ScannerAnatomical);
            WriteQuaternion(bytes, direction);
        }
        else
        {
            Float(bytes, 76, 1);
            warnings.Add("the axes are not perpendicular: the shear is kept in the sform, and the qform, which cannot hold it, was left out (qform_code 0).");
        }

        for (var row = 0; row < 3; row++)
            Float(bytes, 268 + 4 * row, origin[row]);
        "n+1\0"u8.CopyTo(bytes.AsSpan(344));
        return bytes;
    }

    /// <summary>True where scl_slope and scl_inter, two float32 numbers, can hold the rescale (a slope of 0 means "none" there).</summary>
    public static bool CanHold(IntensityRescale rescale) =>
        rescale.IsUniform && (float)rescale.Slope[0] != 0 && float.IsFinite((float)rescale.Slope[0]) && float.IsFinite((float)rescale.Intercept[0]);

    /// <summary>The unit quaternion of the rotation, by the largest of its four components (stable for every angle); a left-handed system is told by pixdim[0] = -1.</summary>
    private static void WriteQuaternion(byte[] bytes, Matrix3D m)
    {
        var handedness = m.Determinant < 0 ? -1 : 1;
        if (handedness < 0)
            m = new(m.Column0, m.Column1, -1 * m.Column2);
        double xx = m[0, 0], yy = m[1, 1], zz = m[2, 2];
        double a, b, c, d;
        if (xx + yy + zz > 0)
        {
            a = Math.Sqrt(1 + xx + yy + zz) / 2;
            b = (m[2, 1] - m[1, 2]) / (4 * a);
            c = (m[0, 2] - m[2, 0]) / (4 * a);
            d = (m[1, 0] - m[0, 1]) / (4 * a);
        }
        else if (xx >= yy && xx >= zz)
        {
            b = Math.Sqrt(1 + xx - yy - zz) / 2;
            a = (m[2, 1] - m[1, 2]) / (4 * b);
            c = (m[0, 1] + m[1, 0]) / (4 * b);
            d = (m[0, 2] + m[2, 0]) / (4 * b);
        }
        else if (yy >= zz)
        {
            c = Math.Sqrt(1 + yy - xx - zz) / 2;
            a = (m[0, 2] - m[2, 0]) / (4 * c);
            b = (m[0, 1] + m[1, 0]) / (4 * c);
            d = (m[1, 2] + m[2, 1]) / (4 * c);
        }
        else
        {
            d = Math.Sqrt(1 + zz - xx - yy) / 2;
            a = (m[1, 0] - m[0, 1]) / (4 * d);
            b = (m[0, 2] + m[2, 0]) / (4 * d);
            c = (m[1, 2] + m[2, 1]) / (4 * d);
        }

        // Only b, c, d are stored and a is taken as not negative.
        var sign = a < 0 ? -1 : 1;
        var length = Math.Sqrt(a * a + b * b + c * c + d * d) * sign;
        Float(bytes, 76, handedness);
        Float(bytes, 256, b / length);
        Float(bytes, 260, c / length);
        Float(bytes, 264, d / length);
    }

    private static Vector3D Flip(Vector3D v) => new(0 - v.X, 0 - v.Y, v.Z);

    private static void Int16(byte[] bytes, int offset, short value) => BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(offset), value);

    private static void Float(byte[] bytes, int offset, double value) => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(offset), (float)value);
}
