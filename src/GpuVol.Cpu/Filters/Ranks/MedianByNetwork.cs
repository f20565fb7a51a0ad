namespace GpuVol.Cpu;

/// <summary>Runs a median network over a volume: along j a column of one register's width, two rows and one or two slices at a time.</summary>
/// <remarks>
/// Everything that is reused lies in the first-level cache: the sorted lists of the window's rows in a ring, and their merged
/// pairs. The source comes from <see cref="PaddedSlices{TVoxel, TKey, TKeys}"/> in the second-level cache.
/// </remarks>
internal static unsafe class MedianByNetwork<TNetwork, TVoxel, TKey, TKeys>
    where TNetwork : struct, IMedianNetwork<TKey>
    where TVoxel : unmanaged
    where TKey : unmanaged
    where TKeys : struct, IVoxelKeys<TVoxel, TKey>
{
    private const int SlicesPerTask = 32;

    /// <summary>The whole volume.</summary>
    public static void Run(CpuDevice device, NeighbourhoodTask task)
    {
        var rows = PaddedSlices<TVoxel, TKey, TKeys>.RowsOfBlock(task, TNetwork.SizeK + TNetwork.TileK - 1, TNetwork.Lanes);
        var blocks = (task.Size.J + rows - 1) / rows;
        // Enough tasks for every thread, none so thin that the slices around it weigh.
        var slabs = (task.Size.K + SlicesPerTask - 1) / SlicesPerTask;
        device.Parallel((long)blocks * slabs, (begin, end) =>
        {
            using var padded = new PaddedSlices<TVoxel, TKey, TKeys>(task, TNetwork.SizeK + TNetwork.TileK - 1, rows, TNetwork.Lanes);
            var results = (rows * padded.RowLength) + (64 / sizeof(TKey));
            var scratch = HostMemory.Rent(((Scratch.Length * TNetwork.Lanes) + ((long)TNetwork.TileK * results)) * sizeof(TKey));
            try
            {
                for (var piece = begin; piece < end; piece++)
                {
                    var rowBegin = (int)(piece / slabs) * rows;
                    var sliceBegin = (int)(piece % slabs) * SlicesPerTask;
                    padded.Begin(rowBegin);
                    for (var k = sliceBegin; k < Math.Min(sliceBegin + SlicesPerTask, task.Size.K); k += TNetwork.TileK)
                        RunTile(task, padded, (TKey*)scratch.Address, rowBegin, Math.Min(rowBegin + rows, task.Size.J), k);
                }
            }
            finally
            {
                scratch.Release();
            }
        });
    }

    private static void RunTile(NeighbourhoodTask task, PaddedSlices<TVoxel, TKey, TKeys> padded, TKey* memory, int rowBegin, int rowEnd, int k)
    {
        var used = TNetwork.SizeK + TNetwork.TileK - 1;
        var slices = stackalloc TKey*[used];
        for (var s = 0; s < used; s++)
            slices[s] = padded.Slice(k - (TNetwork.SizeK / 2) + s);
        // Results are gathered for the block and written row by row: 64 bytes at a time down a column would miss every cache.
        var rows = rowEnd - rowBegin;
        var results = memory + (Scratch.Length * TNetwork.Lanes);
        var resultSlice = (padded.Rows * padded.RowLength) + (64 / sizeof(TKey));
        for (var i = 0; i < task.Size.I; i += TNetwork.Lanes)
            RunColumn(slices, padded.RowLength, memory, i, rows, results + i, resultSlice);
        for (var tile = 0; tile < Math.Min(TNetwork.TileK, task.Size.K - k); tile++)
        {
            var target = task.Target + ((((long)(k + tile) * task.Size.J) + rowBegin) * task.Size.I);
            for (var row = 0; row < rows; row++)
                TKeys.Decode(results + (tile * resultSlice) + (row * padded.RowLength), target + ((long)row * task.Size.I), task.Size.I, task.Slope, task.Intercept);
        }
    }

    // One column of TNetwork.Lanes voxels along j. Row r of the padded slices is the first row of the window of output row r.
    private static void RunColumn(TKey** slices, int rowLength, TKey* memory, int i, int rows, TKey* results, int resultSlice)
    {
        var lanes = TNetwork.Lanes;
        var radius = TNetwork.SizeJ / 2;
        var list = TNetwork.ListLength * lanes;
        var slotLength = list * TNetwork.TileK;
        var pairLength = 2 * list;
        var lists = memory;
        var pairs = memory + (Scratch.Slots * slotLength);
        var cores = stackalloc TKey*[Math.Max(2, radius)];

        // Rows are numbered from the first of the padded slices; the pair p is of the rows 2p + 1 and 2p + 2.
        for (var row = 0; row < 2 * radius; row++)
            TNetwork.Column(slices, ((long)row * rowLength) + i, lists + (row % Scratch.Slots * slotLength));
        for (var pair = 0; pair < radius - 1; pair++)
            MakePair(lists, pairs, pair);
        for (var row = 0; row < rows; row += 2)
        {
            var next = row + (2 * radius);
            TNetwork.Column(slices, ((long)next * rowLength) + i, lists + (next % Scratch.Slots * slotLength));
            TNetwork.Column(slices, ((long)(next + 1) * rowLength) + i, lists + ((next + 1) % Scratch.Slots * slotLength));
            if (radius > 1)
                MakePair(lists, pairs, (row / 2) + radius - 1);
            for (var tile = 0; tile < TNetwork.TileK; tile++)
            {
                var first = lists + (row % Scratch.Slots * slotLength) + (tile * list);
                var last = lists + ((next + 1) % Scratch.Slots * slotLength) + (tile * list);
                if (radius == 1)
                {
                    cores[0] = lists + ((row + 1) % Scratch.Slots * slotLength) + (tile * list);
                    cores[1] = lists + ((row + 2) % Scratch.Slots * slotLength) + (tile * list);
                }
                else
                {
                    for (var core = 0; core < radius; core++)
                        cores[core] = pairs + ((((row / 2) + core) % Scratch.Pairs * TNetwork.TileK) + tile) * pairLength;
                }

                var output = results + (tile * resultSlice) + (row * rowLength);
                TNetwork.Select(first, last, cores, output, output + rowLength);
            }
        }
    }

    private static void MakePair(TKey* lists, TKey* pairs, int pair)
    {
        var list = TNetwork.ListLength * TNetwork.Lanes;
        var slotLength = list * TNetwork.TileK;
        for (var tile = 0; tile < TNetwork.TileK; tile++)
        {
            var a = lists + (((2 * pair) + 1) % Scratch.Slots * slotLength) + (tile * list);
            var b = lists + (((2 * pair) + 2) % Scratch.Slots * slotLength) + (tile * list);
            TNetwork.Pair(a, b, pairs + (((pair % Scratch.Pairs * TNetwork.TileK) + tile) * 2 * list));
        }
    }

    private static class Scratch
    {
        public static int Slots => TNetwork.SizeJ + 1;

        public static int Pairs => Math.Max(1, TNetwork.SizeJ / 2);

        public static int Length => (Slots * TNetwork.ListLength * TNetwork.TileK) + (Pairs * 2 * TNetwork.ListLength * TNetwork.TileK);
    }
}
