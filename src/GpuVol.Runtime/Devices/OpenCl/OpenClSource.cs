using System.Globalization;
using System.Text;

namespace GpuVol;

/// <summary>Puts the specialised values in front of a kernel's text.</summary>
internal static unsafe class OpenClSource
{
    public static string Compose(KernelDefinition kernel, ReadOnlySpan<KernelArgument> arguments)
    {
        var text = new StringBuilder();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (kernel.Parameters[i] is not { Kind: KernelParameterKind.Specialized } parameter)
                continue;
            long value = arguments[i].ValueBytes switch
            {
                1 => *(sbyte*)arguments[i].Value,
                2 => *(short*)arguments[i].Value,
                4 => *(int*)arguments[i].Value,
                _ => *(long*)arguments[i].Value,
            };
            text.Append(CultureInfo.InvariantCulture, $"#define {parameter.MacroName} {value}\n");
        }

        return text.Append(kernel.Source).ToString();
    }
}
