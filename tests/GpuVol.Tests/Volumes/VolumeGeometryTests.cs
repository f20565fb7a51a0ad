namespace GpuVol.Tests.Volumes;

public class VolumeGeometryTests
{
    private static readonly VolumeGeometry Oblique = new(new(10, 20, 30), new(0.5, 2, 3), new(-7, 11, 13), TestVolumes.Oblique);

    [Fact]
    public void VoxelToPatient_AddsTheStepsAlongTheAxes()
    {
        Assert.Equal(Oblique.OriginMm, Oblique.VoxelToPatient(Vector3D.Zero));
        for (var axis = 0; axis < 3; axis++)
        {
            var unit = new Vector3D(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
            var step = Oblique.VoxelToPatient(unit) - Oblique.OriginMm;
            Assert.Equal(Oblique.SpacingMm[axis], step.Length, 1e-12);
            Assert.True((step.Normalized() - Oblique.Direction.Column(axis)).Length < 1e-12);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PatientToVoxel_IsTheInverse(bool sheared)
    {
        var d = TestVolumes.Oblique;
        var geometry = sheared ? new(new(4, 5, 6), new(1, 2, 3), new(1, 1, 1), new Matrix3D(d.Column0, -1 * d.Column1, (d.Column2 + 0.4 * d.Column0).Normalized())) : Oblique;
        Assert.Equal(!sheared, geometry.IsOrthogonal());
        var voxel = new Vector3D(3.25, -4, 17.5);
        Assert.True((geometry.PatientToVoxel(geometry.VoxelToPatient(voxel)) - voxel).Length < 1e-12);
    }

    [Fact]
    public void Extent_CountsWholeVoxels() => Assert.Equal(new Vector3D(5, 40, 90), Oblique.ExtentMm);

    [Theory]
    [InlineData(0, 1, 1.0, 0.0)]
    [InlineData(1, -1, 1.0, 0.0)]
    [InlineData(1, 1, 0.0, 0.0)]
    [InlineData(1, 1, -1.0, 0.0)]
    [InlineData(1, 1, double.NaN, 0.0)]
    [InlineData(1, 1, double.PositiveInfinity, 0.0)]
    [InlineData(1, 1, 1.0, double.NaN)]
    [InlineData(1, 1, 1.0, double.NegativeInfinity)]
    public void ImpossibleNumbers_AreRefused(int ni, int nk, double spacing, double origin) =>
        Assert.Throws<ArgumentException>(() => new VolumeGeometry(new(ni, 1, nk), new(1, spacing, 1), new(0, 0, origin)));

    [Fact]
    public void DirectionWithoutInverse_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new VolumeGeometry(new(1, 1, 1), Vector3D.One, default, new Matrix3D(new(1, 0, 0), new(1, 0, 0), new(0, 0, 1))));
        Assert.Throws<ArgumentException>(() => new VolumeGeometry(new(1, 1, 1), Vector3D.One, default, new Matrix3D(new(double.NaN, 0, 0), new(0, 1, 0), new(0, 0, 1))));
    }

    [Fact]
    public void SameNumbers_AreEqual()
    {
        Assert.Equal(Oblique, new VolumeGeometry(Oblique.Size, Oblique.SpacingMm, Oblique.OriginMm, Oblique.Direction));
        Assert.NotEqual(Oblique, new VolumeGeometry(Oblique.Size, Oblique.SpacingMm, new(0, 0, 0), Oblique.Direction));
    }

    [Fact]
    public void Matrix_InverseTransposeAndProduct()
    {
        var m = new Matrix3D(new(2, 0, 1), new(0.5, -3, 0), new(1, 1, 4));
        var unit = m * m.Inverse();
        for (var c = 0; c < 3; c++)
            Assert.True((unit.Column(c) - Matrix3D.Identity.Column(c)).Length < 1e-14);
        Assert.Equal(m, m.Transposed().Transposed());
        Assert.Equal(m[0, 2], m.Transposed()[2, 0]);
        Assert.Equal(1, TestVolumes.Oblique.Determinant, 1e-12);
        Assert.Throws<InvalidOperationException>(() => new Matrix3D(new(1, 1, 1), new(1, 1, 1), new(0, 0, 1)).Inverse());
    }
}
