using System.Numerics;

namespace GpuVol;

/// <summary>Reconstructed images in host memory: [images…, coil, k, j, i] float32 or complex64, coils only where they were kept apart. The creator disposes it.</summary>
public sealed unsafe class KSpaceImages : IDisposable
{
    private HostMemory? _memory;

    internal KSpaceImages(KSpaceImagesDescription description, HostMemory memory)
    {
        Description = description;
        _memory = memory;
    }

    /// <summary>Axes of images, slowest first.</summary>
    public IReadOnlyList<KSpaceAxis> ImageAxes => Description.ImageAxes;

    /// <summary>Coils that were kept apart; 1 where they were combined.</summary>
    public int Coils => Description.Coils;

    /// <summary>Voxels of one image.</summary>
    public Size3D Size => Description.Size;

    /// <summary>True for complex64, false for float32.</summary>
    public bool IsComplex => Description.IsComplex;

    /// <summary>Spacing, position and direction of one volume: an image, or a stack of slices.</summary>
    public VolumeGeometry Geometry => Description.Geometry;

    /// <summary>Number of volumes of <see cref="Geometry"/>.</summary>
    public int Volumes => checked((int)(Description.Voxels / Geometry.Size.Voxels));

    /// <summary>Lengths of the axes as in the <c>.npy</c> file, slowest first: axes of images, coils where kept apart, [k,] j, i.</summary>
    public IReadOnlyList<long> Shape => Description.Shape;

    /// <summary>The voxels.</summary>
    /// <exception cref="ObjectDisposedException">The images were disposed.</exception>
    public HostMemory Memory => _memory ?? throw new ObjectDisposedException(nameof(KSpaceImages));

    internal KSpaceImagesDescription Description { get; }

    /// <summary>One volume of a float32 result; it shares the memory where there is only one, else it is a copy. The caller disposes it.</summary>
    /// <exception cref="InvalidOperationException">The images are complex.</exception>
    public Volume ToVolume(int volume = 0)
    {
        if (IsComplex)
            throw new InvalidOperationException("KSpaceImages: the images are complex64; take the magnitude or another real part for a volume.");
        ArgumentOutOfRangeException.ThrowIfNegative(volume);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(volume, Volumes);
        if (Volumes == 1)
            return new Volume(Geometry, ElementType.Float32, Memory.AddReference());
        var bytes = Geometry.Size.Voxels * sizeof(float);
        var memory = HostMemory.Rent(bytes);
        Buffer.MemoryCopy((byte*)Memory.Address + volume * bytes, memory.Address, bytes, bytes);
        return new Volume(Geometry, ElementType.Float32, memory);
    }

    /// <summary>
    /// Writes <c>.npy</c> (float32 or complex64), <c>.cfl</c> (complex64, BART's axes) or, for real images, <c>.nii</c> and <c>.nii.gz</c> with
    /// the volumes along the fourth axis.
    /// </summary>
    /// <returns>What the format could not keep.</returns>
    /// <exception cref="VolumeFormatException">The extension is none of these, does not hold complex numbers, or the file cannot be written.</exception>
    public IReadOnlyList<string> Write(string path, CancellationToken cancellation = default)
    {
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            var bytes = Description.Voxels * (IsComplex ? sizeof(Vector2) : sizeof(float));
            NpyFile.Write((byte*)Memory.Address, bytes, IsComplex ? NumericType.Complex64 : NumericType.Float32, Shape, path, cancellation);
            return [];
        }

        if (path.EndsWith(".cfl", StringComparison.OrdinalIgnoreCase))
            return WriteCfl(path, cancellation);
        if (IsComplex)
            throw new VolumeFormatException(path, "complex images are written as .npy or .cfl.");
        VolumeFile.CheckWritable(path);
        using var volumes = new Volume(Geometry, ElementType.Float32, Memory.AddReference());
        return NiftiFile.Write(volumes, path, path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase), cancellation, Volumes);
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _memory, null)?.Release();

    private IReadOnlyList<string> WriteCfl(string path, CancellationToken cancellation)
    {
        long[] dimensions = [Size.I, Size.J, Size.K, Coils, .. Enumerable.Repeat(1L, 12)];
        var places = ImageAxes.Reverse().Select(a => Array.IndexOf(CflFile.AxisNames, a.Name)).ToArray();
        var keeps = places.Zip(places.Skip(1), (a, b) => a < b).All(rising => rising) && places.All(p => p >= 4);
        for (var a = 0; a < places.Length; a++)
            dimensions[keeps ? places[a] : 10 + a] = ImageAxes[places.Length - 1 - a].Length;
        IReadOnlyList<string> notes = keeps || places.Length == 0
            ? []
            : [$"BART orders its axes otherwise: {string.Join(", ", ImageAxes.Reverse().Select((axis, a) => $"{axis.Name} is its axis {10 + a}"))}."];
        if (IsComplex)
        {
            CflFile.Write(path, dimensions, (Vector2*)Memory.Address, cancellation);
            return notes;
        }

        var complex = HostMemory.Rent(Description.Voxels * sizeof(Vector2));
        try
        {
            var source = (float*)Memory.Address;
            var target = (Vector2*)complex.Address;
            for (long n = 0; n < Description.Voxels; n++)
                target[n] = new Vector2(source[n], 0);
            CflFile.Write(path, dimensions, target, cancellation);
            return notes;
        }
        finally
        {
            complex.Release();
        }
    }
}
