using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>convolve</c>: any kernel from a file.</summary>
internal sealed class ConvolveVerb : FilterVerb
{
    private static readonly Option<string?> Kernel = Opt.File("--kernel", "K.npy", "The weights, 1-D to 3-D, of any size; fewer axes than three act on the last ones (x; y, x).");
    private static readonly Option<bool> Correlate = Opt.Flag("--correlate", "Do not flip the kernel.");

    private static readonly Option<ConvolutionMethod?> Method = Opt.Choice("--method", "Weight by weight, by Fourier transforms, or what is quicker (default).",
        ("auto", ConvolutionMethod.Auto), ("direct", ConvolutionMethod.Direct), ("fourier", ConvolutionMethod.Fourier));

    private ConvolutionKernel? _kernel;

    /// <inheritdoc/>
    public override string Name => "convolve";

    /// <inheritdoc/>
    public override string Summary => "Convolve with a kernel, as scipy.ndimage.convolve; a kernel that is a product of lines runs line by line.";

    /// <inheritdoc/>
    public override string Example => "gpuvol convolve head.nii.gz sharp.nii.gz --kernel sharpen.npy";

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Kernel, Correlate, Method];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        base.Check(run);
        var path = run.Value(Kernel) ?? throw new UsageException("give the weights: --kernel K.npy.");
        try
        {
            _kernel = Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--kernel {path}: {Text.OneLine(e)}");
        }
    }

    /// <inheritdoc/>
    protected override DeviceVolume Filter(DeviceVolume source, VerbRun run, Border border, float borderValue) => run.Value(Correlate)
        ? VolumeFilters.Correlate(source, _kernel!, border, borderValue, method: run.Value(Method) ?? ConvolutionMethod.Auto)
        : VolumeFilters.Convolve(source, _kernel!, border, borderValue, method: run.Value(Method) ?? ConvolutionMethod.Auto);

    private static ConvolutionKernel Read(string path)
    {
        // A kernel beyond this would take hours; most likely the wrong file was named.
        const long MostWeights = 1 << 20;
        var (shape, type) = NpyFile.ReadShape(path);
        if (shape.Aggregate(1.0, (product, n) => product * n) > MostWeights)
            throw new ArgumentException($"an array of {string.Join('x', shape)} is no kernel; at most {MostWeights} weights are possible.");
        using var array = NpyFile.Read(path);
        var weights = type switch
        {
            NumericType.Float32 => array.AsSpan<float>().ToArray(),
            NumericType.Float64 => Array.ConvertAll(array.AsSpan<double>().ToArray(), w => (float)w),
            NumericType.UInt8 => Array.ConvertAll(array.AsSpan<byte>().ToArray(), w => (float)w),
            NumericType.Int16 => Array.ConvertAll(array.AsSpan<short>().ToArray(), w => (float)w),
            NumericType.Int32 => Array.ConvertAll(array.AsSpan<int>().ToArray(), w => (float)w),
            NumericType.Int64 => Array.ConvertAll(array.AsSpan<long>().ToArray(), w => (float)w),
            _ => throw new ArgumentException($"the weights are {type.Name()}; save them as float32."),
        };
        return new ConvolutionKernel(weights, [.. shape.Select(n => (int)n)]);
    }
}
