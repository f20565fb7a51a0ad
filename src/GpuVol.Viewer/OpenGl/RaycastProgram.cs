using System.Runtime.InteropServices;
using GpuVol.Kernels;

namespace GpuVol.Viewer;

/// <summary>A shader of the raycaster, compiled, and the places of its uniforms, which are looked up once. The creator deletes it.</summary>
internal sealed class RaycastProgram
{
    /// <summary>Texture unit of the volume.</summary>
    public const int VolumeUnit = 0;

    /// <summary>Texture unit of what is known of the bricks.</summary>
    public const int BrickUnit = 1;

    /// <summary>Texture unit of the transfer table.</summary>
    public const int TableUnit = 2;

    /// <summary>Texture unit of labels.</summary>
    public const int LabelUnit = 3;

    /// <summary>Texture unit of the labels' colours.</summary>
    public const int ColourUnit = 4;

    private static readonly (string Sampler, int Unit)[] Samplers =
        [("Volume", VolumeUnit), ("BrickExtrema", BrickUnit), ("Emptiness", BrickUnit), ("Table", TableUnit), ("Labels", LabelUnit), ("Colours", ColourUnit)];

    // The uniforms have the names of the kernels' parameters, which are numbers of four bytes one behind the other.
    private static readonly (string Name, bool IsReal)[] ParameterFields =
        [.. typeof(RaycastParameters).GetFields().OrderBy(field => (long)Marshal.OffsetOf<RaycastParameters>(field.Name)).Select(field => (field.Name, field.FieldType == typeof(float)))];

    private readonly Gl _gl;
    private readonly int[] _parameters;
    private readonly int _textureSize;
    private readonly int _pieceLength;
    private readonly int _lastPiece;
    private readonly int _pieceShift;
    private readonly int _planes;
    private readonly int _slope;
    private readonly int _intercept;
    private uint _program;

    /// <summary>Compiles a fragment shader of the raycaster.</summary>
    /// <exception cref="OpenGlException">The driver's compiler refuses it.</exception>
    public RaycastProgram(Gl gl, string shader, params ReadOnlySpan<string> defines)
    {
        _gl = gl;
        _program = gl.CreateProgram(shader, ShaderSource.RaycastVertex(), ShaderSource.Raycast(shader, defines));
        _parameters = Array.ConvertAll(ParameterFields, field => gl.Uniform(_program, field.Name));
        _planes = gl.Uniform(_program, "Planes");
        _slope = gl.Uniform(_program, "VoxelSlope");
        _intercept = gl.Uniform(_program, "VoxelIntercept");
        _textureSize = gl.Uniform(_program, "TextureSize");
        _pieceLength = gl.Uniform(_program, "PieceLength");
        _lastPiece = gl.Uniform(_program, "LastPiece");
        _pieceShift = gl.Uniform(_program, "PieceShift");
        gl.UseProgram(_program);
        foreach (var (sampler, unit) in Samplers)
            gl.Set(gl.Uniform(_program, sampler), unit);
    }

    /// <summary>Makes it the current one, with the parameters of a picture in units of the texels.</summary>
    public void Use(RaycastParameters parameters, ReadOnlySpan<float> clipPlanes, FoldedLayout layout, VoxelScale scale)
    {
        _gl.UseProgram(_program);
        var words = MemoryMarshal.Cast<RaycastParameters, int>(new ReadOnlySpan<RaycastParameters>(in parameters));
        for (var n = 0; n < _parameters.Length; n++)
        {
            if (ParameterFields[n].IsReal)
                _gl.Set(_parameters[n], BitConverter.Int32BitsToSingle(words[n]));
            else
                _gl.Set(_parameters[n], words[n]);
        }

        _gl.Set(_slope, (float)scale.Slope);
        _gl.Set(_intercept, (float)scale.Intercept);
        _gl.SetVectors(_planes, clipPlanes);
        _gl.Set(_textureSize, layout.Texture.I, layout.Texture.J, layout.Texture.K);
        _gl.Set(_pieceLength, layout.PieceLength[0], layout.PieceLength[1], layout.PieceLength[2]);
        _gl.Set(_lastPiece, layout.LastPiece[0], layout.LastPiece[1], layout.LastPiece[2]);
        _gl.SetMatrix(_pieceShift, layout.PieceShift());
    }

    public void Delete() => _gl.DeleteProgram(ref _program);
}
