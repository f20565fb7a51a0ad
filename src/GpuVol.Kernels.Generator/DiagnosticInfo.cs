using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GpuVol.Kernels.Generator;

/// <summary>A diagnostic without the syntax tree, so that the result of one kernel can be compared and cached.</summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, string Path, TextSpan Span, LinePositionSpan Lines, string Arguments)
{
    private const char Separator = '\u001f';

    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, Location location, params string[] arguments)
    {
        var line = location.GetLineSpan();
        return new DiagnosticInfo(descriptor, location.SourceTree?.FilePath ?? line.Path ?? "", location.SourceSpan, line.Span, string.Join(Separator.ToString(), arguments));
    }

    public Diagnostic ToDiagnostic()
    {
        object[] arguments = Arguments.Split(Separator);
        return Diagnostic.Create(Descriptor, Location.Create(Path, Span, Lines), arguments);
    }
}
