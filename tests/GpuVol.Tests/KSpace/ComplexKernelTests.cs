using GpuVol.Cpu;
using GpuVol.Kernels;

namespace GpuVol.Tests.KSpace;

/// <summary>The vector code of the passes that reconstructions are made of, against the plain kernels: the same bits.</summary>
public sealed class ComplexKernelTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(3, 2, 1, 2)]
    [InlineData(17, 9, 1, 5)]
    [InlineData(40, 11, 3, 16)]
    [InlineData(130, 37, 2, 3)]
    public void Vectorised_EqualsThePlainKernel(int ni, int nj, int nk, int coils)
    {
        var voxels = (long)ni * nj * nk;
        var images = Random((int)voxels * coils, 1);
        var sensitivities = Random((int)voxels * coils, 2);
        var image = Random((int)voxels, 3);
        var weights = Array.ConvertAll(Random((int)voxels, 4), v => v.X);
        if (voxels > 5)
        {
            // A voxel that no coil sees.
            for (var c = 0; c < coils; c++)
                sensitivities[c * voxels + 5] = images[c * voxels + 5] = default;
        }

        var target = new Size3D(ni + 5, Math.Max(1, nj - 3), nk + 1);
        Compare(voxels, (device, x, s, one, w, result) => CoilKernels.Launch.RootSumOfSquares(device, voxels, x, Real(result), voxels, coils));
        Compare(2 * voxels, (device, x, s, one, w, result) =>
        {
            CoilKernels.Launch.Combine(device, voxels, x, s, result.View.SubView(0, voxels), voxels, coils, 1);
            CoilKernels.Launch.Combine(device, voxels, x, s, result.View.SubView(voxels, voxels), voxels, coils, 0);
        });
        Compare(voxels * coils, (device, x, s, one, w, result) => CoilKernels.Launch.Expand(device, voxels, one, s, result, voxels, coils));
        Compare(voxels * coils, (device, x, s, one, w, result) => CoilKernels.Launch.AdaptiveWeights(device, new Index3D(ni, nj, nk), x, s.View.SubView(0, coils), result, new AdaptiveParameters
        {
            SizeI = ni,
            SizeJ = nj,
            SizeK = nk,
            Coils = coils,
            RadiusI = Math.Min(2, ni / 2),
            RadiusJ = Math.Min(1, nj / 2),
            RadiusK = Math.Min(1, nk / 2),
            Iterations = 3,
            Scale = 0.7f,
        }));
        Compare(voxels * coils, (device, x, s, one, w, result) =>
        {
            device.Copy(x.Memory, 0, result.Memory, 0, x.Length * 8);
            ComplexKernels.Launch.Weight(device, result.Length, result, w, voxels);
            ComplexKernels.Launch.AddScaled(device, result.Length, s, result, 0.3f, -1.7f);
        });
        Compare(voxels * coils, (device, x, s, one, w, result) => ComplexKernels.Launch.Part(device, result.Length, x, Real(result), ComplexPart.Magnitude));
        Compare(target.Voxels * coils, (device, x, s, one, w, result) =>
        {
            using var i = device.Allocate<float>(Array.ConvertAll(Random(ni, 5), v => v.X));
            using var j = device.Allocate<float>(Array.ConvertAll(Random(nj, 6), v => v.X));
            using var k = device.Allocate<float>(Array.ConvertAll(Random(nk, 7), v => v.X));
            ComplexKernels.Launch.Resize(device, new Index3D(target.I, target.J, target.K * coils), x, result, i, j, k, new ResizeParameters
            {
                SourceI = ni,
                SourceJ = nj,
                SourceK = nk,
                TargetI = target.I,
                TargetJ = target.J,
                TargetK = target.K,
                FirstI = -2,
                FirstJ = Math.Min(1, nj - target.J),
                FirstK = -1,
            });
        });
        Compare(64, (device, x, s, one, w, result) => ComplexKernels.Launch.PartialDot(device, 64, x, s, Double(result), voxels * coils, 64));

        void Compare(long length, Action<ComputeDevice, DeviceBuffer<Float2>, DeviceBuffer<Float2>, DeviceBuffer<Float2>, DeviceBuffer<float>, DeviceBuffer<Float2>> run)
        {
            using var vectorised = new CpuDevice(threads: 3);
            using var plain = new CpuDevice(useOverrides: false);
            var expected = Run(plain);
            var actual = Run(vectorised);
            for (var n = 0; n < expected.Length; n++)
            {
                Assert.True(BitConverter.SingleToInt32Bits(expected[n].X) == BitConverter.SingleToInt32Bits(actual[n].X) && BitConverter.SingleToInt32Bits(expected[n].Y) == BitConverter.SingleToInt32Bits(actual[n].Y)
                    || (expected[n].X == actual[n].X && expected[n].Y == actual[n].Y), $"number {n}: ({expected[n].X}, {expected[n].Y}) plain, ({actual[n].X}, {actual[n].Y}) vectorised");
            }

            Float2[] Run(CpuDevice device)
            {
                using var x = device.Allocate<Float2>(images);
                using var s = device.Allocate<Float2>(sensitivities);
                using var one = device.Allocate<Float2>(image);
                using var w = device.Allocate<float>(weights);
                using var result = device.Allocate<Float2>(new Float2[length]);
                run(device, x, s, one, w, result);
                return result.ToArray();
            }
        }
    }

    private static DeviceView<float> Real(DeviceBuffer<Float2> buffer) => new(buffer.Memory, 0, buffer.Length);

    private static DeviceView<double> Double(DeviceBuffer<Float2> buffer) => new(buffer.Memory, 0, buffer.Length);

    private static Float2[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new Float2((float)(2 * random.NextDouble() - 1), (float)(2 * random.NextDouble() - 1)))];
    }
}
