using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>
/// Reads the elements of a DICOM file up to the pixels, which are only located. Part 10 files and bare data sets, explicit and implicit
/// VR, little endian; sequences of any length are stepped over. No length is believed before it was compared with the file.
/// </summary>
internal sealed class DicomHeaderReader
{
    private const int WindowBytes = 16 << 10;
    private const int MaximumTextBytes = 4096;
    private const int MaximumDepth = 64;
    private const uint Undefined = 0xffffffff;
    private const uint Item = 0xfffee000;
    private const uint ItemEnd = 0xfffee00d;
    private const uint SequenceEnd = 0xfffee0dd;

    private readonly DicomHeader _header;
    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly byte[] _window;
    private long _windowStart;
    private int _windowBytes;
    private byte[] _description = [];
    private bool _isUtf8;

    private DicomHeaderReader(string path, SafeFileHandle file, byte[] window)
    {
        _header = new DicomHeader(path);
        _file = file;
        _length = RandomAccess.GetLength(file);
        _window = window;
    }

    /// <summary>True where the first bytes are those of a DICOM file.</summary>
    public static bool LooksLikeDicom(string path) => Read(path) is not null;

    /// <summary>The header of a file; null where it is no DICOM file.</summary>
    /// <exception cref="VolumeFormatException">The file cannot be opened.</exception>
    public static DicomHeader? Read(string path)
    {
        var window = ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            using var file = BlockIO.OpenRead(path);
            return new DicomHeaderReader(path, file, window).Read();
        }
        catch (IOException e)
        {
            throw new VolumeFormatException(path, $"cannot be read: {AtomicFile.OneLine(e)}", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    private DicomHeader? Read()
    {
        var start = Bytes(0, (int)Math.Min(_length, 132));
        var isPart10 = start.Length == 132 && start[128..].SequenceEqual("DICM"u8);
        if (!isPart10 && !IsBareStart(start))
            return null;
        try
        {
            var position = ReadMeta(isPart10 ? 132 : 0);
            ReadElements(position);
            Finish();
            return _header;
        }
        catch (StructureException e)
        {
            Finish();

            // A few bytes that merely resemble a data set do not make a file DICOM; its own words do.
            if (!isPart10 && _header.SopClassUid.Length == 0 && _header.SeriesUid.Length == 0)
                return null;
            _header.Fault = e.Message;
            return _header;
        }
    }

    private void Finish()
    {
        var text = _isUtf8 ? Encoding.UTF8.GetString(_description) : Encoding.Latin1.GetString(_description);
        _header.SeriesDescription = new string([.. text.Trim(' ', '\0').Select(c => char.IsControl(c) ? ' ' : c)]);
    }

    /// <summary>A bare data set begins with group 0002 or 0008 and an element that fits the file.</summary>
    private bool IsBareStart(ReadOnlySpan<byte> start)
    {
        if (start.Length < 16)
            return false;
        var group = BinaryPrimitives.ReadUInt16LittleEndian(start);
        var element = BinaryPrimitives.ReadUInt16LittleEndian(start[2..]);
        if (group is not (2 or 8) || element > 0x100)
            return false;
        if (IsVr(start[4], start[5]))
            return true;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        return group == 8 && length <= 4096 && length + 8 <= _length;
    }

    /// <summary>The file meta elements (group 0002, always explicit little endian) and where the data set begins.</summary>
    private long ReadMeta(long position)
    {
        while (position + 8 <= _length)
        {
            var head = Bytes(position, 6);
            if (BinaryPrimitives.ReadUInt16LittleEndian(head) != 2)
                break;
            var element = ReadElement(position, isExplicit: true);
            CheckInside(element);
            switch (element.Tag)
            {
                case 0x00020010:
                    _header.TransferSyntaxUid = Text(element);
                    break;
                case 0x00020002:
                    _header.SopClassUid = Text(element);
                    break;
            }

            position = element.ValueOffset + element.Length;
        }

        return position;
    }

    private void ReadElements(long position)
    {
        if (position + 8 > _length)
            return;
        var first = Bytes(position, 6);
        var looksExplicit = IsVr(first[4], first[5]);
        if (_header.TransferSyntaxUid.Length == 0)
        {
            _header.TransferSyntaxUid = looksExplicit ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;
            _header.Note = $"no transfer syntax is stated; {TransferSyntax.Describe(_header.TransferSyntaxUid)} was found.";
        }
        else if (!TransferSyntax.HasReadableElements(_header.TransferSyntaxUid))
        {
            return;
        }
        else if (looksExplicit != (_header.TransferSyntaxUid != TransferSyntax.ImplicitLittleEndian))
        {
            _header.Note = $"the elements are {(looksExplicit ? "explicit" : "implicit")} VR, against the stated transfer syntax {TransferSyntax.Describe(_header.TransferSyntaxUid)}.";
            if (TransferSyntax.IsReadable(_header.TransferSyntaxUid))
                _header.TransferSyntaxUid = looksExplicit ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;
        }

        while (position + 8 <= _length)
        {
            var element = ReadElement(position, looksExplicit);
            if (element.Tag is 0x7fe00010 or 0x7fe00008 or 0x7fe00009)
            {
                _header.HasPixels = true;
                _header.HasFloatPixels = element.Tag != 0x7fe00010;
                _header.PixelOffset = element.ValueOffset;
                _header.PixelLength = element.Length == Undefined ? -1 : element.Length;
                _header.PixelBytesPresent = _length - element.ValueOffset;
                return;
            }

            if (element.Tag is Item or ItemEnd or SequenceEnd)
                throw new StructureException($"at byte {position} a sequence mark stands where an element should");
            Take(element);
            if (element.Length == Undefined)
            {
                position = SkipSequence(element.ValueOffset, looksExplicit && element.Vr != Vr("UN"), 0);
            }
            else
            {
                CheckInside(element);
                position = element.ValueOffset + element.Length;
            }
        }

        if (position < _length)
            throw new StructureException($"the file ends at byte {_length} within an element");
        if (_header.Rows > 0 || IsImageClass(_header.SopClassUid))
            throw new StructureException($"it is of an image, but ends at byte {_length} without PixelData");
    }

    /// <summary>The usual storage classes of pictures: CR, DX, CT, MR, US, secondary capture, NM, PET, RT dose, and the enhanced ones.</summary>
    private static bool IsImageClass(string uid)
    {
        const string Storage = "1.2.840.10008.5.1.4.1.1.";
        return uid.StartsWith(Storage, StringComparison.Ordinal)
            && uid[Storage.Length..] is "1" or "1.1" or "2" or "2.1" or "4" or "4.1" or "6.1" or "7" or "20" or "128" or "130" or "481.2";
    }

    private void Take(Element element)
    {
        switch (element.Tag)
        {
            case 0x00080005:
                _isUtf8 = Text(element).Contains("192", StringComparison.Ordinal);
                break;
            case 0x00080016:
                _header.SopClassUid = Text(element);
                break;
            case 0x00080018:
                _header.SopInstanceUid = Text(element);
                break;
            case 0x00080060:
                _header.Modality = Text(element);
                break;
            case 0x0008103e:
                CheckInside(element);
                _description = Bytes(element.ValueOffset, (int)Math.Min(element.Length, 256)).ToArray();
                break;
            case 0x00180050:
                _header.SliceThickness = Text(element);
                break;
            case 0x00180086:
                _header.EchoNumber = Text(element);
                break;
            case 0x00180088:
                _header.SpacingBetweenSlices = Text(element);
                break;
            case 0x00181060:
                _header.TriggerTime = Text(element);
                break;
            case 0x00181164:
                _header.ImagerPixelSpacing = Text(element);
                break;
            case 0x0020000e:
                _header.SeriesUid = Text(element);
                break;
            case 0x00200012:
                _header.AcquisitionNumber = Text(element);
                break;
            case 0x00200013:
                _header.InstanceNumber = Text(element);
                break;
            case 0x00200032:
                _header.Position = Text(element);
                break;
            case 0x00200037:
                _header.Orientation = Text(element);
                break;
            case 0x00200052:
                _header.FrameOfReferenceUid = Text(element);
                break;
            case 0x00200100:
                _header.TemporalPosition = Text(element);
                break;
            case 0x00280002:
                _header.SamplesPerPixel = UInt16(element);
                break;
            case 0x00280004:
                _header.Photometric = Text(element);
                break;
            case 0x00280008:
                _header.NumberOfFrames = Text(element);
                break;
            case 0x00280010:
                _header.Rows = UInt16(element);
                break;
            case 0x00280011:
                _header.Columns = UInt16(element);
                break;
            case 0x00280030:
                _header.PixelSpacing = Text(element);
                break;
            case 0x00280100:
                _header.BitsAllocated = UInt16(element);
                break;
            case 0x00280101:
                _header.BitsStored = UInt16(element);
                break;
            case 0x00280102:
                _header.HighBit = UInt16(element);
                break;
            case 0x00280103:
                _header.IsSigned = UInt16(element) != 0;
                break;
            case 0x00280120:
                var padding = UInt16(element);
                _header.PixelPadding = _header.IsSigned ? (short)padding : padding;
                break;
            case 0x00281052:
                _header.RescaleIntercept = Text(element);
                break;
            case 0x00281053:
                _header.RescaleSlope = Text(element);
                break;
            case 0x00283000:
                _header.HasModalityLut = true;
                break;
            case 0x52009229 or 0x52009230:
                _header.HasFunctionalGroups = true;
                break;
        }
    }

    private Element ReadElement(long position, bool isExplicit)
    {
        if (position + 8 > _length)
            throw new StructureException($"the file ends at byte {_length} within an element");
        var head = Bytes(position, (int)Math.Min(12, _length - position));
        var tag = (uint)BinaryPrimitives.ReadUInt16LittleEndian(head) << 16 | BinaryPrimitives.ReadUInt16LittleEndian(head[2..]);
        if (!isExplicit || tag >> 16 == 0xfffe)
            return new(tag, 0, BinaryPrimitives.ReadUInt32LittleEndian(head[4..]), position, position + 8);
        var vr = head[4] << 8 | head[5];
        if (!IsVr(head[4], head[5]) && !(char.IsAsciiLetterUpper((char)head[4]) && char.IsAsciiLetterUpper((char)head[5])))
            throw new StructureException($"element {TagText(tag)} at byte {position} has no value representation (bytes {head[4]:x2} {head[5]:x2})");
        if (!HasLongLength(vr))
            return new(tag, vr, BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), position, position + 8);
        if (head.Length < 12)
            throw new StructureException($"the file ends at byte {_length} within element {TagText(tag)}");
        return new(tag, vr, BinaryPrimitives.ReadUInt32LittleEndian(head[8..]), position, position + 12);
    }

    /// <summary>The position behind a sequence of undefined length whose items begin at <paramref name="position"/>.</summary>
    private long SkipSequence(long position, bool isExplicit, int depth)
    {
        if (depth > MaximumDepth)
            throw new StructureException($"at byte {position} sequences are nested more than {MaximumDepth} deep");
        while (true)
        {
            var item = ReadElement(position, isExplicit);
            if (item.Tag == SequenceEnd)
                return item.ValueOffset;
            if (item.Tag != Item)
                throw new StructureException($"at byte {position} element {TagText(item.Tag)} stands where an item of a sequence should");
            if (item.Length != Undefined)
            {
                CheckInside(item);
                position = item.ValueOffset + item.Length;
                continue;
            }

            position = item.ValueOffset;
            while (true)
            {
                var element = ReadElement(position, isExplicit);
                if (element.Tag == ItemEnd)
                {
                    position = element.ValueOffset;
                    break;
                }

                if (element.Length == Undefined)
                {
                    position = SkipSequence(element.ValueOffset, isExplicit && element.Vr != Vr("UN"), depth + 1);
                }
                else
                {
                    CheckInside(element);
                    position = element.ValueOffset + element.Length;
                }
            }
        }
    }

    private void CheckInside(Element element)
    {
        if (element.Length == Undefined || element.ValueOffset + element.Length > _length)
        {
            var length = element.Length == Undefined ? "an undefined length" : $"{element.Length} bytes";
            throw new StructureException($"element {TagText(element.Tag)} at byte {element.Position} says {length} but {_length - element.ValueOffset} follow");
        }
    }

    private string Text(Element element)
    {
        CheckInside(element);
        if (element.Length > MaximumTextBytes)
            throw new StructureException($"element {TagText(element.Tag)} at byte {element.Position} has {element.Length} bytes, far more than its meaning allows");
        var value = Encoding.Latin1.GetString(Bytes(element.ValueOffset, (int)element.Length)).Trim(' ', '\0');
        return value.Any(char.IsControl) ? new string([.. value.Select(c => char.IsControl(c) ? ' ' : c)]) : value;
    }

    private int UInt16(Element element)
    {
        CheckInside(element);
        return element.Length >= 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes(element.ValueOffset, 2))
            : throw new StructureException($"element {TagText(element.Tag)} at byte {element.Position} has {element.Length} bytes instead of 2");
    }

    /// <summary>Bytes of the file through a window that moves along.</summary>
    private ReadOnlySpan<byte> Bytes(long position, int count)
    {
        if (position < _windowStart || position + count > _windowStart + _windowBytes)
        {
            _windowStart = position;
            _windowBytes = BlockIO.ReadFully(_file, _window.AsSpan(0, WindowBytes), position);
            if (_windowBytes < count)
                throw new StructureException($"the file ended at byte {position + _windowBytes} while it was read");
        }

        return _window.AsSpan((int)(position - _windowStart), count);
    }

    private static string TagText(uint tag) => $"({tag >> 16:x4},{tag & 0xffff:x4})";

    private static int Vr(string vr) => vr[0] << 8 | vr[1];

    private static bool HasLongLength(int vr) =>
        vr == Vr("OB") || vr == Vr("OW") || vr == Vr("OF") || vr == Vr("OD") || vr == Vr("OL") || vr == Vr("OV") || vr == Vr("SQ")
        || vr == Vr("UC") || vr == Vr("UR") || vr == Vr("UT") || vr == Vr("UN") || vr == Vr("SV") || vr == Vr("UV");

    private static bool IsVr(byte first, byte second) => (char)first switch
    {
        'A' => (char)second is 'E' or 'S' or 'T',
        'C' => (char)second is 'S',
        'D' => (char)second is 'A' or 'S' or 'T',
        'F' => (char)second is 'L' or 'D',
        'I' => (char)second is 'S',
        'L' => (char)second is 'O' or 'T',
        'O' => (char)second is 'B' or 'D' or 'F' or 'L' or 'V' or 'W',
        'P' => (char)second is 'N',
        'S' => (char)second is 'H' or 'L' or 'Q' or 'S' or 'T' or 'V',
        'T' => (char)second is 'M',
        'U' => (char)second is 'C' or 'I' or 'L' or 'N' or 'R' or 'S' or 'T' or 'V',
        _ => false,
    };

    private readonly record struct Element(uint Tag, int Vr, uint Length, long Position, long ValueOffset);

    /// <summary>The structure is damaged; becomes the header's fault.</summary>
    private sealed class StructureException(string message) : Exception(message);
}
