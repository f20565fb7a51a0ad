using System.Globalization;

namespace GpuVol.Cli;

/// <summary>What the scheduler that started this process says of it, by the variables of Slurm, Kubernetes and GNU parallel.</summary>
internal static class Scheduler
{
    // The golden section's multiples fall evenly however many there are, so the number of tasks need not be known.
    private const double GoldenSection = 0.6180339887498949;

    /// <summary>The name of the job that this process belongs to: the same for all its tasks, and for a task that is begun again. Null without one.</summary>
    public static string? Job =>
        (Value("SLURM_ARRAY_JOB_ID") ?? Value("SLURM_JOB_ID")) is { } slurm ? $"slurm-{slurm}"
        : Value("PARALLEL_PID") is { } parallel ? $"parallel-{Environment.MachineName}-{parallel}"
        : null;

    /// <summary>Which task of the job it is; null outside of one.</summary>
    public static int? Task =>
        new[] { "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "PARALLEL_SEQ" }.Select(Value)
            .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var task) ? task : (int?)null).FirstOrDefault(task => task is not null);

    /// <summary>
    /// The items in the order in which this process should take them: the tasks of a job begin far from each other, so that each works on its own
    /// stretch before it looks after what others have left.
    /// </summary>
    public static IReadOnlyList<T> InOrder<T>(IReadOnlyList<T> items)
    {
        if (Task is not { } task)
            return items;
        var start = (int)(task * GoldenSection % 1 * items.Count);
        return [.. items.Skip(start), .. items.Take(start)];
    }

    private static string? Value(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
