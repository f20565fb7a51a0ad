namespace GpuVol.Tests.Formats;

public class AtomicFileTests
{
    [Fact]
    public void Committed_AppearsUnderItsNameAtOnce()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.txt"), "old");
        using (var file = new AtomicFile(folder.File("a.txt")))
        {
            file.Stream.Write("new"u8);
            file.Stream.Flush();
            Assert.Equal("old", File.ReadAllText(folder.File("a.txt")));
            Assert.Matches(@"^\.a\.txt\.tmp-[0-9a-f]{8}$", Path.GetFileName(Directory.GetFiles(folder.Path).Order().First()));
            file.Commit();
            Assert.Equal("new", File.ReadAllText(folder.File("a.txt")));
        }

        Assert.Equal([folder.File("a.txt")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void FailureOrNoCommit_LeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.txt"), "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder.File("a.txt"), s =>
        {
            s.Write("half"u8);
            throw new InvalidOperationException();
        }));
        new AtomicFile(folder.File("b.txt")).Dispose();
        var full = Assert.Throws<VolumeFormatException>(() => AtomicFile.Write(folder.File("c.txt"), _ => throw new IOException("No space left on device")));
        Assert.Contains("No space left on device", full.Message);
        Assert.Equal([folder.File("a.txt")], Directory.GetFiles(folder.Path));
        Assert.Equal("old", File.ReadAllText(folder.File("a.txt")));
    }

    [Fact]
    public void MissingFolderAndFolderAsTarget_AreNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains($"the folder '{folder.File("none")}' does not exist", Assert.Throws<VolumeFormatException>(() => new AtomicFile(folder.File("none/a.txt"))).Message);
        Assert.Contains("this is a folder", Assert.Throws<VolumeFormatException>(() => new AtomicFile(folder.Path)).Message);
        Assert.Contains("devices cannot be written", Assert.Throws<VolumeFormatException>(() => new AtomicFile("/dev/null")).Message);
        Assert.Throws<ArgumentException>(() => new AtomicFile(""));
    }

    [SkippableFact]
    public void UnwritableFolder_IsNamed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Permissions and /proc are Linux's.");

        // Nobody, not even root, makes files there.
        var failure = Assert.Throws<VolumeFormatException>(() => new AtomicFile("/proc/a.txt"));
        Assert.Contains("cannot be written", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void LinkedTarget_StaysALink()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("real.txt"), "old");
        File.CreateSymbolicLink(folder.File("link.txt"), folder.File("real.txt"));
        AtomicFile.Write(folder.File("link.txt"), s => s.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder.File("real.txt")));
        Assert.NotNull(new FileInfo(folder.File("link.txt")).LinkTarget);
    }
}
