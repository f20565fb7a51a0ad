using GpuVol.Cpu;

namespace GpuVol.Tests.Tomography;

/// <summary>The vector code of the backprojection against the plain kernels: to the bit, but for linear interpolation of parallel rays in patches.</summary>
public sealed class BackProjectionVectorTests
{
    public static TheoryData<DetectorInterpolation, bool, double> Cases
    {
        get
        {
            var cases = new TheoryData<DetectorInterpolation, bool, double>();
            foreach (var interpolation in Enum.GetValues<DetectorInterpolation>())
            {
                foreach (var columnMm in new[] { 1.1, 0.24, 3.7 })
                {
                    cases.Add(interpolation, false, columnMm);
                    cases.Add(interpolation, true, columnMm);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FanRays_AreBackprojectedToTheBit(DetectorInterpolation interpolation, bool hardEdge, double columnMm)
    {
        // Some columns short of the image: edges of the detector cross it.
        var geometry = ProjectionGeometry.Fan(Angles(2, 362, 70), (int)(60 / columnMm), columnMm, 70, 40, slices: 2);
        var grid = TomographyTestData.Grid(53, 2, 1);
        var (plain, vector) = Both(geometry, grid, interpolation, hardEdge);
        Assert.Equal(plain, vector);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ParallelRays_AreBackprojectedToTheBit(DetectorInterpolation interpolation, bool hardEdge, double columnMm)
    {
        var geometry = ProjectionGeometry.Parallel(Angles(0, 180, 40), (int)(40 / columnMm), columnMm, slices: 2);
        var (plain, vector) = Both(geometry, TomographyTestData.Grid(53, 2, 1), interpolation, hardEdge);
        if (interpolation != DetectorInterpolation.Linear || hardEdge)
        {
            Assert.Equal(plain, vector);
            return;
        }

        double difference = 0, norm = 0;
        for (var n = 0; n < plain.Length; n++)
        {
            difference += ((double)plain[n] - vector[n]) * ((double)plain[n] - vector[n]);
            norm += (double)plain[n] * plain[n];
        }

        Assert.True(Math.Sqrt(difference / norm) <= Tolerances.AnalyticBetweenDevices, $"relative L2 {Math.Sqrt(difference / norm):E2}.");
    }

    private static (float[] Plain, float[] Vector) Both(ProjectionGeometry geometry, VolumeGeometry grid, DetectorInterpolation interpolation, bool hardEdge)
    {
        using var data = TestVolumes.Random(geometry.DataSize, 5);
        var weights = Enumerable.Range(0, geometry.Views).Select(view => 1 + 0.1 * (view % 3)).ToArray();
        using var plainDevice = new CpuDevice(useOverrides: false);
        using var vectorDevice = new CpuDevice();
        using var plain = TestVolumes.Run(plainDevice, data, d => BackProjection.Apply(d, geometry, grid, weights, interpolation, hardEdge));
        using var vector = TestVolumes.Run(vectorDevice, data, d => BackProjection.Apply(d, geometry, grid, weights, interpolation, hardEdge));
        return (plain.AsSpan<float>().ToArray(), vector.AsSpan<float>().ToArray());
    }

    private static double[] Angles(double start, double stop, int count) => ProjectionGeometry.AnglesFromDegrees(start, stop, count);
}
