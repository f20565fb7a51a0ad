using GpuVol.Tests.Devices;
using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

/// <summary>A raycaster under test: the compute raycaster of a device, or OpenGL (with the volume on the CPU device).</summary>
internal sealed class TestRenderer
{
    private static readonly Lazy<OpenGlRaycaster> OpenGl = new(() => new OpenGlRaycaster());

    private readonly string _id;
    private readonly OpenGlRaycaster? _openGl;

    private TestRenderer(string id, ComputeDevice device, OpenGlRaycaster? openGl)
    {
        _id = id;
        Device = device;
        _openGl = openGl;
    }

    /// <summary>What <see cref="Get"/> takes.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. TestDevices.Ids, "gl"];

    /// <summary>Where volumes lie.</summary>
    public ComputeDevice Device { get; }

    /// <summary>True for OpenGL, whose texture unit interpolates.</summary>
    public bool IsOpenGl => _openGl is not null;

    /// <summary>The renderer <paramref name="id"/>; the test is skipped where it is missing, but fails in CI.</summary>
    public static TestRenderer Get(string id)
    {
        if (id != "gl")
            return new TestRenderer(id, TestDevices.Get(id), null);
        try
        {
            return new TestRenderer(id, TestDevices.Get("cpu"), OpenGl.Value);
        }
        catch (OpenGlException exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            throw new SkipException(exception.Message);
        }
    }

    public RgbImage Render(Volume volume, RenderSettings settings)
    {
        using var uploaded = volume.ToDevice(Device);
        using var prepared = new RaycastVolume(uploaded);
        return Render(prepared, settings);
    }

    public RgbImage Render(RaycastVolume volume, RenderSettings settings, LabelVolume? labels = null) =>
        _openGl?.Render(volume, settings, labels) ?? ComputeRaycaster.Render(volume, settings, labels);

    public float[] Project(Volume volume, RenderSettings settings)
    {
        using var uploaded = volume.ToDevice(Device);
        using var prepared = new RaycastVolume(uploaded);
        return Project(prepared, settings);
    }

    public float[] Project(RaycastVolume volume, RenderSettings settings) =>
        _openGl?.Project(volume, settings) ?? ComputeRaycaster.Project(volume, settings);

    public override string ToString() => _openGl is null ? Device.ToString() : $"{_id} ({_openGl.Description})";
}
