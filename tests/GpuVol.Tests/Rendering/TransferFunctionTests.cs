using GpuVol.Viewer;

namespace GpuVol.Tests.Rendering;

public sealed class TransferFunctionTests
{
    [Fact]
    public void Presets_AreTheFiveInOrder()
    {
        Assert.Equal(["ct-bone", "ct-soft", "ct-lung", "mr", "grey"], TransferFunction.Presets.Keys);
        Assert.Equal([false, false, false, true, true], TransferFunction.Presets.Values.Select(preset => preset.IsRelative));
        Assert.All(TransferFunction.Presets, pair => Assert.Equal(pair.Key, pair.Value.Name));
    }

    [Fact]
    public void CtBone_AirAndSoftTissueAreClearAndCortexIsNot()
    {
        var bone = TransferFunction.Preset("ct-bone");
        Assert.Equal(0, bone.At(-1000).OpacityPerMm);
        Assert.Equal(0, bone.At(60).OpacityPerMm);
        Assert.True(bone.At(800).OpacityPerMm > 0.5);
    }

    [Fact]
    public void At_InterpolatesAndStaysBeyondTheEnds()
    {
        var function = new TransferFunction("f", [new(100, 0, 0.2, 1, 0), new(200, 1, 0.4, 0, 0.5), new(600, 1, 1, 1, 1)]);
        Assert.Equal(new TransferPoint(-5, 0, 0.2, 1, 0), function.At(-5));
        Assert.Equal(new TransferPoint(9e9, 1, 1, 1, 1), function.At(9e9));
        Assert.Equal(new TransferPoint(double.NaN, 0, 0.2, 1, 0), function.At(double.NaN));
        var middle = function.At(150);
        Assert.Equal(0.5, middle.Red, 12);
        Assert.Equal(0.3, middle.Green, 12);
        Assert.Equal(0.5, middle.Blue, 12);
        Assert.Equal(0.25, middle.OpacityPerMm, 12);
        Assert.Equal(0.75, function.At(400).OpacityPerMm, 12);
    }

    [Fact]
    public void ToAbsolute_PutsPartsOfTheRangeIntoIntensities()
    {
        var relative = new TransferFunction("r", [new(0, 0, 0, 0, 0), new(0.5, 1, 1, 1, 1)], isRelative: true) { HalfLightGradient = 0.02, Ambient = 0.4 };
        var absolute = relative.ToAbsolute(100, 300);
        Assert.False(absolute.IsRelative);
        Assert.Equal([100, 200], absolute.Points.Select(point => point.Intensity));
        Assert.Equal(4, absolute.HalfLightGradient, 12);
        Assert.Equal(0.4, absolute.Ambient);
        Assert.Same(absolute, absolute.ToAbsolute(0, 1));

        // A volume without a range still gets ascending points.
        Assert.Equal([7, 7.5], relative.ToAbsolute(7, 7).Points.Select(point => point.Intensity));
    }

    [Fact]
    public void SameValues_AreEqual()
    {
        TransferPoint[] points = [new(0, 0, 0, 0, 0), new(1, 1, 1, 1, 1)];
        var a = new TransferFunction("f", points);
        var b = new TransferFunction("f", points.ToList());
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, b with { Specular = 0.9 });
        points[1] = new(2, 0, 0, 0, 0);
        Assert.Equal(1, a.Points[1].Intensity);
        Assert.NotEqual(a, new TransferFunction("f", points));
    }

    [Fact]
    public void BadPoints_ThrowNamingThem()
    {
        Assert.Contains("no points", Message([]), StringComparison.Ordinal);
        Assert.Contains("the intensity of point 1 (5) is not above that of point 0 (5)", Message([new(5, 0, 0, 0, 0), new(5, 0, 0, 0, 0)]), StringComparison.Ordinal);
        Assert.Contains("the intensity of point 0 is NaN", Message([new(double.NaN, 0, 0, 0, 0)]), StringComparison.Ordinal);
        Assert.Contains("opacity 1.5 per mm", Message([new(0, 0, 0, 0, 1.5)]), StringComparison.Ordinal);
        Assert.Contains("red NaN", Message([new(0, double.NaN, 0, 0, 1)]), StringComparison.Ordinal);
        static string Message(TransferPoint[] points) => Assert.Throws<ArgumentException>(() => new TransferFunction("f", points)).Message;
    }

    [Fact]
    public void Table_HoldsTheOpacityOfAStepAndKnowsWhatIsVisible()
    {
        var function = new TransferFunction("f", [new(100, 1, 0.5, 0, 0), new(300, 1, 0.5, 0, 0.4)]);
        var table = new TransferTable(function, -1000, 3000, 0.5);
        Assert.Equal(100, table.Low);
        var last = table.Values.AsSpan(4 * (TransferTable.Entries - 1), 4);
        var opacity = 1 - Math.Sqrt(0.6);
        Assert.Equal(opacity, last[3], 6);
        Assert.Equal(opacity, last[0], 6);
        Assert.Equal(0.5 * opacity, last[1], 6);
        Assert.Equal(0, table.Values[3]);
        Assert.False(table.IsVisible(-1000, 99));
        Assert.True(table.IsVisible(-1000, 101));
        Assert.True(table.IsVisible(2000, 2500));
    }
}
