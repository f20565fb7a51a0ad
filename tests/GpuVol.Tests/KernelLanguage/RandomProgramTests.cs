using System.Reflection;
using System.Runtime.Loader;
using GpuVol.Tests.Devices;

namespace GpuVol.Tests.KernelLanguage;

/// <summary>Random kernels on every device against the C# compiler's own code. GPUVOL_RANDOM_PROGRAMS=N runs N more, from GPUVOL_RANDOM_SEED on.</summary>
public class RandomProgramTests
{
    private const int Items = 64;

    [SkippableTheory, InlineData("opencl"), InlineData("cuda")]
    public void RandomPrograms_EqualTheHost(string id)
    {
        var device = TestDevices.Get(id);
        for (var seed = 1; seed <= 12; seed++)
            Check(seed, device);
        var more = int.Parse(Environment.GetEnvironmentVariable("GPUVOL_RANDOM_PROGRAMS") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var first = int.Parse(Environment.GetEnvironmentVariable("GPUVOL_RANDOM_SEED") ?? "1000", System.Globalization.CultureInfo.InvariantCulture);
        for (var seed = first; seed < first + more; seed++)
            Check(seed, device);
    }

    private static void Check(int seed, ComputeDevice device)
    {
        var source = new RandomProgram(seed).Write();
        var (diagnostics, output) = GeneratorHarness.Run(source);
        Assert.True(diagnostics.IsEmpty, $"seed {seed}: {string.Join("; ", diagnostics)}\n{source}");
        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        Assert.True(emitted.Success, $"seed {seed}: {string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error).Take(3))}\n{source}");
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        var run = context.LoadFromStream(image).GetType("Program")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Action<ComputeDevice, DeviceView<int>, DeviceView<double>, DeviceView<double>, int>>();
        var (expectedMemory, expected) = Launch(TestDevices.Get("cpu"), run, seed);
        var (actualMemory, actual) = Launch(device, run, seed);
        for (var i = 0; i < expected.Length; i++)
        {
            var same = BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]) || (double.IsNaN(expected[i]) && double.IsNaN(actual[i]));
            Assert.True(same, $"seed {seed}, item {i / 12}, result {i % 12}: the host has {expected[i]:R}, {device} has {actual[i]:R}.\n{source}");
        }

        Assert.Equal(expectedMemory, actualMemory);
        context.Unload();
    }

    private static (int[] Memory, double[] Results) Launch(ComputeDevice device, Action<ComputeDevice, DeviceView<int>, DeviceView<double>, DeviceView<double>, int> run, int seed)
    {
        var random = new Random(seed);
        using var ints = device.Allocate<int>(Enumerable.Range(0, Items * 8).Select(_ => random.Next(3) == 0 ? random.Next(-20, 20) : random.Next(int.MinValue, int.MaxValue)).ToArray());
        using var reals = device.Allocate<double>(Enumerable.Range(0, Items).Select(_ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-5, 12))).ToArray());
        using var results = device.Allocate<double>(Items * 12);
        run(device, ints, reals, results, Items);
        return (ints.ToArray(), results.ToArray());
    }
}
