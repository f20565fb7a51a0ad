namespace GpuVol.Cli;

/// <summary>
/// Runs an operation once on a little data on another thread, while the call is still at its options and headers. When the real data come, the first use
/// of code, tables and plans is over: 30 ms of a call that takes 250.
/// </summary>
/// <remarks>On the CPU alone: other devices compile a kernel for the arguments of its launch.</remarks>
internal sealed class Rehearsal(ComputeDevice device, Action operation) : IDisposable
{
    private readonly Task _running = device.Info.Kind == DeviceKind.Cpu ? Task.Run(operation) : Task.CompletedTask;

    /// <summary>Waits for the end: the device is in use until then. What failed here fails again in the call, or is of no matter to it.</summary>
    public void Dispose() => Task.WaitAny(_running);
}
