using System.Numerics;
using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Any rank of a large box at a cost that hardly depends on the box. The voxels of a tile and around it are sorted once and put into 256 bins of equally
/// many; how many voxels of a window lie in the first bins is a sliding sum, wanted for sixteen bounds and then for the sixteen within; the few
/// voxels of the bin that is left are tried in their order.
/// </summary>
/// <remarks>
/// Exact: equal voxels are numbered apart by the sort. 8-bit voxels are their own bins. After the idea of multi-level histograms of Perreault and Hébert
/// 2007 (Median filtering in constant time), with sums instead of histograms, which lie side by side in registers.
/// </remarks>
internal static unsafe class RankByBins<TVoxel, TKey, TKeys>
    where TVoxel : unmanaged
    where TKey : unmanaged
    where TKeys : struct, IVoxelKeys<TVoxel, TKey>
{
    private const int Bins = 256;
    private const int Group = 16;
    private const int RowLength = 64;

    // Fifteen sliding sums cost about as much as trying these voxels against all of their group.
    private const int FewestToDivide = 200;

    // Registers are read from anywhere in a row.
    private const int Slack = 64;

    private static bool KeysAreBins => sizeof(TKey) == 1;

    /// <summary>True where counts along j and k fit in 8 bits, those of the whole box in 16, and positions in a tile in 8.</summary>
    public static bool Supports(NeighbourhoodTask task) =>
        task.Footprint is null && task.Window.I <= RowLength - 15 && task.Window.J * task.Window.K <= byte.MaxValue;

    /// <summary>The whole volume.</summary>
    public static void Run(CpuDevice device, NeighbourhoodTask task)
    {
        var shape = TileShape.Of(task);
        var (tilesI, tilesJ, tilesK) = (Tiles(task.Size.I, shape.I), Tiles(task.Size.J, shape.J), Tiles(task.Size.K, shape.K));
        device.Parallel((long)tilesI * tilesJ * tilesK, (begin, end) =>
        {
            using var tile = new Tile(task, shape);
            for (var t = begin; t < end; t++)
                tile.Filter((int)(t % tilesI) * shape.I, (int)(t / tilesI % tilesJ) * shape.J, (int)(t / tilesI / tilesJ) * shape.K);
        });

        static int Tiles(int size, int tile) => (size + tile - 1) / tile;
    }

    /// <summary>Voxels of a tile's results along i, j, k.</summary>
    private readonly record struct TileShape(int I, int J, int K)
    {
        public static TileShape Of(NeighbourhoodTask task) =>
            new(RowLength - task.Window.I + 1, Along(task.Window.J, task.Size.J), Along(task.Window.K, task.Size.K));

        // What lies around a tile is sorted again in the next one; positions take 8 bits.
        private static int Along(int window, int size) => Math.Min(size, Math.Min(24 + (window / 4), byte.MaxValue - window));
    }

    /// <summary>Rows and slices of results.</summary>
    private struct Region
    {
        public int J;
        public int K;
        public int EndJ;
        public int EndK;
        public int Voxels;

        public static Region Empty => new() { J = int.MaxValue, K = int.MaxValue };

        public void Add(int j, int k)
        {
            J = Math.Min(J, j);
            K = Math.Min(K, k);
            EndJ = Math.Max(EndJ, j + 1);
            EndK = Math.Max(EndK, k + 1);
        }
    }

    private sealed class Tile : IDisposable
    {
        private readonly NeighbourhoodTask _task;
        private readonly TileShape _shape;
        private readonly int _rowsJ;
        private readonly int _slicesK;
        private readonly int _padded;
        private readonly List<HostMemory> _blocks = [];
        private readonly byte* _bins;
        private readonly byte* _columns;
        private readonly byte* _lines;
        private readonly byte* _partial;
        private readonly int _partialLength;
        private readonly ushort* _below;
        private readonly ushort* _found;
        private readonly TKey* _keys;
        private readonly ulong* _sorted;
        private readonly ulong* _other;
        private readonly byte* _x;
        private readonly byte* _y;
        private readonly byte* _z;
        private ulong* _inOrder;
        private readonly int[] _histograms = new int[3 << 11];
        private readonly Region[] _groups = new Region[Bins / Group];

        public Tile(NeighbourhoodTask task, TileShape shape)
        {
            _task = task;
            _shape = shape;
            _rowsJ = shape.J + task.Window.J - 1;
            _slicesK = shape.K + task.Window.K - 1;
            _padded = RowLength * _rowsJ * _slicesK;
            _bins = Take<byte>(_padded + Slack);
            _columns = Take<byte>((RowLength * (_rowsJ + 1)) + Slack);
            _lines = Take<byte>(task.Window.K * RowLength * _rowsJ);
            _partialLength = (RowLength * _rowsJ) + Slack;
            _partial = Take<byte>(_partialLength * (BitOperations.Log2((uint)task.Window.I) + 1));
            var results = RowLength * shape.J * shape.K;
            _below = Take<ushort>(results);
            _found = Take<ushort>(results);
            _keys = Take<TKey>(Math.Max(task.Size.I, RowLength) + Slack);
            if (KeysAreBins)
                return;
            _sorted = Take<ulong>(_padded);
            _other = Take<ulong>(_padded);
            _x = Take<byte>(_padded + Slack);
            _y = Take<byte>(_padded + Slack);
            _z = Take<byte>(_padded + Slack);
        }

        public void Dispose()
        {
            foreach (var block in _blocks)
                block.Release();
        }

        /// <summary>The results from (i, j, k) on.</summary>
        public void Filter(int i, int j, int k)
        {
            var (width, height, depth) = (Math.Min(_shape.I, _task.Size.I - i), Math.Min(_shape.J, _task.Size.J - j), Math.Min(_shape.K, _task.Size.K - k));
            Read(i, j, k);
            if (!KeysAreBins)
                Sort();
            new Span<ushort>(_below, RowLength * _shape.J * _shape.K).Clear();
            new Span<ushort>(_found, RowLength * _shape.J * _shape.K).Clear();
            var whole = new Region { EndJ = height, EndK = depth };
            for (var group = 1; group < Bins / Group; group++)
                Bound((group * Group) - 1, whole, coarse: -1);
            FindGroups(width, height, depth);
            for (var group = 0; group < Bins / Group; group++)
            {
                for (var bin = 0; IsDivided(group) && bin < Group - 1; bin++)
                    Bound((group * Group) + bin, _groups[group], group);
            }

            Write(i, j, k, width, height, depth);
        }

        private T* Take<T>(int count)
            where T : unmanaged
        {
            var block = HostMemory.Rent((long)count * sizeof(T), clear: true);
            _blocks.Add(block);
            return (T*)block.Address;
        }

        // The tile's voxels and the window's around them, as bins where keys are bins, else as keys to sort with their positions.
        private void Read(int i, int j, int k)
        {
            var size = _task.Size;
            var first = i - (_task.Window.I / 2);
            var outside = TKeys.FromBorderValue(_task.BorderValue);
            var begin = Math.Max(first, 0);
            var end = Math.Min(first + RowLength, size.I);
            for (var z = 0; z < _slicesK; z++)
            {
                var sourceK = BorderModes.SampleIndex(k - (_task.Window.K / 2) + z, size.K, _task.Border);
                for (var y = 0; y < _rowsJ; y++)
                {
                    var sourceJ = BorderModes.SampleIndex(j - (_task.Window.J / 2) + y, size.J, _task.Border);
                    var at = RowLength * ((z * _rowsJ) + y);
                    if (sourceK < 0 || sourceJ < 0)
                    {
                        new Span<TKey>(_keys, RowLength).Fill(outside);
                    }
                    else
                    {
                        var row = (TVoxel*)_task.Source + ((((long)sourceK * size.J) + sourceJ) * size.I);
                        TKeys.Encode(row + begin, _keys + (begin - first), end - begin);
                        for (var x = 0; x < RowLength; x++)
                        {
                            if (first + x >= 0 && first + x < size.I)
                            {
                                x = end - first - 1;
                                continue;
                            }

                            var sourceI = BorderModes.SampleIndex(first + x, size.I, _task.Border);
                            if (sourceI < 0)
                                _keys[x] = outside;
                            else
                                TKeys.Encode(row + sourceI, _keys + x, 1);
                        }
                    }

                    if (KeysAreBins)
                    {
                        Unsafe.CopyBlockUnaligned(_bins + at, _keys, RowLength);
                        continue;
                    }

                    var lowest = TKeys.ToBits(TKeys.Lowest);
                    var position = (ulong)(uint)((y << 8) | (z << 16));
                    for (var x = 0; x < RowLength; x++)
                        _sorted[at + x] = ((ulong)(TKeys.ToBits(_keys[x]) ^ lowest) << 32) | position | (uint)x;
                }
            }
        }

        // By the key, 11 bits at a time from the lowest, in which all voxels are the same being passed over; then bins and positions in that order.
        private void Sort()
        {
            var passes = sizeof(TKey) == 4 ? 3 : 2;
            Array.Clear(_histograms);
            fixed (int* histograms = _histograms)
            {
                for (var n = 0; n < _padded; n++)
                {
                    var key = (uint)(_sorted[n] >> 32);
                    histograms[key & 0x7ff]++;
                    histograms[(1 << 11) + (key >> 11 & 0x7ff)]++;
                    histograms[(2 << 11) + (key >> 22)]++;
                }

                var source = _sorted;
                var target = _other;
                for (var pass = 0; pass < passes; pass++)
                {
                    var counts = histograms + (pass << 11);
                    var shift = 32 + (11 * pass);
                    if (counts[(source[0] >> shift) & 0x7ff] == _padded)
                        continue;
                    var next = 0;
                    for (var digit = 0; digit < 1 << 11; digit++)
                    {
                        var count = counts[digit];
                        counts[digit] = next;
                        next += count;
                    }

                    for (var n = 0; n < _padded; n++)
                    {
                        var voxel = source[n];
                        target[counts[(voxel >> shift) & 0x7ff]++] = voxel;
                    }

                    var swap = source;
                    source = target;
                    target = swap;
                }

                _inOrder = source;
            }

            for (var bin = 0; bin < Bins; bin++)
            {
                for (var n = FirstOfBin(bin); n < FirstOfBin(bin + 1); n++)
                {
                    var position = (uint)_inOrder[n];
                    var (x, y, z) = (position & 0xff, position >> 8 & 0xff, position >> 16);
                    _x[n] = (byte)x;
                    _y[n] = (byte)y;
                    _z[n] = (byte)z;
                    _bins[(RowLength * ((z * (uint)_rowsJ) + y)) + x] = (byte)bin;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int FirstOfBin(int bin) => (int)((long)bin * _padded / Bins);

        // Where no more than rank voxels of a window lie in the bins up to bound, its bin is a later one: of the groups of bins (coarse -1),
        // or within the group coarse. Results in a region of rows and slices only.
        private void Bound(int bound, in Region region, int coarse)
        {
            var window = _task.Window;
            var bytes = RowLength * (region.EndJ - region.J + window.J - 1);
            new Span<byte>(_columns, bytes).Clear();
            new Span<byte>(_lines, window.K * RowLength * _rowsJ).Clear();
            for (var z = region.K; z < region.EndK + window.K - 1; z++)
            {
                BinariseSlice(_bins + (RowLength * ((z * _rowsJ) + region.J)), bytes, (byte)(bound + 1));
                SlideColumns(_lines + (z % window.K * RowLength * _rowsJ), bytes);
                var k = z - window.K + 1;
                if (k >= region.K)
                    Compare(RowLength * ((k * _shape.J) + region.J), region.EndJ - region.J, coarse);
            }
        }

        // 1 where a voxel lies below the limit, and sums of 2, 4, 8 … such along i, each for all rows before the next: a load that straddles stores still
        // under way would wait for them. Rows run on into the next, behind the results.
        private void BinariseSlice(byte* bins, int bytes, byte limit)
        {
            var below = new Vector<byte>(limit);
            var partial = _partial;
            for (var n = 0; n < bytes; n += Vector<byte>.Count)
                Vector.Min(Vector.SubtractSaturate(below, Vector.Load(bins + n)), Vector<byte>.One).Store(partial + n);
            for (var length = 1; 2 * length <= _task.Window.I; length *= 2)
            {
                var next = partial + _partialLength;
                for (var n = 0; n < bytes; n += Vector<byte>.Count)
                    (Vector.Load(partial + n) + Vector.Load(partial + n + length)).Store(next + n);
                partial = next;
            }
        }

        // The slice's sums along i enter the sums along k, those of the slice that had their place leave.
        private void SlideColumns(byte* lines, int bytes)
        {
            var columns = _columns;
            var parts = stackalloc byte*[8];
            var count = 0;
            var covered = 0;
            for (var level = 0; 1 << level <= _task.Window.I; level++)
            {
                if ((_task.Window.I >> level & 1) == 0)
                    continue;
                parts[count++] = _partial + (level * _partialLength) + covered;
                covered += 1 << level;
            }

            for (var n = 0; n < bytes; n += Vector<byte>.Count)
            {
                var line = Vector.Load(parts[0] + n);
                for (var part = 1; part < count; part++)
                    line += Vector.Load(parts[part] + n);
                (Vector.Load(columns + n) + line - Vector.Load(lines + n)).Store(columns + n);
                line.Store(lines + n);
            }
        }

        // Sums along j of those are the windows' counts.
        private void Compare(int at, int rows, int coarse)
        {
            var limit = new Vector<ushort>((ushort)(_task.Rank + 1));
            var step = new Vector<ushort>((ushort)(coarse < 0 ? Group : 1));
            var groups = new Vector<ushort>((ushort)(coarse < 0 ? 0 : Bins - Group));
            var wanted = new Vector<ushort>((ushort)(Math.Max(0, coarse) * Group));
            var lanes = Vector<ushort>.Count;
            var ahead = _task.Window.J * RowLength;
            for (var x = 0; x < RowLength; x += 2 * lanes)
            {
                var columns = _columns + x;
                var below = _below + at + x;
                var found = _found + at + x;
                var (low, high) = (Vector<ushort>.Zero, Vector<ushort>.Zero);
                for (var y = 0; y < ahead; y += RowLength)
                {
                    Vector.Widen(Vector.Load(columns + y), out var a, out var b);
                    low += a;
                    high += b;
                }

                for (var row = 0; row < rows; row++)
                {
                    Compare(low, limit, step, groups, wanted, below, found);
                    Compare(high, limit, step, groups, wanted, below + lanes, found + lanes);
                    Vector.Widen(Vector.Load(columns + ahead), out var a, out var b);
                    Vector.Widen(Vector.Load(columns), out var c, out var d);
                    low += a - c;
                    high += b - d;
                    columns += RowLength;
                    below += RowLength;
                    found += RowLength;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Compare(Vector<ushort> sum, Vector<ushort> limit, Vector<ushort> step, Vector<ushort> groups, Vector<ushort> wanted, ushort* below, ushort* found)
        {
            var bin = Vector.Load(found);
            var later = Vector.LessThan(sum, limit) & Vector.Equals(bin & groups, wanted);
            (bin + (step & later)).Store(found);
            Vector.Max(Vector.Load(below), sum & later).Store(below);
        }

        // The groups of bins that results lie in, each with the rows and slices where it does.
        private void FindGroups(int width, int height, int depth)
        {
            Array.Fill(_groups, Region.Empty);
            for (var k = 0; k < depth; k++)
            {
                for (var j = 0; j < height; j++)
                {
                    var found = _found + (RowLength * ((k * _shape.J) + j));
                    var groups = 0;
                    for (var x = 0; x < width; x++)
                    {
                        var group = found[x] / Group;
                        groups |= 1 << group;
                        _groups[group].Voxels++;
                    }

                    for (; groups != 0; groups &= groups - 1)
                        _groups[BitOperations.TrailingZeroCount(groups)].Add(j, k);
                }
            }
        }

        // A few voxels are quicker found in the whole group.
        private bool IsDivided(int group) => _groups[group].Voxels > (KeysAreBins ? 0 : FewestToDivide);

        private void Write(int i, int j, int k, int width, int height, int depth)
        {
            for (var z = 0; z < depth; z++)
            {
                for (var y = 0; y < height; y++)
                {
                    var at = RowLength * ((z * _shape.J) + y);
                    for (var x = 0; x < width; x++)
                    {
                        int bin = _found[at + x];
                        if (KeysAreBins)
                            _keys[x] = TKeys.FromBits((uint)bin);
                        else
                            _keys[x] = TKeys.FromBits(Select(bin, bin + (IsDivided(bin / Group) ? 1 : Group), _task.Rank - _below[at + x], x, y, z) ^ TKeys.ToBits(TKeys.Lowest));
                    }

                    TKeys.Decode(_keys, _task.Target + ((((k + (long)z) * _task.Size.J) + j + y) * _task.Size.I) + i, width, _task.Slope, _task.Intercept);
                }
            }
        }

        // The voxel of some bins that has so many others of the window at (x, y, z) before it.
        private uint Select(int bin, int endBin, int rank, int x, int y, int z)
        {
            var end = FirstOfBin(endBin);
            var (atX, atY, atZ) = (new Vector<byte>((byte)x), new Vector<byte>((byte)y), new Vector<byte>((byte)z));
            var (lastX, lastY, lastZ) = (new Vector<byte>((byte)(_task.Window.I - 1)), new Vector<byte>((byte)(_task.Window.J - 1)), new Vector<byte>((byte)(_task.Window.K - 1)));
            for (var n = FirstOfBin(bin); n < end; n += Vector<byte>.Count)
            {
                var inside = Vector.LessThanOrEqual(Vector.Load(_x + n) - atX, lastX)
                    & Vector.LessThanOrEqual(Vector.Load(_y + n) - atY, lastY)
                    & Vector.LessThanOrEqual(Vector.Load(_z + n) - atZ, lastZ);
                var bits = Bits(inside);
                var count = BitOperations.PopCount(bits);
                if (rank >= count)
                {
                    rank -= count;
                    continue;
                }

                for (; rank > 0; rank--)
                    bits &= bits - 1;
                return (uint)(_inOrder[n + BitOperations.TrailingZeroCount(bits)] >> 32);
            }

            throw new InvalidOperationException($"RankByBins: bin {bin} has no voxel of rank {rank} in the window at ({x}, {y}, {z}) of its tile.");
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static uint Bits(Vector<byte> lanes) => Vector<byte>.Count == 32
            ? System.Runtime.Intrinsics.Vector256.ExtractMostSignificantBits(System.Runtime.Intrinsics.Vector256.AsVector256(lanes))
            : System.Runtime.Intrinsics.Vector128.ExtractMostSignificantBits(System.Runtime.Intrinsics.Vector128.AsVector128(lanes));
    }
}
