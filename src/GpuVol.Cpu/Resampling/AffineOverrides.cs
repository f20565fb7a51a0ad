using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Vector code for <see cref="AffineKernels"/>.</summary>
internal static unsafe class AffineOverrides
{
    /// <summary>Linear and cubic, with AVX2; offsets in the source must fit 32 bits.</summary>
    public static bool Resample(CpuLaunch launch)
    {
        var order = launch.Value<int>(3);
        var p = launch.Value<AffineParameters>(2);
        if (order is not (1 or 3) || !Avx2.IsSupported || (long)p.SourceI * p.SourceJ * p.SourceK > int.MaxValue)
            return false;
        var rows = new AffineResampling(launch.View<float>(0), launch.View<float>(1), p, order);
        var size = launch.Extent;
        var tilesJ = (size.Y + AffineResampling.TileRows - 1) / AffineResampling.TileRows;
        var tilesK = (size.Z + AffineResampling.TileRows - 1) / AffineResampling.TileRows;
        launch.Parallel(tilesJ * tilesK, (begin, end) =>
        {
            for (var tile = begin; tile < end; tile++)
            {
                var (j, k) = ((int)(tile % tilesJ) * AffineResampling.TileRows, (int)(tile / tilesJ) * AffineResampling.TileRows);
                rows.Run(j, (int)Math.Min(j + AffineResampling.TileRows, size.Y), k, (int)Math.Min(k + AffineResampling.TileRows, size.Z));
            }
        });
        return true;
    }
}
