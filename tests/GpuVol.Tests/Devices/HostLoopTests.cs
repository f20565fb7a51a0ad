namespace GpuVol.Tests.Devices;

public class HostLoopTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void EveryNumber_IsTakenOnce(int count)
    {
        var taken = new int[count];
        HostLoop.For(count, n => Interlocked.Increment(ref taken[n]));
        Assert.All(taken, times => Assert.Equal(1, times));
    }

    [Fact]
    public void LoopsWithinLoops_End()
    {
        var sum = 0L;
        HostLoop.For(64, _ => HostLoop.For(64, n => Interlocked.Add(ref sum, n)));
        Assert.Equal(64L * 64 * 63 / 2, sum);
    }

    [Fact]
    public void SeveralFailures_TheFirstInOrderIsThrownAsItWas()
    {
        for (var run = 0; run < 50; run++)
        {
            var failure = Assert.Throws<InvalidDataException>(() => HostLoop.For(100, n =>
            {
                if (n % 10 == 7)
                    throw new InvalidDataException($"number {n}");
            }));
            Assert.Equal("number 7", failure.Message);
        }
    }

    [Fact]
    public void Failure_StopsTheRest()
    {
        var done = 0;
        Assert.Throws<InvalidDataException>(() => HostLoop.For(1_000_000L, n =>
        {
            Interlocked.Increment(ref done);
            throw new InvalidDataException();
        }));
        Assert.InRange(done, 1, Environment.ProcessorCount);
    }

    [Fact]
    public void Stopped_ThrowsAndDoesNoMore()
    {
        using var stop = new CancellationTokenSource();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() => HostLoop.For(1_000_000L, n =>
        {
            if (Interlocked.Increment(ref done) == 10)
                stop.Cancel();
        }, stop.Token));
        Assert.InRange(done, 10, 10 + Environment.ProcessorCount);
    }
}
