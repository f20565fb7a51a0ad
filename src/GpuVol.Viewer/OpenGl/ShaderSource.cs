using System.Text;

namespace GpuVol.Viewer;

/// <summary>The embedded GLSL files.</summary>
internal static class ShaderSource
{
    private const string Version = "#version 330 core\n";

    /// <summary>A file as it is.</summary>
    public static string Read(string file)
    {
        using var stream = typeof(ShaderSource).Assembly.GetManifestResourceStream($"GpuVol.Viewer.Shaders.{file}")
            ?? throw new InvalidOperationException($"ShaderSource: no shader is called '{file}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The vertex shader of the raycaster, which hands the fragment shaders what all rays share.</summary>
    public static string RaycastVertex() => Join(["PICTURE out"], "picture.glsl", "ray.vert");

    /// <summary>A fragment shader of the raycaster, behind what all of them share.</summary>
    public static string Raycast(string file, params ReadOnlySpan<string> defines) => Join(["PICTURE in", .. defines], "picture.glsl", "ray.glsl", file);

    private static string Join(ReadOnlySpan<string> defines, params ReadOnlySpan<string> files)
    {
        var text = new StringBuilder(Version);
        foreach (var define in defines)
            text.Append("#define ").Append(define).Append('\n');
        foreach (var file in files)
            text.Append("#line 1\n").Append(Read(file)).Append('\n');
        return text.ToString();
    }
}
