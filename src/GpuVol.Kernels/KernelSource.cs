using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace GpuVol;

/// <summary>Puts a kernel's portable text behind the prelude of a device language.</summary>
public static class KernelSource
{
    private static readonly Lazy<string> OpenClPrelude = new(() => Read("opencl.h"));
    private static readonly Lazy<string> CudaPrelude = new(() => Read("cuda.h"));

    /// <summary>Options that the OpenCL compiler needs for .NET's semantics; never any of the fast-math family.</summary>
    /// <remarks>On devices that report <c>CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT</c> add <c>-cl-fp32-correctly-rounded-divide-sqrt</c>.</remarks>
    public static string OpenClOptions => "-cl-std=CL1.2";

    /// <summary>Options that NVRTC needs for .NET's semantics: no contraction, no flushing, correctly rounded division and root.</summary>
    public static IReadOnlyList<string> CudaOptions { get; } =
        ["--std=c++17", "--fmad=false", "--ftz=false", "--prec-div=true", "--prec-sqrt=true"];

    /// <summary>The whole OpenCL C program of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="specialized">Macro and C literal of each specialised parameter; see <see cref="Specialize"/>.</param>
    public static string ComposeOpenCl(KernelDefinition kernel, IReadOnlyList<(string Macro, string Value)> specialized) =>
        Compose(OpenClPrelude.Value, kernel, specialized);

    /// <summary>The whole CUDA C++ program of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="specialized">Macro and C literal of each specialised parameter; see <see cref="Specialize"/>.</param>
    public static string ComposeCuda(KernelDefinition kernel, IReadOnlyList<(string Macro, string Value)> specialized) =>
        Compose(CudaPrelude.Value, kernel, specialized);

    /// <summary>The macros of a launch's specialised arguments, ready for composing; also the part of a cache key that they make up.</summary>
    public static IReadOnlyList<(string Macro, string Value)> Specialize(KernelDefinition kernel, ReadOnlySpan<KernelArgument> arguments)
    {
        List<(string, string)> result = [];
        for (var i = 0; i < kernel.Parameters.Count; i++)
        {
            if (kernel.Parameters[i].Kind == KernelParameterKind.Specialized)
                result.Add((kernel.Parameters[i].MacroName!, FormatLiteral(kernel.Parameters[i], arguments[i])));
        }

        return result;
    }

    /// <summary>A specialised argument as a C literal with exactly its value.</summary>
    /// <exception cref="ArgumentException">The parameter is not a scalar.</exception>
    public static unsafe string FormatLiteral(KernelParameter parameter, KernelArgument argument)
    {
        if (argument.Value is null || argument.ValueBytes != parameter.SizeBytes)
            throw new ArgumentException($"The parameter '{parameter.Name}' takes {parameter.SizeBytes} bytes but the argument has {argument.ValueBytes}.", nameof(argument));
        return FormatLiteral(parameter, new ReadOnlySpan<byte>(argument.Value, argument.ValueBytes));
    }

    /// <summary>The bytes of a specialised argument as a C literal with exactly their value.</summary>
    /// <exception cref="ArgumentException">The parameter is not a scalar.</exception>
    public static string FormatLiteral(KernelParameter parameter, ReadOnlySpan<byte> bytes)
    {
        var text = CultureInfo.InvariantCulture;
        return parameter.TypeName switch
        {
            "bool" => bytes[0] != 0 ? "1" : "0",
            "sbyte" => ((sbyte)bytes[0]).ToString(text),
            "byte" => bytes[0].ToString(text),
            "short" => BinaryPrimitives.ReadInt16LittleEndian(bytes).ToString(text),
            "ushort" => BinaryPrimitives.ReadUInt16LittleEndian(bytes).ToString(text),
            "int" => $"((i32)0x{BinaryPrimitives.ReadUInt32LittleEndian(bytes):x}u)",
            "uint" => $"0x{BinaryPrimitives.ReadUInt32LittleEndian(bytes):x}u",
            "long" => $"((i64)U64(0x{BinaryPrimitives.ReadUInt64LittleEndian(bytes):x}))",
            "ulong" => $"U64(0x{BinaryPrimitives.ReadUInt64LittleEndian(bytes):x})",
            "float" => $"gv_bits_to_f32(0x{BinaryPrimitives.ReadUInt32LittleEndian(bytes):x8}u)",
            "double" => $"gv_bits_to_f64(U64(0x{BinaryPrimitives.ReadUInt64LittleEndian(bytes):x16}))",
            _ => throw new ArgumentException($"The parameter '{parameter.Name}' of type {parameter.TypeName} cannot be specialised; only numbers and bool can.", nameof(parameter)),
        };
    }

    private static string Compose(string prelude, KernelDefinition kernel, IReadOnlyList<(string Macro, string Value)> specialized)
    {
        var text = new StringBuilder();
        if (kernel.UsesFloat64)
            text.Append("#define GV_USES_FLOAT64 1\n");
        if (kernel.UsesInt64Atomics)
            text.Append("#define GV_USES_INT64_ATOMICS 1\n");
        foreach (var (macro, value) in specialized)
            text.Append("#define ").Append(macro).Append(" (").Append(value).Append(")\n");
        return text.Append(prelude).Append(kernel.Source).ToString();
    }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The prelude {name} is missing from GpuVol.Kernels.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
