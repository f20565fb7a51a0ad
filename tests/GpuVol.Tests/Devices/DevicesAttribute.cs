using System.Reflection;
using Xunit.Sdk;

namespace GpuVol.Tests.Devices;

/// <summary>
/// One run of a theory per device kind: <c>cpu</c>, <c>opencl</c>, <c>cuda</c>, as the first argument, before
/// <paramref name="values"/>. Use it with <c>[SkippableTheory]</c> and <see cref="TestDevices.Get"/>; several of them add up.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class DevicesAttribute(params object[] values) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        Ids.Select(id => (object[])[id, .. values]);

    /// <summary>The first arguments.</summary>
    protected virtual IReadOnlyList<string> Ids => TestDevices.Ids;
}
