using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>The frame that the command line promises: azimuth 0 from the front, right = patient's left, up = head.</summary>
public sealed class CameraTests
{
    [Theory]
    [InlineData(0, 0, 1, 0, 0, 0, 0, 1, 0, -1, 0)]
    [InlineData(90, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0)]
    [InlineData(180, 0, -1, 0, 0, 0, 0, 1, 0, 1, 0)]
    [InlineData(-90, 0, 0, -1, 0, 0, 0, 1, -1, 0, 0)]
    [InlineData(0, 90, 1, 0, 0, 0, 1, 0, 0, 0, 1)]
    [InlineData(0, -90, 1, 0, 0, 0, -1, 0, 0, 0, -1)]
    [InlineData(360090, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0)]
    public void QuarterTurns_FrameIsExact(double azimuth, double elevation, double rx, double ry, double rz, double ux, double uy, double uz, double cx, double cy, double cz)
    {
        var camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation };
        Assert.Equal(new Vector3D(rx, ry, rz), camera.Right + Vector3D.Zero);
        Assert.Equal(new Vector3D(ux, uy, uz), camera.Up + Vector3D.Zero);
        Assert.Equal(new Vector3D(cx, cy, cz), camera.TowardsCamera + Vector3D.Zero);
    }

    [Fact]
    public void AnyAngles_FrameIsOrthonormalAndRightHanded()
    {
        for (var azimuth = -400.0; azimuth < 400; azimuth += 37.3)
        {
            for (var elevation = -90.0; elevation <= 90; elevation += 11.9)
            {
                var camera = new Camera { AzimuthDegrees = azimuth, ElevationDegrees = elevation };
                Assert.InRange((Vector3D.Cross(camera.Right, camera.Up) - camera.TowardsCamera).Length, 0, 1e-12);
                Assert.InRange(camera.Up.Length, 1 - 1e-12, 1 + 1e-12);
                Assert.InRange(Vector3D.Dot(camera.Right, camera.Up), -1e-12, 1e-12);
                Assert.InRange(camera.TowardsCamera.Z - Math.Sin(elevation * Math.PI / 180), -1e-12, 1e-12);
            }
        }
    }
}
