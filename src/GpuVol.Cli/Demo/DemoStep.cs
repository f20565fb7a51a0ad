namespace GpuVol.Cli;

/// <summary>One chapter of the demo: does something, times it, and compares it with a truth that is known without this engine's help.</summary>
internal abstract class DemoStep
{
    /// <summary>Which operation it shows.</summary>
    public abstract string Name { get; }

    /// <summary>Does it, adding rows to the table and files to the folder.</summary>
    public abstract void Run(DemoContext demo);
}
