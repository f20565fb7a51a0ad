using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GpuVol;

/// <summary>SHA-256 (FIPS 180-4), by the system's library where there is one, and otherwise by code of its own: the same sums everywhere.</summary>
/// <remarks>
/// On Linux .NET leaves cryptography to OpenSSL and ends the process where that is missing, as it is on bare cluster nodes and in small containers.
/// The own code is some five times slower than OpenSSL with the processor's SHA instructions.
/// </remarks>
public sealed class Sha256 : IDisposable
{
    /// <summary>Bytes of a sum.</summary>
    public const int SizeInBytes = 32;

    private const int BlockBytes = 64;

    private static readonly bool SystemHasIt = !OperatingSystem.IsLinux() || HasOpenSsl();

    private static readonly uint[] RoundConstants = FirstBitsOfPrimeRoots(Math.Cbrt, 64);

    private readonly IncrementalHash? _system;
    private readonly uint[] _state = FirstBitsOfPrimeRoots(Math.Sqrt, 8);
    private readonly byte[] _block = new byte[BlockBytes];
    private long _bytes;

    /// <summary>Starts a sum.</summary>
    public Sha256()
        : this(SystemHasIt)
    {
    }

    internal Sha256(bool system) => _system = system ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;

    /// <summary>The sum of some bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> bytes)
    {
        using var sum = new Sha256();
        sum.Append(bytes);
        return sum.Finish();
    }

    /// <summary>Adds bytes to the sum.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_system is not null)
        {
            _system.AppendData(bytes);
            return;
        }

        var begun = (int)(_bytes % BlockBytes);
        _bytes += bytes.Length;
        if (begun > 0)
        {
            var taken = Math.Min(BlockBytes - begun, bytes.Length);
            bytes[..taken].CopyTo(_block.AsSpan(begun));
            bytes = bytes[taken..];
            if (begun + taken < BlockBytes)
                return;
            Mix(_block);
        }

        for (; bytes.Length >= BlockBytes; bytes = bytes[BlockBytes..])
            Mix(bytes);
        bytes.CopyTo(_block);
    }

    /// <summary>Ends the sum: its 32 bytes. Nothing may be added after.</summary>
    public byte[] Finish()
    {
        if (_system is not null)
            return _system.GetHashAndReset();
        Span<byte> end = stackalloc byte[2 * BlockBytes];
        end.Clear();
        end[0] = 0x80;
        var bits = _bytes * 8;
        var padding = BlockBytes - (int)((_bytes + sizeof(long)) % BlockBytes);
        BinaryPrimitives.WriteInt64BigEndian(end[padding..], bits);
        Append(end[..(padding + sizeof(long))]);
        var sum = new byte[SizeInBytes];
        for (var n = 0; n < _state.Length; n++)
            BinaryPrimitives.WriteUInt32BigEndian(sum.AsSpan(n * sizeof(uint)), _state[n]);
        return sum;
    }

    /// <inheritdoc/>
    public void Dispose() => _system?.Dispose();

    /// <summary>One block into the state (FIPS 180-4, section 6.2.2).</summary>
    private void Mix(ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (var t = 0; t < 16; t++)
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..]);
        for (var t = 16; t < w.Length; t++)
        {
            var (x, y) = (w[t - 15], w[t - 2]);
            var s0 = BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);
            var s1 = BitOperations.RotateRight(y, 17) ^ BitOperations.RotateRight(y, 19) ^ (y >> 10);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        var s = _state;
        var (a, b, c, d, e, f, g, h) = (s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
        var constants = RoundConstants;
        for (var t = 0; t < w.Length; t++)
        {
            var sum1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var t1 = h + sum1 + ((e & f) ^ (~e & g)) + constants[t] + w[t];
            var sum0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        (s[0], s[1], s[2], s[3]) = (s[0] + a, s[1] + b, s[2] + c, s[3] + d);
        (s[4], s[5], s[6], s[7]) = (s[4] + e, s[5] + f, s[6] + g, s[7] + h);
    }

    /// <summary>The first 32 bits of the fractional parts of the first primes' roots: FIPS 180-4's constants (sections 4.2.2 and 5.3.3).</summary>
    private static uint[] FirstBitsOfPrimeRoots(Func<double, double> root, int count)
    {
        var constants = new uint[count];
        var found = 0;
        for (var candidate = 2; found < count; candidate++)
        {
            if (Enumerable.Range(2, candidate - 2).Any(divisor => candidate % divisor == 0))
                continue;
            var value = root(candidate);
            constants[found++] = (uint)((value - Math.Floor(value)) * 4294967296.0);
        }

        return constants;
    }

    private static bool HasOpenSsl() =>
        new[] { "libssl.so.3", "libssl.so.1.1" }.Any(name => NativeLibrary.TryLoad(name, out _));
}
