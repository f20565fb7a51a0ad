using GpuVol.Viewer;

namespace GpuVol.Tests.Window;

public sealed class OrbitControlsTests
{
    private static readonly VolumeGeometry Geometry = new(new Size3D(40, 50, 60), new Vector3D(1, 1.2, 2), new Vector3D(-10, 5, 100), TestVolumes.Oblique);

    [Fact]
    public void DragAcrossTheShorterSide_IsHalfATurnThatFollowsTheMouse()
    {
        var orbit = new OrbitControls(Geometry, new Camera());
        orbit.Orbit(50, 25, 100);

        // What is in front moves to the right and down when the camera goes to the left and up.
        Assert.Equal(-90, orbit.Camera.AzimuthDegrees, 1e-12);
        Assert.Equal(45, orbit.Camera.ElevationDegrees, 1e-12);
    }

    [Fact]
    public void Elevation_StopsAboveAndBelow()
    {
        var orbit = new OrbitControls(Geometry, new Camera { ElevationDegrees = 80 });
        orbit.Turn(0, 30);
        Assert.Equal(90, orbit.Camera.ElevationDegrees);
        orbit.Turn(0, -500);
        Assert.Equal(-90, orbit.Camera.ElevationDegrees);
    }

    [Theory]
    [InlineData(Projection.Orthographic)]
    [InlineData(Projection.Perspective)]
    public void Pan_MovesTheTargetWithTheMouse(Projection projection)
    {
        var start = new Camera { AzimuthDegrees = 33, ElevationDegrees = -20, Zoom = 1.7, Projection = projection };
        var orbit = new OrbitControls(Geometry, start);
        orbit.Pan(30, -12, 200);
        var (centre, radius) = RaycastGeometry.BoundingSphere(Geometry);
        var moved = orbit.Camera.TargetMm!.Value - centre;

        // The former middle of the picture is 30 pixels to the right of the new one and 12 above it.
        var pixelMm = RaycastGeometry.PixelMm(radius, start, 200);
        Assert.Equal(-30 * pixelMm, Vector3D.Dot(moved, start.Right), 1e-9);
        Assert.Equal(-12 * pixelMm, Vector3D.Dot(moved, start.Up), 1e-9);
        Assert.Equal(0, Vector3D.Dot(moved, start.TowardsCamera), 1e-9);
    }

    [Fact]
    public void Pan_KeepsTheVolumeInReach()
    {
        var orbit = new OrbitControls(Geometry, new Camera());
        for (var n = 0; n < 50; n++)
            orbit.Pan(90, 70, 100);
        var (centre, radius) = RaycastGeometry.BoundingSphere(Geometry);
        Assert.Equal(radius, (orbit.Camera.TargetMm!.Value - centre).Length, 1e-9);
    }

    [Fact]
    public void Wheel_ZoomsBackToWhereItWas()
    {
        var orbit = new OrbitControls(Geometry, new Camera { Zoom = 1.3 });
        orbit.Zoom(5);
        Assert.True(orbit.Camera.Zoom > 2);
        orbit.Zoom(-5);
        Assert.Equal(1.3, orbit.Camera.Zoom, 1e-12);
        orbit.Zoom(-1000);
        Assert.Equal(0.1, orbit.Camera.Zoom);
        orbit.Zoom(1000);
        Assert.Equal(100, orbit.Camera.Zoom);
    }

    [Fact]
    public void Sides_ComeInTurnAndEndAtTheBeginning()
    {
        var orbit = new OrbitControls(Geometry, new Camera { AzimuthDegrees = 12 });
        var seen = new List<(double, double)>();
        for (var n = 0; n < 7; n++)
        {
            orbit.NextSide();
            seen.Add((orbit.Camera.AzimuthDegrees, orbit.Camera.ElevationDegrees));
        }

        Assert.Equal([(0, 0), (90, 0), (180, 0), (-90, 0), (0, 90), (0, -90), (0, 0)], seen);
    }
}
