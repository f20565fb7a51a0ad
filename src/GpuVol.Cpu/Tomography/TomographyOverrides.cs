using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>The projectors and backprojections that have vector code: with AVX-512, and with AVX2. Whatever does not fit a window of twice a vector's width is left to the plain kernels.</summary>
internal static class TomographyOverrides
{
    /// <summary>The kernels of this family that have vector code.</summary>
    public static KeyValuePair<KernelDefinition, CpuOverride>[] Entries =>
    [
        new(BackProjectionKernels.Definitions.Cone, ConeBackProjection.Run),
        new(BackProjectionKernels.Definitions.Fan, launch => BackProject(launch, isFan: true)),
        new(BackProjectionKernels.Definitions.Parallel, BackProjectParallel),
        new(NearestBackProjectionKernels.Definitions.Parallel, NearestBackProjection.Run),
        new(PlanarProjectorKernels.Definitions.Adjoint, launch => Gather(launch, isUpdate: false)),
        new(PlanarProjectorKernels.Definitions.Forward, Project),
        new(PlanarProjectorKernels.Definitions.Lengths, launch => Avx512F.IsSupported ? PlanarLengths<Float512, Vector512<float>>.Run(launch) : HasAvx2 && PlanarLengths<Float256, Vector256<float>>.Run(launch)),
        new(PlanarProjectorKernels.Definitions.Update, launch => Gather(launch, isUpdate: true)),
        new(SpatialProjectorKernels.Definitions.Adjoint, launch => GatherSpatial(launch, isUpdate: false)),
        new(SpatialProjectorKernels.Definitions.Forward, ProjectSpatial),
        new(SpatialProjectorKernels.Definitions.Lengths, launch => Avx512F.IsSupported ? SpatialLengths<Float512, Vector512<float>>.Run(launch) : HasAvx2 && SpatialLengths<Float256, Vector256<float>>.Run(launch)),
        new(SpatialProjectorKernels.Definitions.Update, launch => GatherSpatial(launch, isUpdate: true)),
    ];

    /// <summary>A sweep of SART over a parallel scan; false where it does not fit.</summary>
    public static bool Sweep(CpuDevice device, SweepOperation operation) => operation.Parameters.Divergent == 0
        && (Avx512F.IsSupported ? ParallelSweep<Float512, Vector512<float>>.Run(device, operation) : HasAvx2 && ParallelSweep<Float256, Vector256<float>>.Run(device, operation));

    // Permutations of 8 floats, and fused products.
    private static bool HasAvx2 => Avx2.IsSupported && Fma.IsSupported;

    private static bool BackProjectParallel(CpuLaunch launch) =>
        (Avx512F.IsSupported ? ParallelBackProjection<Float512, Vector512<float>>.Run(launch) : HasAvx2 && ParallelBackProjection<Float256, Vector256<float>>.Run(launch)) || BackProject(launch, isFan: false);

    private static bool BackProject(CpuLaunch launch, bool isFan) =>
        Avx512F.IsSupported ? BackProjectionBlocks<Float512, Vector512<float>>.Run(launch, isFan) : HasAvx2 && BackProjectionBlocks<Float256, Vector256<float>>.Run(launch, isFan);

    private static bool Project(CpuLaunch launch) =>
        Avx512F.IsSupported ? Project<Float512, Vector512<float>>(launch) : HasAvx2 && Project<Float256, Vector256<float>>(launch);

    private static bool Project<TLanes, TVector>(CpuLaunch launch)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
        => ParallelForward<TLanes, TVector>.Run(launch) || PlanarForward<TLanes, TVector>.Run(launch);

    private static bool Gather(CpuLaunch launch, bool isUpdate) =>
        Avx512F.IsSupported ? Gather<Float512, Vector512<float>>(launch, isUpdate) : HasAvx2 && Gather<Float256, Vector256<float>>(launch, isUpdate);

    private static bool Gather<TLanes, TVector>(CpuLaunch launch, bool isUpdate)
        where TLanes : struct, IWindowLanes<TVector>
        where TVector : struct
        => PlanarPatches<TLanes, TVector>.Run(launch, isUpdate) || PlanarRows<TLanes, TVector>.Run(launch, isUpdate) || PlanarGather<TLanes, TVector>.Run(launch, isUpdate);

    private static bool ProjectSpatial(CpuLaunch launch) =>
        Avx512F.IsSupported ? SpatialForward<Float512, Vector512<float>>.Run(launch) : HasAvx2 && SpatialForward<Float256, Vector256<float>>.Run(launch);

    private static bool GatherSpatial(CpuLaunch launch, bool isUpdate) =>
        Avx512F.IsSupported ? SpatialGather<Float512, Vector512<float>>.Run(launch, isUpdate) : HasAvx2 && SpatialGather<Float256, Vector256<float>>.Run(launch, isUpdate);
}
