using System.Reflection;
using GpuVol.Viewer;
using Xunit.Sdk;

namespace GpuVol.Tests.Rendering;

/// <summary>One run of a theory for everything that draws and every mode: the renderer's id and the <see cref="RenderMode"/> are the arguments.</summary>
public sealed class RenderersInEveryModeAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from id in TestRenderer.Ids
        from mode in Enum.GetValues<RenderMode>()
        select (object[])[id, mode];
}
