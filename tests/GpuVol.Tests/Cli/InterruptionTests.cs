using System.Diagnostics;

namespace GpuVol.Tests.Cli;

/// <summary>Ctrl-C and SIGTERM: exit code 130, one line, nothing left behind.</summary>
public class InterruptionTests
{
    [SkippableTheory]
    [InlineData("cpu", CliProcess.Interrupt), InlineData("cpu", CliProcess.Terminate), InlineData("opencl", CliProcess.Interrupt)]
    public void BetweenComputations_Stops(string device, int signal)
    {
        Devices.TestDevices.Get(device);
        using var folder = new CliFolder();
        folder.PutVolume(size: 40);
        Interrupt(folder, signal, "gaussian", "in.nii.gz", "out.nii.gz", "--sigma-mm", "2", "--repeat", "100000000", "--device", device, "--json");
    }

    [Fact]
    public void InsideOneComputationThatCannotBeAsked_Stops()
    {
        using var folder = new CliFolder();
        folder.PutVolume(size: 120);
        Interrupt(folder, CliProcess.Interrupt, "gaussian", "in.nii.gz", "out.nii.gz", "--sigma-voxels", "5000", "--device", "cpu");
    }

    [Fact]
    public void WhileWriting_RemovesTheTemporaryFile()
    {
        using var folder = new CliFolder();
        folder.Put("in.npy", TestVolumes.Random(new Size3D(300, 300, 300), 1));
        string[] args = ["convert", "in.npy", "out.nii.gz", "--device", "cpu"];
        using var process = CliProcess.Start(folder.Path, null, args);
        var clock = Stopwatch.StartNew();

        // The guard opens and removes a temporary file at the start; the one of the writer has bytes in it.
        while (!Directory.GetFiles(folder.Path, ".out.nii.gz.tmp-*").Any(HasBytes) && clock.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
            Thread.Sleep(1);
        Assert.False(process.HasExited, "the volume was written before the signal could be sent");
        CliProcess.Signal(process, CliProcess.Interrupt);
        CliProcess.End(process, args).Failed(130, "interrupted");
        Assert.Equal(["in.npy"], folder.Contents());
    }

    private static bool HasBytes(string path)
    {
        try
        {
            return new FileInfo(path).Length > 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static void Interrupt(CliFolder folder, int signal, params string[] args)
    {
        var before = folder.Contents();
        using var process = CliProcess.Start(folder.Path, null, args);

        // Long enough to be at work even on a busy machine; the calls themselves would run for minutes.
        Thread.Sleep(3000);
        Assert.False(process.HasExited);
        var clock = Stopwatch.StartNew();
        CliProcess.Signal(process, signal);
        CliProcess.End(process, args).Failed(130, "interrupted");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"it took {clock.Elapsed} to stop");
        Assert.Equal(before, folder.Contents());
    }
}
