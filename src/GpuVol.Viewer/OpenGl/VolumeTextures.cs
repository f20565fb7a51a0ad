using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>A volume and the ranges of its bricks as textures of the current context.</summary>
internal sealed unsafe class VolumeTextures
{
    // A piece of the way from the device to the texture: large enough for the bus, small beside the volume.
    private const long PieceBytes = 32L << 20;

    private readonly Gl _gl;
    private readonly TexelFormat _format;
    private uint _voxels;
    private uint _brickMinimum;
    private uint _brickMaximum;
    private uint _emptiness;
    private byte[]? _loadedEmptiness;

    public VolumeTextures(Gl gl, RaycastVolume volume, int largestAxis)
    {
        _gl = gl;
        _format = TexelFormat.Of(volume.Voxels.ElementType);
        Scale = new VoxelScale(volume.Scale.Slope * _format.Unit, volume.Scale.Intercept);
        Bricks = volume.Bricks;
        Layout = FoldedLayout.Create(volume.Geometry.Size, largestAxis);
        if (!gl.CanHold3D(_format.Internal, Layout.Texture, Gl.Red, _format.Type))
            throw new OpenGlException($"OpenGL: the driver cannot hold a texture of {Layout.Texture} texels ({Layout.Texture.Voxels * _format.Bytes / 1e9:F1} GB). Use the compute renderer, or resample the volume.");
        if (Bricks.I > largestAxis || Bricks.J > largestAxis || Bricks.K > largestAxis)
            throw new OpenGlException($"OpenGL: {Bricks} bricks do not fit the driver's 3-D textures of {largestAxis} texels an axis. Use the compute renderer.");
        try
        {
            _voxels = gl.CreateTexture(Gl.Texture3D, Gl.Linear);
            gl.Image3D(_format.Internal, Layout.Texture, Gl.Red, _format.Type, null);
            gl.Check("allocating the volume's texture");
            Upload(volume);
            _brickMinimum = Extrema(volume.BrickLow);
            _brickMaximum = Extrema(volume.BrickHigh);
            _emptiness = gl.CreateTexture(Gl.Texture3D, Gl.Nearest);
            gl.Image3D(Gl.R8Ui, Bricks, Gl.RedInteger, Gl.UnsignedByte, null);
            gl.Check("loading the volume's textures");
        }
        catch
        {
            Delete();
            throw;
        }
    }

    public Size3D Bricks { get; }

    public FoldedLayout Layout { get; }

    /// <summary>How texels become intensities.</summary>
    public VoxelScale Scale { get; }

    /// <summary>Why the volume went through the host; null where it did not have to.</summary>
    public string? HostDetour { get; private set; }

    public void BindVoxels(int unit) => _gl.BindTexture(unit, Gl.Texture3D, _voxels);

    public void BindExtrema(int unit, bool maximum) => _gl.BindTexture(unit, Gl.Texture3D, maximum ? _brickMaximum : _brickMinimum);

    /// <summary>Binds the distances of bricks from visible ones, which are loaded unless they were bound before.</summary>
    public void BindEmptiness(int unit, byte[] distances)
    {
        _gl.BindTexture(unit, Gl.Texture3D, _emptiness);
        if (ReferenceEquals(distances, _loadedEmptiness))
            return;
        _loadedEmptiness = distances;
        fixed (byte* values = distances)
            _gl.SubImage3D(default, Bricks, Gl.RedInteger, Gl.UnsignedByte, values);
    }

    public void Delete()
    {
        _gl.DeleteTexture(ref _voxels);
        _gl.DeleteTexture(ref _brickMinimum);
        _gl.DeleteTexture(ref _brickMaximum);
        _gl.DeleteTexture(ref _emptiness);
    }

    private uint Extrema(float[] values)
    {
        var texture = _gl.CreateTexture(Gl.Texture3D, Gl.Nearest);
        fixed (float* pixels = Array.ConvertAll(values, Scale.ToVoxel))
            _gl.Image3D(Gl.R32F, Bricks, Gl.Red, Gl.Float, pixels);
        return texture;
    }

    // Where the device works in the host's memory, the driver copies from there. Else slices go a few at a time: through a buffer of OpenGL's on the device, or through the host.
    private void Upload(RaycastVolume volume)
    {
        var size = Layout.Volume;
        var source = volume.Voxels.Memory;
        if (source.Host is { } shared)
        {
            volume.Device.MakeVisibleToHost(source);
            Put((void*)shared.Address, 0, size.K);
            return;
        }

        var sliceBytes = (long)size.I * size.J * _format.Bytes;
        var slices = (int)Math.Clamp(PieceBytes / sliceBytes, 1, size.K);
        if (!TryUploadOnDevice(volume.Device, source, slices, sliceBytes, out var reason))
        {
            HostDetour = reason;
            UploadThroughHost(volume.Device, source, slices, sliceBytes);
        }
    }

    private bool TryUploadOnDevice(ComputeDevice device, DeviceMemory source, int slices, long sliceBytes, out string reason)
    {
        var buffer = _gl.CreateUnpackBuffer(slices * sliceBytes);
        try
        {
            _gl.Check("allocating a buffer for the volume's way to its texture");
            using var shared = device.TryRegisterOpenGlBuffer(buffer, out reason);
            if (shared is null)
                return false;
            ForSlices(slices, sliceBytes, (offset, bytes, first, count) =>
            {
                shared.CopyFrom(source, offset, bytes);
                _gl.BindUnpackBuffer(buffer);
                Put(null, first, count);
                _gl.BindUnpackBuffer(0);
            });
            return true;
        }
        finally
        {
            _gl.BindUnpackBuffer(0);
            _gl.DeleteBuffer(ref buffer);
        }
    }

    private void UploadThroughHost(ComputeDevice device, DeviceMemory source, int slices, long sliceBytes)
    {
        var memory = HostMemory.Rent(slices * sliceBytes);
        try
        {
            ForSlices(slices, sliceBytes, (offset, bytes, first, count) =>
            {
                device.Download(source, offset, (void*)memory.Address, bytes);
                Put((void*)memory.Address, first, count);
            });
        }
        finally
        {
            memory.Release();
        }
    }

    // A few slices at a time: where they lie in the device's memory, in bytes, and which they are.
    private void ForSlices(int slices, long sliceBytes, Action<long, long, int, int> put)
    {
        for (var first = 0; first < Layout.Volume.K; first += slices)
        {
            var count = Math.Min(slices, Layout.Volume.K - first);
            put(first * sliceBytes, count * sliceBytes, first, count);
        }
    }

    // Slices from the first on, into the pieces that hold them.
    private void Put(void* slices, int first, int count)
    {
        foreach (var (from, to, extent) in Layout.Pieces())
            Put(slices, first, count, from, to, extent);
    }

    private void Put(void* slices, int first, int count, Size3D from, Size3D to, Size3D extent)
    {
        var begin = Math.Max(first, from.K);
        var end = Math.Min(first + count, from.K + extent.K);
        if (begin >= end)
            return;
        var size = Layout.Volume;
        _gl.UnpackFrom(size.I, size.J, from.I, from.J, begin - first);
        _gl.SubImage3D(new Size3D(to.I, to.J, to.K + begin - from.K), new Size3D(extent.I, extent.J, end - begin), Gl.Red, _format.Type, slices);
        _gl.UnpackFrom(0, 0, 0, 0, 0);
    }

    // How voxels are kept, and what a texel of 1 stands for. Signed texels end at -1, which stands for -32767 and -32768.
    private readonly record struct TexelFormat(int Internal, int Type, int Bytes, double Unit)
    {
        public static TexelFormat Of(ElementType voxels) => voxels switch
        {
            ElementType.Int16 => new(Gl.R16Signed, Gl.Short, sizeof(short), short.MaxValue),
            ElementType.UInt16 => new(Gl.R16, Gl.UnsignedShort, sizeof(ushort), ushort.MaxValue),
            _ => new(Gl.R32F, Gl.Float, sizeof(float), 1),
        };
    }
}
