using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="BackProjectionKernels.Cone"/> where detector rows run along the volume's k axis, as in every scan along a circle. A column of voxels then lies between two detector columns
/// throughout, and its rows change evenly: 16 voxels of it mix two stretches of detector columns and pick their rows by two permutations. Projections are
/// turned for that, so that columns lie in a row of memory.
/// </summary>
/// <remarks>Parts of a volume get the numbers of the whole where they begin with a multiple of 16 slices.</remarks>
internal sealed unsafe class ConeBackProjection
{
    private const int Lanes = 16;
    private const int TileI = 16;

    // Zeros beyond the detector's rows on both sides: a window of 32 lies inside wherever it starts.
    private const int Margin = 40;

    // Sums of a tile of voxel columns: half of the second-level cache.
    private const int TileFloats = 1 << 16;

    private readonly float* _projections;
    private readonly float* _volume;
    private readonly float* _planes;
    private readonly float* _weights;
    private readonly ConeBackProjectionParameters _p;
    private readonly int _stride;
    private readonly long _viewFloats;

    private ConeBackProjection(CpuLaunch launch)
    {
        _projections = launch.View<float>(0).Pointer;
        _volume = launch.View<float>(1).Pointer;
        _planes = launch.View<float>(2).Pointer;
        _weights = launch.View<float>(3).Pointer;
        _p = launch.Value<ConeBackProjectionParameters>(4);

        // Not a power of two: columns would compete for the same cache lines.
        _stride = (_p.Rows + 2 * Margin + 15) / 16 * 16 + 16;
        _viewFloats = (long)(_p.Columns + 2) * _stride;
    }

    public static bool Run(CpuLaunch launch)
    {
        if (!Avx512F.IsSupported)
            return false;
        var work = new ConeBackProjection(launch);
        if (!work.Applies())
            return false;
        work.Run(launch.Device);
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

            if (!(depth > 0) || !((Lanes - 1) * Math.Abs(plane[7]) / depth <= 29))
                return false;
        }

        return true;
    }

    private void Run(CpuDevice device)
    {
        var turned = HostMemory.Rent(_p.Views * _viewFloats * sizeof(float));
        var planes = new double[12 * _p.Views];
        for (var n = 0; n < planes.Length; n++)
            planes[n] = _planes[n];
        var tileJ = Math.Clamp(TileFloats / (TileI * Padded(_p.SizeK)), 1, 16);
        var tilesI = (_p.SizeI + TileI - 1) / TileI;
        var tilesJ = (_p.SizeJ + tileJ - 1) / tileJ;
        try
        {
            device.Parallel(_p.Views, (begin, end) =>
            {
                for (var view = begin; view < end; view++)
                    Turn(_projections + view * _p.Columns * _p.Rows, (float*)turned.Address + view * _viewFloats);
            });
            device.Parallel((long)tilesI * tilesJ, (begin, end) =>
            {
                var sums = HostMemory.Rent((long)TileI * tileJ * Padded(_p.SizeK) * sizeof(float));
                try
                {
                    fixed (double* plane = planes)
                    {
                        for (var tile = begin; tile < end; tile++)
                            SumTile((float*)sums.Address, (float*)turned.Address, plane, (int)(tile % tilesI) * TileI, (int)(tile / tilesI) * tileJ, tileJ);
                    }
                }
                finally
                {
                    sums.Release();
                }
            });
        }
        finally
        {
            turned.Release();
        }
    }

    private static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    // [row, column] to [column, row], a column of zeros on both sides.
    private void Turn(float* source, float* target)
    {
        new Span<float>(target, _stride).Clear();
        new Span<float>(target + (_p.Columns + 1L) * _stride, _stride).Clear();
        for (var column = 0; column < _p.Columns; column++)
        {
            var line = target + (column + 1L) * _stride;
            new Span<float>(line, Margin).Clear();
            new Span<float>(line + Margin + _p.Rows, _stride - Margin - _p.Rows).Clear();
        }

        target += _stride + Margin;
        for (var row = 0; row < _p.Rows; row += Lanes)
        {
            for (var column = 0; column < _p.Columns; column += Lanes)
            {
                var from = source + (long)row * _p.Columns + column;
                var to = target + (long)column * _stride + row;
                if (row + Lanes <= _p.Rows && column + Lanes <= _p.Columns)
                {
                    Transposition.Block16(from, _p.Columns, to, _stride);
                    continue;
                }

                for (var r = 0; r < Math.Min(Lanes, _p.Rows - row); r++)
                {
                    for (var c = 0; c < Math.Min(Lanes, _p.Columns - column); c++)
                        to[(long)c * _stride + r] = from[(long)r * _p.Columns + c];
                }
            }
        }
    }

    private void SumTile(float* sums, float* turned, double* planes, int i0, int j0, int tileJ)
    {
        var padded = Padded(_p.SizeK);
        var countI = Math.Min(TileI, _p.SizeI - i0);
        var countJ = Math.Min(tileJ, _p.SizeJ - j0);
        new Span<float>(sums, TileI * tileJ * padded).Clear();
        for (var j = 0; j < countJ && _p.Adds != 0; j++)
        {
            for (var k = 0; k < _p.SizeK; k += Lanes)
                Load(sums + j * TileI * padded + k, padded, i0, j0 + j, k, countI);
        }

        for (var view = 0; view < _p.Views; view++)
        {
            var plane = planes + 12 * view;
            var data = turned + view * _viewFloats + _stride + Margin;
            double weight = _weights[view];
            for (var j = 0; j < countJ; j++)
            {
                for (var i = 0; i < countI; i++)
                {
                    double x = i0 + i, y = j0 + j;
                    var inverse = 1 / (plane[8] + plane[9] * x + plane[10] * y);
                    var column = (plane[0] + plane[1] * x + plane[2] * y) * inverse;
                    if (!(column > -1 && column < _p.Columns))
                        continue;
                    var index = (int)Math.Floor(column);
                    var fraction = column - index;
                    var factor = weight * inverse * inverse;
                    AddColumn(sums + (j * TileI + i) * padded, data + (long)index * _stride, (float)(factor * (1 - fraction)), (float)(factor * fraction), (plane[4] + plane[5] * x + plane[6] * y) * inverse, plane[7] * inverse, padded);
                }
            }
        }

        for (var j = 0; j < countJ; j++)
        {
            for (var k = 0; k < _p.SizeK; k += Lanes)
                Store(sums + j * TileI * padded + k, padded, i0, j0 + j, k, countI);
        }
    }

    // One column of voxels: the whole detector's row of slice 0 of the whole volume is row, and changes by perK.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddColumn(float* sums, float* data, float nearWeight, float farWeight, double row, double perK, int count)
    {
        var magic = Vector512.Create(WindowPlace.Magic);
        var one = Vector512.Create(1);
        var near = Vector512.Create(nearWeight);
        var far = Vector512.Create(farWeight);
        var half = Vector512.Create(0.5f);
        var least = perK < 0 ? (Lanes - 1) * perK : 0;

        // Where each of 16 voxels lies from the first row of its window, less the start's fraction and one half.
        var steps = Vector512.Create(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) * Vector512.Create((float)perK) - Vector512.Create((float)least + 0.5f);
        data -= _p.FirstRow;
        var next = data + _stride;
        var lowest = _p.FirstRow - 34;
        var highest = _p.FirstRow + _p.Rows + 1;
        row += least;
        for (var k = 0; k < count; k += Lanes)
        {
            // Not by adding up: parts of a volume begin elsewhere.
            var at = row + perK * (_p.FirstK + k);
            var floor = Sse41.FloorScalar(Vector128.CreateScalarUnsafe(at - 0.015625));
            var start = Sse2.ConvertToInt32WithTruncation(floor);
            if (start < lowest || start > highest)
                continue;
            var first = Vector512.FusedMultiplyAdd(near, Vector512.Load(data + start), far * Vector512.Load(next + start));
            var second = Vector512.FusedMultiplyAdd(near, Vector512.Load(data + start + Lanes), far * Vector512.Load(next + start + Lanes));
            var position = steps + Avx512F.BroadcastScalarToVector512(Sse2.ConvertScalarToVector128Single(Vector128<float>.Zero, Vector128.CreateScalarUnsafe(at - floor.ToScalar())));
            var rounded = position + magic;
            var index = rounded.AsInt32();
            var fraction = position - (rounded - magic) + half;
            var before = Avx512F.PermuteVar16x32x2(first, index, second);
            var after = Avx512F.PermuteVar16x32x2(first, index + one, second);
            (Vector512.FusedMultiplyAdd(fraction, after - before, Vector512.Load(sums + k) + before)).Store(sums + k);
        }
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
}
