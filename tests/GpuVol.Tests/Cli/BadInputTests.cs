namespace GpuVol.Tests.Cli;

/// <summary>Inputs and outputs that cannot be: one line, the exit code, nothing left behind.</summary>
public class BadInputTests
{
    private static readonly string[] Gaussian = ["--sigma-mm", "1", "--device", "cpu"];

    [Theory, InlineData("gaussian"), InlineData("info")]
    public void MissingFolder_IsNamed(string verb)
    {
        using var folder = new CliFolder();
        folder.RunFails(2, ["nowhere/scan"], verb == "info" ? ["info", "nowhere/scan"] : ["gaussian", "nowhere/scan", "out.nii", .. Gaussian]);
    }

    [Theory, InlineData("gaussian"), InlineData("info")]
    public void EmptyFolder_IsNamed(string verb)
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.File("scan"));
        folder.RunFails(2, ["scan"], verb == "info" ? ["info", "scan"] : ["gaussian", "scan", "out.nii", .. Gaussian]);
    }

    [Theory, InlineData("gaussian"), InlineData("info")]
    public void FolderWithoutDicom_IsNamed(string verb)
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.File("scan"));
        File.WriteAllText(folder.File("scan/readme.txt"), "no image");
        File.WriteAllBytes(folder.File("scan/noise.dcm"), [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))]);
        folder.RunFails(2, ["scan"], verb == "info" ? ["info", "scan"] : ["gaussian", "scan", "out.nii", .. Gaussian]);
    }

    [Theory, InlineData("in.nii"), InlineData("in.nii.gz"), InlineData("in.npy")]
    public void TruncatedFile_IsNamed(string name)
    {
        using var folder = new CliFolder();
        folder.PutVolume(name);
        using (var file = File.OpenWrite(folder.File(name)))
            file.SetLength(file.Length * 2 / 3);
        folder.RunFails(2, [name], ["gaussian", name, "out.nii", .. Gaussian]);
    }

    [Fact]
    public void HeaderLyingAboutSize_IsNamed()
    {
        using var folder = new CliFolder();
        folder.PutVolume("in.nii");
        using (var file = File.OpenWrite(folder.File("in.nii")))
        {
            // dim[1..3] become 30000 each: 108 TB of float32 that are not there, and that nobody should try to allocate.
            file.Position = 42;
            for (var axis = 0; axis < 3; axis++)
                file.Write(BitConverter.GetBytes((short)30000));
        }

        folder.RunFails(2, ["in.nii", "30000"], ["gaussian", "in.nii", "out.nii", .. Gaussian]);
    }

    [Theory]
    [InlineData("missing/out.nii", "missing", "create it")]
    [InlineData("file.txt/out.nii", "file.txt")]
    [InlineData("/proc/out.nii", "/proc")]
    [InlineData("folder.nii", "folder.nii", "folder")]
    [InlineData("/dev/null.nii", "/dev/null.nii")]
    public void UnwritableOutput_IsRefusedBeforeTheInputIsRead(string output, params string[] words)
    {
        using var folder = new CliFolder();
        File.WriteAllText(folder.File("file.txt"), string.Empty);
        Directory.CreateDirectory(folder.File("folder.nii"));
        folder.RunFails(2, words, ["gaussian", "not-there.nii", output, .. Gaussian]);
    }

    [Fact]
    public void OutputThatIsTheInput_IsRefused()
    {
        using var folder = new CliFolder();
        folder.PutVolume("in.nii");
        Directory.CreateSymbolicLink(folder.File("alias"), folder.Path);
        File.CreateSymbolicLink(folder.File("link.nii"), folder.File("in.nii"));
        var bytes = File.ReadAllBytes(folder.File("in.nii"));
        foreach (var output in new[] { "in.nii", "./in.nii", "alias/in.nii", "link.nii" })
            CliProcess.Run(folder.Path, ["gaussian", "in.nii", output, .. Gaussian]).Failed(2, "the output is the input");
        Assert.Equal(bytes, File.ReadAllBytes(folder.File("in.nii")));
    }

    [Fact]
    public void OutputInsideTheInputFolder_IsRefused()
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.File("scan/deep"));
        Directory.CreateSymbolicLink(folder.File("alias"), folder.File("scan/deep"));
        foreach (var output in new[] { "scan/out.nii", "scan/deep/out.nii", "alias/out.nii" })
            CliProcess.Run(folder.Path, ["gaussian", "scan", output, .. Gaussian]).Failed(2, "inside the input folder");
        CliProcess.Run(folder.Path, ["render", "scan#1.2", "scan/out.png"]).Failed(2, "inside the input folder");
        Assert.Empty(Directory.GetFiles(folder.File("scan"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void FailedCall_LeavesAnOldOutputAlone()
    {
        using var folder = new CliFolder();
        File.WriteAllText(folder.File("out.nii"), "precious");
        folder.RunFails(2, ["in.nii"], ["gaussian", "in.nii", "out.nii", .. Gaussian]);
        Assert.Equal("precious", File.ReadAllText(folder.File("out.nii")));
    }

    [Fact]
    public void DemoIntoAFile_IsRefused()
    {
        using var folder = new CliFolder();
        File.WriteAllText(folder.File("file.txt"), string.Empty);
        folder.RunFails(2, ["file.txt"], "demo", "--out", "file.txt", "--device", "cpu");
        folder.RunFails(2, ["file.txt"], "demo", "--out", "file.txt/pictures", "--device", "cpu");
        folder.RunFails(2, ["/proc/pictures"], "demo", "--out", "/proc/pictures", "--device", "cpu");
    }
}
