namespace GpuVol;

/// <summary>Arrays of numbers by a rule. LINQ over numbers is compiled at every start of a process; this is precompiled.</summary>
internal static class Table
{
    public static T[] Of<T>(int count, Func<int, T> rule)
    {
        var table = new T[count];
        for (var n = 0; n < count; n++)
            table[n] = rule(n);
        return table;
    }

    public static float[] Single(IReadOnlyList<double> numbers) => Of(numbers.Count, n => (float)numbers[n]);
}
