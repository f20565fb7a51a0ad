namespace GpuVol.Viewer;

/// <summary>Why a 3-D picture was drawn.</summary>
internal enum FrameKind
{
    /// <summary>Something moves.</summary>
    Moving,

    /// <summary>Nothing moves any more: full quality.</summary>
    Full,
}

/// <summary>Times of frames: for the window's frame rate, and for the summary at its end.</summary>
internal sealed class FrameStatistics
{
    // The rate on the screen is that of the last frames.
    private const int Recent = 8;

    private readonly List<double> _moving = [];
    private readonly List<double> _full = [];

    public int MovingFrames => _moving.Count;

    public int FullFrames => _full.Count;

    /// <summary>Pictures in full quality that were given up because something moved.</summary>
    public int DroppedFrames { get; private set; }

    public double MovingFrameMs => Median(_moving);

    public double FullFrameMs => Median(_full);

    /// <summary>Frames per second of the last moving ones.</summary>
    public double FramesPerSecond => _moving.Count == 0 ? 0 : 1000 / _moving.TakeLast(Recent).Average();

    public void Add(double milliseconds, FrameKind kind) => (kind == FrameKind.Full ? _full : _moving).Add(milliseconds);

    public void Drop() => DroppedFrames++;

    private static double Median(List<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);
}
