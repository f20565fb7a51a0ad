using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Completes k-space of which one side was left out, from the phase of its symmetric part.</summary>
internal static class PartialFourier
{
    private const int LeastLines = 4;
    private static readonly string[] AxisNames = ["kx", "ky", "kz"];

    /// <summary>Completes an image's k-space [coil, kz, ky, kx] in place.</summary>
    public static void Fill(DeviceView<Float2> kspace, int coils, SamplingMask mask, int transformedAxes, PartialFourierMethod method, int iterations)
    {
        if (method == PartialFourierMethod.ZeroFill)
            return;
        var (axis, first, last) = IncompleteAxis(mask, transformedAxes, method);
        var size = mask.Size;
        var n = size[axis];
        var center = n / 2;
        var reach = Math.Min(center - first, last - center);
        if (reach < LeastLines)
            throw new ArgumentException($"PartialFourier: along {AxisNames[axis]} only {reach} samples lie to both sides of the centre (samples {first} to {last} of {n}); at least {LeastLines} are needed for the phase.");

        var device = kspace.Memory.Device;
        using var phase = device.Allocate<Float2>(kspace.Length);
        float[][] Along(float[] weights) => [.. Enumerable.Range(0, 3).Select(a => a == axis ? weights : KSpaceWindows.Ones(size[a]))];
        KSpaceGrid.Resize(kspace, size, phase, size, coils, Along(KSpaceWindows.Taper(n, center - reach, center + reach)));
        KSpaceGrid.Transform(phase, phase, size, coils, transformedAxes, FftDirection.Inverse);
        using var work = device.Allocate<Float2>(kspace.Length);
        if (method == PartialFourierMethod.Homodyne)
        {
            var more = last - center > center - first;
            KSpaceGrid.Resize(kspace, size, work, size, coils, Along(HomodyneWeights(n, first, last, reach, more)));
            KSpaceGrid.Transform(work, work, size, coils, transformedAxes, FftDirection.Inverse);
            ComplexKernels.Launch.ProjectOnPhase(device, work.Length, work, phase);
            KSpaceGrid.Transform(work, kspace, size, coils, transformedAxes, FftDirection.Forward);
            return;
        }

        using var taken = device.Allocate<float>(mask.Values);
        device.Copy(kspace.Memory, kspace.Offset * 8, work.Memory, 0, work.Length * 8);
        for (var step = 0; step < iterations; step++)
        {
            KSpaceGrid.Transform(work, work, size, coils, transformedAxes, FftDirection.Inverse);
            ComplexKernels.Launch.ImposePhase(device, work.Length, work, phase);
            KSpaceGrid.Transform(work, work, size, coils, transformedAxes, FftDirection.Forward);
            ComplexKernels.Launch.Restore(device, work.Length, work, kspace, taken, taken.Length);
        }

        device.Copy(work.Memory, 0, kspace.Memory, kspace.Offset * 8, work.Length * 8);
    }

    /// <summary>
    /// Twice what has no counterpart, once what has, and a ramp between: w(k) + w(-k) = 2 for every k that was sampled on one side at least,
    /// which a step has too, but without the ringing of a step.
    /// </summary>
    private static float[] HomodyneWeights(int n, int first, int last, int reach, bool moreBehind)
    {
        var weights = new float[n];
        for (var k = first; k <= last; k++)
        {
            var distance = (moreBehind ? 1 : -1) * (k - n / 2);
            weights[k] = (float)Math.Clamp(1 + distance / (reach + 1.0), 0, 2);
        }

        return weights;
    }

    private static (int Axis, int First, int Last) IncompleteAxis(SamplingMask mask, int transformedAxes, PartialFourierMethod method)
    {
        (int Axis, int First, int Last) found = (-1, 0, 0);
        var most = 0.0;
        for (var axis = 0; axis < transformedAxes; axis++)
        {
            var (first, last) = mask.Range(axis);
            if (last < 0)
                throw new ArgumentException("PartialFourier: every sample is 0.");
            var n = mask.Size[axis];

            // An even matrix has one sample more before the centre than behind; that is no partial Fourier.
            var missing = Math.Abs(first - (n - 1 - last));
            if ((double)missing / n > most && missing > 1)
            {
                most = (double)missing / n;
                found = (axis, first, last);
            }
        }

        return found.Axis >= 0
            ? found
            : throw new ArgumentException($"PartialFourier: the samples of {mask.Size} are as complete on one side of the centre as on the other, so there is nothing for {method} to fill. Use zero filling.");
    }
}
