using System.Runtime.InteropServices;

namespace GpuVol.Cli;

/// <summary>
/// Ctrl-C and SIGTERM: asks the work to stop, and where it sits in a computation that cannot be asked, ends the process a little later.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private static int _writing;

    private readonly string _line;
    private readonly CancellationTokenSource _source = new();
    private readonly ManualResetEventSlim _done = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    /// <summary>Listens from now on.</summary>
    /// <param name="line">What is said where the process ends by force.</param>
    public Interruption(string line)
    {
        _line = line;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Marks the time in which a temporary file may lie about: the process is not ended by force then.</summary>
    public static IDisposable InWriting() => new Writing();

    /// <inheritdoc/>
    public void Dispose()
    {
        _done.Set();
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();

        // The handler must return, or the signals that follow are lost.
        new Thread(EndByForce) { IsBackground = true, Name = "interruption" }.Start();
    }

    private void EndByForce()
    {
        while (!_done.Wait(Patience))
        {
            if (Volatile.Read(ref _writing) > 0)
                continue;
            if (ProgressDisplay.IsDrawing)
                Console.Error.Write("\e[?25h\n");
            Console.Error.WriteLine(_line);

            // Exit handlers of a driver whose kernels still run may crash or hang; memory and devices are the system's to clean up.
            ExitNow(ExitCode.Interrupted);
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    private sealed class Writing : IDisposable
    {
        public Writing() => Interlocked.Increment(ref _writing);

        public void Dispose() => Interlocked.Decrement(ref _writing);
    }
}
