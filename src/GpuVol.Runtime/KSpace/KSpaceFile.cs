using System.Numerics;

namespace GpuVol;

/// <summary>Reads k-space: NumPy <c>.npy</c>, BART <c>.cfl</c> with <c>.hdr</c>, ISMRMRD <c>.h5</c>; told by extension.</summary>
public static unsafe class KSpaceFile
{
    /// <summary>The extensions that are read.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".npy", ".cfl", ".h5", ".mrd"];

    /// <summary>
    /// Reads k-space. <c>.npy</c> is complex64 (or complex128, rounded) [images…, coil, ky, kx] or [images…, coil, kz, ky, kx]; <c>.cfl</c> has
    /// BART's axes; <c>.h5</c> is sorted by its counters.
    /// </summary>
    /// <exception cref="VolumeFormatException">
    /// The file is damaged or truncated, holds real numbers, NaN or infinities, has the wrong number of axes, lacks lines, or its header contradicts its data.
    /// </exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static KSpaceData Read(string path, KSpaceReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new KSpaceReadOptions();
        if (options.TransformedAxes is { } axes && axes is not (2 or 3))
            throw new ArgumentException($"KSpaceFile: {axes} transformed axes; give 2 or 3.", nameof(options));
        if (!File.Exists(path))
            throw new VolumeFormatException(path, "there is no such file. Check the path.");
        var data = System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => FromNpy(path, options),
            ".cfl" or ".hdr" => FromCfl(path, options),
            ".h5" or ".mrd" or ".hdf5" => FromRaw(path, options),
            var other => throw new VolumeFormatException(path, $"the extension '{other}' is no k-space that can be read. Use {string.Join(", ", Extensions)}."),
        };
        if (data.FirstNotFinite() is { } bad)
        {
            data.Dispose();
            throw new VolumeFormatException(path, $"sample {bad} (images…, coil, kz, ky, kx); every sample must be finite.");
        }

        return data;
    }

    /// <summary>Writes k-space as <c>.npy</c> [images…, coil, (kz,) ky, kx] or <c>.cfl</c>, complex64.</summary>
    /// <returns>What the format could not keep.</returns>
    /// <exception cref="VolumeFormatException">The extension is neither, or the file cannot be written.</exception>
    public static IReadOnlyList<string> Write(KSpaceData data, string path, CancellationToken cancellation = default)
    {
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".cfl", StringComparison.OrdinalIgnoreCase))
            throw new VolumeFormatException(path, "k-space is written as .npy or .cfl.");
        var description = new KSpaceImagesDescription
        {
            ImageAxes = data.ImageAxes,
            Coils = data.Coils,
            HasCoilAxis = data.HasCoilAxis,
            Size = data.Size,
            HasAxisK = data.TransformedAxes == 3 || data.Size.K > 1,
            IsComplex = true,
            Geometry = new VolumeGeometry(data.Size, Vector3D.One),
        };
        using var images = new KSpaceImages(description, data.Memory.AddReference());
        return images.Write(path, cancellation);
    }

    /// <summary>Reads a complex array that goes with k-space, sensitivities or noise, from <c>.npy</c> or <c>.cfl</c>; axes of length 1 in front are dropped beyond <paramref name="mostAxes"/>.</summary>
    /// <exception cref="VolumeFormatException">It is no such array, has more axes, or holds NaN or infinities.</exception>
    public static ComplexArray ReadArray(string path, int mostAxes, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NpyArray array;
        if (path.EndsWith(".cfl", StringComparison.OrdinalIgnoreCase))
        {
            array = CflFile.Read(path, null, cancellation);
        }
        else
        {
            var (shape, type) = NpyFile.ReadShape(path);
            if (!type.IsComplex())
                throw new VolumeFormatException(path, $"holds {NpyArray.Describe(shape)} {type.Name()}; complex64 or complex128 is needed.");
            array = ToComplex64(NpyFile.Read(path, null, cancellation));
        }

        using (array)
        {
            var shape = array.Shape.Select(n => checked((int)n)).SkipWhile((n, a) => n == 1 && a < array.Shape.Count - mostAxes).ToArray();
            if (shape.Length == 0 || shape.Length > mostAxes || shape.Contains(0))
                throw new VolumeFormatException(path, $"has the shape {array.ShapeText}; 1 to {mostAxes} axes are wanted.");
            if (!array.AsSpan<Vector2>().ToArray().All(v => float.IsFinite(v.X) && float.IsFinite(v.Y)))
                throw new VolumeFormatException(path, "holds NaN or infinite numbers.");
            return new ComplexArray(shape, array.Memory.AddReference());
        }
    }

    private static KSpaceData FromRaw(string path, KSpaceReadOptions options)
    {
        var data = IsmrmrdFile.Read(path, options);
        if (options.TransformedAxes is { } axes && axes != data.TransformedAxes)
        {
            var encoded = data.TransformedAxes;
            data.Dispose();
            throw new VolumeFormatException(path, $"{axes} transformed axes were asked for, but the header says that {encoded} were encoded. Leave the number of axes out.");
        }

        return data;
    }

    private static KSpaceData FromNpy(string path, KSpaceReadOptions options)
    {
        var (shape, type) = NpyFile.ReadShape(path);
        var transformed = options.TransformedAxes ?? 2;
        var text = NpyArray.Describe(shape);
        if (!type.IsComplex() && !(options.AllowReal && type is NumericType.Float32 or NumericType.Float64))
        {
            var hint = shape.Count > transformed && shape[^1] == 2 ? " Its last axis of 2 may be real and imaginary part: save it as complex64." : string.Empty;
            throw new VolumeFormatException(path, $"holds {text} {type.Name()}; k-space is complex64 or complex128.{hint}");
        }

        if (shape.Count < transformed)
            throw new VolumeFormatException(path, $"has the shape {text}; k-space has at least {transformed} axes [{(transformed == 3 ? "kz, " : string.Empty)}ky, kx].");
        if (shape.Any(n => n < 1 || n > int.MaxValue))
            throw new VolumeFormatException(path, $"has the shape {text}; every axis of k-space has 1 to {int.MaxValue} samples.");
        var leading = shape.Count - transformed;
        var coilAxis = options.NoCoilAxis ? null : options.CoilAxis ?? (leading > 0 ? leading - 1 : null);
        if (coilAxis is { } c && (c < 0 || c >= leading))
            throw new VolumeFormatException(path, $"has the shape {text}; the axis of coils is {c}, but only axes 0 to {leading - 1} are not transformed.");

        var array = ToComplex64(NpyFile.Read(path, options.Progress, options.Cancellation));
        if (coilAxis is { } moved && moved != leading - 1)
            array = MoveCoils(array, moved, leading);
        var images = Enumerable.Range(0, leading).Where(a => a != coilAxis).Select(a => new KSpaceAxis("image", (int)shape[a])).ToList();
        return Own(array, () => new KSpaceData(
            images,
            coilAxis is { } axis ? (int)shape[axis] : 1,
            new Size3D((int)shape[^1], (int)shape[^2], transformed == 3 ? (int)shape[^3] : 1),
            transformed,
            array.Memory.AddReference())
        {
            HasCoilAxis = coilAxis is not null,
            Warnings = type == NumericType.Complex128 ? ["complex128 was rounded to complex64."] : [],
        });
    }

    private static KSpaceData FromCfl(string path, KSpaceReadOptions options)
    {
        if (options.CoilAxis is not null || options.NoCoilAxis)
            throw new VolumeFormatException(path, "BART's axes have a fixed meaning: coils are axis 3. Leave the axis of coils out.");
        var array = CflFile.Read(path, options.Progress, options.Cancellation);
        return Own(array, () =>
        {
            var shape = array.Shape;
            var images = new List<KSpaceAxis>();
            for (var axis = shape.Count - 1; axis >= 4; axis--)
            {
                if (shape[shape.Count - 1 - axis] > 1)
                    images.Add(new KSpaceAxis(CflFile.AxisNames[axis], (int)shape[shape.Count - 1 - axis]));
            }

            return new KSpaceData(images, (int)shape[^4], new Size3D((int)shape[^1], (int)shape[^2], (int)shape[^3]), options.TransformedAxes ?? 2, array.Memory.AddReference());
        });
    }

    private static KSpaceData Own(NpyArray array, Func<KSpaceData> make)
    {
        using (array)
        {
            try
            {
                return make();
            }
            catch (OverflowException)
            {
                throw new VolumeFormatException("k-space", $"{array.ShapeText} is too large.");
            }
        }
    }

    private static NpyArray ToComplex64(NpyArray array)
    {
        if (array.Type == NumericType.Complex64)
            return array;
        using (array)
        {
            var memory = HostMemory.Rent(array.Count * sizeof(Vector2));
            var target = (Vector2*)memory.Address;
            var source = array.Memory.Address;
            switch (array.Type)
            {
                case NumericType.Complex128:
                    for (long n = 0; n < array.Count; n++)
                        target[n] = new Vector2((float)((double*)source)[2 * n], (float)((double*)source)[2 * n + 1]);
                    break;
                case NumericType.Float64:
                    for (long n = 0; n < array.Count; n++)
                        target[n] = new Vector2((float)((double*)source)[n], 0);
                    break;
                default:
                    for (long n = 0; n < array.Count; n++)
                        target[n] = new Vector2(((float*)source)[n], 0);
                    break;
            }

            return new NpyArray(array.Shape, NumericType.Complex64, memory);
        }
    }

    /// <summary>Moves the axis of coils behind the other leading axes.</summary>
    private static NpyArray MoveCoils(NpyArray array, int axis, int leading)
    {
        using (array)
        {
            var shape = array.Shape;
            long Product(int first, int end) => Enumerable.Range(first, end - first).Aggregate(1L, (n, a) => n * shape[a]);
            var outer = Product(0, axis);
            var coils = shape[axis];
            var inner = Product(axis + 1, leading);
            var block = Product(leading, shape.Count) * sizeof(Vector2);
            var memory = HostMemory.Rent(array.LengthBytes);
            for (long o = 0; o < outer; o++)
            {
                for (long c = 0; c < coils; c++)
                {
                    for (long i = 0; i < inner; i++)
                        Buffer.MemoryCopy((byte*)array.Memory.Address + ((o * coils + c) * inner + i) * block, (byte*)memory.Address + ((o * inner + i) * coils + c) * block, block, block);
                }
            }

            var moved = shape.ToList();
            moved.RemoveAt(axis);
            moved.Insert(leading - 1, coils);
            return new NpyArray(moved, NumericType.Complex64, memory);
        }
    }
}
