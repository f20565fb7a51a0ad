using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;

namespace GpuVol.Tests.Window;

/// <summary>An X server without a screen, whose picture can be read, with a mouse and a keyboard that xdotool moves.</summary>
internal sealed class XvfbDisplay : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly Process _server;

    private XvfbDisplay(int width, int height, bool openGl)
    {
        (Width, Height) = (width, height);

        // The server chooses a free number and says it on the descriptor it is given.
        var start = new ProcessStartInfo("Xvfb") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in new[] { "-displayfd", "1", "-screen", "0", $"{width}x{height}x24", "-fbdir", _folder.Path, "-nolisten", "tcp", openGl ? "+extension" : "-extension", "GLX" })
            start.ArgumentList.Add(word);
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        var number = _server.StandardOutput.ReadLine();
        Assert.True(int.TryParse(number, out _), $"Xvfb said '{number}' instead of its display.");
        Name = $":{number}";
    }

    /// <summary>As DISPLAY has it.</summary>
    public string Name { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Starts one; the test is skipped where Xvfb, xdotool or GLFW is missing, but fails in CI.</summary>
    public static XvfbDisplay Start(int width, int height, bool openGl = true)
    {
        try
        {
            using (var tool = Process.Start(new ProcessStartInfo("xdotool", "version") { RedirectStandardOutput = true, RedirectStandardError = true })!)
                tool.WaitForExit();
            if (!System.Runtime.InteropServices.NativeLibrary.TryLoad("libglfw.so.3", out _))
                throw new SkipException("libglfw.so.3 is not installed.");
            return new XvfbDisplay(width, height, openGl);
        }
        catch (Exception exception) when (exception is Win32Exception or SkipException && Environment.GetEnvironmentVariable("CI") != "true")
        {
            throw new SkipException($"{exception.Message} scripts/install-system-packages.sh installs Xvfb, xdotool and GLFW.");
        }
    }

    /// <summary>Moves mouse and keyboard; see xdotool.</summary>
    public void Do(string words)
    {
        var start = new ProcessStartInfo("xdotool", words);
        start.Environment["DISPLAY"] = Name;
        using var tool = Process.Start(start)!;
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
    }

    /// <summary>Presses a button at a place, moves so far in steps, and lets go.</summary>
    public void Drag(int button, int x, int y, int right, int down)
    {
        const int Steps = 4;
        var moves = Enumerable.Range(1, Steps).Select(n => $"mousemove {x + right * n / Steps} {y + down * n / Steps}");
        Do($"mousemove {x} {y} mousedown {button} {string.Join(' ', moves)} mouseup {button}");
    }

    /// <summary>The picture, once it says that it is complete and has not changed for a while.</summary>
    public RgbImage Settled(Func<RgbImage, bool> isComplete)
    {
        // Longer than a window needs to take what the user does.
        var still = TimeSpan.FromMilliseconds(250);
        var clock = Stopwatch.StartNew();
        var last = Picture();
        var since = clock.Elapsed;
        while (clock.Elapsed - since < still || !isComplete(last))
        {
            Assert.True(clock.Elapsed < Patience, "The window does not come to rest.");
            Thread.Sleep(30);
            var picture = Picture();
            if (picture.Pixels.AsSpan().SequenceEqual(last.Pixels))
                continue;
            (last, since) = (picture, clock.Elapsed);
        }

        return last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _folder.Dispose();
    }

    /// <summary>What is on the screen.</summary>
    /// <remarks>The server keeps its screen in a file in XWD's format: a header of big-endian words, colours, rows of 32-bit pixels.</remarks>
    public RgbImage Picture()
    {
        using var file = new FileStream(_folder.File("Xvfb_screen0"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        int Word(int n) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 * n));
        Assert.Equal((Width, Height, 32), (Word(4), Word(5), Word(11)));
        var start = Word(0) + 12 * Word(19);
        var pixels = new byte[3 * Width * Height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var from = start + y * Word(12) + 4 * x;
                var to = 3 * (y * Width + x);
                (pixels[to], pixels[to + 1], pixels[to + 2]) = (bytes[from + 2], bytes[from + 1], bytes[from]);
            }
        }

        return new RgbImage(Width, Height, pixels);
    }
}
