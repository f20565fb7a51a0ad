using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

public sealed class SceneFileTests
{
    public static TheoryData<RenderSettings> Scenes => new()
    {
        new RenderSettings(),
        new RenderSettings
        {
            Mode = RenderMode.Composite,
            Camera = new Camera { AzimuthDegrees = -33.25, ElevationDegrees = 1.0 / 3, Zoom = 1.5, Projection = Projection.Perspective, TargetMm = new Vector3D(-12.5, 1.0 / 7, 300) },
            Width = 640,
            Height = 480,
            StepMm = 0.1,
            TransferFunction = new TransferFunction("mine", [new(-100, 0, 0.1, 0.2, 0), new(1e6, 1, 1, 0.5, 0.25)], isRelative: true) { Ambient = 0.3, Diffuse = 0.6, Specular = 0, HalfLightGradient = 7 },
        },
        new RenderSettings { Mode = RenderMode.MinIp, WindowCenter = 40, WindowWidth = 400 },
        new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 300.5 },
        new RenderSettings { Mode = RenderMode.Composite, Preset = "ct-soft" },
        new RenderSettings { Sampling = SamplePlacement.Regular, Clip = new ClipRegion { Box = new ClipBox(new(-1, -2, -3.5), new(4, 5, 6)) } },
        new RenderSettings { Clip = new ClipRegion { Box = new ClipBox(new(-1, -2, -3.5), new(4, 5, 6)), Planes = [new(new(0, 0, 2), -7.25), new(new(1, 1, 0), 1.0 / 3)] } },
        new RenderSettings { Clip = new ClipRegion { Planes = [new(new(0, 0, 2), -7.25)] } },
        new RenderSettings { Labels = new LabelPalette { Opacity = 0.75 } },
        new RenderSettings { Labels = new LabelPalette { Colors = [new(3, 0.1, 0.2, 1.0 / 3), new(1000, 1, 1, 0, 0.2)] } },
    };

    [Theory]
    [MemberData(nameof(Scenes))]
    public void Written_ReadsTheSame(RenderSettings settings)
    {
        using var folder = new TemporaryFolder();
        SceneFile.Write(folder.File("scene.json"), settings);
        Assert.Equal(settings, SceneFile.Read(folder.File("scene.json")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void MembersLeftOut_AreDefaults() => Assert.Equal(new RenderSettings { Mode = RenderMode.Iso }, SceneFile.Parse("""{ "mode": "iso", /* the rest as usual */ "step_mm": null, }"""));

    [Theory]
    [InlineData("", "is no JSON: line 1")]
    [InlineData("{\n\"mode\": \"mip\",\n!}", "is no JSON: line 3")]
    [InlineData("[1]", "scene is an array of 1; it must be an object")]
    [InlineData("""{ "mod": "mip" }""", "scene has an unknown member 'mod'; it may have mode, ")]
    [InlineData("""{ "mode": "mip", "mode": "iso" }""", "two members called mode")]
    [InlineData("""{ "mode": "xray" }""", "scene.mode is 'xray'; use one of mip, minip, average, composite, iso")]
    [InlineData("""{ "mode": 3 }""", "scene.mode is 3; it must be a string")]
    [InlineData("""{ "camera": { "azimuth_deg": "left" } }""", "scene.camera.azimuth_deg is \"left\"; it must be a finite number")]
    [InlineData("""{ "camera": { "zoom": 1e999 } }""", "scene.camera.zoom")]
    [InlineData("""{ "camera": { "zoom": 0 } }""", "the zoom is 0")]
    [InlineData("""{ "camera": { "projection": "fisheye" } }""", "use orthographic or perspective")]
    [InlineData("""{ "camera": { "target_mm": [1, 2] } }""", "scene.camera.target_mm is an array of 2; it must be an array of 3 numbers")]
    [InlineData("""{ "size": [512] }""", "scene.size is an array of 1; it must be an array of 2 numbers")]
    [InlineData("""{ "size": [512.5, 3] }""", "512.5; give a whole number")]
    [InlineData("""{ "size": [512, 1e9] }""", "1000000000; each side must be 1 to 16384")]
    [InlineData("""{ "window": [40, -1] }""", "the window width is -1")]
    [InlineData("""{ "labels": { "opacity": 2 } }""", "the opacity is 2")]
    [InlineData("""{ "labels": { "colors": [{ "color": [0, 0, 0] }] } }""", "scene.labels.colors[0] has no label")]
    [InlineData("""{ "labels": { "colors": [{ "label": 1.5, "color": [0, 0, 0] }] } }""", "scene.labels.colors[0].label holds 1.5")]
    [InlineData("""{ "labels": { "colors": [{ "label": 1, "color": [0, 0, 3] }] } }""", "label 1 has red 0, green 0, blue 3")]
    [InlineData("""{ "sampling": "random" }""", "scene.sampling is 'random'; use regular or jittered")]
    [InlineData("""{ "clip_box_mm": [0, 1, 2] }""", "scene.clip_box_mm is an array of 3; it must be an array of 6 numbers")]
    [InlineData("""{ "clip_box_mm": [0, 1, 3, 2, 0, 1] }""", "the clip box runs from 3 to 2 mm along y")]
    [InlineData("""{ "clip_planes": [{ "offset_mm": 1 }] }""", "scene.clip_planes[0] has no normal")]
    [InlineData("""{ "clip_planes": [{ "normal": [0, 0, 0], "offset_mm": 1 }] }""", "clip plane 0 has the normal (0, 0, 0)")]
    [InlineData("""{ "clip_planes": [{ "normal": [0, 0, 1], "offset": 1 }] }""", "scene.clip_planes[0] has no offset_mm")]
    [InlineData("""{ "preset": "bone" }""", "no preset is called 'bone'")]
    [InlineData("""{ "preset": "mr", "transfer_function": { "points": [{ "intensity": 0, "color": [0, 0, 0], "opacity_per_mm": 0 }] } }""", "give one of them")]
    [InlineData("""{ "transfer_function": { "points": [] } }""", "there are no points")]
    [InlineData("""{ "transfer_function": { "points": 5 } }""", "scene.transfer_function.points is 5")]
    [InlineData("""{ "transfer_function": { "points": [{ "intensity": 0, "color": [0, 0, 0] }] } }""", "scene.transfer_function.points[0] has no opacity_per_mm")]
    [InlineData("""{ "transfer_function": { "points": [{ "intensity": 0, "color": [0, 2, 0], "opacity_per_mm": 0 }] } }""", "each must be from 0 to 1")]
    [InlineData("""{ "transfer_function": { "ambient": -1, "points": [{ "intensity": 0, "color": [0, 0, 0], "opacity_per_mm": 0 }] } }""", "ambient is -1")]
    public void Broken_SaysWhere(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("scene.json"), json);
        var message = Assert.Throws<VolumeFormatException>(() => SceneFile.Read(folder.File("scene.json"))).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void MissingFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("none.json", Assert.Throws<VolumeFormatException>(() => SceneFile.Read(folder.File("none.json"))).Message, StringComparison.Ordinal);
    }
}
