using GpuVol.Cpu;

namespace GpuVol.Tests.Resampling;

/// <summary>The CPU's affine resampling, which goes through a few slices at a time, against the plain kernel, which has them all.</summary>
public sealed class AffineVectorTests
{
    private const float Range = 2000;

    // Tall volumes need several bands of slices, the last two a ring that comes round.
    [Theory]
    [InlineData(40, 30, 20)]
    [InlineData(100, 9, 12)]
    [InlineData(3, 50, 50)]
    [InlineData(64, 2, 2)]
    [InlineData(1, 1, 1)]
    [InlineData(9, 12, 90)]
    [InlineData(20, 9, 330)]
    public void Vectorised_EqualsThePlainKernel(int ni, int nj, int nk)
    {
        using var plain = new CpuDevice(useOverrides: false);
        using var device = new CpuDevice(2);
        using var source = TestVolumes.Random(new Size3D(ni, nj, nk), ni, -Range / 2, Range / 2);
        var centre = new Vector3D((ni - 1) / 2.0, (nj - 1) / 2.0, (nk - 1) / 2.0);
        var half = new Matrix3D(new Vector3D(0.5, 0, 0), new Vector3D(0, 0.5, 0.25), new Vector3D(0, 0, 0.5));
        foreach (var matrix in new[] { TestVolumes.Oblique, TestVolumes.Oblique.Transposed(), half, new Matrix3D(new Vector3D(-1, 0, 0), new Vector3D(0, 0, 1), new Vector3D(0, 1, 0)), new Matrix3D(new Vector3D(0.1, 0, 5), new Vector3D(0, 0.3, 0), new Vector3D(-0.2, 0, 0.5)) })
        {
            var size = new Size3D(50, 33, 17);
            var map = new IndexMap(matrix, centre - matrix * new Vector3D(24, 16, 8));
            foreach (var interpolation in Enum.GetValues<Interpolation>())
            {
                foreach (var border in new Border?[] { null, Border.Constant, Border.Reflect, Border.GridConstant, Border.Nearest, Border.Wrap, Border.GridWrap, Border.Mirror })
                {
                    var plan = border is null
                        ? ResamplingPlan.Like(source.Geometry, new VolumeGeometry(size, Vector3D.One, map.Offset, matrix), null, new ResamplingOptions { Interpolation = interpolation, OutsideValue = -5 })
                        : ResamplingPlan.Affine(source.Geometry, map, size, new ResamplingOptions { Interpolation = interpolation, Border = border, OutsideValue = 7 });
                    using var expected = TestVolumes.Run(plain, source, plan.Run);
                    using var actual = TestVolumes.Run(device, source, plan.Run);
                    var limit = interpolation <= Interpolation.Linear ? Tolerances.SameBits : Range * Tolerances.SplineVectorOfRange;
                    VolumeAssert.Close(expected, actual, limit, $"{interpolation}, {border}, {matrix}");
                }
            }
        }
    }

    [Fact]
    public void NaNVoxel_ReachesOnlyWhatItHasWeightIn()
    {
        using var device = new CpuDevice(2);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(40, 8, 8), Vector3D.One), (i, j, k) => i == 20 && j == 4 && k == 4 ? double.NaN : i);
        var swap = new IndexMap(new Matrix3D(new Vector3D(1, 0, 0), new Vector3D(0, 0, 1), new Vector3D(0, 1, 0)), Vector3D.Zero);
        using var result = TestVolumes.Run(device, source, volume => ResamplingPlan.Affine(source.Geometry, swap, source.Geometry.Size).Run(volume));
        VolumeAssert.Close(source, result, 0, "NaN");
    }
}
