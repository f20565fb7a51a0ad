using System.Diagnostics;

namespace GpuVol.Cli;

/// <summary>Makes the head phantom, the truth that later steps are held against.</summary>
internal sealed class PhantomDemo : DemoStep
{
    /// <inheritdoc/>
    public override string Name => "phantom";

    /// <inheritdoc/>
    public override void Run(DemoContext demo)
    {
        var start = Stopwatch.GetTimestamp();
        var head = demo.HeadOnHost;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        demo.Add(new DemoRow(Name, $"Shepp-Logan 3-D, {head.Geometry.Size}", seconds, head.Geometry.Size.Voxels, null, "sampled on the host, from its formula"));
    }
}
