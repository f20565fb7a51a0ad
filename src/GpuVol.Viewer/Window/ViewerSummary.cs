namespace GpuVol.Viewer;

/// <summary>What a window did until it was closed.</summary>
public sealed record ViewerSummary
{
    /// <summary>Which raycaster drew: <see cref="RendererChoice.Compute"/> or <see cref="RendererChoice.OpenGl"/>.</summary>
    public required RendererChoice Renderer { get; init; }

    /// <summary>The driver of the window's OpenGL; null where the window had none.</summary>
    public required string? OpenGl { get; init; }

    /// <summary>Why another raycaster drew, or another way brought its pictures to the window, than was hoped for; else null.</summary>
    public required string? Note { get; init; }

    /// <summary>3-D pictures in full quality that were shown.</summary>
    public int FullFrames { get; init; }

    /// <summary>Median milliseconds of those, with what was done for the user in between.</summary>
    public double FullFrameMs { get; init; }

    /// <summary>Those that were begun and given up because something moved.</summary>
    public int DroppedFrames { get; init; }

    /// <summary>3-D pictures while something moved.</summary>
    public int MovingFrames { get; init; }

    /// <summary>Median milliseconds from the beginning of one of those to the end of its showing.</summary>
    public double MovingFrameMs { get; init; }

    /// <summary>Files that the user saved.</summary>
    public IReadOnlyList<string> Saved { get; init; } = [];
}
