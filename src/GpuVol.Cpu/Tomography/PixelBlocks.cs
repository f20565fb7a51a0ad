namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Sums over views for every pixel of a slice, by blocks of four rows as wide as a vector, whose columns in a view mostly lie in one window. Tiles of 16 rows pass over a chunk of views together: what they look up
/// stays in the first-level cache. With few views a tile is a stretch of one line of blocks, as it lies in memory.
/// </summary>
internal abstract unsafe class PixelBlocks<TLanes, TVector, TPlace>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
    where TPlace : unmanaged
{
    /// <summary>Rows of a block.</summary>
    protected const int Rows = 4;

    /// <summary>Views at a time, for each of which a block has a place.</summary>
    protected const int ChunkViews = 32;

    /// <summary>Blocks of a tile along i where views are few.</summary>
    protected const int LineBlocks = 16;

    private const int FewViews = 8;

    /// <summary>Rows of a stack of blocks that share a place: <see cref="Rows"/>, or twice as many.</summary>
    protected virtual int PlaceRows => Rows;

    /// <summary>Finds the columns of the <see cref="PlaceRows"/> rows at (i, j) in some views. Ahead of <see cref="Add"/>, because the chain of operations from a pixel to the address of its window is long.</summary>
    protected abstract void Place(TPlace* places, int i, int j, int firstView, int views);

    /// <summary>Adds some views to the sums of the block at (i, j), <paramref name="rowsBehind"/> rows behind its place: a vector a row and sum.</summary>
    protected abstract void Add(float* sums, TPlace* places, int i, int j, int rowsBehind, int firstView, int views);

    /// <summary>Puts the sums of all views of a block where they belong.</summary>
    protected abstract void Store(float* sums, int i, int j);

    /// <summary>Pixels along each axis up to the end of the last block, which may lie beyond the image.</summary>
    protected static (int I, int J) Whole(int sizeI, int sizeJ) => ((sizeI + TLanes.Width - 1) / TLanes.Width * TLanes.Width, (sizeJ + Rows - 1) / Rows * Rows);

    /// <summary>Runs over a slice; each row of a block has <paramref name="sumsPerRow"/> vectors of sums.</summary>
    protected void Run(CpuDevice device, int sizeI, int sizeJ, int views, int sumsPerRow)
    {
        var (wholeI, wholeJ) = Whole(sizeI, sizeJ);
        var (tileI, tileJ) = views < FewViews ? (LineBlocks * TLanes.Width, PlaceRows) : (TLanes.Width, 4 * Rows);
        var tilesI = (wholeI + tileI - 1) / tileI;
        var tilesJ = (wholeJ + tileJ - 1) / tileJ;
        var perRow = sumsPerRow * TLanes.Width;
        device.Parallel((long)tilesI * tilesJ, (begin, end) =>
        {
            var places = stackalloc TPlace[tileI * tileJ / (TLanes.Width * Rows) * ChunkViews];
            var sums = stackalloc float[tileI * tileJ * sumsPerRow];
            for (var tile = begin; tile < end; tile++)
            {
                var (i0, j0) = ((int)(tile % tilesI) * tileI, (int)(tile / tilesI) * tileJ);
                var (i1, j1) = (Math.Min(i0 + tileI, wholeI), Math.Min(j0 + tileJ, wholeJ));
                new Span<float>(sums, tileI * tileJ * sumsPerRow).Clear();
                for (var chunk = 0; chunk < views; chunk += ChunkViews)
                {
                    var count = Math.Min(ChunkViews, views - chunk);
                    for (var j = j0; j < j1; j += PlaceRows)
                    {
                        for (var i = i0; i < i1; i += TLanes.Width)
                            Place(PlaceOf(i, j), i, j, chunk, count);
                    }

                    var block = sums;
                    for (var j = j0; j < j1; j += Rows)
                    {
                        for (var i = i0; i < i1; i += TLanes.Width, block += Rows * perRow)
                            Add(block, PlaceOf(i, j), i, j, (j - j0) % PlaceRows, chunk, count);
                    }
                }

                TPlace* PlaceOf(int i, int j) => places + ((j - j0) / PlaceRows * (tileI / TLanes.Width) + (i - i0) / TLanes.Width) * ChunkViews;

                var finished = sums;
                for (var j = j0; j < j1; j += Rows)
                {
                    for (var i = i0; i < i1; i += TLanes.Width, finished += Rows * perRow)
                        Store(finished, i, j);
                }
            }
        }, tilesI);
    }
}
