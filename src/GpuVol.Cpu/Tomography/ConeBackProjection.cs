using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="BackProjectionKernels.Cone"/> where detector rows run along the volume's k axis, as in every scan along a circle. A column of voxels then lies between two detector columns
/// throughout, and its rows change evenly: 16 voxels of it mix two stretches of detector columns and pick their rows by two permutations. Projections are
/// turned for that, so that columns lie in a row of memory. Where a row of voxels lies in a view is found before any of it is summed, and two views are summed at once.
/// </summary>
/// <remarks>Parts of a volume get the numbers of the whole where they begin with a multiple of 16 slices.</remarks>
internal sealed unsafe class ConeBackProjection
{
    private const int Lanes = 16;
    private const int TileI = 16;

    // Sums of a tile of voxel columns: half of the second-level cache.
    private const int TileFloats = 1 << 16;

    private readonly CpuDevice _device;
    private readonly float* _volume;
    private readonly float* _planes;
    private readonly float* _weights;
    private readonly ConeBackProjectionParameters _p;
    private readonly ConeWindow[] _windows;

    private ConeBackProjection(CpuDevice device, float* volume, float* planes, float* weights, ConeBackProjectionParameters p)
    {
        _device = device;
        _volume = volume;
        _planes = planes;
        _weights = weights;
        _p = p;
        _windows = new ConeWindow[p.Views];
    }

    public static bool Run(CpuLaunch launch)
    {
        if (!ConeLanes.IsSupported)
            return false;
        var p = launch.Value<ConeBackProjectionParameters>(4);
        var work = new ConeBackProjection(launch.Device, launch.View<float>(1).Pointer, launch.View<float>(2).Pointer, launch.View<float>(3).Pointer, p);
        if (!work.Applies())
            return false;
        var memory = HostMemory.Rent(new TurnedViews(p, null).Bytes);
        try
        {
            var views = new TurnedViews(p, memory.Address);
            var projections = launch.View<float>(0).Pointer;
            launch.Device.Parallel(p.Views, (begin, end) =>
            {
                for (var view = begin; view < end; view++)
                    Turn(projections + view * p.Columns * p.Rows, p, views, view);
            });
            work.Sum(views);
        }
        finally
        {
            memory.Release();
        }

        return true;
    }

    /// <summary>Filters views into a block, and backprojects it when it is full.</summary>
    public static bool Run(CpuDevice device, ConeViewsOperation operation)
    {
        if (!RowFilterOverrides.FitPairs(operation.Filter))
            return false;
        var p = operation.Parameters;
        var work = new ConeBackProjection(device, operation.Volume.Pointer(), operation.Planes.Pointer(), operation.ViewWeights.Pointer(), p);
        if (!work.Applies())
            return false;
        var isQuestion = p.Views == operation.Waiting;
        if (isQuestion)
            return true;
        var views = new TurnedViews(p, operation.Block.Pointer());
        if (views.Bytes > operation.Block.Length * sizeof(float))
            throw new ArgumentException($"ConeBackProjection: {p.Views} views take {views.Bytes} bytes, the block has {operation.Block.Length * sizeof(float)}.", nameof(operation));
        ConeRowFilter.Run(device, operation, views);
        if (operation.IsLast)
            work.Sum(views);
        return true;
    }

    // Columns and depths that do not depend on k, and 16 voxels within 30 rows.
    private bool Applies()
    {
        for (var view = 0; view < _p.Views; view++)
        {
            var plane = _planes + 12 * view;
            if (plane[3] != 0 || plane[11] != 0)
                return false;
            var depth = double.PositiveInfinity;
            foreach (var i in new[] { 0, _p.SizeI - 1 })
            {
                foreach (var j in new[] { 0, _p.SizeJ - 1 })
                    depth = Math.Min(depth, plane[8] + (double)plane[9] * i + (double)plane[10] * j);
            }

            var span = (Lanes - 1) * Math.Abs(plane[7]) / depth;
            if (!(depth > 0) || !(span <= 28.9))
                return false;
            _windows[view] = span < 13.9 ? ConeWindow.Narrow : span < 21.9 ? ConeWindow.Aligned : ConeWindow.Wide;
        }

        return true;
    }

    private void Sum(TurnedViews views)
    {
        var planes = new double[12 * _p.Views];
        for (var n = 0; n < planes.Length; n++)
            planes[n] = _planes[n];
        var tileJ = Math.Clamp(TileFloats / (TileI * Padded(_p.SizeK)), 1, 16);
        var tilesI = (_p.SizeI + TileI - 1) / TileI;
        var tilesJ = (_p.SizeJ + tileJ - 1) / tileJ;
        _device.Parallel((long)tilesI * tilesJ, (begin, end) =>
        {
            var sums = HostMemory.Rent((long)TileI * tileJ * Padded(_p.SizeK) * sizeof(float) + 2 * VoxelLines.Bytes(Padded(_p.SizeK) / Lanes));
            try
            {
                fixed (double* plane = planes)
                {
                    for (var tile = begin; tile < end; tile++)
                        SumTile((float*)sums.Address, views, plane, (int)(tile % tilesI) * TileI, (int)(tile / tilesI) * tileJ, tileJ);
                }
            }
            finally
            {
                sums.Release();
            }
        });
    }

    private static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    // [row, column] to [column, row].
    private static void Turn(float* source, in ConeBackProjectionParameters p, in TurnedViews views, long view)
    {
        views.ClearAround(view);
        var target = views.First(view);
        for (var row = 0; row < p.Rows; row += Lanes)
        {
            for (var column = 0; column < p.Columns; column += Lanes)
                Transposition.Part16(source + (long)row * p.Columns + column, p.Columns, target + (long)column * views.Stride + row, views.Stride, Math.Min(Lanes, p.Rows - row), Math.Min(Lanes, p.Columns - column));
        }
    }

    private void SumTile(float* sums, in TurnedViews views, double* planes, int i0, int j0, int tileJ)
    {
        var padded = Padded(_p.SizeK);
        var blocks = padded / Lanes;
        var countI = Math.Min(TileI, _p.SizeI - i0);
        var countJ = Math.Min(tileJ, _p.SizeJ - j0);
        var spare = (byte*)(sums + TileI * tileJ * padded);
        var a = new VoxelLines(spare, blocks);
        var b = new VoxelLines(spare + VoxelLines.Bytes(blocks), blocks);
        new Span<float>(sums, TileI * tileJ * padded).Clear();
        for (var j = 0; j < countJ && _p.Adds != 0; j++)
        {
            for (var k = 0; k < _p.SizeK; k += Lanes)
                Load(sums + j * TileI * padded + k, padded, i0, j0 + j, k, countI);
        }

        for (var view = 0; view < _p.Views;)
        {
            // Two views together load and store their sums once.
            var window = _windows[view];
            var pair = view + 1 < _p.Views && _windows[view + 1] == window;
            for (var j = 0; j < countJ; j++)
            {
                Project(a, views, planes, view, i0, j0 + j);
                Places(a, views, window, blocks);
                if (pair)
                {
                    Project(b, views, planes, view + 1, i0, j0 + j);
                    Places(b, views, window, blocks);
                }

                var target = sums + j * TileI * padded;
                if (window == ConeWindow.Narrow)
                    Add<OneWindow>(target, a, b, pair, views.Stride, countI, blocks);
                else
                    Add<TwoWindows>(target, a, b, pair, views.Stride, countI, blocks);
            }

            view += pair ? 2 : 1;
        }

        for (var j = 0; j < countJ; j++)
        {
            for (var k = 0; k < _p.SizeK; k += Lanes)
                Store(sums + j * TileI * padded + k, padded, i0, j0 + j, k, countI);
        }
    }

    // Where the columns of voxels of a row of the tile lie in a view, and what they weigh.
    private void Project(in VoxelLines lines, in TurnedViews views, double* planes, int view, int i0, int j)
    {
        var plane = planes + 12 * view;
        var data = views.DetectorRow0(view);
        var columns = Vector512.Create((double)_p.Columns);
        for (var n = 0; n < TileI; n += 8)
        {
            var x = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) + Vector512.Create((double)(i0 + n));
            var inverse = Vector512<double>.One / (Vector512.Create(plane[8] + plane[10] * j) + Vector512.Create(plane[9]) * x);
            var column = (Vector512.Create(plane[0] + plane[2] * j) + Vector512.Create(plane[1]) * x) * inverse;
            var row = (Vector512.Create(plane[4] + plane[6] * j) + Vector512.Create(plane[5]) * x) * inverse;

            // What lies beside the detector is taken from two columns of zeros.
            var inside = Vector512.GreaterThan(column, Vector512.Create(-1.0)) & Vector512.LessThan(column, columns);
            column = Vector512.ConditionalSelect(inside, column, Vector512.Create(-2.0));
            var floor = Vector512.Floor(column);
            var fraction = column - floor;
            var factor = Vector512.Create((double)_weights[view]) * inverse * inverse;
            ConeLanes.ToSingle(factor * (Vector512<double>.One - fraction)).Store(lines.Near + n);
            ConeLanes.ToSingle(factor * fraction).Store(lines.Far + n);
            row.Store(lines.Row + n);
            (Vector512.Create(plane[7]) * inverse).Store(lines.PerK + n);
            var index = ConeLanes.ToInt32(floor);
            for (var lane = 0; lane < 8; lane++)
                lines.Data[n + lane] = (nint)(data + (long)index.GetElement(lane) * views.Stride);
        }
    }

    // Where the windows of the columns of voxels begin, and how far behind that their first rows lie.
    private void Places(in VoxelLines lines, in TurnedViews views, ConeWindow window, int blocks)
    {
        var grid = Vector512.Create(window == ConeWindow.Aligned ? (double)TurnedViews.Aligned : 1);
        var perGrid = Vector512<double>.One / grid;
        var lowest = Vector512.Create((double)(views.FirstStoredRow - TurnedViews.Margin));
        var highest = Vector512.Create((double)views.FirstRowBehind);
        for (var i = 0; i < TileI; i++)
        {
            var perK = lines.PerK[i];
            var row = Vector512.Create(lines.Row[i] + (Lanes - 1) * Math.Min(perK, 0));
            var step = Vector512.Create(perK);
            var starts = lines.StartsOf(i);
            var fractions = lines.FractionsOf(i);
            for (var block = 0; block < blocks; block += 8)
            {
                // Not by adding up: parts of a volume begin elsewhere.
                var k = Vector512.Create(0.0, 16, 32, 48, 64, 80, 96, 112) + Vector512.Create((double)(_p.FirstK + block * Lanes));
                var at = Vector512.Min(Vector512.Max(row + step * k, lowest), highest);
                var start = Vector512.Floor(at * perGrid) * grid;
                ConeLanes.ToInt32(start).Store(starts + block);
                ConeLanes.ToSingle(at - start).Store(fractions + block);
            }
        }
    }

    private static void Add<TRows>(float* sums, in VoxelLines a, in VoxelLines b, bool pair, long stride, int columns, int blocks)
        where TRows : struct, IRows
    {
        if (pair)
            Add<TRows>(sums, a, b, stride, columns, blocks);
        else
            Add<TRows>(sums, a, stride, columns, blocks);
    }

    private static void Add<TRows>(float* sums, in VoxelLines a, long stride, int columns, int blocks)
        where TRows : struct, IRows
    {
        var magic = Vector512.Create(WindowPlace.Magic);
        var one = Vector512<int>.One;
        for (var i = 0; i < columns; i++)
        {
            var data = (float*)a.Data[i];
            var starts = a.StartsOf(i);
            var fractions = a.FractionsOf(i);
            var (near, far, rows) = (Vector512.Create(a.Near[i]), Vector512.Create(a.Far[i]), Rows(a.PerK[i]));
            for (long block = 0; block < blocks; block++)
            {
                TRows.AddTo(Vector512.Load(sums), data + starts[block], stride, near, far, rows + Vector512.Create(fractions[block]), magic, one).Store(sums);
                sums += Lanes;
            }
        }
    }

    private static void Add<TRows>(float* sums, in VoxelLines a, in VoxelLines b, long stride, int columns, int blocks)
        where TRows : struct, IRows
    {
        var magic = Vector512.Create(WindowPlace.Magic);
        var one = Vector512<int>.One;
        for (var i = 0; i < columns; i++)
        {
            var dataA = (float*)a.Data[i];
            var startsA = a.StartsOf(i);
            var fractionsA = a.FractionsOf(i);
            var (nearA, farA, rowsA) = (Vector512.Create(a.Near[i]), Vector512.Create(a.Far[i]), Rows(a.PerK[i]));
            var dataB = (float*)b.Data[i];
            var startsB = b.StartsOf(i);
            var fractionsB = b.FractionsOf(i);
            var (nearB, farB, rowsB) = (Vector512.Create(b.Near[i]), Vector512.Create(b.Far[i]), Rows(b.PerK[i]));
            for (long block = 0; block < blocks; block++)
            {
                var sum = TRows.AddTo(Vector512.Load(sums), dataA + startsA[block], stride, nearA, farA, rowsA + Vector512.Create(fractionsA[block]), magic, one);
                TRows.AddTo(sum, dataB + startsB[block], stride, nearB, farB, rowsB + Vector512.Create(fractionsB[block]), magic, one).Store(sums);
                sums += Lanes;
            }
        }
    }

    // Rows of 16 voxels above each other, less the least of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Rows(double perK)
    {
        var rows = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) * Vector512.Create((float)Math.Abs(perK));
        return perK < 0 ? ConeLanes.Reversed(rows) : rows;
    }

    // 16 rows of 16 voxels of the volume into 16 columns of sums.
    private void Load(float* sums, int padded, int i0, int j, int k0, int countI)
    {
        var countK = Math.Min(Lanes, _p.SizeK - k0);
        var source = Voxel(i0, j, k0);
        var slice = (long)_p.SizeI * _p.SizeJ;
        if (countI == Lanes && countK == Lanes)
        {
            Transposition.Block16(source, slice, sums, padded);
            return;
        }

        for (var k = 0; k < countK; k++)
        {
            for (var i = 0; i < countI; i++)
                sums[i * padded + k] = source[k * slice + i];
        }
    }

    // 16 columns of sums into 16 rows of 16 voxels of the volume.
    private void Store(float* sums, int padded, int i0, int j, int k0, int countI)
    {
        var countK = Math.Min(Lanes, _p.SizeK - k0);
        var target = Voxel(i0, j, k0);
        var slice = (long)_p.SizeI * _p.SizeJ;
        if (countI == Lanes && countK == Lanes)
        {
            Transposition.Block16(sums, padded, target, slice);
            return;
        }

        for (var k = 0; k < countK; k++)
        {
            for (var i = 0; i < countI; i++)
                target[k * slice + i] = sums[i * padded + k];
        }
    }

    private float* Voxel(int i, int j, int k) => _volume + i + (long)_p.SizeI * (j + (long)_p.SizeJ * k);

    /// <summary>Adds 16 voxels of a view to their sums.</summary>
    private interface IRows
    {
        static abstract Vector512<float> AddTo(Vector512<float> sum, float* data, long stride, Vector512<float> near, Vector512<float> far, Vector512<float> places, Vector512<float> magic, Vector512<int> one);
    }

    /// <summary>Their rows lie among the 16 of a window.</summary>
    private readonly struct OneWindow : IRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> AddTo(Vector512<float> sum, float* data, long stride, Vector512<float> near, Vector512<float> far, Vector512<float> places, Vector512<float> magic, Vector512<int> one)
        {
            var index = ConeLanes.Whole(places, magic);
            var line = Vector512.FusedMultiplyAdd(near, Vector512.Load(data), far * Vector512.Load(data + stride));
            var before = ConeLanes.Pick(line, index);
            var after = ConeLanes.Pick(line, index + one);
            return Vector512.FusedMultiplyAdd(ConeLanes.Fraction(places), after - before, sum + before);
        }
    }

    /// <summary>Among 32.</summary>
    private readonly struct TwoWindows : IRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> AddTo(Vector512<float> sum, float* data, long stride, Vector512<float> near, Vector512<float> far, Vector512<float> places, Vector512<float> magic, Vector512<int> one)
        {
            var index = ConeLanes.Whole(places, magic);
            var low = Vector512.FusedMultiplyAdd(near, Vector512.Load(data), far * Vector512.Load(data + stride));
            var high = Vector512.FusedMultiplyAdd(near, Vector512.Load(data + Lanes), far * Vector512.Load(data + stride + Lanes));
            var before = ConeLanes.Pick(low, high, index);
            var after = ConeLanes.Pick(low, high, index + one);
            return Vector512.FusedMultiplyAdd(ConeLanes.Fraction(places), after - before, sum + before);
        }
    }
}
