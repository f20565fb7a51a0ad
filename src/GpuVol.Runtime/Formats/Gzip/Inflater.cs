using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace GpuVol;

/// <summary>
/// Decompresses Deflate (RFC 1951) from a file, twice as fast as .NET's own stream on scans: 64 bits are looked at together, up to three literals a
/// look, and the end of the stream is known to the byte.
/// </summary>
internal sealed unsafe class Inflater(SafeFileHandle file)
{
    private const int WindowBytes = 32 << 10;
    private const int OutputBytes = 128 << 10;
    private const int InputBytes = 64 << 10;

    // What may be read behind the end of the input, as zeros, and written behind the end of the output: one look each.
    private const int InputSlack = 64;
    private const int OutputSlack = 320;

    // The most bytes that the head of a block may have.
    private const int HeadBytes = 1024;

    private const int LiteralBits = 11;
    private const int DistanceBits = 8;
    private static readonly uint[] LiteralEntries = MakeLiterals();
    private static readonly uint[] DistanceEntries = MakeDistances();
    private static readonly uint[] HeaderEntries = [.. Enumerable.Range(0, 19).Select(n => (uint)n << 16)];

    private readonly byte[] _input = new byte[InputBytes + InputSlack];
    private readonly byte[] _output = new byte[WindowBytes + OutputBytes + OutputSlack];
    private readonly InflateCode _literals = new(LiteralBits, 288);
    private readonly InflateCode _distances = new(DistanceBits, 32);
    private readonly InflateCode _header = new(7, 0);
    private Part _part;
    private bool _isLastBlock;
    private int _storedLeft;
    private long _inputStart;
    private int _inputAt;
    private int _inputEnd;
    private bool _inputIsLast;
    private ulong _bits;
    private int _bitCount;
    private int _outputAt;
    private int _outputRead;

    private enum Part
    {
        Head,
        Stored,
        Coded,
        End,
    }

    /// <summary>Behind the last byte of the stream, once it has ended.</summary>
    public long Position => _inputStart + _inputAt - (_bitCount >> 3);

    /// <summary>Begins a stream at a place of the file.</summary>
    public void Start(long position)
    {
        _part = Part.Head;
        _isLastBlock = false;
        _inputStart = position;
        _inputAt = _inputEnd = 0;
        _inputIsLast = false;
        _bits = 0;
        _bitCount = 0;
        _outputAt = _outputRead = 0;
    }

    /// <summary>The next bytes; 0 at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The data are damaged or cut off.</exception>
    public int Read(Span<byte> target)
    {
        while (_outputRead == _outputAt)
        {
            if (_part == Part.End)
                return 0;
            Decode();
        }

        var count = Math.Min(target.Length, _outputAt - _outputRead);
        _output.AsSpan(_outputRead, count).CopyTo(target);
        _outputRead += count;
        return count;
    }

    private void Decode()
    {
        // All was taken: what may be referred to goes to the front.
        if (_outputAt > WindowBytes)
        {
            _output.AsSpan(_outputAt - WindowBytes, WindowBytes).CopyTo(_output);
            _outputAt = _outputRead = WindowBytes;
        }

        while (_part != Part.End && _outputAt < WindowBytes + OutputBytes)
        {
            switch (_part)
            {
                case Part.Head:
                    ReadHead();
                    break;
                case Part.Stored:
                    CopyStored();
                    break;
                default:
                    DecodeCoded();
                    break;
            }
        }
    }

    private void ReadHead()
    {
        FillInput(HeadBytes);
        if (_isLastBlock)
        {
            // The stream ends at a byte.
            _bitCount &= ~7;
            CheckInput();
            _part = Part.End;
            return;
        }

        _isLastBlock = Take(1) == 1;
        switch (Take(2))
        {
            case 0:
                // From here on in bytes: those that were looked at too early are given back.
                _inputAt -= _bitCount >> 3;
                _bits = 0;
                _bitCount = 0;
                var (length, check) = (Take(16), Take(16));
                if (length != (~check & 0xffff))
                    throw new InvalidDataException("a stored block has no length");
                _inputAt -= _bitCount >> 3;
                _bits = 0;
                _bitCount = 0;
                _storedLeft = length;
                _part = Part.Stored;
                break;
            case 1:
                Span<byte> lengths = stackalloc byte[288];
                lengths[..144].Fill(8);
                lengths[144..256].Fill(9);
                lengths[256..280].Fill(7);
                lengths[280..].Fill(8);
                _literals.Build(lengths, LiteralEntries);
                lengths[..30].Fill(5);
                _distances.Build(lengths[..30], DistanceEntries);
                _part = Part.Coded;
                break;
            case 2:
                ReadCodes();
                _part = Part.Coded;
                break;
            default:
                throw new InvalidDataException("a block is of no known kind");
        }
    }

    private void ReadCodes()
    {
        var (literals, distances, header) = (Take(5) + 257, Take(5) + 1, Take(4) + 4);
        Span<byte> headerLengths = stackalloc byte[19];
        headerLengths.Clear();
        for (var n = 0; n < header; n++)
            headerLengths[DeflateFormat.HeaderOrder[n]] = (byte)Take(3);
        _header.Build(headerLengths, HeaderEntries);
        Span<byte> lengths = stackalloc byte[288 + 32];
        lengths.Clear();
        for (var n = 0; n < literals + distances;)
        {
            Refill();
            var entry = _header.Table[(int)(_bits & 127)];
            var bits = (int)(entry & 31);
            if (bits == 0)
                throw new InvalidDataException("the code of a block is damaged");
            Drop(bits);
            var symbol = (int)(entry >> 16);
            if (symbol < 16)
            {
                lengths[n++] = (byte)symbol;
                continue;
            }

            var repeated = symbol != 16 ? (byte)0 : n > 0 ? lengths[n - 1] : throw new InvalidDataException("the code of a block is damaged");
            var times = symbol switch { 16 => 3 + Take(2), 17 => 3 + Take(3), _ => 11 + Take(7) };
            if (n + times > literals + distances)
                throw new InvalidDataException("the code of a block is damaged");
            lengths.Slice(n, times).Fill(repeated);
            n += times;
        }

        if (literals > 286 || lengths[256] == 0)
            throw new InvalidDataException("the code of a block is damaged");
        _literals.Build(lengths[..literals], LiteralEntries);
        _distances.Build(lengths.Slice(literals, Math.Min(distances, 30)), DistanceEntries);
    }

    private void CopyStored()
    {
        if (_storedLeft == 0)
        {
            _part = Part.Head;
            return;
        }

        FillInput(1);
        var count = Math.Min(_storedLeft, Math.Min(_inputEnd - _inputAt, WindowBytes + OutputBytes - _outputAt));
        if (count <= 0)
            throw new InvalidDataException("the data end early");
        _input.AsSpan(_inputAt, count).CopyTo(_output.AsSpan(_outputAt));
        _inputAt += count;
        _outputAt += count;
        _storedLeft -= count;
    }

    // The loop that all time is spent in. Everything it touches is local.
    private void DecodeCoded()
    {
        FillInput(HeadBytes);
        fixed (byte* input = _input, output = _output)
        fixed (uint* literals = _literals.Table, distances = _distances.Table)
        {
            var (bits, count) = (_bits, _bitCount);
            var from = input + _inputAt;
            var to = output + _outputAt;
            var fromEnd = input + _inputEnd + (_inputIsLast ? 8 : -32);
            var toEnd = output + WindowBytes + OutputBytes;
            while (from < fromEnd && to < toEnd)
            {
                bits |= Unsafe.ReadUnaligned<ulong>(from) << count;
                from += 63 - count >> 3;
                count |= 56;
                var entry = literals[bits & (1 << LiteralBits) - 1];
                if ((entry & InflateCode.Literal) != 0)
                {
                    bits >>= (int)(entry & 31);
                    count -= (int)(entry & 31);
                    *to++ = (byte)(entry >> 16);
                    entry = literals[bits & (1 << LiteralBits) - 1];
                    if ((entry & InflateCode.Literal) != 0)
                    {
                        bits >>= (int)(entry & 31);
                        count -= (int)(entry & 31);
                        *to++ = (byte)(entry >> 16);
                        entry = literals[bits & (1 << LiteralBits) - 1];
                        if ((entry & InflateCode.Literal) != 0)
                        {
                            bits >>= (int)(entry & 31);
                            count -= (int)(entry & 31);
                            *to++ = (byte)(entry >> 16);
                            continue;
                        }
                    }

                    bits |= Unsafe.ReadUnaligned<ulong>(from) << count;
                    from += 63 - count >> 3;
                    count |= 56;
                }

                if ((entry & InflateCode.Further) != 0)
                {
                    Drop(ref bits, ref count, LiteralBits);
                    entry = literals[(entry >> 16) + (bits & (1u << (int)(entry >> 8 & 31)) - 1)];
                }

                if ((entry & 31) == 0)
                    throw new InvalidDataException("there is a word that the code has not");
                Drop(ref bits, ref count, (int)(entry & 31));
                if ((entry & InflateCode.Literal) != 0)
                {
                    *to++ = (byte)(entry >> 16);
                    continue;
                }

                if ((entry & InflateCode.End) != 0)
                {
                    _part = Part.Head;
                    break;
                }

                var length = (int)(entry >> 16) + TakeExtra(ref bits, ref count, entry);
                entry = distances[bits & (1 << DistanceBits) - 1];
                if ((entry & InflateCode.Further) != 0)
                {
                    Drop(ref bits, ref count, DistanceBits);
                    entry = distances[(entry >> 16) + (bits & (1u << (int)(entry >> 8 & 31)) - 1)];
                }

                if ((entry & 31) == 0)
                    throw new InvalidDataException("there is a distance that the code has not");
                Drop(ref bits, ref count, (int)(entry & 31));
                var distance = (int)(entry >> 16) + TakeExtra(ref bits, ref count, entry);
                if (distance > to - output)
                    throw new InvalidDataException("a repetition begins before the data");
                Copy(to, distance, length);
                to += length;
            }

            (_bits, _bitCount) = (bits, count);
            _inputAt = (int)(from - input);
            _outputAt = (int)(to - output);
        }

        CheckInput();
    }

    // Eight bytes at a time, beyond the end; what is too much is overwritten next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* to, int distance, int length)
    {
        var from = to - distance;
        if (distance >= sizeof(ulong))
        {
            for (var n = 0; n < length; n += sizeof(ulong))
                Unsafe.WriteUnaligned(to + n, Unsafe.ReadUnaligned<ulong>(from + n));
            return;
        }

        for (var n = 0; n < length; n++)
            to[n] = from[n];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeExtra(ref ulong bits, ref int count, uint entry)
    {
        var extra = (int)(entry >> 8 & 31);
        var value = (int)(bits & (1u << extra) - 1);
        Drop(ref bits, ref count, extra);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Drop(ref ulong bits, ref int count, int dropped)
    {
        bits >>= dropped;
        count -= dropped;
    }

    private void Drop(int dropped) => Drop(ref _bits, ref _bitCount, dropped);

    private int Take(int count)
    {
        Refill();
        var value = (int)(_bits & (1u << count) - 1);
        Drop(count);
        return value;
    }

    private void Refill()
    {
        if (_inputAt > _inputEnd + 8)
            throw new InvalidDataException("the data end early");
        _bits |= Unsafe.ReadUnaligned<ulong>(ref _input[_inputAt]) << _bitCount;
        _inputAt += 63 - _bitCount >> 3;
        _bitCount |= 56;
    }

    // Beyond the end stand zeros; whether any of them was used shows here.
    private void CheckInput()
    {
        if (_inputAt - (_bitCount >> 3) > _inputEnd)
            throw new InvalidDataException("the data end early");
    }

    private void FillInput(int needed)
    {
        if (_inputEnd - _inputAt >= needed || _inputIsLast)
            return;

        // Whole bytes that were looked at too early are given back while they are still in the buffer.
        _inputAt -= _bitCount >> 3;
        _bitCount &= 7;
        _bits &= (1UL << _bitCount) - 1;
        var left = Math.Max(0, _inputEnd - _inputAt);
        _input.AsSpan(_inputAt, left).CopyTo(_input);
        _inputStart += _inputAt;
        _inputAt = 0;
        var got = BlockIO.ReadFully(file, _input.AsSpan(left, InputBytes - left), _inputStart + left);
        _inputEnd = left + got;
        _inputIsLast = got < InputBytes - left;
        _input.AsSpan(_inputEnd, InputSlack).Clear();
    }

    private static uint[] MakeLiterals()
    {
        var entries = new uint[288];
        for (var n = 0; n < 256; n++)
            entries[n] = InflateCode.Literal | (uint)n << 16;
        entries[256] = InflateCode.End;
        for (var n = 0; n < DeflateFormat.LengthBase.Length; n++)
            entries[257 + n] = (uint)DeflateFormat.LengthBase[n] << 16 | (uint)DeflateFormat.ExtraBits(n) << 8;
        return entries;
    }

    private static uint[] MakeDistances()
    {
        var entries = new uint[32];
        var distance = 1u;
        for (var n = 0; n < 30; n++)
        {
            var extra = n < 4 ? 0u : (uint)n / 2 - 1;
            entries[n] = distance << 16 | extra << 8;
            distance += 1u << (int)extra;
        }

        return entries;
    }
}
