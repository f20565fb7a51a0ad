using GpuVol.Cpu;

namespace GpuVol.Tests.Resampling;

/// <summary>The CPU's spline resampling, which goes through a few slices at a time, against the plain kernels, which have them all.</summary>
public sealed class SplineVectorTests
{
    private const float Range = 2000;

    // Tall volumes need several blocks of slices; windows, gathers and single columns; aligned and unaligned rows; streamed results.
    [Theory]
    [InlineData(1, 1, 1, 5.0, 3.0, 2.0)]
    [InlineData(7, 5, 4, 1.7, 2.3, 0.5)]
    [InlineData(33, 18, 5, 2.0, 1.0, 1.0)]
    [InlineData(40, 5, 9, 1.2, 1.5, 1.5)]
    [InlineData(100, 9, 5, 0.3, 0.7, 1.2)]
    [InlineData(9, 5, 150, 1.2, 1.0, 1.37)]
    [InlineData(9, 5, 150, 1.0, 1.3, 0.31)]
    [InlineData(20, 3, 97, 1.6, 1.0, 2.5)]
    [InlineData(128, 90, 5, 1.5, 1.5, 13.0)]
    public void Vectorised_EqualsThePlainKernel(int ni, int nj, int nk, double zoomI, double zoomJ, double zoomK)
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni, -Range / 2, Range / 2);
        var isLarge = source.Geometry.Size.Voxels > 50_000;
        foreach (var interpolation in Enum.GetValues<Interpolation>().Where(i => isLarge ? i == Interpolation.Cubic : i >= Interpolation.Quadratic))
        {
            foreach (var (border, gridMode) in new[] { (Border.Constant, false), (Border.GridConstant, true), (Border.Constant, true), (Border.GridWrap, true), (Border.Reflect, true), (Border.Nearest, true), (Border.Wrap, true) }.Take(isLarge ? 1 : 7))
            {
                DeviceVolume Zoom(DeviceVolume volume) => VolumeResampling.Zoom(volume, new Vector3D(zoomI, zoomJ, zoomK), interpolation, gridMode, border, 3.5f);
                using var expected = TestVolumes.Run(plain, source, Zoom);
                foreach (var threads in new[] { 1, 2, 5 })
                {
                    using var device = new CpuDevice(threads);
                    using var actual = TestVolumes.Run(device, source, Zoom);
                    VolumeAssert.Close(expected, actual, Range * Tolerances.SplineVectorOfRange, $"cpu, {threads} threads: {interpolation}, {border}, grid {gridMode}");
                }
            }
        }
    }

    [Theory]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.UInt16)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.Float32)]
    public void StoredVoxelsWithRescalePerSlice_AreRescaledFirst(ElementType type)
    {
        using var device = new CpuDevice();
        var size = new Size3D(21, 6, 60);
        var rescale = new IntensityRescale(Enumerable.Range(0, 60).Select(k => 0.5 + 0.01 * k).ToArray(), Enumerable.Range(0, 60).Select(k => -3.0 * k).ToArray());
        var random = new Random(7);
        var numbers = Enumerable.Range(0, (int)size.Voxels).Select(_ => (double)random.Next(250)).ToArray();
        using var source = TestVolumes.FromNumbers(numbers, type, new VolumeGeometry(size, Vector3D.One), rescale);
        foreach (var border in new[] { Border.Constant, Border.Nearest })
        {
            DeviceVolume Zoom(DeviceVolume volume) => VolumeResampling.Zoom(volume, new Vector3D(1.5, 2, 1.25), Interpolation.Cubic, border: border);
            using var actual = TestVolumes.Run(device, source, Zoom);
            using var intensities = TestVolumes.Run(device, source, IntensityTransforms.ToFloat32);
            using var expected = TestVolumes.Run(device, intensities, Zoom);
            VolumeAssert.Close(expected, actual, Tolerances.SameBits, $"{type}, {border}");
        }
    }

    // Slabs begin and end their recursions elsewhere; a flipped axis goes through the target backwards.
    [Theory]
    [InlineData(Interpolation.Nearest)]
    [InlineData(Interpolation.Linear)]
    [InlineData(Interpolation.Cubic)]
    [InlineData(Interpolation.Quintic)]
    public void Slabs_MakeTheWhole(Interpolation interpolation)
    {
        using var device = new CpuDevice(2);
        using var source = TestVolumes.Random(new Size3D(18, 11, 160), 3, -Range / 2, Range / 2);
        var flipped = new IndexMap(new Matrix3D(new Vector3D(1, 0, 0), new Vector3D(0, 1, 0), new Vector3D(0, 0, -0.8)), new Vector3D(0, 0, 159));
        var oblique = new IndexMap(new Matrix3D(new Vector3D(0.9, 0.1, 0), new Vector3D(-0.1, 0.9, 0.2), new Vector3D(0, -0.1, 1.1)), new Vector3D(1, 2, 3));
        var options = new ResamplingOptions { Interpolation = interpolation };
        foreach (var plan in new[]
        {
            ResamplingPlan.Zoom(source.Geometry, new Vector3D(1.2, 0.8, 1.5), options: options),
            ResamplingPlan.ToSpacing(source.Geometry, new Vector3D(0.8, 1.3, 2.1), options),
            ResamplingPlan.Affine(source.Geometry, flipped, new Size3D(18, 11, 190), options),
            ResamplingPlan.Affine(source.Geometry, oblique, new Size3D(16, 12, 130), options),
        })
        {
            using var whole = TestVolumes.Run(device, source, plan.Run);
            using var uploaded = source.ToDevice(device);
            using var run = plan.Start(uploaded);
            for (var first = 0; first < plan.Target.Size.K;)
            {
                var count = Math.Min(37, plan.Target.Size.K - first);
                using var slab = run.Slab(first, count);
                using var host = slab.ToHost();
                for (var k = 0; k < count; k++)
                {
                    var expected = Array.ConvertAll(whole.Slice<float>(first + k).ToArray(), v => (double)v);
                    VolumeAssert.Close(expected, host.Slice<float>(k), host.Geometry.Size, Range * Tolerances.SplineVectorOfRange, $"{interpolation}, slice {first + k} of {plan.Target.Size}");
                }

                Assert.True((host.Geometry.OriginMm - plan.Target.VoxelToPatient(new Vector3D(0, 0, first))).Length < 1e-9);
                first += count;
            }
        }
    }
}
