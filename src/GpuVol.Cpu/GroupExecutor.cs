using System.Runtime.ExceptionServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Runs grouped kernels on the CPU, one item at a time as written. Without barriers the items of a group run one after the
/// other and the groups in parallel; with barriers every item of a group has a thread of its own.
/// </summary>
/// <remarks>A barrier between threads costs milliseconds: kernels with barriers that matter for speed have a CPU override.</remarks>
internal static class GroupExecutor
{
    /// <summary>Items of a group that barriers can be emulated for; each takes a thread.</summary>
    internal const int MaxBarrierItems = 1024;

    private const int BarrierThreadStackBytes = 1024 * 1024;

    /// <summary>Runs every item of a grouped launch and returns when all are done; the first exception of an item is thrown.</summary>
    /// <param name="kernel">A kernel of shape <see cref="KernelShape.Grouped"/>.</param>
    /// <param name="extent">Groups and items per group.</param>
    /// <param name="arguments">One per parameter.</param>
    /// <param name="threads">How many groups without barriers may run at once.</param>
    public static void Run(KernelDefinition kernel, KernelExtent extent, ReadOnlySpan<KernelArgument> arguments, int threads)
    {
        if (!extent.IsGrouped)
            throw new ArgumentException($"{kernel.Name} is a grouped kernel but the extent has no group size. Use KernelExtent.Grouped.", nameof(extent));
        if (extent.IsEmpty)
            return;
        var gridDim = new Index3D(checked((int)extent.X), checked((int)extent.Y), checked((int)extent.Z));
        var groupDim = new Index3D(extent.GroupX, extent.GroupY, extent.GroupZ);
        var copy = arguments.ToArray();
        if (kernel.UsesBarriers)
            RunWithBarriers(kernel, extent, copy, gridDim, groupDim);
        else
            RunWithoutBarriers(kernel, extent, copy, gridDim, groupDim, threads);
    }

    private static void RunWithoutBarriers(KernelDefinition kernel, KernelExtent extent, KernelArgument[] arguments, Index3D gridDim, Index3D groupDim, int threads)
    {
        var groups = (long)gridDim.X * gridDim.Y * gridDim.Z;
        var items = (long)groupDim.X * groupDim.Y * groupDim.Z;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        try
        {
            Parallel.For(
                0L,
                groups,
                options,
                () => new GroupContext(gridDim, groupDim, new GroupSharedMemory(), static () => { }),
                (group, _, context) =>
                {
                    GroupContext.SetCurrent(context);
                    try
                    {
                        var gridIdx = Position(group, gridDim);
                        for (var item = 0L; item < items; item++)
                        {
                            context.MoveTo(gridIdx, Position(item, groupDim));
                            kernel.CpuRunner(extent, item, item + 1, arguments);
                        }
                    }
                    finally
                    {
                        GroupContext.SetCurrent(null);
                    }

                    return context;
                },
                static _ => { });
        }
        catch (AggregateException aggregate)
        {
            ExceptionDispatchInfo.Throw(aggregate.Flatten().InnerExceptions[0]);
        }
    }

    private static void RunWithBarriers(KernelDefinition kernel, KernelExtent extent, KernelArgument[] arguments, Index3D gridDim, Index3D groupDim)
    {
        var groups = (long)gridDim.X * gridDim.Y * gridDim.Z;
        var items = (long)groupDim.X * groupDim.Y * groupDim.Z;
        if (items > MaxBarrierItems)
            throw new ArgumentException($"{kernel.Name}: a group of {items} items with barriers is more than the {MaxBarrierItems} that the CPU device runs. Use smaller groups.", nameof(extent));
        var barrier = new GroupBarrier((int)items);
        var shared = new GroupSharedMemory();
        var threads = new Thread[items];
        for (var item = 0; item < items; item++)
        {
            var groupIdx = Position(item, groupDim);
            var context = new GroupContext(gridDim, groupDim, shared, barrier.Wait);
            threads[item] = new Thread(
                () =>
                {
                    GroupContext.SetCurrent(context);
                    for (var group = 0L; group < groups; group++)
                    {
                        try
                        {
                            context.MoveTo(Position(group, gridDim), groupIdx);
                            kernel.CpuRunner(extent, 0, 1, arguments);
                            barrier.FinishGroup();
                        }
                        catch (Exception exception)
                        {
                            // Whoever waits at a barrier must be let go, or the launch would hang.
                            barrier.Fail(exception);
                            return;
                        }
                    }
                },
                BarrierThreadStackBytes)
            { IsBackground = true, Name = $"{kernel.Name} item {item}" };
        }

        var started = 0;
        try
        {
            for (; started < threads.Length; started++)
                threads[started].Start();
        }
        catch (Exception exception)
        {
            barrier.Fail(exception);
        }

        for (var i = 0; i < started; i++)
            threads[i].Join();
        if (barrier.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    private static Index3D Position(long linear, Index3D dim) =>
        new((int)(linear % dim.X), (int)(linear / dim.X % dim.Y), (int)(linear / dim.X / dim.Y));
}
