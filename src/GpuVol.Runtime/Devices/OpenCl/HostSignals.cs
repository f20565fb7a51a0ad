using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>
/// The host's handler of arithmetic signals. OpenCL compilers inside the process (LLVM, in PoCL) install one of their own and leave it there;
/// .NET needs its own to turn a trapping division into an exception instead of the end of the process.
/// </summary>
internal static unsafe partial class HostSignals
{
    private const int ArithmeticSignal = 8;

    // Larger than struct sigaction anywhere; only the C library looks inside.
    private static readonly byte[] Action = new byte[512];
    private static bool _remembered;

    /// <summary>Notes the present handler; called once, before a driver is loaded.</summary>
    public static void Remember()
    {
        if (!OperatingSystem.IsLinux())
            return;
        fixed (byte* action = Action)
            _remembered = SignalAction(ArithmeticSignal, null, action) == 0;
    }

    /// <summary>Puts the noted handler back.</summary>
    public static void Restore()
    {
        if (!_remembered)
            return;
        fixed (byte* action = Action)
            _ = SignalAction(ArithmeticSignal, action, null);
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SignalAction(int signal, byte* action, byte* previous);
}
