using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>
/// Draws a volume with OpenGL 3.3, without a window: on the GPU where the system has one for EGL, else in Mesa's software. The same rays, samples
/// and light as <see cref="ComputeRaycaster"/>; the texture unit interpolates. The creator disposes it.
/// </summary>
/// <remarks>Any thread may call; calls wait for each other. docs/rendering.md has the bounds between the two raycasters.</remarks>
public sealed unsafe class OpenGlRaycaster : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IGlContext _context;
    private readonly Gl _gl;
    private readonly int _largestAxis;
    private readonly Dictionary<(string Shader, bool IsFolded, bool IsLit, bool IsClipped), RaycastProgram> _programs = [];
    private uint _vertexArray;
    private uint _table;
    private RaycastVolume? _volume;
    private VolumeTextures? _textures;
    private LabelTextures? _labels;
    private bool _disposed;

    /// <summary>Opens OpenGL without a display.</summary>
    /// <exception cref="OpenGlException">There is no EGL, no driver with OpenGL 3.3, or it cannot compile the shaders.</exception>
    public OpenGlRaycaster()
        : this(HeadlessContext.Open())
    {
    }

    internal OpenGlRaycaster(int largestAxis)
        : this(HeadlessContext.Open(), largestAxis)
    {
    }

    /// <summary>Takes over <paramref name="context"/> and draws in it.</summary>
    internal OpenGlRaycaster(IGlContext context, int? largestAxis = null)
    {
        _context = context;
        _gl = _context.Gl;
        try
        {
            _context.Enter();
            try
            {
                _largestAxis = largestAxis ?? _gl.Integer(Gl.Max3DTextureSize);
                _vertexArray = _gl.CreateVertexArray();
                _table = _gl.CreateTexture(Gl.Texture1D, Gl.Nearest);
                _gl.Image1D(Gl.Rgba32F, TransferTable.Entries, Gl.Rgba, Gl.Float, null);
                _gl.Check("opening the raycaster");
            }
            finally
            {
                _context.Leave();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens OpenGL where a GPU draws; null where there is none, or none with OpenGL 3.3.</summary>
    public static OpenGlRaycaster? TryOpenGpu() => HeadlessContext.TryOpenGpu() is { } context ? new OpenGlRaycaster(context) : null;

    /// <summary>Renderer and OpenGL version, for people.</summary>
    public string Description => _context.Description;

    /// <summary>True where the CPU draws (Mesa's software).</summary>
    public bool IsSoftware => _context.IsSoftware;

    /// <summary>
    /// Why the last volume went from its device to OpenGL through the host; null where it lay in the host's memory, or went through a buffer that the device shares with OpenGL.
    /// </summary>
    public string? HostDetour { get; private set; }

    internal int LiveObjects => _gl.LiveObjects;

    /// <summary>Renders one picture. The volume's texture is kept for the next one of the same volume.</summary>
    /// <param name="volume">On any device; it is copied once to the graphics card's memory.</param>
    /// <param name="settings">What to show and from where.</param>
    /// <param name="labels">Labels to lay over the picture, or null; their texture is kept for the next picture with the same.</param>
    /// <returns>The picture; the background is black.</returns>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    /// <exception cref="OpenGlException">The volume or picture does not fit, or the driver reports an error.</exception>
    public RgbImage Render(RaycastVolume volume, RenderSettings settings, LabelVolume? labels = null)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var plan = RaycastPlan.Create(volume, settings);
        var (width, height) = (settings.Width, settings.Height);
        var picture = settings.Mode is RenderMode.Composite or RenderMode.Iso
            ? new RgbImage(width, height, InContext(() => Colours(volume, settings, plan)))
            : GreyImage.FromIntensities(InContext(() => Intensities(volume, settings, plan)), width, height, plan.Window.Low, plan.Window.High);
        if (labels is not null)
            LabelPlan.Blend(picture, InContext(() => Overlay(settings, new LabelPlan(volume, labels, settings))));
        return picture;
    }

    /// <summary>The intensities behind a MIP, MinIP or average picture, as <see cref="ComputeRaycaster.Project(RaycastVolume, RenderSettings)"/>.</summary>
    /// <inheritdoc cref="Render(RaycastVolume, RenderSettings, LabelVolume)"/>
    public float[] Project(RaycastVolume volume, RenderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (settings.Mode is RenderMode.Composite or RenderMode.Iso)
            throw new ArgumentException($"Render: {settings.Mode} has no projected intensities; use Mip, MinIp or Average.", nameof(settings));
        var plan = RaycastPlan.Create(volume, settings);
        return InContext(() => Intensities(volume, settings, plan));
    }

    /// <summary>
    /// Draws rows of a picture into textures of its context, without waiting for the end: the picture (made <see cref="PictureTexture.For"/> its settings; intensities where that is
    /// grey), and labels to be laid over it (colours times opacity, and opacity) where there are any.
    /// </summary>
    /// <inheritdoc cref="Render(RaycastVolume, RenderSettings, LabelVolume)"/>
    internal void Draw(OpenGlPicture picture, PictureTexture target, PictureTexture? labelTarget, int firstRow, int rows) => InContext(() =>
    {
        // What is beside the volume is black: NaN would spread where the picture is enlarged.
        Draw(picture.Volume, picture.Settings, picture.Plan, picture.Plan.Parameters with { Missing = (float)picture.Plan.Window.Low }, target, firstRow, rows);
        if (picture.Labels is { } labels)
            DrawLabels(labels, labelTarget!, firstRow, rows);
        _gl.Check("drawing");
        return true;
    });

    /// <summary>Waits until everything is drawn.</summary>
    internal void Finish() => InContext(() =>
    {
        _gl.Finish();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            _context.Enter();
            try
            {
                _textures?.Delete();
                _labels?.Delete();
                _gl.DeleteTexture(ref _table);
                _gl.DeleteVertexArray(ref _vertexArray);
                foreach (var program in _programs.Values)
                    program.Delete();
            }
            finally
            {
                _context.Leave();
                _context.Dispose();
            }
        }
    }

    private T InContext<T>(Func<T> draw)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _context.Enter();
            try
            {
                return draw();
            }
            finally
            {
                _context.Leave();
            }
        }
    }

    private float[] Intensities(RaycastVolume volume, RenderSettings settings, RaycastPlan plan)
    {
        var result = new float[checked(settings.Width * settings.Height)];
        fixed (float* pixels = result)
            DrawAndRead(volume, settings, plan, pixels);
        return result;
    }

    private byte[] Colours(RaycastVolume volume, RenderSettings settings, RaycastPlan plan)
    {
        var rgba = new byte[checked(settings.Width * settings.Height * 4)];
        fixed (byte* pixels = rgba)
            DrawAndRead(volume, settings, plan, pixels);
        var rgb = new byte[rgba.Length / 4 * 3];
        for (var n = 0; n < rgba.Length / 4; n++)
            rgba.AsSpan(4 * n, 3).CopyTo(rgb.AsSpan(3 * n));
        return rgb;
    }

    private byte[] Overlay(RenderSettings settings, LabelPlan plan)
    {
        var rgba = new byte[checked(settings.Width * settings.Height * 4)];
        using var picture = PictureTexture.Coloured(_gl, settings.Width, settings.Height);
        DrawLabels(plan, picture, 0, picture.Height);
        fixed (byte* pixels = rgba)
            picture.Read(pixels);
        _gl.Check("drawing labels");
        return rgba;
    }

    private void DrawLabels(LabelPlan plan, PictureTexture picture, int firstRow, int rows)
    {
        if (!ReferenceEquals(plan.Labels, _labels?.Labels))
        {
            _labels?.Delete();
            _labels = null;
            _labels = new LabelTextures(_gl, plan.Labels, _largestAxis);
        }

        Program("labels.frag", isFolded: false, plan.Parameters).Use(plan.Parameters, plan.ClipPlanes, FoldedLayout.Create(plan.Labels.Geometry.Size, _largestAxis), VoxelScale.Identity);
        _labels.Bind(RaycastProgram.LabelUnit, RaycastProgram.ColourUnit, plan.Colours);
        picture.BindAsTarget();
        _gl.DrawWhole(_vertexArray, picture.Width, rows, y: firstRow);
    }

    private void DrawAndRead(RaycastVolume volume, RenderSettings settings, RaycastPlan plan, void* target)
    {
        using var picture = PictureTexture.For(_gl, settings);
        Draw(volume, settings, plan, plan.Parameters, picture, 0, picture.Height);
        picture.Read(target);
        _gl.Check("drawing");
    }

    private void Draw(RaycastVolume volume, RenderSettings settings, RaycastPlan plan, RaycastParameters parameters, PictureTexture picture, int firstRow, int rows)
    {
        Load(volume);
        var shader = settings.Mode switch
        {
            RenderMode.Mip or RenderMode.MinIp => "extremum.frag",
            RenderMode.Average => "average.frag",
            RenderMode.Composite => "composite.frag",
            _ => "isosurface.frag",
        };
        Program(shader, _textures!.Layout.IsFolded, parameters).Use(_textures.Scale.ToVoxelUnits(parameters), plan.ClipPlanes, _textures.Layout, _textures.Scale);
        _textures.BindVoxels(RaycastProgram.VolumeUnit);
        if (plan.Emptiness.Length > 0)
            _textures.BindEmptiness(RaycastProgram.BrickUnit, plan.Emptiness);
        else
            _textures.BindExtrema(RaycastProgram.BrickUnit, settings.Mode == RenderMode.Mip);
        _gl.BindTexture(RaycastProgram.TableUnit, Gl.Texture1D, _table);
        if (plan.Table.Length > 0)
        {
            fixed (float* entries = plan.Table)
                _gl.Image1D(Gl.Rgba32F, TransferTable.Entries, Gl.Rgba, Gl.Float, entries);
        }

        picture.BindAsTarget();
        _gl.DrawWhole(_vertexArray, picture.Width, rows, y: firstRow);
    }

    private void Load(RaycastVolume volume)
    {
        if (ReferenceEquals(volume, _volume))
            return;
        _textures?.Delete();
        (_textures, _volume) = (null, null);
        _textures = new VolumeTextures(_gl, volume, _largestAxis);
        _volume = volume;
        HostDetour = _textures.HostDetour;
    }

    private RaycastProgram Program(string shader, bool isFolded, RaycastParameters parameters)
    {
        var key = (shader, isFolded, IsLit: parameters.IsLit != 0, IsClipped: parameters.ClipPlanes > 0);
        if (!_programs.TryGetValue(key, out var program))
        {
            string[] defines = [.. Where(isFolded, "FOLDED"), .. Where(key.IsLit, "LIT"), .. Where(key.IsClipped, "CLIPPED")];
            program = new RaycastProgram(_gl, shader, defines);
            _programs.Add(key, program);
        }

        return program;

        static string[] Where(bool condition, string define) => condition ? [define] : [];
    }
}
