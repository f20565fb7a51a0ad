using System.Numerics;

namespace GpuVol.Cpu.KSpace;

/// <summary>Transforms in float64 for the tables of plans.</summary>
internal static unsafe class PreciseTransform
{
    /// <summary>The forward transform.</summary>
    public static Complex[] Forward(ReadOnlySpan<Complex> values)
    {
        var plan = LinePlan<double>.Get(values.Length);
        var data = values.ToArray();
        var scratch = new Complex[plan.ScratchElements];
        fixed (Complex* pointer = data, scratchPointer = scratch)
            LineTransform<LanesScalar<double>, double>.Run(plan, (double*)pointer, (double*)scratchPointer);
        var result = new Complex[data.Length];
        for (var k = 0; k < result.Length; k++)
            result[k] = data[plan.Order[k]];
        return result;
    }
}
