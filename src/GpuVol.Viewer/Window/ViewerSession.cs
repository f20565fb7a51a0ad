using System.Diagnostics;
using System.Globalization;

namespace GpuVol.Viewer;

/// <summary>The loop of a window: takes what the user does, draws what has changed, in full quality once nothing moves.</summary>
internal sealed class ViewerSession
{
    private const double MovingFrameMs = 30;
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(180);
    private static readonly TimeSpan CanvasPace = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan MessageTime = TimeSpan.FromSeconds(4);

    // How long Ctrl-C may wait.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly GlfwWindow _window;
    private readonly IWindowSurface _surface;
    private readonly IVolumeView _view;
    private readonly ViewerModel _model;
    private readonly ViewerOptions _options;
    private readonly ViewerInput _input;
    private readonly ViewerPainter _painter;
    private readonly AdaptiveQuality _quality = new(MovingFrameMs);
    private readonly FrameStatistics _statistics = new();
    private readonly List<string> _saved = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private ViewerLayout _layout = new(1, 1, PanelArrangement.Column, showTransfer: false, 1);
    private ViewerLayout? _paintedLayout;
    private Canvas _canvas = new(1, 1);
    private ViewPicture? _picture;
    private IStillPicture? _still;
    private TimeSpan _stillStart;
    private int _drawnScene = -1;
    private bool _isFull;
    private TimeSpan _changed;
    private int _paintedVersion = -1;
    private int _paintedScene = -1;
    private TimeSpan _painted;
    private string _message = "";
    private TimeSpan _messageUntil;
    private int _turned;
    private bool _ended;

    public ViewerSession(GlfwWindow window, IWindowSurface surface, IVolumeView view, ViewerModel model, IReadOnlyList<SlicePanel> slices, ViewerOptions options)
    {
        (_window, _surface, _view, _model, _options) = (window, surface, view, model, options);
        _input = new ViewerInput(model, slices);
        _painter = new ViewerPainter(model, slices);
        _layout = MakeLayout();
    }

    /// <summary>What was done so far.</summary>
    public ViewerSummary Summary => new()
    {
        Renderer = _view is ComputeView ? RendererChoice.Compute : RendererChoice.OpenGl,
        OpenGl = null,
        Note = null,
        FullFrames = _statistics.FullFrames,
        FullFrameMs = _statistics.FullFrameMs,
        DroppedFrames = _statistics.DroppedFrames,
        MovingFrames = _statistics.MovingFrames,
        MovingFrameMs = _statistics.MovingFrameMs,
        Saved = _saved,
    };

    private bool IsTurning => _turned < _options.Frames;

    private bool EndsByItself => _options.Frames is not null || _options.ScreenshotPath is not null;

    /// <summary>Runs until the user or the options end it.</summary>
    public void Run(string? note, CancellationToken cancellation)
    {
        if (note is not null)
            Say(note);
        try
        {
            while (!_ended && !_window.IsClosed)
            {
                cancellation.ThrowIfCancellationRequested();
                _window.Wait(WaitingTime().TotalSeconds);
                while (_window.TryTake(out var input))
                    _input.Take(input, _layout, _window.ContentScale);
                while (_model.Requests.TryDequeue(out var request))
                    Do(request);
                if (IsTurning)
                    Turn(_options.Frames!.Value);
                Refresh();
            }
        }
        finally
        {
            _still?.Dispose();
        }
    }

    // Until the next thing that happens without the user.
    private TimeSpan WaitingTime()
    {
        if (IsTurning || _drawnScene != _model.SceneVersion)
            return TimeSpan.Zero;
        var wait = Idle;
        if (_paintedVersion != _model.Version)
            wait = _painted + CanvasPace - _clock.Elapsed;
        if (!_isFull)
            wait = Shorter(wait, _changed + Settle - _clock.Elapsed);
        if (_message.Length > 0)
            wait = Shorter(wait, _messageUntil - _clock.Elapsed);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private void Turn(int frames)
    {
        _turned++;
        if (_turned < frames)
            _model.ChangeScene(() => _model.Orbit.Turn(-360.0 / frames, 0));
        else
            _model.Reset();
    }

    private void Do(ViewerRequest request)
    {
        switch (request)
        {
            case ViewerRequest.Quit:
                _ended = true;
                break;
            case ViewerRequest.ToggleFullScreen:
                _window.ToggleFullScreen();
                break;
            case ViewerRequest.SavePicture:
                Save();
                break;
        }
    }

    private void Save()
    {
        var settings = _model.Scene(_layout.View.Width, _layout.View.Height);
        var number = 1;
        string Name(string extension) => Path.Combine(_options.SaveFolder, string.Create(CultureInfo.InvariantCulture, $"{_options.Name}-{number:D3}{extension}"));
        while (File.Exists(Name(".png")) || File.Exists(Name(".json")))
            number++;
        try
        {
            SceneFile.Write(Name(".json"), settings);
            PngFile.Write(_view.Render(settings), Name(".png"));
            _saved.AddRange([Name(".png"), Name(".json")]);
            Say($"saved {Name(".png")} and {Name(".json")}");
        }
        catch (VolumeFormatException exception)
        {
            Say(exception.Message);
        }
    }

    private void Say(string message)
    {
        _message = message;
        _messageUntil = _clock.Elapsed + MessageTime;
        _model.Repaint();
    }

    private void Refresh()
    {
        var (width, height) = _window.Size;
        if (width == 0 || height == 0)
            return;
        if ((width, height) != (_canvas.Width, _canvas.Height))
        {
            _canvas = new Canvas(width, height);
            _model.Redraw();
        }

        if (_message.Length > 0 && _clock.Elapsed >= _messageUntil)
        {
            _message = "";
            _model.Repaint();
        }

        _layout = MakeLayout();
        var start = _clock.Elapsed;
        var frame = DrawScene();
        var painted = Paint(frame);
        if (frame is null && !painted && !_window.NeedsRefresh)
            return;
        var isLast = EndsByItself && _isFull && !IsTurning;
        var shown = _surface.Present(_canvas, painted, _picture!, _layout.View, read: isLast && _options.ScreenshotPath is not null);
        _window.Refreshed();
        if (frame is { } kind)
            _statistics.Add((_clock.Elapsed - (kind == FrameKind.Full ? _stillStart : start)).TotalMilliseconds, kind);
        while (_view.TryTakeTime(out var milliseconds, out var effort))
            _quality.Measured(milliseconds, effort);
        if (shown is not null)
            PngFile.Write(shown, _options.ScreenshotPath!);
        _ended |= isLast;
    }

    // Reduced while something moves; in full once it has settled, a band at a time, and given up when something moves again.
    private FrameKind? DrawScene()
    {
        var full = _model.Scene(_layout.View.Width, _layout.View.Height);
        if (_drawnScene != _model.SceneVersion)
        {
            DropStill();
            (_changed, _drawnScene) = (_clock.Elapsed, _model.SceneVersion);
            var effort = _quality.Effort;
            _picture = _view.Draw(_quality.Reduce(full, _model.FullStepMm), effort);
            _isFull = effort == 1;
            return FrameKind.Moving;
        }

        if (_isFull || _clock.Elapsed - _changed < Settle)
            return null;
        if (_still is null)
            (_stillStart, _still) = (_clock.Elapsed, _view.Begin(full));
        if (_still.DrawNext() is not { } whole)
            return null;
        _still.Dispose();
        (_picture, _isFull, _still) = (whole, true, null);
        return FrameKind.Full;
    }

    private void DropStill()
    {
        if (_still is null)
            return;
        _still.Dispose();
        _still = null;
        _statistics.Drop();
    }

    // A moving scene changes only its texts, which need no frame of their own.
    private bool Paint(FrameKind? frame)
    {
        var onlyScene = _paintedVersion >= 0 && _model.Version - _paintedVersion == _model.SceneVersion - _paintedScene;
        if (_paintedVersion == _model.Version && !(frame is not null && _isFull))
            return false;
        if (onlyScene && !_isFull && _clock.Elapsed - _painted < CanvasPace)
            return false;
        (_paintedVersion, _paintedScene, _painted) = (_model.Version, _model.SceneVersion, _clock.Elapsed);
        _painter.Paint(_canvas, onlyScene && ReferenceEquals(_layout, _paintedLayout), _layout, _window.ContentScale, _input.Mouse, Status(), _message);
        _paintedLayout = _layout;
        return true;
    }

    private string[] Status() =>
    [
        _view.Description,
        _isFull
            ? string.Create(CultureInfo.InvariantCulture, $"{_layout.View.Width}×{_layout.View.Height}")
            : string.Create(CultureInfo.InvariantCulture, $"{_statistics.FramesPerSecond:F0} fps, {100 * _quality.Effort:F0} %"),
        "H: help",
    ];

    // The same one as long as nothing about it changes.
    private ViewerLayout MakeLayout()
    {
        var (width, height) = _window.Size;
        var layout = new ViewerLayout(width, height, _model.Arrangement, _model.ShowTransfer, _window.ContentScale);
        return layout.Equals(_layout) ? _layout : layout;
    }
}
