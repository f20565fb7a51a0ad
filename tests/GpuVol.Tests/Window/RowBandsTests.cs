using GpuVol.Viewer;

namespace GpuVol.Tests.Window;

public sealed class RowBandsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 0.01)]
    [InlineData(100, 0.5)]
    [InlineData(656, 0.02)]
    [InlineData(656, 40)]
    public void EveryRow_IsInOneBand(int height, double rowMs)
    {
        var bands = new RowBands(height, 12);
        var rows = 0;
        while (!bands.IsDone)
        {
            Assert.Equal(rows, bands.FirstRow);
            Assert.True(bands.Rows > 0 && (bands.Rows % 16 == 0 || bands.FirstRow + bands.Rows == height), $"A band of {bands.Rows} rows from {bands.FirstRow} on.");
            rows += bands.Rows;
            bands.Next(rowMs * bands.Rows);
        }

        Assert.Equal(height, rows);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    public void Bands_TakeTheirTime(double rowMs)
    {
        var bands = new RowBands(5000, 12);
        var longest = 0.0;
        var count = 0;
        for (; !bands.IsDone; count++)
        {
            longest = Math.Max(longest, rowMs * bands.Rows);
            bands.Next(rowMs * bands.Rows);
        }

        Assert.InRange(longest, 6, 12);
        Assert.InRange(count, 5000 * rowMs / 12, 5000 * rowMs / 6);
    }

    [Fact]
    public void ClockThatStandsStill_DoesNoHarm()
    {
        var bands = new RowBands(1000, 12);
        for (var band = 0; band < 5; band++)
            bands.Next(0);
        Assert.True(bands.IsDone);
    }
}
