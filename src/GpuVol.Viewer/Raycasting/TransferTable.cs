namespace GpuVol.Viewer;

/// <summary>A transfer function as the kernels read it: entries of red, green, blue times opacity, and opacity, of one step.</summary>
internal sealed class TransferTable
{
    /// <summary>Entries. The nearest one is taken: 2048 between the end points are finer than a display shows.</summary>
    public const int Entries = 2048;

    private readonly int[] _visibleBelow = new int[Entries + 1];

    /// <summary>Makes the table for intensities from <paramref name="minimum"/> to <paramref name="maximum"/>, in absolute units.</summary>
    public TransferTable(TransferFunction function, double minimum, double maximum, double stepMm)
    {
        // Beyond the end points nothing changes, so the entries are spent between them; a metal clip does not coarsen the table.
        var low = Math.Clamp(function.Points[0].Intensity, minimum, maximum);
        var high = Math.Clamp(function.Points[^1].Intensity, minimum, maximum);
        Low = low;
        Scale = high > low ? (Entries - 1) / (high - low) : 0;
        for (var entry = 0; entry < Entries; entry++)
        {
            var point = function.At(low + entry * (high > low ? (high - low) / (Entries - 1) : 0));
            var opacity = 1 - Math.Pow(1 - point.OpacityPerMm, stepMm);
            Values[4 * entry] = (float)(point.Red * opacity);
            Values[4 * entry + 1] = (float)(point.Green * opacity);
            Values[4 * entry + 2] = (float)(point.Blue * opacity);
            Values[4 * entry + 3] = (float)opacity;
            _visibleBelow[entry + 1] = _visibleBelow[entry] + (point.OpacityPerMm > 0 ? 1 : 0);
        }
    }

    public double Low { get; }

    public double Scale { get; }

    public float[] Values { get; } = new float[4 * Entries];

    /// <summary>True where an intensity from <paramref name="low"/> to <paramref name="high"/> has any opacity, with one entry to spare for rounding; whatever the step.</summary>
    public bool IsVisible(float low, float high)
    {
        var first = Math.Clamp((int)((low - Low) * Scale + 0.5) - 1, 0, Entries - 1);
        var last = Math.Clamp((int)((high - Low) * Scale + 0.5) + 1, 0, Entries - 1);
        return _visibleBelow[last + 1] > _visibleBelow[first];
    }
}
