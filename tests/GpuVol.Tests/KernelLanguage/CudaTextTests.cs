using System.Diagnostics;
using System.Reflection;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Every generated CUDA text compiles to PTX with clang, which needs neither a GPU nor NVIDIA's headers.</summary>
public class CudaTextTests
{
    private static readonly string? Clang = FindClang();

    /// <summary>Every kernel of the engine and of these tests, by name.</summary>
    public static TheoryData<string> Kernels
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var name in Definitions.Keys.Order(StringComparer.Ordinal))
                data.Add(name);
            return data;
        }
    }

    private static Dictionary<string, KernelDefinition> Definitions { get; } = new[] { typeof(KernelDefinition).Assembly, typeof(CudaTextTests).Assembly }
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type is { Name: "Definitions", IsNested: true })
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field.FieldType == typeof(KernelDefinition))
        .Select(field => (KernelDefinition)field.GetValue(null)!)
        .ToDictionary(kernel => kernel.Name);

    [SkippableTheory, MemberData(nameof(Kernels))]
    public void CudaText_CompilesToPtx(string name)
    {
        Skip.If(Clang is null && Environment.GetEnvironmentVariable("CI") != "true", "clang is not installed (Debian: clang); it is needed to check CUDA texts without a GPU.");
        Assert.True(Clang is not null, "clang is not installed, and CI must check the CUDA texts. Run scripts/install-system-packages.sh.");
        var kernel = Definitions[name];
        var specialized = kernel.Parameters
            .Where(p => p.Kind == KernelParameterKind.Specialized)
            .Select(p => (p.MacroName!, KernelSource.FormatLiteral(p, new byte[p.SizeBytes])))
            .ToList();
        var ptx = Compile(KernelSource.ComposeCuda(kernel, specialized), out var messages);
        Assert.True(ptx is not null, $"{name}: clang refuses the CUDA text:\n{messages}");
        Assert.Contains($".visible .entry {kernel.EntryPoint}", ptx, StringComparison.Ordinal);

        // A helper that the prelude lacks would be left to the linker; libdevice and CUDA's own functions are expected there.
        foreach (var line in ptx.Split('\n').Where(l => l.StartsWith(".extern .func", StringComparison.Ordinal)))
            Assert.Matches(@"__nv_|atomic(Add|Exch|Min|Max|And|Or|Xor|CAS)|$^", ptx[ptx.IndexOf(line, StringComparison.Ordinal)..].Split(';')[0]);
        Assert.Equal(kernel.UsesBarriers, ptx.Contains("bar.sync", StringComparison.Ordinal) || ptx.Contains("barrier.sync", StringComparison.Ordinal));
    }

    [Fact]
    public void CompilerOptions_ForbidContractionAndFlushing()
    {
        Assert.Contains("--fmad=false", KernelSource.CudaOptions);
        Assert.Contains("--ftz=false", KernelSource.CudaOptions);
        Assert.DoesNotContain("fast", string.Join(' ', KernelSource.CudaOptions) + KernelSource.OpenClOptions, StringComparison.Ordinal);
        Assert.Contains("#pragma OPENCL FP_CONTRACT OFF", KernelSource.ComposeOpenCl(OperatorKernels.Definitions.Single, []), StringComparison.Ordinal);
    }

    [Fact]
    public void EngineKernels_AreFound() => Assert.True(Definitions.Keys.Count(k => k.StartsWith("ConvolutionKernels.", StringComparison.Ordinal)) > 0);

    private static string? Compile(string source, out string messages)
    {
        var folder = Directory.CreateTempSubdirectory("gpuvol-ptx-");
        try
        {
            var input = Path.Combine(folder.FullName, "kernel.cu");
            var output = Path.Combine(folder.FullName, "kernel.ptx");
            File.WriteAllText(input, source);
            using var process = Process.Start(new ProcessStartInfo(Clang!)
            {
                ArgumentList =
                {
                    "-x", "cuda", "--cuda-device-only", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=sm_80", "-std=c++17", "-O2", "-ffp-contract=off", "-S",
                    "-Wno-unknown-cuda-version", "-o", output, input,
                },
                RedirectStandardError = true,
            })!;
            messages = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? File.ReadAllText(output) : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? FindClang() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => (string[])[Path.Combine(folder, "clang"), Path.Combine(folder, "clang-14")])
            .FirstOrDefault(File.Exists);
}
