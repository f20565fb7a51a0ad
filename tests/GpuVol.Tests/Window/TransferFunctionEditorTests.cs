using GpuVol.Viewer;

namespace GpuVol.Tests.Window;

public sealed class TransferFunctionEditorTests
{
    private const double Reach = 0.02;

    private static readonly TransferFunction Ramp = new("ramp", [new(-1000, 0, 0, 0, 0), new(0, 1, 0.5, 0.25, 0.16), new(1000, 1, 1, 1, 0.64)]) { Ambient = 0.4, HalfLightGradient = 12 };

    [Fact]
    public void Point_StandsAtItsIntensityAndTheRootOfItsOpacity()
    {
        var editor = Editor();
        Assert.Equal((0.5, 0.4), editor.Place(Ramp.Points[1]));
        Assert.Equal(0, editor.Intensity(0.5));
    }

    [Fact]
    public void Dragged_MovesThatPointAlone()
    {
        var editor = Editor();
        editor.Press(0.51, 0.41, Reach, Reach);
        editor.Drag(0.6, 0.7);
        Assert.True(editor.IsEdited);
        Assert.Equal([-1000, 200, 1000], editor.Absolute.Points.Select(point => Math.Round(point.Intensity, 9)));
        Assert.Equal(0.49, editor.Absolute.Points[1].OpacityPerMm, 1e-12);
        Assert.Equal((1, 0.5, 0.25), (editor.Absolute.Points[1].Red, editor.Absolute.Points[1].Green, editor.Absolute.Points[1].Blue));
        Assert.Equal((Ramp.Points[0], Ramp.Points[2]), (editor.Absolute.Points[0], editor.Absolute.Points[2]));
        Assert.Equal((0.4, 12), (editor.Absolute.Ambient, editor.Absolute.HalfLightGradient));

        // Released, it stays.
        editor.Release();
        editor.Drag(0.9, 0.1);
        Assert.Equal(200, editor.Absolute.Points[1].Intensity, 1e-9);
    }

    [Fact]
    public void DraggedPastItsNeighbours_StaysBetweenThem()
    {
        var editor = Editor();
        editor.Press(0.5, 0.4, Reach, Reach);
        editor.Drag(3, 5);
        Assert.InRange(editor.Absolute.Points[1].Intensity, 990, 999);
        Assert.Equal(1, editor.Absolute.Points[1].OpacityPerMm);
        editor.Drag(-3, -5);
        Assert.InRange(editor.Absolute.Points[1].Intensity, -999, -990);
        Assert.Equal(0, editor.Absolute.Points[1].OpacityPerMm);
    }

    [Fact]
    public void PressedBesideThePoints_AddsOneWithTheColourThere()
    {
        var editor = Editor();
        editor.Press(0.75, 0.5, Reach, Reach);
        Assert.Equal([-1000, 0, 500, 1000], editor.Absolute.Points.Select(point => point.Intensity));
        Assert.Equal(new TransferPoint(500, 1, 0.75, 0.625, 0.25), editor.Absolute.Points[2]);

        // It is held at once.
        editor.Drag(0.8, 0.5);
        Assert.Equal(600, editor.Absolute.Points[2].Intensity, 1e-9);
    }

    [Fact]
    public void Removed_OneAlwaysStays()
    {
        var editor = Editor();
        editor.Remove(0.2, 0.9, Reach, Reach);
        Assert.Equal(3, editor.Absolute.Points.Count);
        foreach (var point in Ramp.Points)
        {
            var (x, y) = editor.Place(point);
            editor.Remove(x, y, Reach, Reach);
        }

        Assert.Equal([Ramp.Points[2]], editor.Absolute.Points);
    }

    [Fact]
    public void HueTurnedAllTheWayRound_IsTheSame()
    {
        var editor = Editor();
        editor.TurnHue(0.5, 0.4, Reach, Reach, 120);
        var turned = editor.Absolute.Points[1];
        Assert.Equal((0.25, 1, 0.5), (Math.Round(turned.Red, 9), Math.Round(turned.Green, 9), Math.Round(turned.Blue, 9)));
        editor.TurnHue(0.5, 0.4, Reach, Reach, 240);
        Assert.Equal(Ramp.Points[1].Red, editor.Absolute.Points[1].Red, 1e-9);
        Assert.Equal(Ramp.Points[1].Blue, editor.Absolute.Points[1].Blue, 1e-9);
    }

    [Fact]
    public void RelativePreset_IsThatPresetUntilItIsEdited()
    {
        var preset = TransferFunction.Preset("mr");
        var editor = new TransferFunctionEditor(0, 2000, (100, 1100), preset);
        Assert.Same(preset, editor.Function);
        Assert.False(editor.IsEdited);
        Assert.Equal(100 + 1000 * preset.Points[2].Intensity, editor.Absolute.Points[2].Intensity, 1e-9);
        editor.Shift(0.05);
        Assert.False(editor.Function.IsRelative);
        Assert.Equal(200 + 1000 * preset.Points[2].Intensity, editor.Function.Points[2].Intensity, 1e-9);
        Assert.Equal(1000 * preset.HalfLightGradient, editor.Function.HalfLightGradient, 1e-9);
    }

    [Fact]
    public void ConstantVolume_HasAPanelToo()
    {
        var editor = new TransferFunctionEditor(5, 5, (5, 5), TransferFunction.Preset("grey"));
        editor.Press(0.5, 0.5, Reach, Reach);
        editor.Drag(0.4, 0.3);
        Assert.Equal(3, editor.Absolute.Points.Count);
    }

    private static TransferFunctionEditor Editor() => new(-1000, 1000, (0, 1), Ramp);
}
