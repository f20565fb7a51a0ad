using System.Numerics;

namespace GpuVol;

/// <summary>
/// Sampled k-space in host memory: complex64 [images…, coil, kz, ky, kx] in C order, the centre of k-space at sample n / 2 (rounded down)
/// of each transformed axis. Lines that were not sampled are zero. The creator disposes it.
/// </summary>
public sealed unsafe class KSpaceData : IDisposable
{
    private HostMemory? _memory;

    /// <summary>Takes over <paramref name="memory"/>.</summary>
    /// <param name="imageAxes">Axes of images, slowest first; empty for one image.</param>
    /// <param name="coils">Receiver coils; 1 where there is no such axis.</param>
    /// <param name="size">Samples along kx, ky, kz; kz is 1 (or slices side by side, with two transformed axes).</param>
    /// <param name="transformedAxes">2: kx and ky; 3: kz as well.</param>
    /// <param name="memory">The samples.</param>
    /// <exception cref="ArgumentException">A length is below 1, the number of axes is not 2 or 3, or the memory is too small.</exception>
    public KSpaceData(IReadOnlyList<KSpaceAxis> imageAxes, int coils, Size3D size, int transformedAxes, HostMemory memory)
    {
        if (transformedAxes is not (2 or 3))
            throw new ArgumentException($"KSpaceData: {transformedAxes} transformed axes; give 2 or 3.", nameof(transformedAxes));
        if (coils < 1 || size.I < 1 || size.J < 1 || size.K < 1 || imageAxes.Any(a => a.Length < 1))
            throw new ArgumentException($"KSpaceData: {coils} coils of {size} samples; every length must be at least 1.", nameof(size));
        ImageAxes = [.. imageAxes];
        Coils = coils;
        Size = size;
        TransformedAxes = transformedAxes;
        Images = checked((int)imageAxes.Aggregate(1L, (n, a) => checked(n * a.Length)));
        if (memory.LengthBytes < Samples * sizeof(Vector2))
            throw new ArgumentException($"KSpaceData: {Samples} samples need {Samples * sizeof(Vector2)} bytes but the memory has {memory.LengthBytes}.", nameof(memory));
        _memory = memory;
    }

    /// <summary>Axes of images, slowest first.</summary>
    public IReadOnlyList<KSpaceAxis> ImageAxes { get; }

    /// <summary>Number of images: the product of <see cref="ImageAxes"/>.</summary>
    public int Images { get; }

    /// <summary>Number of receiver coils.</summary>
    public int Coils { get; }

    /// <summary>True where the data have an axis of coils (which may be of length 1).</summary>
    public bool HasCoilAxis { get; init; } = true;

    /// <summary>Samples along kx, ky, kz.</summary>
    public Size3D Size { get; }

    /// <summary>How many of the axes kx, ky, kz are transformed: 2 or 3.</summary>
    public int TransformedAxes { get; }

    /// <summary>Samples of all coils and images.</summary>
    public long Samples => checked(Size.Voxels * Coils * Images);

    /// <summary>The samples.</summary>
    /// <exception cref="ObjectDisposedException">The data were disposed.</exception>
    public HostMemory Memory => _memory ?? throw new ObjectDisposedException(nameof(KSpaceData));

    /// <summary>Encoded and wanted matrix; null where the file does not say.</summary>
    public KSpaceEncoding? Encoding { get; init; }

    /// <summary>Where the images lie: spacing and directions of the image that <see cref="Encoding"/> wants, and of its slices; null where the file does not say.</summary>
    public KSpacePlacement? Placement { get; init; }

    /// <summary>Noise alone, [coil, sample] complex64, for prewhitening; null where none was recorded.</summary>
    public Vector2[,]? Noise { get; init; }

    /// <summary>What the reader noticed: lines skipped, lines averaged, guesses.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The first sample of a coil of an image.</summary>
    public Vector2* Address(int image, int coil) => (Vector2*)Memory.Address + ((long)image * Coils + coil) * Size.Voxels;

    /// <summary>The position of the first sample that is NaN or infinite, as [image…, coil, kz, ky, kx], or null.</summary>
    public string? FirstNotFinite()
    {
        var data = (float*)Memory.Address;
        var count = 2 * Samples;
        var first = long.MaxValue;
        const long Piece = 1 << 18;
        HostLoop.For((count + Piece - 1) / Piece, piece =>
        {
            var end = Math.Min(count, (piece + 1) * Piece);
            var n = piece * Piece;
            for (; n <= end - Vector<float>.Count; n += Vector<float>.Count)
            {
                // x - x is 0 for every finite number.
                var v = Vector.Load(data + n);
                if (!Vector.EqualsAll(v - v, Vector<float>.Zero))
                    break;
            }

            for (; n < end; n++)
            {
                if (float.IsFinite(data[n]))
                    continue;
                long seen;
                while ((seen = Interlocked.Read(ref first)) > n && Interlocked.CompareExchange(ref first, n, seen) != seen)
                {
                }

                break;
            }
        });
        if (first == long.MaxValue)
            return null;
        var sample = first / 2;
        var index = new List<long>();
        foreach (var length in ((IEnumerable<long>)[Size.I, Size.J, Size.K, Coils]).Concat(ImageAxes.Reverse().Select(a => (long)a.Length)))
        {
            index.Insert(0, sample % length);
            sample /= length;
        }

        return FormattableString.Invariant($"[{string.Join(", ", index)}] is {data[first]}");
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _memory, null)?.Release();
}
