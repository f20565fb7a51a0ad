using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GpuVol.Cli;

/// <summary>
/// A progress bar on stderr with rate and time left. It appears only on a terminal and only after a second, so that a short call
/// neither flickers nor pays for loading the drawing library.
/// </summary>
internal sealed class ProgressDisplay(bool isShown = true) : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;
    private volatile Stage? _stage;

    /// <summary>True while a bar hides the cursor; a sudden exit must show it again.</summary>
    public static bool IsDrawing { get; private set; }

    /// <summary>Starts a stage. The share done goes to what is returned; <paramref name="unit"/> and <paramref name="total"/> give the rate a meaning.</summary>
    public IProgress<double> Begin(string what, string? unit = null, double total = 100)
    {
        var stage = new Stage(what, unit, total);
        _stage = stage;
        if (_thread is null && isShown && !Console.IsErrorRedirected)
        {
            _thread = new Thread(Draw) { IsBackground = true, Name = "progress" };
            _thread.Start();
        }

        return stage;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _thread = null;
        _stage = null;
    }

    private void Draw()
    {
        if (!_stop.Wait(Delay))
            DrawBar();
    }

    private void DrawBar()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        IsDrawing = true;
        try
        {
            console.Progress()
                .AutoClear(true)
                .HideCompleted(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(this), new RemainingTimeColumn())
                .Start(Follow);
        }
        finally
        {
            IsDrawing = false;
        }
    }

    private void Follow(ProgressContext context)
    {
        Stage? shown = null;
        ProgressTask? task = null;
        do
        {
            var stage = _stage;
            if (stage is null)
                continue;
            if (!ReferenceEquals(stage, shown))
            {
                task?.StopTask();
                if (task is not null)
                    task.Value = task.MaxValue;
                shown = stage;
                task = context.AddTask(Markup.Escape(stage.What), maxValue: Math.Max(stage.Total, 1));
            }

            task!.IsIndeterminate = stage.Share is null;
            task.Value = (stage.Share ?? 0) * task.MaxValue;
        }
        while (!_stop.Wait(100));
        task?.StopTask();
    }

    private sealed class Stage(string what, string? unit, double total) : IProgress<double>
    {
        private double _share = double.NaN;

        public string What => what;

        public string? Unit => unit;

        public double Total => total;

        public double? Share => Volatile.Read(ref _share) is var share && double.IsNaN(share) ? null : share;

        public void Report(double value) => Volatile.Write(ref _share, value);
    }

    private sealed class RateColumn(ProgressDisplay display) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            var rate = task.Speed is { } speed && speed > 0 ? speed.ToString("0.0", CultureInfo.InvariantCulture) : "-";
            return new Spectre.Console.Text($"{rate} {display._stage?.Unit ?? "%"}/s");
        }
    }
}
