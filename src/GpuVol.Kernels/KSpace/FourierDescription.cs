namespace GpuVol.Kernels;

/// <summary>What a transform does, apart from where its numbers lie.</summary>
public sealed class FourierDescription
{
    /// <summary>Which numbers it takes and gives.</summary>
    public required FourierKind Kind { get; init; }

    /// <summary>Lengths of the axes, slowest first: of the complex array, or of the real one.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Axes to transform, ascending and distinct; for real transforms the last one is the array's last axis.</summary>
    public required IReadOnlyList<int> Axes { get; init; }

    /// <summary>True for the positive exponent.</summary>
    public required bool Inverse { get; init; }

    /// <summary>True where element 0 of every axis is the one at n / 2, before and after.</summary>
    public required bool Centered { get; init; }

    /// <summary>Factor of the result.</summary>
    public required double Scale { get; init; }

    /// <summary>True for float64, false for float32.</summary>
    public required bool IsFloat64 { get; init; }

    /// <summary>Elements of the array, of the real one for real transforms.</summary>
    public long Count => Shape.Aggregate(1L, (a, n) => a * n);

    /// <summary>Lengths of the axes of the half spectrum.</summary>
    public int[] HalfShape
    {
        get
        {
            int[] shape = [.. Shape];
            shape[^1] = shape[^1] / 2 + 1;
            return shape;
        }
    }

    /// <summary>Complex elements of the half spectrum.</summary>
    public long HalfCount => Count / Shape[^1] * (Shape[^1] / 2 + 1);
}
