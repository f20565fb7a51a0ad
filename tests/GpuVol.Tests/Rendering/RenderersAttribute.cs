using GpuVol.Tests.Devices;

namespace GpuVol.Tests.Rendering;

/// <summary>As <see cref="DevicesAttribute"/>, for everything that draws: the compute raycaster of each device kind, and <c>gl</c>.</summary>
public sealed class RenderersAttribute(params object[] values) : DevicesAttribute(values)
{
    protected override IReadOnlyList<string> Ids => TestRenderer.Ids;
}
