namespace GpuVol.Viewer;

/// <summary>A window and what it shows at first.</summary>
public sealed record ViewerOptions
{
    /// <summary>The 3-D picture; its size is that of its panel.</summary>
    public RenderSettings Scene { get; init; } = new() { Mode = RenderMode.Composite };

    /// <summary>Which raycaster draws.</summary>
    public RendererChoice Renderer { get; init; }

    /// <summary>Name of the volume, for the window's title and for saved pictures.</summary>
    public string Name { get; init; } = "volume";

    /// <summary>Width of the window, in the units of the desktop.</summary>
    public int Width { get; init; } = 1024;

    /// <summary>Height of the window.</summary>
    public int Height { get; init; } = 768;

    /// <summary>Folder for the pictures that the user saves.</summary>
    public string SaveFolder { get; init; } = ".";

    /// <summary>Turns the volume once in so many frames and ends; null: the user ends.</summary>
    public int? Frames { get; init; }

    /// <summary>Writes what the window shows in full quality to this .png file and ends; null: the user ends.</summary>
    public string? ScreenshotPath { get; init; }
}
