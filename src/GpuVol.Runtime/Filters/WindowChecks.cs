namespace GpuVol;

/// <summary>Checks of window sizes that several filters share.</summary>
internal static class WindowChecks
{
    /// <summary>Every axis must have a voxel, all together fewer than 2^31.</summary>
    public static void Check(string operation, Size3D window, string name)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            if (window[axis] < 1)
                throw new ArgumentOutOfRangeException(name, $"{operation}: {name} along {"ijk"[axis]} is {window[axis]}; every axis needs at least 1 voxel.");
        }

        if ((double)window.I * window.J * window.K > int.MaxValue)
            throw new ArgumentOutOfRangeException(name, $"{operation}: a window of {window} has more than {int.MaxValue} voxels. Give a smaller one.");
    }

    /// <summary>The rank from 0; a negative one counts from the greatest.</summary>
    public static int CheckRank(string operation, int rank, int count)
    {
        var index = rank < 0 ? count + rank : rank;
        if (index < 0 || index >= count)
            throw new ArgumentOutOfRangeException(nameof(rank), $"{operation}: rank {rank} of a window of {count} voxels; give {-count} to {count - 1} (negative counts from the greatest).");
        return index;
    }
}
