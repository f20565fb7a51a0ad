namespace GpuVol.Viewer;

/// <summary>Labels and their colours as textures of the current context.</summary>
internal sealed unsafe class LabelTextures
{
    private readonly Gl _gl;
    private uint _indices;
    private uint _colours;

    public LabelTextures(Gl gl, LabelVolume labels, int largestAxis)
    {
        _gl = gl;
        Labels = labels;
        var size = labels.Geometry.Size;
        if (Math.Max(size.I, Math.Max(size.J, size.K)) > largestAxis || !gl.CanHold3D(Gl.R8Ui, size, Gl.RedInteger, Gl.UnsignedByte))
            throw new OpenGlException($"OpenGL: {size} labels do not fit the driver's 3-D textures (at most {largestAxis} texels an axis). Use the compute renderer, or resample the labels.");
        try
        {
            _colours = gl.CreateTexture(Gl.Texture1D, Gl.Nearest);
            _indices = gl.CreateTexture(Gl.Texture3D, Gl.Nearest);
            fixed (byte* voxels = labels.Indices)
                gl.Image3D(Gl.R8Ui, size, Gl.RedInteger, Gl.UnsignedByte, voxels);
            gl.Check("loading the labels");
        }
        catch
        {
            Delete();
            throw;
        }
    }

    public LabelVolume Labels { get; }

    /// <summary>Binds both, with new colours.</summary>
    public void Bind(int labelUnit, int colourUnit, float[] colours)
    {
        _gl.BindTexture(labelUnit, Gl.Texture3D, _indices);
        _gl.BindTexture(colourUnit, Gl.Texture1D, _colours);
        fixed (float* entries = colours)
            _gl.Image1D(Gl.Rgba32F, colours.Length / 4, Gl.Rgba, Gl.Float, entries);
    }

    public void Delete()
    {
        _gl.DeleteTexture(ref _indices);
        _gl.DeleteTexture(ref _colours);
    }
}
