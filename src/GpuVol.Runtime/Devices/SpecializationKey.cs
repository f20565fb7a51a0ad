using System.Text;

namespace GpuVol;

/// <summary>What one compiled kernel is told by: the definition and the values that are compiled into it.</summary>
/// <param name="Kernel">The definition.</param>
/// <param name="Values">The specialised values' bytes in hex; empty where there are none.</param>
internal readonly record struct SpecializationKey(KernelDefinition Kernel, string Values)
{
    public static unsafe SpecializationKey Of(KernelDefinition kernel, ReadOnlySpan<KernelArgument> arguments)
    {
        StringBuilder? values = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (kernel.Parameters[i].Kind != KernelParameterKind.Specialized)
                continue;
            values ??= new StringBuilder();
            values.Append(Convert.ToHexString(new ReadOnlySpan<byte>(arguments[i].Value, arguments[i].ValueBytes))).Append(';');
        }

        return new SpecializationKey(kernel, values?.ToString() ?? string.Empty);
    }
}
