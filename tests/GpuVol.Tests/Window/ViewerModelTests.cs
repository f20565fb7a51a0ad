using GpuVol.Tests.Devices;
using GpuVol.Tests.Rendering;
using GpuVol.Viewer;

namespace GpuVol.Tests.Window;

/// <summary>What mouse and keys change, and what the panels show, without a display.</summary>
public sealed class ViewerModelTests : IDisposable
{
    private const int Width = 700;
    private const int Height = 500;

    private readonly Volume _volume = RenderingTestData.Smooth(new Size3D(30, 34, 26), new VolumeGeometry(new Size3D(30, 34, 26), new Vector3D(1, 1.5, 2), default, RenderingTestData.Flipped));
    private readonly DeviceVolume _uploaded;
    private readonly RaycastVolume _prepared;
    private readonly ViewerModel _model;
    private readonly SlicePanel[] _slices;
    private readonly ViewerInput _input;

    public ViewerModelTests()
    {
        _uploaded = _volume.ToDevice(TestDevices.Get("cpu"));
        _prepared = new RaycastVolume(_uploaded);
        _model = Model(new RenderSettings { Mode = RenderMode.Composite });
        _slices = [.. Enum.GetValues<SlicePlane>().Select(plane => new SlicePanel(new SliceReader(_volume), _model.Navigation.Slice(plane)))];
        _input = new ViewerInput(_model, _slices);
        Paint();
    }

    private ViewerLayout Layout => new(Width, Height, _model.Arrangement, _model.ShowTransfer, 1);

    public void Dispose()
    {
        _prepared.Dispose();
        _uploaded.Dispose();
        _volume.Dispose();
    }

    [Fact]
    public void Keys_OfTheHelpAllDoSomething()
    {
        foreach (var (keys, _, actions) in ViewerKeys.Keys)
        {
            Assert.NotEmpty(actions);
            foreach (var (code, run) in actions)
            {
                Assert.Same(run, ViewerKeys.Find(code));
                var (version, requests) = (_model.Version, _model.Requests.Count);
                Key(code);
                Assert.True(_model.Version > version || _model.Requests.Count > requests, $"{keys}: {code} does nothing.");
            }
        }
    }

    [Fact]
    public void Help_HasLettersForAllItSays()
    {
        var said = ViewerKeys.Keys.Select(key => key.Keys + key.Meaning).Concat(ViewerKeys.Mouse.Select(mouse => mouse.Mouse + mouse.Meaning));
        Assert.All(string.Concat(said), letter => Assert.True(StrokeFont.Has(letter), $"'{letter}' has no strokes."));
        Assert.All(Enumerable.Range(' ', 95), letter => Assert.True(StrokeFont.Has((char)letter)));
    }

    [Fact]
    public void Letters_AreAllDifferent()
    {
        foreach (var scale in new[] { 1.0, 1.5, 2.0 })
        {
            var font = new StrokeFont(scale);
            var masks = Enumerable.Range('!', 94).ToLookup(letter => Convert.ToHexString(font.Mask((char)letter)), letter => (char)letter);
            Assert.All(masks, same => Assert.True(same.Count() == 1, $"{string.Concat(same)} look the same."));
            Assert.All(font.Mask(' '), coverage => Assert.Equal(0, coverage));
        }
    }

    [Fact]
    public void Drag_InTheViewTurnsTheCameraAlone()
    {
        var (crosshair, window) = (_model.Navigation.Crosshair, _model.SliceWindow);
        Drag(InputEvent.Left, Modifiers.None, 100, 100, 40, 20);
        Assert.Equal(-40 * 180.0 / Math.Min(Layout.View.Width, Layout.View.Height), _model.Orbit.Camera.AzimuthDegrees, 1e-9);
        Assert.True(_model.Orbit.Camera.ElevationDegrees > 0);
        Assert.Null(_model.Orbit.Camera.TargetMm);
        Assert.Equal((crosshair, window), (_model.Navigation.Crosshair, _model.SliceWindow));

        // Nothing is held any more.
        var camera = _model.Orbit.Camera;
        Take(new InputEvent(InputKind.Move, 20, 20));
        Assert.Equal(camera, _model.Orbit.Camera);
    }

    [Theory]
    [InlineData(InputEvent.Middle, 0)]
    [InlineData(InputEvent.Left, (int)Modifiers.Shift)]
    public void MiddleOrShift_MovesTheVolume(int button, int modifiers)
    {
        Drag(button, (Modifiers)modifiers, 100, 100, 10, 5);
        Assert.Equal(0, _model.Orbit.Camera.AzimuthDegrees);
        Assert.NotNull(_model.Orbit.Camera.TargetMm);
    }

    [Theory]
    [InlineData(InputEvent.Right, 0)]
    [InlineData(InputEvent.Left, (int)Modifiers.Control)]
    public void RightOrCtrl_InASliceIsItsWindow(int button, int modifiers)
    {
        var axial = Layout.Slice(SlicePlane.Axial);
        var (before, crosshair) = (_model.SliceWindow, _model.Navigation.Crosshair);
        Drag(button, (Modifiers)modifiers, axial.X + 30, axial.Y + 30, 60, 0);
        Assert.True(_model.SliceWindow.Width > 1.2 * before.Width);
        Assert.Equal(before.Center, _model.SliceWindow.Center);
        Drag(button, (Modifiers)modifiers, axial.X + 30, axial.Y + 30, 0, 40);
        Assert.True(_model.SliceWindow.Center > before.Center);
        Assert.Equal(crosshair, _model.Navigation.Crosshair);
    }

    [Theory]
    [InlineData(RenderMode.Mip)]
    [InlineData(RenderMode.Composite)]
    [InlineData(RenderMode.Iso)]
    public void Right_InTheViewIsWhatTheModeHas(RenderMode mode)
    {
        _model.SetMode(mode);
        var before = _model.Scene(100, 100);
        Drag(InputEvent.Right, Modifiers.None, 100, 100, 30, 10);
        var after = _model.Scene(100, 100);
        Assert.NotEqual(before, after);
        Assert.Equal(before.Camera, after.Camera);
        Assert.Equal(mode == RenderMode.Mip, before.WindowWidth != after.WindowWidth);
        Assert.Equal(mode == RenderMode.Composite, after.TransferFunction is not null);
        Assert.Equal(mode == RenderMode.Iso, before.IsoLevel != after.IsoLevel);
    }

    [Fact]
    public void Click_InASliceIsTheVoxelUnderTheMouse()
    {
        foreach (var plane in Enum.GetValues<SlicePlane>())
        {
            var (x, y) = _slices[(int)plane].Place(3, 4);
            Take(new InputEvent(InputKind.Press, x, y, InputEvent.Left));
            Take(new InputEvent(InputKind.Release, x, y, InputEvent.Left));
            var (column, row, _) = _model.Navigation.Slice(plane).Place(_model.Navigation.Crosshair);
            Assert.Equal((3, 4), (column, row));
        }
    }

    [Fact]
    public void TransferPoints_FollowTheMouse()
    {
        var panel = Layout.Transfer;
        var count = _model.Transfer.Absolute.Points.Count;
        Drag(InputEvent.Left, Modifiers.None, panel.X + 200, panel.Y + 40, 50, -10);
        Assert.Equal(count + 1, _model.Transfer.Absolute.Points.Count);
        Take(new InputEvent(InputKind.Press, panel.X + 250, panel.Y + 30, InputEvent.Right));
        Assert.Equal(count, _model.Transfer.Absolute.Points.Count);
        Key('R');
        Assert.False(_model.Transfer.IsEdited);
    }

    [Fact]
    public void Scene_OfAnEditedFunctionMakesTheSamePictureFromItsFile()
    {
        Drag(InputEvent.Left, Modifiers.None, Layout.Transfer.X + 150, Layout.Transfer.Y + 30, 30, 0);
        Drag(InputEvent.Middle, Modifiers.None, 100, 100, 20, 30);
        var scene = _model.Scene(90, 70);
        Assert.Equal(scene, SceneFile.Parse(SceneFile.ToJson(scene)));
        foreach (var mode in Enum.GetValues<RenderMode>())
        {
            _model.SetMode(mode);
            Assert.Equal(_model.Scene(90, 70), SceneFile.Parse(SceneFile.ToJson(_model.Scene(90, 70))));
        }
    }

    [Fact]
    public void FirstScene_IsTheOneThatWasGiven()
    {
        foreach (var given in new[]
        {
            new RenderSettings { Mode = RenderMode.Mip, WindowCenter = 40, WindowWidth = 300, StepMm = 0.3, Width = 90, Height = 70 },
            new RenderSettings { Mode = RenderMode.Composite, Preset = "ct-soft", Camera = new Camera { Zoom = 2 }, Width = 90, Height = 70 },
            new RenderSettings { Mode = RenderMode.Composite, TransferFunction = new TransferFunction("own", [new(0.5, 1, 0, 0, 0.5)], isRelative: true), Width = 90, Height = 70 },
            new RenderSettings { Mode = RenderMode.Iso, IsoLevel = 320, Width = 90, Height = 70 },
        })
            Assert.Equal(given, Model(given).Scene(90, 70));
    }

    [Fact]
    public void PaintedSlice_IsThePanelOfAMontage()
    {
        // A panel in which a pixel is as large as the montage's.
        var slice = _model.Navigation.Slice(SlicePlane.Coronal);
        var montage = SliceMontage.Create(_uploaded, new MontageSettings { Plane = SlicePlane.Coronal, Columns = slice.Count, Step = 1, WindowCenter = 400, WindowWidth = 900 });
        var width = (montage.Width + 2) / slice.Count - 2;
        var canvas = new Canvas(width + 9, montage.Height + 5);
        var panel = new SlicePanel(new SliceReader(_volume), slice);
        const int Index = 11;
        panel.Show(new PixelRect(4, 3, width, montage.Height), Index);
        panel.Paint(canvas, new IntensityWindow(400, 900));
        for (var y = 0; y < montage.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var expected = montage.Red(Index * (width + 2) + x, y);
                var actual = canvas.Pixels[4 * ((y + 3) * canvas.Width + x + 4)];
                Assert.True(Math.Abs(expected - actual) <= 1, $"({x}, {y}): {actual} instead of {expected}.");
            }
        }
    }

    [Fact]
    public void PaintedLabels_AreThoseOfAMontage()
    {
        // On a grid of their own, finer and turned.
        var geometry = new VolumeGeometry(new Size3D(60, 50, 40), new Vector3D(0.6, 0.8, 0.7), new Vector3D(-25, 2, -40), Matrix3D.Identity);
        using var marks = TestVolumes.From(geometry, (i, j, k) => (i / 9 + j / 7 + k / 5) % 3);
        using var uploaded = marks.ToDevice(TestDevices.Get("cpu"));
        var labels = new LabelVolume(uploaded);
        var palette = new LabelPalette { Opacity = 0.6 };
        var slice = _model.Navigation.Slice(SlicePlane.Sagittal);
        var montage = SliceMontage.Create(_uploaded, new MontageSettings { Plane = SlicePlane.Sagittal, Columns = slice.Count, Step = 1, WindowCenter = 400, WindowWidth = 900, Labels = palette }, labels);
        var width = (montage.Width + 2) / slice.Count - 2;
        var canvas = new Canvas(width, montage.Height);
        var panel = new SlicePanel(new SliceReader(_volume), slice, new SliceLabels(labels, palette, _volume.Geometry));
        const int Index = 17;
        panel.Show(new PixelRect(0, 0, width, montage.Height), Index);
        panel.Paint(canvas, new IntensityWindow(400, 900));
        var (different, coloured) = (0, 0);
        for (var y = 0; y < montage.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var expected = montage.Pixels.AsSpan(3 * (y * montage.Width + Index * (width + 2) + x), 3);
                var actual = canvas.Pixels.AsSpan(4 * (y * width + x), 3);
                coloured += expected[0] != expected[2] ? 1 : 0;
                different += Math.Abs(expected[0] - actual[0]) > 2 || Math.Abs(expected[1] - actual[1]) > 2 || Math.Abs(expected[2] - actual[2]) > 2 ? 1 : 0;
            }
        }

        // The montage continues labels into the outer half voxel by extrapolation, the panel by the edge; both may cut a voxel's border differently by rounding.
        Assert.True(coloured > 300, $"{coloured} pixels have a label.");
        Assert.InRange(different, 0, 2 * (width + montage.Height));
    }

    [Theory]
    [InlineData(700, 500)]
    [InlineData(120, 90)]
    [InlineData(10, 300)]
    [InlineData(1, 1)]
    public void AnySizeAndArrangement_IsPainted(int width, int height)
    {
        Key('H');
        for (var n = 0; n < 3; n++)
        {
            var layout = new ViewerLayout(width, height, _model.Arrangement, _model.ShowTransfer, 1);
            var canvas = new Canvas(width, height);
            new ViewerPainter(_model, _slices).Paint(canvas, onlyScene: false, layout, 1, (width / 2, height / 2), ["compute", "1 fps"], "news");
            Assert.Contains(canvas.Pixels, level => level > 0);
            Key('L');
        }
    }

    [Fact]
    public void Histogram_CountsVoxelsWhereTheirIntensityIs()
    {
        using var volume = TestVolumes.From(new VolumeGeometry(new Size3D(10, 10, 10), Vector3D.One), (i, _, _) => i < 5 ? 0 : i < 9 ? 500 : 1000);
        var histogram = new IntensityHistogram(volume, 0, 1000);
        Assert.Equal(1, histogram.Heights[0]);
        Assert.Equal(Math.Log(401) / Math.Log(501), histogram.Heights[IntensityHistogram.Bins / 2], 1e-12);
        Assert.Equal(Math.Log(101) / Math.Log(501), histogram.Heights[^1], 1e-12);
        Assert.Equal(3, histogram.Heights.Count(height => height > 0));
    }

    private ViewerModel Model(RenderSettings settings) => new(_prepared, settings, new IntensityHistogram(_volume, _prepared.Minimum, _prepared.Maximum));

    private void Paint() =>
        new ViewerPainter(_model, _slices).Paint(new Canvas(Width, Height), onlyScene: false, Layout, 1, default, [], "");

    private void Take(InputEvent input) => _input.Take(input, Layout, 1);

    private void Key(int code) => Take(new InputEvent(InputKind.Key, 5, 5, code));

    private void Drag(int button, Modifiers modifiers, int x, int y, int right, int down)
    {
        Take(new InputEvent(InputKind.Move, x, y));
        Take(new InputEvent(InputKind.Press, x, y, button, modifiers));
        Take(new InputEvent(InputKind.Move, x + right, y + down));
        Take(new InputEvent(InputKind.Release, x + right, y + down, button));
    }
}
