using GpuVol.Tests.Rendering;
using GpuVol.Viewer;

namespace GpuVol.Tests.Devices;

/// <summary>
/// Volumes on their way from a CUDA device to OpenGL: through a buffer that both share, or through the host. The stand-in for the driver maps real buffers of the real OpenGL at hand,
/// so that all of the way runs but NVIDIA's side of it.
/// </summary>
[Collection(nameof(CudaDeviceTests))]
public sealed class CudaOpenGlTests : IDisposable
{
    private readonly string _cache = Directory.CreateTempSubdirectory("gpuvol-cuda-cache").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    // In one piece; folded into textures of at most 40 texels; in two pieces of whole slices.
    [SkippableTheory]
    [InlineData(40, 30, 35, 2048)]
    [InlineData(12, 70, 9, 40)]
    [InlineData(300, 300, 120, 2048)]
    public void SharedBuffer_SamePictureAsThroughTheHost(int ni, int nj, int nk, int largestAxis)
    {
        TestRenderer.Get("gl");
        var cuda = SimulatedCudaDriver.Get();
        using var volume = RenderingTestData.Smooth(new Size3D(ni, nj, nk));
        using (var device = cuda.Open(0, _cache))
        {
            using var uploaded = volume.ToDevice(device);
            using var prepared = new RaycastVolume(uploaded);
            using var here = volume.ToDevice(TestDevices.Get("cpu"));
            using var preparedHere = new RaycastVolume(here);
            using var raycaster = new OpenGlRaycaster(largestAxis);
            foreach (var mode in new[] { RenderMode.Mip, RenderMode.Iso })
            {
                var settings = new RenderSettings { Mode = mode, Width = 90, Height = 70, Camera = new Camera { AzimuthDegrees = 31, ElevationDegrees = 17 } };
                var expected = raycaster.Render(preparedHere, settings);
                Assert.True(expected.Pixels.Count(level => level > 20) > 300, $"{mode}: the picture is empty.");
                Assert.Null(raycaster.HostDetour);

                var (mapped, downloaded) = (cuda.Count("mapped-bytes"), cuda.Count("downloaded-bytes"));
                Assert.Equal(expected.Pixels, raycaster.Render(prepared, settings).Pixels);
                Assert.Null(raycaster.HostDetour);
                Assert.True(cuda.Count("mapped-bytes") - mapped >= volume.Geometry.Size.Voxels * sizeof(float), "Not all voxels went through the shared buffer.");
                Assert.Equal(downloaded, cuda.Count("downloaded-bytes"));

                using var again = new RaycastVolume(uploaded);
                cuda.Set("opengl-device", 1);
                Assert.Equal(expected.Pixels, raycaster.Render(again, settings).Pixels);
                Assert.Equal("OpenGL draws on another device than cuda:0", raycaster.HostDetour);
                cuda.Set("opengl-device", 0);
            }

            Assert.Equal(0, cuda.Count("resources"));
            raycaster.Dispose();
            Assert.Equal(0, raycaster.LiveObjects);
        }

        Assert.Equal(0, cuda.Count("blocks"));
    }

    [SkippableTheory]
    [InlineData(true, -1, "cuGLGetDevices gave CUDA_ERROR_NO_DEVICE (100)")]
    [InlineData(true, 1, "OpenGL draws on another device than cuda:0")]
    [InlineData(false, 0, "has no function cuGLGetDevices_v2")]
    public void WithoutASharedBuffer_TheHostHelpsAndItIsSaid(bool hasFunctions, int openGlDevice, string reason)
    {
        TestRenderer.Get("gl");
        var cuda = SimulatedCudaDriver.Get();
        cuda.Set("opengl-device", openGlDevice);
        var driver = hasFunctions ? cuda.Driver : cuda.WithoutOpenGl();
        using var device = new CudaDevice(driver, CudaPlatform.List(driver, out _)[0], cuda.CompilerPath, new CudaImageCache(_cache));
        using var volume = RenderingTestData.Smooth(new Size3D(20, 21, 22));
        using var uploaded = volume.ToDevice(device);
        using var prepared = new RaycastVolume(uploaded);
        using var here = volume.ToDevice(TestDevices.Get("cpu"));
        using var preparedHere = new RaycastVolume(here);
        var raycaster = new OpenGlRaycaster();
        var settings = new RenderSettings { Width = 40, Height = 30 };
        Assert.Equal(raycaster.Render(preparedHere, settings).Pixels, raycaster.Render(prepared, settings).Pixels);
        Assert.Contains(reason, raycaster.HostDetour);
        raycaster.Dispose();
        Assert.Equal((0, 0), (raycaster.LiveObjects, (int)cuda.Count("resources")));
    }

    [SkippableFact]
    public void BufferThatCannotBeMapped_FailsAndLeavesNothing()
    {
        TestRenderer.Get("gl");
        var cuda = SimulatedCudaDriver.Get();
        using var device = cuda.Open(0, _cache);
        using var volume = RenderingTestData.Smooth(new Size3D(20, 21, 22));
        using var uploaded = volume.ToDevice(device);
        using var prepared = new RaycastVolume(uploaded);
        var raycaster = new OpenGlRaycaster();
        var opened = raycaster.LiveObjects;
        var settings = new RenderSettings { Width = 40, Height = 30 };
        cuda.Set("fail-map", 1);
        var exception = Assert.Throws<CudaException>(() => raycaster.Render(prepared, settings));
        Assert.Contains("cuGraphicsMapResources failed with CUDA_ERROR_MAP_FAILED (205)", exception.Message);

        // The picture's texture went too, and the next call works.
        Assert.Equal(opened, raycaster.LiveObjects);
        Assert.Equal(0, cuda.Count("resources"));
        raycaster.Render(prepared, settings);
        Assert.Null(raycaster.HostDetour);
        raycaster.Dispose();
        Assert.Equal(0, raycaster.LiveObjects);
    }

    [SkippableFact]
    public void NoCurrentContext_IsAReason()
    {
        using var device = SimulatedCudaDriver.Get().Open(0, _cache);
        Assert.Null(device.TryRegisterOpenGlBuffer(1, out var reason));
        Assert.Equal("cuGLGetDevices gave CUDA_ERROR_INVALID_GRAPHICS_CONTEXT (219)", reason);
        Assert.Null(TestDevices.Get("cpu").TryRegisterOpenGlBuffer(1, out reason));
        Assert.Equal("cpu shares no memory with OpenGL", reason);
    }
}
