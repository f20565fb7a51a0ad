using GpuVol.Viewer;

namespace GpuVol.Tests.Window;

public sealed class AdaptiveQualityTests
{
    private const double TargetMs = 30;

    [Theory]
    [InlineData(3000)]
    [InlineData(300)]
    [InlineData(60)]
    public void SlowPicture_GetsTheEffortThatTakesTheTargetTime(double fullMs)
    {
        var quality = new AdaptiveQuality(TargetMs);
        for (var frame = 0; frame < 6; frame++)
            quality.Measured(fullMs * quality.Effort, quality.Effort);
        var expected = Math.Max(0.01, TargetMs / fullMs);
        Assert.InRange(quality.Effort, 0.75 * expected, 1.5 * expected);
    }

    [Fact]
    public void FastPicture_IsDrawnInFull()
    {
        var quality = new AdaptiveQuality(TargetMs);
        for (var frame = 0; frame < 6; frame++)
            quality.Measured(4 * quality.Effort, quality.Effort);
        Assert.Equal(1, quality.Effort);
        var full = new RenderSettings { Width = 766, Height = 656 };
        Assert.Equal(full with { StepMm = 0.5 }, quality.Reduce(full, 0.5));
    }

    [Fact]
    public void PictureTooSlowInFull_IsReducedAtOnce()
    {
        var quality = new AdaptiveQuality(TargetMs);
        quality.Measured(300, effort: 1);
        Assert.Equal(0.1, quality.Effort, 0.01);
    }

    [Fact]
    public void SmallDifferences_ChangeNothing()
    {
        var quality = new AdaptiveQuality(TargetMs);
        quality.Measured(300, effort: 1);
        var effort = quality.Effort;
        quality.Measured(1.2 * TargetMs, effort);
        quality.Measured(0.75 * TargetMs, effort);
        quality.Measured(double.NaN, effort);
        quality.Measured(0, effort);
        Assert.Equal(effort, quality.Effort);
    }

    [Fact]
    public void Effort_IsThePartOfTheSamples()
    {
        var quality = new AdaptiveQuality(TargetMs);
        foreach (var fullMs in new[] { 35, 50, 100, 1000 })
        {
            quality.Measured(fullMs, effort: 1);
            var full = new RenderSettings { Width = 1000, Height = 800 };
            var reduced = quality.Reduce(full, 0.5);
            Assert.InRange(reduced.StepMm!.Value, 0.5, 1);
            Assert.True(reduced.Width < full.Width);
            var samples = (double)reduced.Width * reduced.Height / reduced.StepMm.Value / (1000.0 * 800 / 0.5);
            Assert.Equal(quality.Effort, samples, 0.01);
            Assert.Equal(1.25, (double)reduced.Width / reduced.Height, 0.01);
        }
    }
}
