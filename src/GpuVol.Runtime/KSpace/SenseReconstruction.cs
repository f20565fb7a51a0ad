using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Iterative SENSE (Pruessmann, Weiger, Börnert and Boesiger 2001): (AᴴA + λ) x = Aᴴ y by conjugate gradients.</summary>
public static class SenseReconstruction
{
    private const int DotParts = 2048;

    /// <summary>Solves for the image.</summary>
    /// <param name="encoding">The operator A.</param>
    /// <param name="samples">y: [coil, k, j, i], 0 where nothing was sampled.</param>
    /// <param name="image">x: the result [k, j, i].</param>
    /// <param name="settings">Steps, tolerance, λ.</param>
    /// <param name="progress">Called with the share done, 0 to 1.</param>
    /// <param name="cancellation">Stops the iteration.</param>
    /// <returns>The norm of the residual after each step, as part of that of Aᴴ y.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static IReadOnlyList<double> Solve(SenseOperator encoding, DeviceView<Float2> samples, DeviceView<Float2> image, SenseSettings? settings = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        settings ??= new SenseSettings();
        if (settings.Iterations < 1 || !(settings.Tolerance >= 0) || !(settings.Regularization >= 0) || !double.IsFinite(settings.Regularization))
            throw new ArgumentOutOfRangeException(nameof(settings), $"SenseReconstruction: {settings.Iterations} iterations, tolerance {settings.Tolerance}, regularization {settings.Regularization}; there must be one iteration at least, and no number below 0.");
        var device = encoding.Sensitivities.Device;
        var count = encoding.Voxels;
        using var residual = device.Allocate<Float2>(count);
        using var direction = device.Allocate<Float2>(count);
        using var product = device.Allocate<Float2>(count);
        using var partial = device.Allocate<double>(DotParts);

        encoding.Adjoint(samples, residual);
        device.Copy(residual.Memory, 0, direction.Memory, 0, count * 8);
        ComplexKernels.Launch.Clear(device, count, image);
        var start = Dot(residual, residual);
        var history = new List<double>();
        var norm = start;
        for (var step = 0; step < settings.Iterations && norm > 0; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            encoding.Normal(direction, product);
            ComplexKernels.Launch.AddScaled(device, count, direction, product, (float)settings.Regularization, 1);
            var curvature = Dot(direction, product);
            if (!(curvature > 0))
                break;
            var length = norm / curvature;
            ComplexKernels.Launch.AddScaled(device, count, direction, image, (float)length, 1);
            ComplexKernels.Launch.AddScaled(device, count, product, residual, (float)-length, 1);
            var next = Dot(residual, residual);
            history.Add(Math.Sqrt(next / start));
            progress?.Report((step + 1.0) / settings.Iterations);
            if (history[^1] <= settings.Tolerance)
                break;
            ComplexKernels.Launch.AddScaled(device, count, residual, direction, 1, (float)(next / norm));
            norm = next;
        }

        return history;

        double Dot(DeviceBuffer<Float2> a, DeviceBuffer<Float2> b)
        {
            ComplexKernels.Launch.PartialDot(device, DotParts, a, b, partial, count, DotParts);
            var sum = 0.0;
            foreach (var part in partial.ToArray())
                sum += part;
            return sum;
        }
    }
}
