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
            marker = $"{cluster.Variable.Name}={cluster.Variable.Value}";
            Assert.Equal("3 idle", cluster.Run("sinfo", "--noheader", "--format=%D %t"));
            cluster.Run("sbatch", "--array=0-2", "--gres=gpu:1", "--output=/dev/null", "--wrap=sleep 1000 & sleep 1000");
            WaitUntil(() => Having(marker, "sleep") == 6, "the tasks do not run");
            cluster.Lose("n2");
            WaitUntil(() => Having(marker, "sleep") == 4, "the lost node's task still runs");
            WaitUntil(() => Having(marker, "slurmd") == 2, "the lost node still runs");
        }

        WaitUntil(() => Having(marker, string.Empty) == 0, "processes are left");
    }

    private static void WaitUntil(Func<bool> condition, string otherwise)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(20))
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), otherwise);
    }

    /// <summary>How many processes have the marker in their environment, and that name, or any where it is empty.</summary>
    private static int Having(string marker, string name) => Process.GetProcesses().Count(process =>
    {
        using (process)
        {
            try
            {
                return (name.Length == 0 || process.ProcessName == name) && File.ReadAllText($"/proc/{process.Id}/environ").Split('\0').Contains(marker);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // Ended meanwhile, or another user's.
                return false;
            }
        }
    });
}
