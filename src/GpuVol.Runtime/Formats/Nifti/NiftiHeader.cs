using System.Buffers.Binary;
using System.Globalization;

namespace GpuVol;

/// <summary>The fields of a NIfTI-1 or NIfTI-2 header that a volume needs, checked.</summary>
internal sealed record NiftiHeader
{
    public const int Bytes1 = 348;
    public const int Bytes2 = 540;

    private const double QuaternionTolerance = 3 * 1.1920929e-7;

    public required int Version { get; init; }

    public required bool BigEndian { get; init; }

    /// <summary>The voxels lie in a file of their own (.img).</summary>
    public required bool IsPair { get; init; }

    public required Size3D Size { get; init; }

    public required int Frames { get; init; }

    /// <summary>It has two axes.</summary>
    public required bool IsImage { get; init; }

    public required NumericType Type { get; init; }

    public required long VoxelOffset { get; init; }

    public required IntensityRescale Rescale { get; init; }

    public required VolumeGeometry Geometry { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public long VolumeBytes => Size.Voxels * Type.SizeBytes();

    /// <summary>Reads the header at the start of <paramref name="bytes"/>.</summary>
    public static NiftiHeader Parse(ReadOnlySpan<byte> bytes, string path, Vector3D? spacingMm)
    {
        if (bytes.Length < Bytes1)
            throw new VolumeFormatException(path, $"has only {bytes.Length} bytes; a NIfTI header has {Bytes1}. The file is truncated or no NIfTI.");
        var little = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var bigEndian = little != Bytes1 && little != Bytes2;
        var size = bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : little;
        if (size is not (Bytes1 or Bytes2))
            throw new VolumeFormatException(path, $"is no NIfTI file: its header size is {little}, neither 348 nor 540 in any byte order.");
        if (bytes.Length < size)
            throw new VolumeFormatException(path, $"has only {bytes.Length} bytes; a NIfTI-2 header has {Bytes2}. The file is truncated.");
        return new Parser(bytes, path, bigEndian, size == Bytes1 ? 1 : 2).Read(spacingMm);
    }

    /// <summary>The field's name for a NIfTI datatype code.</summary>
    private static string DatatypeName(int code) => code switch
    {
        0 => "unknown",
        1 => "binary (1 bit)",
        32 => "complex64",
        128 => "RGB24",
        1536 => "float128",
        1792 => "complex128",
        2048 => "complex256",
        2304 => "RGBA32",
        _ => "undefined",
    };

    /// <summary>
    /// A float32 of a header as the shortest decimal that rounds to it: 0.7 and not 0.699999988. Both are the same float32, and this
    /// one is what the writer meant.
    /// </summary>
    private static double Shortest(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private readonly ref struct Parser(ReadOnlySpan<byte> bytes, string path, bool bigEndian, int version)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public NiftiHeader Read(Vector3D? spacingMm)
        {
            var warnings = new List<string>();
            var isPair = ReadMagic();
            Span<long> dims = stackalloc long[8];
            for (var d = 0; d < 8; d++)
                dims[d] = version == 1 ? Int16(40 + 2 * d) : Int64(16 + 8 * d);
            var rank = dims[0];
            if (rank is < 1 or > 7)
                throw Fault($"dim[0] is {rank}; the number of axes must be 1 to 7");
            for (var d = 1; d < 8; d++)
            {
                if (d > rank)
                    dims[d] = 1;
                else if (dims[d] is < 1 or > int.MaxValue)
                    throw Fault($"dim[{d}] is {dims[d]}; every axis must have 1 or more voxels");
            }

            if (dims[5] != 1 || dims[6] != 1 || dims[7] != 1)
                throw Fault($"has {rank} axes ({string.Join("x", dims[1..((int)rank + 1)].ToArray())}); volumes of vectors or tensors are not read, only 3-D and 4-D");
            var size = new Size3D((int)dims[1], (int)dims[2], (int)dims[3]);
            var type = ReadType();
            if ((UInt128)size.Voxels * (UInt128)dims[4] * (UInt128)type.SizeBytes() > long.MaxValue || size.Voxels / size.I / size.J != size.K)
                throw Fault($"the size {size}x{dims[4]} is beyond any file");

            var geometry = ReadGeometry(size, spacingMm, warnings);
            return new NiftiHeader
            {
                Version = version,
                BigEndian = bigEndian,
                IsPair = isPair,
                Size = size,
                Frames = (int)dims[4],
                IsImage = rank == 2,
                Type = type,
                VoxelOffset = ReadOffset(isPair, warnings),
                Rescale = ReadRescale(),
                Geometry = geometry,
                Warnings = warnings,
            };
        }

        private VolumeFormatException Fault(string text) => new(path, $"NIfTI header: {text}.");

        private short Int16(int offset) => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadInt16LittleEndian(_bytes[offset..]);

        private int Int32(int offset) => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadInt32LittleEndian(_bytes[offset..]);

        private long Int64(int offset) => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadInt64LittleEndian(_bytes[offset..]);

        private float Float(int offset) => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(_bytes[offset..]) : BinaryPrimitives.ReadSingleLittleEndian(_bytes[offset..]);

        private double Double(int offset) => bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(_bytes[offset..]) : BinaryPrimitives.ReadDoubleLittleEndian(_bytes[offset..]);

        /// <summary>A number that is float32 in version 1 and float64 in version 2, the n-th from the offset of its version.</summary>
        private double Real(int offset1, int offset2, int n = 0) => version == 1 ? Float(offset1 + 4 * n) : Double(offset2 + 8 * n);

        private double ShortestReal(int offset1, int offset2, int n = 0)
        {
            if (version == 2)
                return Double(offset2 + 8 * n);
            var value = Float(offset1 + 4 * n);
            return float.IsFinite(value) ? Shortest(value) : value;
        }

        private bool ReadMagic()
        {
            var magic = version == 1 ? _bytes.Slice(344, 4) : _bytes.Slice(4, 4);
            var digit = (byte)('0' + version);
            if (magic[0] == 'n' && magic[1] == '+' && magic[2] == digit)
                return false;
            if (magic[0] == 'n' && magic[1] == 'i' && magic[2] == digit)
                return true;
            throw Fault(version == 1
                ? "the magic n+1 or ni1 is missing; an Analyze 7.5 file without orientation is not read, convert it to NIfTI"
                : "the magic n+2 or ni2 is missing");
        }

        private NumericType ReadType()
        {
            var code = version == 1 ? Int16(70) : Int16(12);
            var bits = version == 1 ? Int16(72) : Int16(14);
            NumericType? type = code switch
            {
                2 => NumericType.UInt8,
                4 => NumericType.Int16,
                8 => NumericType.Int32,
                16 => NumericType.Float32,
                64 => NumericType.Float64,
                256 => NumericType.Int8,
                512 => NumericType.UInt16,
                768 => NumericType.UInt32,
                1024 => NumericType.Int64,
                1280 => NumericType.UInt64,
                _ => null,
            };
            if (type is not { } known)
                throw Fault($"datatype {code} is {DatatypeName(code)}; 8- to 64-bit integers, float32 and float64 are read");
            if (bits != 0 && bits != 8 * known.SizeBytes())
                throw Fault($"bitpix is {bits} but datatype {code} ({known.Name()}) has {8 * known.SizeBytes()} bits");
            return known;
        }

        private long ReadOffset(bool isPair, List<string> warnings)
        {
            var offset = version == 1 ? Float(108) : Int64(168);
            var least = isPair ? 0 : version == 1 ? Bytes1 + 4 : Bytes2 + 4;
            if (offset == 0 && !isPair)
            {
                warnings.Add($"vox_offset is 0; the voxels were taken to begin at byte {least}.");
                return least;
            }

            if (!(offset >= least && offset < 9e15) || offset != Math.Floor(offset))
                throw Fault($"vox_offset is {offset}; it must be a whole number of at least {least}");
            return (long)offset;
        }

        private IntensityRescale ReadRescale()
        {
            var slope = Real(112, 176);
            var intercept = Real(116, 184);
            if (slope == 0 || !double.IsFinite(slope))
                return IntensityRescale.Identity;
            if (!double.IsFinite(intercept))
                throw Fault($"scl_inter is {intercept} beside the scl_slope {slope}; it must be finite");
            return new IntensityRescale([slope], [intercept]);
        }

        /// <summary>nibabel's rule: the sform if its code is above 0, else the qform if its code is, else the centre as origin with x flipped.</summary>
        private VolumeGeometry ReadGeometry(Size3D size, Vector3D? spacingMm, List<string> warnings)
        {
            var qformCode = version == 1 ? Int16(252) : Int32(344);
            var sformCode = version == 1 ? Int16(254) : Int32(348);
            var toMm = ReadUnit(warnings);
            var pixdim = new Vector3D(PixelSpacing(1, warnings), PixelSpacing(2, warnings), PixelSpacing(3, warnings));
            Vector3D spacing, origin;
            Matrix3D direction;
            if (sformCode > 0)
            {
                var rows = version == 1 ? 280 : 400;
                var step = version == 1 ? 16 : 32;
                Span<Vector3D> columns = stackalloc Vector3D[3];
                for (var c = 0; c < 3; c++)
                    columns[c] = new(Real(rows, rows, c), Real(rows + step, rows + step, c), Real(rows + 2 * step, rows + 2 * step, c));
                origin = new(ShortestReal(rows, rows, 3), ShortestReal(rows + step, rows + step, 3), ShortestReal(rows + 2 * step, rows + 2 * step, 3));
                spacing = new(columns[0].Length, columns[1].Length, columns[2].Length);
                if (!spacing.IsFinite || !origin.IsFinite || spacing.X == 0 || spacing.Y == 0 || spacing.Z == 0)
                    throw Fault($"the sform has the columns {columns[0]}, {columns[1]}, {columns[2]} and the origin {origin}; every column must be finite and not 0");
                direction = new(columns[0].Normalized(), columns[1].Normalized(), columns[2].Normalized());

                // The lengths of float32 columns are off in the seventh digit; pixdim says the same number exactly where both agree.
                spacing = new(Agreeing(spacing.X, pixdim.X), Agreeing(spacing.Y, pixdim.Y), Agreeing(spacing.Z, pixdim.Z));
            }
            else if (qformCode > 0)
            {
                spacing = pixdim;
                origin = new(ShortestReal(268, 376, 0), ShortestReal(268, 376, 1), ShortestReal(268, 376, 2));
                direction = ReadQuaternion();
            }
            else
            {
                spacing = pixdim;
                direction = new(new(-1, 0, 0), new(0, 1, 0), new(0, 0, 1));
                origin = new((size.I - 1) / 2.0 * spacing.X, -(size.J - 1) / 2.0 * spacing.Y, -(size.K - 1) / 2.0 * spacing.Z);
                warnings.Add("the file has neither sform nor qform: the orientation is unknown; the origin was put at the centre and x taken to run to the left, as nibabel does.");
            }

            // RAS to LPS, here and nowhere else: x and y change sign.
            var lps = new Matrix3D(Flip(direction.Column0), Flip(direction.Column1), Flip(direction.Column2));
            VolumeGeometry geometry;
            try
            {
                geometry = new VolumeGeometry(size, spacingMm ?? toMm * spacing, Flip(toMm * origin), lps);
            }
            catch (ArgumentException e)
            {
                throw new VolumeFormatException(path, $"NIfTI header: {AtomicFile.OneLine(e)}", e);
            }

            if (!geometry.IsOrthogonal())
                warnings.Add("the axes are not perpendicular (sheared sform); the shear is kept in the direction.");
            return geometry;
        }

        private static Vector3D Flip(Vector3D v) => new(0 - v.X, 0 - v.Y, v.Z);

        private static double Agreeing(double fromColumn, double pixdim) => Math.Abs(fromColumn - pixdim) <= 2e-6 * pixdim ? pixdim : fromColumn;

        private double PixelSpacing(int axis, List<string> warnings)
        {
            var value = ShortestReal(76, 104, axis);
            if (!double.IsFinite(value))
                throw Fault($"pixdim[{axis}] is {value}; it must be finite");
            if (value == 0)
            {
                warnings.Add($"pixdim[{axis}] is 0; it was taken as 1.");
                return 1;
            }

            if (value < 0)
                warnings.Add($"pixdim[{axis}] is {value.ToString(CultureInfo.InvariantCulture)}; its sign was ignored.");
            return Math.Abs(value);
        }

        private double ReadUnit(List<string> warnings)
        {
            var units = version == 1 ? _bytes[123] : Int32(500);
            switch (units & 7)
            {
                case 1:
                    warnings.Add("lengths are in metres; they were turned to millimetres.");
                    return 1000;
                case 3:
                    warnings.Add("lengths are in micrometres; they were turned to millimetres.");
                    return 0.001;
                default:
                    return 1;
            }
        }

        private Matrix3D ReadQuaternion()
        {
            var b = Real(256, 352, 0);
            var c = Real(256, 352, 1);
            var d = Real(256, 352, 2);
            var square = 1 - (b * b + c * c + d * d);
            if (!(square >= -QuaternionTolerance))
                throw Fault($"the quaternion ({b}, {c}, {d}) is longer than 1; the qform is damaged");
            var a = Math.Sqrt(Math.Max(0, square));

            // Very slightly over-long quaternions are brought back to length 1, so that the matrix is a rotation.
            var length = Math.Sqrt(a * a + b * b + c * c + d * d);
            (a, b, c, d) = (a / length, b / length, c / length, d / length);
            var handedness = Real(76, 104) < 0 ? -1.0 : 1.0;
            return new(
                new(a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)),
                new(2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)),
                handedness * new Vector3D(2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c));
        }
    }
}
