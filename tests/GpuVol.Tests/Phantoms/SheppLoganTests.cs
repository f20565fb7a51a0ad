namespace GpuVol.Tests.PhantomTests;

public sealed class SheppLoganTests
{
    // Values at points of the tables' own frame (x right, y up), worked out by hand from the ellipses that hold them.
    [Theory]
    [InlineData(0, 0.9, 1.0)]
    [InlineData(0, -0.905, 1.0)]
    [InlineData(0.0, 0.35, 0.3)]
    [InlineData(0.22, 0.0, 0.0)]
    [InlineData(-0.22, 0.0, 0.0)]
    [InlineData(0.0, 0.1, 0.3)]
    [InlineData(0.0, -0.1, 0.3)]
    [InlineData(0.0, -0.4, 0.2)]
    [InlineData(-0.08, -0.605, 0.3)]
    [InlineData(0.9, 0.9, 0.0)]
    public void SheppLogan2D_HasTheTablesValues(double x, double y, double expected)
    {
        using var volume = Phantoms.SheppLogan2D(401);
        Assert.Equal(new Size3D(401, 401, 1), volume.Geometry.Size);
        var i = (int)Math.Round((x * 401 + 400) / 2);
        var j = (int)Math.Round((-y * 401 + 400) / 2);
        Assert.Equal(expected, volume.AsSpan<float>()[i + 401 * j], 1e-6);
    }

    // The large ellipse below the forehead is the phantom's only body that is not near its own mirror image: it must be in the upper half.
    [Fact]
    public void SheppLogan2D_HasTheForeheadAtTheTop()
    {
        using var volume = Phantoms.SheppLogan2D(256);
        double Sum(Range rows) => Enumerable.Range(rows.Start.Value, rows.End.Value - rows.Start.Value).Sum(j => volume.AsSpan<float>().Slice(j * 256 + 120, 16).ToArray().Sum());
        Assert.True(Sum(70..128) > 1.2 * Sum(128..186));
    }

    [Fact]
    public void SheppLogan2D_HasTheEllipsesArea()
    {
        using var volume = Phantoms.SheppLogan2D(1024);
        var expected = Phantoms.SheppLogan2DEllipses.Sum(e => e.Density * Math.PI * e.SemiAxes.X * e.SemiAxes.Y);
        var actual = volume.AsSpan<float>().ToArray().Sum(v => (double)v) * 4 / 1024 / 1024;
        Assert.True(Math.Abs(actual - expected) < 1e-3 * expected, $"area {actual}, expected {expected}");
    }

    [Theory]
    [InlineData(0, 0, 0, 1.02)]
    [InlineData(0, 0.35, -0.25, 1.04)]
    [InlineData(0, 0.91, 0, 2.0)]
    [InlineData(0, 0, 0.89, 2.0)]
    [InlineData(0.22, 0, -0.25, 1.0)]
    [InlineData(-0.22, 0, -0.25, 1.0)]
    [InlineData(0, 0.1, 0.625, 1.0)]
    [InlineData(0.06, -0.105, 0.625, 1.04)]
    [InlineData(0, 0, -0.95, 0)]
    public void SheppLogan3D_HasTheTablesValues(double x, double y, double z, double expected)
    {
        const int Size = 161;
        using var volume = Phantoms.SheppLogan3D(Size);
        int Index(double coordinate) => (int)Math.Round((coordinate * Size + Size - 1) / 2);
        Assert.Equal(expected, volume.Slice<float>(Index(z))[Index(x) + Size * Index(-y)], 1e-6);
    }

    [Fact]
    public void SheppLogan3D_HasTheEllipsoidsVolume()
    {
        using var volume = Phantoms.SheppLogan3D(128);
        var expected = Phantoms.SheppLogan3DEllipsoids.Sum(e => e.Density * 4 / 3 * Math.PI * e.SemiAxes.X * e.SemiAxes.Y * e.SemiAxes.Z);
        var actual = volume.AsSpan<float>().ToArray().Sum(v => (double)v) * 8 / 128 / 128 / 128;
        Assert.True(Math.Abs(actual - expected) < 2e-3 * expected, $"volume {actual}, expected {expected}");
    }

    [Fact]
    public void EveryVoxel_IsTheSumOfTheBodiesThatHoldItsCentre()
    {
        const int Size = 40;
        using var volume = Phantoms.SheppLogan3D(Size);
        for (var v = 0; v < Size * Size * Size; v++)
        {
            double Coordinate(int index) => (2.0 * index + 1 - Size) / Size;
            var point = new Vector3D(Coordinate(v % Size), -Coordinate(v / Size % Size), Coordinate(v / Size / Size));
            var expected = Phantoms.SheppLogan3DEllipsoids.Where(e => e.Contains(point)).Sum(e => e.Density);
            Assert.True(Math.Abs(expected - volume.AsSpan<float>()[v]) < 1e-6, $"voxel {v} at {point}: expected {expected}, got {volume.AsSpan<float>()[v]}");
        }
    }

    [Fact]
    public void Middle_IsThePatientsOrigin()
    {
        using var volume = Phantoms.SheppLogan3D(5);
        Assert.Equal(Vector3D.Zero, volume.Geometry.VoxelToPatient(new Vector3D(2, 2, 2)));
        using var one = Phantoms.SheppLogan2D(1);
        Assert.Equal(Vector3D.Zero, one.Geometry.OriginMm);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void BadSize_Throws(int size)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Phantoms.SheppLogan2D(size));
        Assert.Throws<ArgumentOutOfRangeException>(() => Phantoms.SheppLogan3D(size));
    }
}
