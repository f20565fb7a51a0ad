using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.KSpace;

/// <summary>Whole Fourier transforms on the CPU, with the widest vectors that there are.</summary>
internal static unsafe class FourierOverrides
{
    /// <summary>Runs any transform.</summary>
    public static bool Run(CpuDevice device, FourierOperation operation)
    {
        if (operation.Description.IsFloat64)
            Run<double>(device, operation);
        else
            Run<float>(device, operation);
        return true;
    }

    private static void Run<TReal>(CpuDevice device, FourierOperation operation)
        where TReal : unmanaged
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            Run<Lanes512<TReal>, TReal>(device, operation);
        else if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
            Run<Lanes256<TReal>, TReal>(device, operation);
        else if (Vector128.IsHardwareAccelerated)
            Run<Lanes128<TReal>, TReal>(device, operation);
        else
            Run<LanesScalar<TReal>, TReal>(device, operation);
    }

    private static void Run<TLanes, TReal>(CpuDevice device, FourierOperation operation)
        where TLanes : struct, IFourierLanes<TLanes, TReal>
        where TReal : unmanaged
    {
        var d = operation.Description;
        var source = (TReal*)((byte*)operation.Source.Handle + operation.SourceOffsetBytes);
        var target = (TReal*)((byte*)operation.Target.Handle + operation.TargetOffsetBytes);
        var engine = new FourierEngine<TLanes, TReal>(device, d.Inverse, d.Centered);
        switch (d.Kind)
        {
            case FourierKind.Complex:
                engine.Transform(source, target, d.Shape, d.Axes, d.Scale);
                break;
            case FourierKind.RealForward:
                engine.RealForward(source, target, d);
                break;
            default:
                engine.RealInverse(source, target, d);
                break;
        }
    }
}
