namespace GpuVol;

/// <summary>Lengths of the axes of an array, slowest first.</summary>
internal static class ArrayShape
{
    public static IReadOnlyList<int> Check(IReadOnlyList<int> shape, string what)
    {
        if (shape.Count == 0)
            throw new ArgumentException($"{what}: the shape has no axes; at least one is needed.", nameof(shape));
        for (var a = 0; a < shape.Count; a++)
        {
            if (shape[a] < 1)
                throw new ArgumentException($"{what}: axis {a} of the shape {Describe(shape)} has the length {shape[a]}; every length must be at least 1.", nameof(shape));
        }

        return [.. shape];
    }

    public static long Count(IReadOnlyList<int> shape) => shape.Aggregate(1L, (count, n) => checked(count * n));

    public static string Describe(IReadOnlyList<int> shape) => string.Join('x', shape);

    /// <summary>Axes by place, ascending; all where <paramref name="axes"/> is null.</summary>
    /// <exception cref="ArgumentException">There is no such axis, or one is named twice.</exception>
    public static int[] Axes(IReadOnlyList<int> shape, IReadOnlyList<int>? axes, string what)
    {
        if (axes is null)
            return [.. Enumerable.Range(0, shape.Count)];
        var places = new int[axes.Count];
        for (var a = 0; a < places.Length; a++)
        {
            if (axes[a] < -shape.Count || axes[a] >= shape.Count)
                throw new ArgumentException($"{what}: there is no axis {axes[a]} in an array of shape {Describe(shape)}; use {-shape.Count} to {shape.Count - 1}.", nameof(axes));
            places[a] = axes[a] < 0 ? axes[a] + shape.Count : axes[a];
        }

        Array.Sort(places);
        for (var a = 1; a < places.Length; a++)
        {
            if (places[a] == places[a - 1])
                throw new ArgumentException($"{what}: axis {places[a]} is named twice in ({string.Join(", ", axes)}).", nameof(axes));
        }

        return places;
    }
}
