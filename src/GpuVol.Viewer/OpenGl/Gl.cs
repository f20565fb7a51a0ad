using System.Runtime.InteropServices;

namespace GpuVol.Viewer;

/// <summary>The functions and numbers of OpenGL 3.3 core in use, and a count of the objects that are alive. Valid while its context is current.</summary>
internal sealed unsafe class Gl
{
    public const int Texture1D = 0x0DE0;
    public const int Texture2D = 0x0DE1;
    public const int Texture3D = 0x806F;
    public const int ProxyTexture3D = 0x8070;
    public const int Framebuffer = 0x8D40;
    public const int Float = 0x1406;
    public const int Short = 0x1402;
    public const int UnsignedShort = 0x1403;
    public const int UnsignedByte = 0x1401;
    public const int Red = 0x1903;
    public const int RedInteger = 0x8D94;
    public const int Rgba = 0x1908;
    public const int R8Ui = 0x8232;
    public const int R32F = 0x822E;
    public const int R16 = 0x822A;
    public const int R16Signed = 0x8F98;
    public const int Rgba8 = 0x8058;
    public const int Rgba32F = 0x8814;
    public const int Nearest = 0x2600;
    public const int Linear = 0x2601;
    public const int ClampToEdge = 0x812F;
    public const int MinFilter = 0x2801;
    public const int MagFilter = 0x2800;
    public const int WrapS = 0x2802;
    public const int WrapT = 0x2803;
    public const int WrapR = 0x8072;
    public const int Max3DTextureSize = 0x8073;
    public const int MaxTextureSize = 0x0D33;
    public const int Rgb = 0x1907;
    public const int Rgb8 = 0x8051;

    private const int PixelUnpackBuffer = 0x88EC;
    private const int StreamDraw = 0x88E0;
    private const int RendererName = 0x1F01;
    private const int VersionName = 0x1F02;
    private const int TextureUnit0 = 0x84C0;
    private const int TextureWidth = 0x1000;
    private const int UnpackAlignment = 0x0CF5;
    private const int UnpackRowLength = 0x0CF2;
    private const int UnpackImageHeight = 0x806E;
    private const int UnpackSkipPixels = 0x0CF4;
    private const int UnpackSkipRows = 0x0CF3;
    private const int UnpackSkipImages = 0x806D;
    private const int PackAlignment = 0x0D05;
    private const int ColorAttachment0 = 0x8CE0;
    private const int FramebufferComplete = 0x8CD5;
    private const int VertexShader = 0x8B31;
    private const int FragmentShader = 0x8B30;
    private const int CompileStatus = 0x8B81;
    private const int LinkStatus = 0x8B82;
    private const int InfoLogLength = 0x8B84;
    private const int Triangles = 0x0004;
    private const int OutOfMemory = 0x0505;
    private const int Blend = 0x0BE2;
    private const int One = 1;
    private const int OneMinusSourceAlpha = 0x0303;
    private const int ColorBufferBit = 0x4000;
    private const int TimeElapsed = 0x88BF;
    private const int QueryResult = 0x8866;
    private const int QueryResultAvailable = 0x8867;

    private readonly delegate* unmanaged<int, byte*> _getString;
    private readonly delegate* unmanaged<int, int*, void> _getIntegerv;
    private readonly delegate* unmanaged<int> _getError;
    private readonly delegate* unmanaged<int, uint*, void> _genTextures;
    private readonly delegate* unmanaged<int, uint*, void> _deleteTextures;
    private readonly delegate* unmanaged<int, uint, void> _bindTexture;
    private readonly delegate* unmanaged<int, void> _activeTexture;
    private readonly delegate* unmanaged<int, int, int, void> _texParameteri;
    private readonly delegate* unmanaged<int, int, void> _pixelStorei;
    private readonly delegate* unmanaged<int, int, int, int, int, int, int, void*, void> _texImage1D;
    private readonly delegate* unmanaged<int, int, int, int, int, int, int, int, void*, void> _texImage2D;
    private readonly delegate* unmanaged<int, int, int, int, int, int, int, int, int, void*, void> _texImage3D;
    private readonly delegate* unmanaged<int, int, int, int, int, int, int, int, int, int, void*, void> _texSubImage3D;
    private readonly delegate* unmanaged<int, int, int, int*, void> _getTexLevelParameteriv;
    private readonly delegate* unmanaged<int, uint> _createShader;
    private readonly delegate* unmanaged<uint, int, byte**, int*, void> _shaderSource;
    private readonly delegate* unmanaged<uint, void> _compileShader;
    private readonly delegate* unmanaged<uint, int, int*, void> _getShaderiv;
    private readonly delegate* unmanaged<uint, int, int*, byte*, void> _getShaderInfoLog;
    private readonly delegate* unmanaged<uint, void> _deleteShader;
    private readonly delegate* unmanaged<uint> _createProgram;
    private readonly delegate* unmanaged<uint, uint, void> _attachShader;
    private readonly delegate* unmanaged<uint, void> _linkProgram;
    private readonly delegate* unmanaged<uint, int, int*, void> _getProgramiv;
    private readonly delegate* unmanaged<uint, int, int*, byte*, void> _getProgramInfoLog;
    private readonly delegate* unmanaged<uint, void> _deleteProgram;
    private readonly delegate* unmanaged<uint, void> _useProgram;
    private readonly delegate* unmanaged<uint, byte*, int> _getUniformLocation;
    private readonly delegate* unmanaged<int, int, void> _uniform1i;
    private readonly delegate* unmanaged<int, float, void> _uniform1f;
    private readonly delegate* unmanaged<int, float, float, float, void> _uniform3f;
    private readonly delegate* unmanaged<int, int, float*, void> _uniform4fv;
    private readonly delegate* unmanaged<int, int, byte, float*, void> _uniformMatrix3fv;
    private readonly delegate* unmanaged<int, uint*, void> _genVertexArrays;
    private readonly delegate* unmanaged<uint, void> _bindVertexArray;
    private readonly delegate* unmanaged<int, uint*, void> _deleteVertexArrays;
    private readonly delegate* unmanaged<int, uint*, void> _genFramebuffers;
    private readonly delegate* unmanaged<int, uint, void> _bindFramebuffer;
    private readonly delegate* unmanaged<int, uint*, void> _deleteFramebuffers;
    private readonly delegate* unmanaged<int, int, int, uint, int, void> _framebufferTexture2D;
    private readonly delegate* unmanaged<int, int> _checkFramebufferStatus;
    private readonly delegate* unmanaged<int, int, int, int, void> _viewport;
    private readonly delegate* unmanaged<int, int, int, void> _drawArrays;
    private readonly delegate* unmanaged<int, int, int, int, int, int, void*, void> _readPixels;

    private readonly delegate* unmanaged<int, void> _enable;
    private readonly delegate* unmanaged<int, void> _disable;
    private readonly delegate* unmanaged<int, int, void> _blendFunc;
    private readonly delegate* unmanaged<int, void> _clear;
    private readonly delegate* unmanaged<void> _finish;
    private readonly delegate* unmanaged<int, uint*, void> _genBuffers;
    private readonly delegate* unmanaged<int, uint*, void> _deleteBuffers;
    private readonly delegate* unmanaged<int, uint, void> _bindBuffer;
    private readonly delegate* unmanaged<int, nint, void*, int, void> _bufferData;
    private readonly delegate* unmanaged<int, int, int, int, int, int, int, int, void*, void> _texSubImage2D;
    private readonly delegate* unmanaged<int, uint*, void> _genQueries;
    private readonly delegate* unmanaged<int, uint*, void> _deleteQueries;
    private readonly delegate* unmanaged<int, uint, void> _beginQuery;
    private readonly delegate* unmanaged<int, void> _endQuery;
    private readonly delegate* unmanaged<uint, int, int*, void> _getQueryObjectiv;
    private readonly delegate* unmanaged<uint, int, ulong*, void> _getQueryObjectui64v;

    /// <summary>Looks every function up in the current context.</summary>
    /// <exception cref="OpenGlException">One is missing: the driver is too old.</exception>
    public Gl(Func<string, nint> find)
    {
        nint F(string name) => find(name) is not 0 and var address
            ? address
            : throw new OpenGlException($"OpenGL: the driver has no {name}; 3.3 core is needed. Update the driver, or use the compute renderer.");

        _getString = (delegate* unmanaged<int, byte*>)F("glGetString");
        _getIntegerv = (delegate* unmanaged<int, int*, void>)F("glGetIntegerv");
        _getError = (delegate* unmanaged<int>)F("glGetError");
        _genTextures = (delegate* unmanaged<int, uint*, void>)F("glGenTextures");
        _deleteTextures = (delegate* unmanaged<int, uint*, void>)F("glDeleteTextures");
        _bindTexture = (delegate* unmanaged<int, uint, void>)F("glBindTexture");
        _activeTexture = (delegate* unmanaged<int, void>)F("glActiveTexture");
        _texParameteri = (delegate* unmanaged<int, int, int, void>)F("glTexParameteri");
        _pixelStorei = (delegate* unmanaged<int, int, void>)F("glPixelStorei");
        _texImage1D = (delegate* unmanaged<int, int, int, int, int, int, int, void*, void>)F("glTexImage1D");
        _texImage2D = (delegate* unmanaged<int, int, int, int, int, int, int, int, void*, void>)F("glTexImage2D");
        _texImage3D = (delegate* unmanaged<int, int, int, int, int, int, int, int, int, void*, void>)F("glTexImage3D");
        _texSubImage3D = (delegate* unmanaged<int, int, int, int, int, int, int, int, int, int, void*, void>)F("glTexSubImage3D");
        _getTexLevelParameteriv = (delegate* unmanaged<int, int, int, int*, void>)F("glGetTexLevelParameteriv");
        _createShader = (delegate* unmanaged<int, uint>)F("glCreateShader");
        _shaderSource = (delegate* unmanaged<uint, int, byte**, int*, void>)F("glShaderSource");
        _compileShader = (delegate* unmanaged<uint, void>)F("glCompileShader");
        _getShaderiv = (delegate* unmanaged<uint, int, int*, void>)F("glGetShaderiv");
        _getShaderInfoLog = (delegate* unmanaged<uint, int, int*, byte*, void>)F("glGetShaderInfoLog");
        _deleteShader = (delegate* unmanaged<uint, void>)F("glDeleteShader");
        _createProgram = (delegate* unmanaged<uint>)F("glCreateProgram");
        _attachShader = (delegate* unmanaged<uint, uint, void>)F("glAttachShader");
        _linkProgram = (delegate* unmanaged<uint, void>)F("glLinkProgram");
        _getProgramiv = (delegate* unmanaged<uint, int, int*, void>)F("glGetProgramiv");
        _getProgramInfoLog = (delegate* unmanaged<uint, int, int*, byte*, void>)F("glGetProgramInfoLog");
        _deleteProgram = (delegate* unmanaged<uint, void>)F("glDeleteProgram");
        _useProgram = (delegate* unmanaged<uint, void>)F("glUseProgram");
        _getUniformLocation = (delegate* unmanaged<uint, byte*, int>)F("glGetUniformLocation");
        _uniform1i = (delegate* unmanaged<int, int, void>)F("glUniform1i");
        _uniform1f = (delegate* unmanaged<int, float, void>)F("glUniform1f");
        _uniform3f = (delegate* unmanaged<int, float, float, float, void>)F("glUniform3f");
        _uniform4fv = (delegate* unmanaged<int, int, float*, void>)F("glUniform4fv");
        _uniformMatrix3fv = (delegate* unmanaged<int, int, byte, float*, void>)F("glUniformMatrix3fv");
        _genVertexArrays = (delegate* unmanaged<int, uint*, void>)F("glGenVertexArrays");
        _bindVertexArray = (delegate* unmanaged<uint, void>)F("glBindVertexArray");
        _deleteVertexArrays = (delegate* unmanaged<int, uint*, void>)F("glDeleteVertexArrays");
        _genFramebuffers = (delegate* unmanaged<int, uint*, void>)F("glGenFramebuffers");
        _bindFramebuffer = (delegate* unmanaged<int, uint, void>)F("glBindFramebuffer");
        _deleteFramebuffers = (delegate* unmanaged<int, uint*, void>)F("glDeleteFramebuffers");
        _framebufferTexture2D = (delegate* unmanaged<int, int, int, uint, int, void>)F("glFramebufferTexture2D");
        _checkFramebufferStatus = (delegate* unmanaged<int, int>)F("glCheckFramebufferStatus");
        _viewport = (delegate* unmanaged<int, int, int, int, void>)F("glViewport");
        _drawArrays = (delegate* unmanaged<int, int, int, void>)F("glDrawArrays");
        _readPixels = (delegate* unmanaged<int, int, int, int, int, int, void*, void>)F("glReadPixels");
        _enable = (delegate* unmanaged<int, void>)F("glEnable");
        _disable = (delegate* unmanaged<int, void>)F("glDisable");
        _blendFunc = (delegate* unmanaged<int, int, void>)F("glBlendFunc");
        _clear = (delegate* unmanaged<int, void>)F("glClear");
        _finish = (delegate* unmanaged<void>)F("glFinish");
        _genBuffers = (delegate* unmanaged<int, uint*, void>)F("glGenBuffers");
        _deleteBuffers = (delegate* unmanaged<int, uint*, void>)F("glDeleteBuffers");
        _bindBuffer = (delegate* unmanaged<int, uint, void>)F("glBindBuffer");
        _bufferData = (delegate* unmanaged<int, nint, void*, int, void>)F("glBufferData");
        _texSubImage2D = (delegate* unmanaged<int, int, int, int, int, int, int, int, void*, void>)F("glTexSubImage2D");
        _genQueries = (delegate* unmanaged<int, uint*, void>)F("glGenQueries");
        _deleteQueries = (delegate* unmanaged<int, uint*, void>)F("glDeleteQueries");
        _beginQuery = (delegate* unmanaged<int, uint, void>)F("glBeginQuery");
        _endQuery = (delegate* unmanaged<int, void>)F("glEndQuery");
        _getQueryObjectiv = (delegate* unmanaged<uint, int, int*, void>)F("glGetQueryObjectiv");
        _getQueryObjectui64v = (delegate* unmanaged<uint, int, ulong*, void>)F("glGetQueryObjectui64v");
    }

    /// <summary>Textures, programs, framebuffers, vertex arrays, buffers and queries made and not yet deleted.</summary>
    public int LiveObjects { get; private set; }

    /// <summary>Vendor, renderer and version, for people.</summary>
    public string Description => $"{Text(RendererName)}, OpenGL {Text(VersionName)}";

    /// <summary>True where Mesa computes the picture on the CPU.</summary>
    public bool IsSoftware => Text(RendererName) is var name && (name.Contains("llvmpipe") || name.Contains("softpipe") || name.Contains("swrast"));

    public int Integer(int name)
    {
        int value;
        _getIntegerv(name, &value);
        return value;
    }

    /// <summary>Makes a texture, bound and without mipmaps; the caller gives it its image.</summary>
    public uint CreateTexture(int target, int filter)
    {
        uint texture;
        _genTextures(1, &texture);
        LiveObjects++;
        _bindTexture(target, texture);
        _texParameteri(target, MinFilter, filter);
        _texParameteri(target, MagFilter, filter);
        _texParameteri(target, WrapS, ClampToEdge);
        if (target != Texture1D)
            _texParameteri(target, WrapT, ClampToEdge);
        if (target == Texture3D)
            _texParameteri(target, WrapR, ClampToEdge);
        _pixelStorei(UnpackAlignment, 1);
        _pixelStorei(PackAlignment, 1);
        return texture;
    }

    public void Image1D(int internalFormat, int width, int format, int type, void* pixels) =>
        _texImage1D(Texture1D, 0, internalFormat, width, 0, format, type, pixels);

    public void Image2D(int internalFormat, int width, int height, int format, int type) =>
        _texImage2D(Texture2D, 0, internalFormat, width, height, 0, format, type, null);

    /// <summary>Replaces the whole of a 2-D texture that has this size.</summary>
    public void SubImage2D(int width, int height, int format, int type, void* pixels) =>
        _texSubImage2D(Texture2D, 0, 0, 0, width, height, format, type, pixels);

    public void Image3D(int internalFormat, Size3D size, int format, int type, void* pixels) =>
        _texImage3D(Texture3D, 0, internalFormat, size.I, size.J, size.K, 0, format, type, pixels);

    public void SubImage3D(Size3D at, Size3D size, int format, int type, void* pixels) =>
        _texSubImage3D(Texture3D, 0, at.I, at.J, at.K, size.I, size.J, size.K, format, type, pixels);

    /// <summary>The box that the next images are cut from: lengths of its rows and columns (0: the image's own), and what to skip.</summary>
    public void UnpackFrom(int rowLength, int imageHeight, int skipPixels, int skipRows, int skipImages)
    {
        _pixelStorei(UnpackRowLength, rowLength);
        _pixelStorei(UnpackImageHeight, imageHeight);
        _pixelStorei(UnpackSkipPixels, skipPixels);
        _pixelStorei(UnpackSkipRows, skipRows);
        _pixelStorei(UnpackSkipImages, skipImages);
    }

    /// <summary>Makes a buffer for texels on their way to textures; it is not bound.</summary>
    public uint CreateUnpackBuffer(long bytes)
    {
        uint buffer;
        _genBuffers(1, &buffer);
        LiveObjects++;
        _bindBuffer(PixelUnpackBuffer, buffer);
        _bufferData(PixelUnpackBuffer, (nint)bytes, null, StreamDraw);
        _bindBuffer(PixelUnpackBuffer, 0);
        return buffer;
    }

    /// <summary>Makes a buffer what images are taken from, with offsets in it in place of addresses; 0 is the host's memory.</summary>
    public void BindUnpackBuffer(uint buffer) => _bindBuffer(PixelUnpackBuffer, buffer);

    public void DeleteBuffer(ref uint buffer)
    {
        if (buffer == 0)
            return;
        fixed (uint* b = &buffer)
            _deleteBuffers(1, b);
        buffer = 0;
        LiveObjects--;
    }

    /// <summary>Whether the driver could hold such a texture.</summary>
    public bool CanHold3D(int internalFormat, Size3D size, int format, int type)
    {
        _texImage3D(ProxyTexture3D, 0, internalFormat, size.I, size.J, size.K, 0, format, type, null);
        int width;
        _getTexLevelParameteriv(ProxyTexture3D, 0, TextureWidth, &width);
        while (_getError() != 0)
        {
            // A size beyond the limit is an error on some drivers and a width of 0 on others.
        }

        return width == size.I;
    }

    public void BindTexture(int unit, int target, uint texture)
    {
        _activeTexture(TextureUnit0 + unit);
        _bindTexture(target, texture);
    }

    public void DeleteTexture(ref uint texture)
    {
        if (texture == 0)
            return;
        fixed (uint* t = &texture)
            _deleteTextures(1, t);
        texture = 0;
        LiveObjects--;
    }

    /// <summary>Compiles and links a program.</summary>
    /// <exception cref="OpenGlException">The driver's compiler refuses it; its words are in the message.</exception>
    public uint CreateProgram(string name, string vertex, string fragment)
    {
        var first = Compile($"{name}.vert", VertexShader, vertex);
        uint second;
        try
        {
            second = Compile($"{name}.frag", FragmentShader, fragment);
        }
        catch
        {
            _deleteShader(first);
            throw;
        }

        var program = _createProgram();
        LiveObjects++;
        _attachShader(program, first);
        _attachShader(program, second);
        _linkProgram(program);
        _deleteShader(first);
        _deleteShader(second);
        int linked, length;
        _getProgramiv(program, LinkStatus, &linked);
        if (linked != 0)
            return program;
        _getProgramiv(program, InfoLogLength, &length);
        var log = new byte[Math.Max(1, length)];
        fixed (byte* text = log)
            _getProgramInfoLog(program, log.Length, null, text);
        DeleteProgram(ref program);
        throw new OpenGlException($"OpenGL: the driver cannot link '{name}': {Line(log)}");
    }

    public void DeleteProgram(ref uint program)
    {
        if (program == 0)
            return;
        _deleteProgram(program);
        program = 0;
        LiveObjects--;
    }

    public void UseProgram(uint program) => _useProgram(program);

    /// <summary>Where a uniform is; -1 where the program does not use it, and setting it does nothing.</summary>
    public int Uniform(uint program, string name)
    {
        var text = stackalloc byte[name.Length + 1];
        for (var c = 0; c < name.Length; c++)
            text[c] = (byte)name[c];
        text[name.Length] = 0;
        return _getUniformLocation(program, text);
    }

    public void Set(int uniform, int value) => _uniform1i(uniform, value);

    public void Set(int uniform, float value) => _uniform1f(uniform, value);

    public void Set(int uniform, float x, float y, float z) => _uniform3f(uniform, x, y, z);

    /// <summary>Sets the first of an array of vectors of four.</summary>
    public void SetVectors(int uniform, ReadOnlySpan<float> numbers)
    {
        fixed (float* values = numbers)
            _uniform4fv(uniform, numbers.Length / 4, values);
    }

    /// <summary>Sets a 3 x 3 matrix, column by column.</summary>
    public void SetMatrix(int uniform, ReadOnlySpan<float> columns)
    {
        fixed (float* values = columns)
            _uniformMatrix3fv(uniform, 1, 0, values);
    }

    public uint CreateVertexArray()
    {
        uint array;
        _genVertexArrays(1, &array);
        LiveObjects++;
        return array;
    }

    public void DeleteVertexArray(ref uint array)
    {
        if (array == 0)
            return;
        fixed (uint* a = &array)
            _deleteVertexArrays(1, a);
        array = 0;
        LiveObjects--;
    }

    /// <summary>Makes a framebuffer that draws into a 2-D texture and leaves it bound.</summary>
    /// <exception cref="OpenGlException">The driver cannot draw into that format.</exception>
    public uint CreateFramebuffer(uint texture)
    {
        uint framebuffer;
        _genFramebuffers(1, &framebuffer);
        LiveObjects++;
        _bindFramebuffer(Framebuffer, framebuffer);
        _framebufferTexture2D(Framebuffer, ColorAttachment0, Texture2D, texture, 0);
        var status = _checkFramebufferStatus(Framebuffer);
        if (status == FramebufferComplete)
            return framebuffer;
        DeleteFramebuffer(ref framebuffer);
        throw new OpenGlException($"OpenGL: the driver cannot draw into the picture's format (framebuffer status 0x{status:X}). Use the compute renderer.");
    }

    /// <summary>Makes a framebuffer what is drawn into and read from; 0 is the window.</summary>
    public void BindFramebuffer(uint framebuffer) => _bindFramebuffer(Framebuffer, framebuffer);

    public void DeleteFramebuffer(ref uint framebuffer)
    {
        if (framebuffer == 0)
            return;
        _bindFramebuffer(Framebuffer, 0);
        fixed (uint* f = &framebuffer)
            _deleteFramebuffers(1, f);
        framebuffer = 0;
        LiveObjects--;
    }

    /// <summary>Draws one triangle that covers a part of what is drawn into, from its lower left corner; the vertex shader makes the corners.</summary>
    public void DrawWhole(uint vertexArray, int width, int height, int x = 0, int y = 0)
    {
        _viewport(x, y, width, height);
        _bindVertexArray(vertexArray);
        _drawArrays(Triangles, 0, 3);
        _bindVertexArray(0);
    }

    /// <summary>Waits until everything is drawn.</summary>
    public void Finish() => _finish();

    /// <summary>Makes everything that is drawn into black.</summary>
    public void Clear() => _clear(ColorBufferBit);

    /// <summary>Whether colours that are multiplied by alpha go over what is there, or replace it.</summary>
    public void SetBlending(bool on)
    {
        if (on)
            _enable(Blend);
        else
            _disable(Blend);
        _blendFunc(One, OneMinusSourceAlpha);
    }

    public uint CreateQuery()
    {
        uint query;
        _genQueries(1, &query);
        LiveObjects++;
        return query;
    }

    public void DeleteQuery(uint query)
    {
        _deleteQueries(1, &query);
        LiveObjects--;
    }

    /// <summary>Starts the driver's clock; <see cref="StopClock"/> stops it.</summary>
    public void StartClock(uint query) => _beginQuery(TimeElapsed, query);

    public void StopClock() => _endQuery(TimeElapsed);

    /// <summary>Milliseconds between the two, once the driver has come that far; null before.</summary>
    public double? Milliseconds(uint query)
    {
        int available;
        _getQueryObjectiv(query, QueryResultAvailable, &available);
        if (available == 0)
            return null;
        ulong nanoseconds;
        _getQueryObjectui64v(query, QueryResult, &nanoseconds);
        return nanoseconds * 1e-6;
    }

    public void ReadPixels(int width, int height, int format, int type, void* target) => _readPixels(0, 0, width, height, format, type, target);

    /// <summary>Throws if anything since the last check went wrong.</summary>
    /// <exception cref="OpenGlException">An error was recorded.</exception>
    public void Check(string what)
    {
        var error = _getError();
        if (error == 0)
            return;
        while (_getError() != 0)
        {
            // One report is enough; the rest are cleared so that they are not blamed on the next step.
        }

        throw new OpenGlException(error == OutOfMemory
            ? $"OpenGL: out of memory while {what}. Use a smaller volume or picture, or the compute renderer."
            : $"OpenGL: error 0x{error:X4} while {what}.");
    }

    private static string Line(byte[] log) => System.Text.Encoding.UTF8.GetString(log).TrimEnd('\0', '\n').ReplaceLineEndings("; ");

    private string Text(int name) => Marshal.PtrToStringUTF8((nint)_getString(name)) ?? "unknown";

    private uint Compile(string name, int kind, string source)
    {
        var shader = _createShader(kind);
        var bytes = System.Text.Encoding.UTF8.GetBytes(source);
        fixed (byte* text = bytes)
        {
            var pointer = text;
            var length = bytes.Length;
            _shaderSource(shader, 1, &pointer, &length);
        }

        _compileShader(shader);
        int compiled, logLength;
        _getShaderiv(shader, CompileStatus, &compiled);
        if (compiled != 0)
            return shader;
        _getShaderiv(shader, InfoLogLength, &logLength);
        var log = new byte[Math.Max(1, logLength)];
        fixed (byte* text = log)
            _getShaderInfoLog(shader, log.Length, null, text);
        _deleteShader(shader);
        throw new OpenGlException($"OpenGL: the driver cannot compile '{name}': {Line(log)}");
    }
}
