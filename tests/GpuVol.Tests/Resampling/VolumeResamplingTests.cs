using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Resampling;

public sealed class VolumeResamplingTests
{
    private static readonly Vector3D Gradient = new(0.3, -1.1, 0.7);

    [SkippableTheory]
    [Devices(1.0, 1.0, 1.0)]
    [Devices(0.4, 2.0, 3.1)]
    [Devices(5.0, 0.5, 0.9)]
    [Devices(1000.0, 0.7, 1000.0)]
    public void ToSpacing_KeepsLandmarksInMm(string id, double x, double y, double z)
    {
        var device = TestDevices.Get(id);
        using var source = LinearInPatient();
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.ToSpacing(volume, new Vector3D(x, y, z), outsideValue: float.NaN));
        Assert.Equal(new Vector3D(x, y, z), result.Geometry.SpacingMm);
        for (var axis = 0; axis < 3; axis++)
            Assert.Equal(Math.Max(1, Math.Round(source.Geometry.ExtentMm[axis] / result.Geometry.SpacingMm[axis])), result.Geometry.Size[axis]);
        CheckSameCentre(source.Geometry, result.Geometry);
        CheckLinearInPatient(source.Geometry, result, id);
    }

    [SkippableTheory]
    [Devices(20, 30, 40)]
    [Devices(7, 1, 3)]
    [Devices(24, 17, 11)]
    public void ToSize_KeepsExtentAndLandmarksInMm(string id, int ni, int nj, int nk)
    {
        var device = TestDevices.Get(id);
        using var source = LinearInPatient();
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.ToSize(volume, new Size3D(ni, nj, nk), outsideValue: float.NaN));
        Assert.Equal(new Size3D(ni, nj, nk), result.Geometry.Size);
        Assert.True((source.Geometry.ExtentMm - result.Geometry.ExtentMm).Length < 1e-9);
        CheckSameCentre(source.Geometry, result.Geometry);
        CheckLinearInPatient(source.Geometry, result, id);
    }

    [SkippableTheory]
    [Devices(Interpolation.Linear)]
    [Devices(Interpolation.Nearest)]
    public void OuterHalfVoxel_TakesTheEdgeValue(string id, Interpolation interpolation)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(3, 1, 1), Vector3D.One), (i, _, _) => 10 * (i + 1));
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.ToSize(volume, new Size3D(12, 1, 1), interpolation, outsideValue: -1));
        double[] expected = interpolation == Interpolation.Linear
            ? [10, 10, 11.25, 13.75, 16.25, 18.75, 21.25, 23.75, 26.25, 28.75, 30, 30]
            : [10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30];
        VolumeAssert.Close(expected, result.AsSpan<float>(), result.Geometry.Size, 4e-6, $"{id}: {interpolation}");
    }

    [SkippableTheory]
    [Devices]
    public void NearestBetweenTwoVoxels_TakesTheUpper(string id)
    {
        var device = TestDevices.Get(id);
        using var source = TestVolumes.From(new VolumeGeometry(new Size3D(4, 1, 1), Vector3D.One), (i, _, _) => i);
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.ToSize(volume, new Size3D(2, 1, 1), Interpolation.Nearest));
        VolumeAssert.Close([1, 3], result.AsSpan<float>(), result.Geometry.Size, 0, id);
    }

    [SkippableTheory]
    [Devices]
    public void StoredIntegersWithRescalePerSlice_AreRescaledFirst(string id)
    {
        var device = TestDevices.Get(id);
        var rescale = new IntensityRescale([1, 2, 3], [0, -10, 5]);
        using var source = TestVolumes.FromNumbers([1, 2, 3, 4, 5, 6], ElementType.Int16, new VolumeGeometry(new Size3D(2, 1, 3), Vector3D.One), rescale);
        using var result = TestVolumes.Run(device, source, volume => VolumeResampling.ToSize(volume, new Size3D(2, 1, 3)));
        VolumeAssert.Close([1, 2, -4, -2, 20, 23], result.AsSpan<float>(), result.Geometry.Size, 0, id);
        Assert.True(result.Rescale.IsIdentity);
    }

    [SkippableTheory]
    [Devices]
    public void Metadata_IsCarried(string id)
    {
        var device = TestDevices.Get(id);
        var geometry = new VolumeGeometry(new Size3D(4, 4, 4), Vector3D.One);
        using var memory = TestVolumes.Random(geometry.Size, 1);
        using var source = new Volume(geometry, ElementType.Float32, memory.Memory.AddReference()) { Metadata = VolumeMetadata.Empty with { Modality = "CT" } };
        foreach (var operation in new Func<DeviceVolume, DeviceVolume>[]
        {
            volume => VolumeResampling.ToSpacing(volume, 2 * Vector3D.One),
            volume => VolumeResampling.Zoom(volume, 2 * Vector3D.One),
            volume => VolumeFilters.GaussianBlur(volume, Vector3D.One),
            volume => IntensityTransforms.Window(volume, 40, 400),
            volume => IntensityTransforms.ThresholdMask(volume, 0),
            volume => IntensityTransforms.ConvertTo(volume, ElementType.Int16),
            IntensityTransforms.ToFloat32,
        })
        {
            using var result = TestVolumes.Run(device, source, operation);
            Assert.Equal("CT", result.Metadata.Modality);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-12)]
    public void BadSpacing_ThrowsNamingTheAxis(double value)
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        var exception = OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeResampling.ToSpacing(volume, new Vector3D(1, 1, value)));
        Assert.Contains("spacingMm[2]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadSizeAndInterpolation_Throw()
    {
        using var source = TestVolumes.Random(new Size3D(3, 3, 3), 1);
        Assert.Contains("size[1] is 0", OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeResampling.ToSize(volume, new Size3D(1, 0, 1))).Message, StringComparison.Ordinal);
        OperationLeak.CheckThrows<ArgumentOutOfRangeException>("cpu", source, volume => VolumeResampling.ToSize(volume, new Size3D(1, 1, 1), (Interpolation)7));
    }

    [SkippableTheory]
    [Devices]
    public void Buffers_AreAllGivenBack(string id)
    {
        using var source = TestVolumes.RandomStored(new Size3D(9, 8, 7), ElementType.UInt16, 1);
        OperationLeak.Check(id, source, volume => VolumeResampling.ToSpacing(volume, 0.5 * Vector3D.One));
        OperationLeak.Check(id, source, volume => VolumeResampling.ToSize(volume, new Size3D(4, 4, 4), Interpolation.Nearest));
        OperationLeak.Check(id, source, volume => VolumeResampling.Zoom(volume, 1.5 * Vector3D.One));
    }

    /// <summary>An oblique, anisotropic volume whose intensity is a linear function of the patient's position in mm.</summary>
    internal static Volume LinearInPatient()
    {
        var geometry = new VolumeGeometry(new Size3D(24, 17, 11), new Vector3D(0.7, 0.9, 2.5), new Vector3D(-30, 12, 55), TestVolumes.Oblique);
        return TestVolumes.From(geometry, (i, j, k) => Vector3D.Dot(Gradient, geometry.VoxelToPatient(new Vector3D(i, j, k))));
    }

    /// <summary>Every voxel whose centre lies between the source's outer voxel centres has the linear function's value there.</summary>
    internal static void CheckLinearInPatient(VolumeGeometry source, Volume result, string id)
    {
        var (checkedVoxels, size) = (0, result.Geometry.Size);
        for (var k = 0; k < size.K; k++)
        {
            for (var j = 0; j < size.J; j++)
            {
                for (var i = 0; i < size.I; i++)
                {
                    var patient = result.Geometry.VoxelToPatient(new Vector3D(i, j, k));
                    var index = source.PatientToVoxel(patient);
                    var actual = result.Slice<float>(k)[i + size.I * j];
                    Assert.False(float.IsNaN(actual), $"{id}: voxel ({i}, {j}, {k}) lies outside.");
                    if (!Enumerable.Range(0, 3).All(axis => index[axis] >= -1e-9 && index[axis] <= source.Size[axis] - 1 + 1e-9))
                        continue;
                    checkedVoxels++;
                    var expected = Vector3D.Dot(Gradient, patient);
                    Assert.True(Math.Abs(actual - expected) <= 2e-5, $"{id}: voxel ({i}, {j}, {k}) at {patient} mm: expected {expected}, got {actual}.");
                }
            }
        }

        Assert.True(checkedVoxels > 0);
    }

    private static void CheckSameCentre(VolumeGeometry a, VolumeGeometry b)
    {
        static Vector3D Centre(VolumeGeometry g) => g.VoxelToPatient(new Vector3D((g.Size.I - 1) / 2.0, (g.Size.J - 1) / 2.0, (g.Size.K - 1) / 2.0));
        Assert.True((Centre(a) - Centre(b)).Length < 1e-9, $"The centre moved from {Centre(a)} to {Centre(b)}.");
        Assert.Equal(a.Direction, b.Direction);
    }
}
