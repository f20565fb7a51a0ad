using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="ConvolutionKernels"/>.</summary>
internal static unsafe class ConvolutionOverrides
{
    public static bool ConvolveAlongAxis(CpuLaunch launch)
    {
        var p = launch.Value<ConvolutionParameters>(3);
        var filter = new ConvolutionAxis((nint)launch.View<float>(2).Pointer, p.Radius, p.Parity);
        var none = new ConvolutionAxis(0, -1, 1);
        Run(
            launch,
            p.Axis == 0 ? filter : none,
            p.Axis == 1 ? filter : none,
            p.Axis == 2 ? filter : none,
            new SeparableConvolutionParameters { SizeI = p.SizeI, SizeJ = p.SizeJ, SizeK = p.SizeK, Border = p.Border, BorderValue = p.BorderValue });
        return true;
    }

    public static bool ConvolveSeparable(CpuLaunch launch)
    {
        var p = launch.Value<SeparableConvolutionParameters>(5);
        Run(
            launch,
            new ConvolutionAxis((nint)launch.View<float>(2).Pointer, p.RadiusI, p.ParityI),
            new ConvolutionAxis((nint)launch.View<float>(3).Pointer, p.RadiusJ, p.ParityJ),
            new ConvolutionAxis((nint)launch.View<float>(4).Pointer, p.RadiusK, p.ParityK),
            p);
        return true;
    }

    private static void Run(CpuLaunch launch, ConvolutionAxis i, ConvolutionAxis j, ConvolutionAxis k, SeparableConvolutionParameters p)
    {
        var plan = new SeparableConvolution(launch.View<float>(0).Pointer, launch.View<float>(1).Pointer, i, j, k, p, launch.Device.Threads);
        launch.Parallel(plan.Tasks, plan.Run);
    }
}
