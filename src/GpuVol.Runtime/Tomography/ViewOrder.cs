namespace GpuVol;

/// <summary>The order in which ordered subsets take their views.</summary>
internal static class ViewOrder
{
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>Subset s has every count-th view from the s-th on, by angle; successive subsets are a golden section apart, so that each brings what the one before lacks (Köhler 2004).</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Subsets(ProjectionGeometry geometry, int count)
    {
        var order = Enumerable.Range(0, geometry.Views).ToArray();
        if (geometry.AnglesRadians.Count > 0)
            order = order.OrderBy(n => geometry.AnglesRadians[n]).ToArray();
        var taken = new bool[count];
        var subsets = new List<IReadOnlyList<int>>();
        for (var n = 0; n < count; n++)
        {
            var s = (int)(n * GoldenRatio * count % count);
            while (taken[s])
                s = (s + 1) % count;
            taken[s] = true;
            subsets.Add(Enumerable.Range(0, (order.Length - s + count - 1) / count).Select(m => order[s + m * count]).ToArray());
        }

        return subsets;
    }
}
