using System.Diagnostics;

namespace GpuVol.Tests.Batch;

/// <summary>The cluster that the tests of batch jobs use.</summary>
public class SlurmClusterTests
{
    [SkippableFact]
    public void Stopped_LeavesNoProcessOfDaemonsOrJobs()
    {
        string marker;
        using (var cluster = new SlurmCluster())
        {
            marker = cluster.Marker;
            Assert.Equal("3 idle", cluster.Run("sinfo", "--noheader", "--format=%D %t"));
            cluster.Run("sbatch", "--array=0-2", "--gres=gpu:1", "--output=/dev/null", "--wrap=sleep 1000 & sleep 1000");
            WaitUntil(() => ProcessList.With(marker, "sleep\0").Count == 6, "the tasks do not run");
            cluster.Lose("n2");
            WaitUntil(() => ProcessList.With(marker, "sleep\0").Count == 4, "the lost node's task still runs");
            WaitUntil(() => ProcessList.With(marker, "slurmd\0").Count == 2, "the lost node still runs");
        }

        WaitUntil(() => ProcessList.With(marker).Count == 0, "processes are left");
    }

    private static void WaitUntil(Func<bool> condition, string otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(20))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), otherwise);
    }
}
