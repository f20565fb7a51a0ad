using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>Takes a vector of sums to the volume: as they are (an adjoint), or as <see cref="ProjectorParameters.Corrected"/> (an update).</summary>
internal readonly unsafe struct RowCorrection<TLanes, TVector>(ProjectorParameters p, bool isUpdate)
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    /// <summary>The first <paramref name="count"/> lanes; a mask that is null is 1 everywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(TVector sum, TVector weights, float* target, float* mask, int count)
    {
        if (count == TLanes.Width)
            StoreVector(sum, weights, target, mask);
        else
            StorePart(sum, weights, target, mask, count);
    }

    // Apart: a method that allocates on the stack is not inlined.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StorePart(TVector sum, TVector weights, float* target, float* mask, int count)
    {
        var values = stackalloc float[TLanes.Width];
        var known = stackalloc float[TLanes.Width];
        for (var n = 0; n < count; n++)
        {
            values[n] = target[n];
            known[n] = mask is null ? 1 : mask[n];
        }

        StoreVector(sum, weights, values, known);
        for (var n = 0; n < count; n++)
            target[n] = values[n];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreVector(TVector sum, TVector weights, float* target, float* mask)
    {
        if (isUpdate)
        {
            var old = TLanes.Load(target);
            var corrected = TLanes.Fma(TLanes.Broadcast(p.Relaxation), TLanes.Divide(sum, weights), old);
            corrected = TLanes.Min(TLanes.Broadcast(p.Maximum), TLanes.Max(TLanes.Broadcast(p.Minimum), corrected));
            if (mask is not null)
                weights = TLanes.Min(TLanes.Abs(TLanes.Load(mask)), weights);
            sum = TLanes.WherePositive(weights, corrected, old);
        }

        TLanes.Store(target, sum);
    }
}
