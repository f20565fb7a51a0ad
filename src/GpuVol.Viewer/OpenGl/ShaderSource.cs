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

    /// <summary>A fragment shader of the raycaster, behind what all of them share.</summary>
    public static string Raycast(string file, ReadOnlySpan<string> defines)
    {
        var text = new StringBuilder(Version);
        foreach (var name in defines)
            text.Append("#define ").Append(name).Append('\n');
        return text.Append(Read("ray.glsl")).Append("\n#line 1\n").Append(Read(file)).ToString();
    }
}
