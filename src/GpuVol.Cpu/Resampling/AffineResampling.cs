using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Linear and cubic resampling through an affine map, 16 target voxels at a time where all their neighbours lie inside the source, by the
/// kernel itself elsewhere; the same bits.
/// </summary>
internal sealed unsafe class AffineResampling
{
    /// <summary>Rows along j and k that one thread does in turn: neighbours share source lines while they are in the cache.</summary>
    public const int TileRows = 8;

    private const int Block = 16;

    private readonly ArrayView<float> _sourceView;
    private readonly ArrayView<float> _targetView;
    private readonly float* _source;
    private readonly float* _target;
    private readonly AffineParameters _p;
    private readonly int _order;
    private readonly bool _streams;

    public AffineResampling(ArrayView<float> source, ArrayView<float> target, AffineParameters p, int order)
    {
        _sourceView = source;
        _targetView = target;
        _source = source.Pointer;
        _target = target.Pointer;
        _p = p;
        _order = order;
        _streams = Vector512.IsHardwareAccelerated && target.Length * sizeof(float) >= StreamingStores.ThresholdBytes;
    }

    /// <summary>Target rows [<paramref name="firstJ"/>, <paramref name="lastJ"/>) of slices [<paramref name="firstK"/>, <paramref name="lastK"/>).</summary>
    public void Run(int firstJ, int lastJ, int firstK, int lastK)
    {
        var memory = HostMemory.Rent((_p.TargetI + 16L) * sizeof(float));
        try
        {
            var buffer = (float*)memory.Address;
            for (var k = firstK; k < lastK; k++)
            {
                for (var j = firstJ; j < lastJ; j++)
                {
                    var target = _target + _p.TargetI * (j + (long)_p.TargetJ * k);
                    Row(j, k, target, _streams ? buffer : target);
                    if (_streams)
                        StreamingStores.Copy(buffer, target, _p.TargetI);
                }
            }
        }
        finally
        {
            memory.Release();
            if (_streams)
                StreamingStores.Fence();
        }
    }

    private void Row(int j, int k, float* target, float* buffer)
    {
        double slice = k + _p.FirstK;
        var x = new Line(_p.II, _p.IJ * j + (_p.IK * slice + _p.I0));
        var y = new Line(_p.JI, _p.JJ * j + (_p.JK * slice + _p.J0));
        var z = new Line(_p.KI, _p.KJ * j + (_p.KK * slice + _p.K0));

        // Where the border takes no part: every neighbour exists.
        var (before, behind) = _order == 1 ? (0, 1) : (1, 2);
        var interior = new Interval(0, _p.TargetI);
        interior = x.Within(interior, before, _p.SourceI - behind);
        interior = y.Within(interior, before, _p.SourceJ - behind);
        interior = z.Within(interior, before, _p.SourceK - behind);
        if (interior.Last - interior.First < Block)
            interior = new Interval(0, 0);

        // Where there is anything at all: with the other borders that is everywhere.
        var inside = new Interval(0, _p.TargetI);
        if (_p.Border is InterpolationBorders.Constant or InterpolationBorders.HalfVoxel)
        {
            inside = x.Inside(inside, _p.SourceI, _p.Border);
            inside = y.Inside(inside, _p.SourceJ, _p.Border);
            inside = z.Inside(inside, _p.SourceK, _p.Border);
        }

        if (interior.Last == 0)
            interior = new Interval(inside.Last, inside.Last);
        new Span<float>(buffer, inside.First).Fill(_p.OutsideValue);
        Edge(inside.First, interior.First, j, k, target, buffer);
        var positions = stackalloc int[Block];
        var fractions = stackalloc float[3 * Block];
        for (var i = interior.First; i < interior.Last; i += Block)
        {
            // The last block starts early enough to be whole.
            i = Math.Min(i, interior.Last - Block);
            Positions(x, y, z, i, positions, fractions);
            if (_order == 1)
                Linear(positions, fractions, buffer + i);
            else
                Cubic(positions, fractions, buffer + i);
        }

        Edge(Math.Max(interior.Last, inside.First), inside.Last, j, k, target, buffer);
        new Span<float>(buffer + inside.Last, _p.TargetI - inside.Last).Fill(_p.OutsideValue);
    }

    private void Edge(int first, int last, int j, int k, float* target, float* buffer)
    {
        for (var i = first; i < last; i++)
        {
            LocalMemory.Reset();
            AffineKernels.Resample(new Index3D(i, j, k), _sourceView, _targetView, _p, new SpecializedValue<int>(_order));
            buffer[i] = target[i];
        }
    }

    // Offsets of the voxel before in the source, and fractions along i, j and k, of 16 target voxels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Positions(Line x, Line y, Line z, int i, int* positions, float* fractions)
    {
        for (var half = 0; half < Block; half += 8)
        {
            var a = x.Split(i + half, fractions + half);
            var b = y.Split(i + half, fractions + Block + half);
            var c = z.Split(i + half, fractions + 2 * Block + half);
            var offset = a + Vector256.Create(_p.SourceI) * (b + Vector256.Create(_p.SourceJ) * c);
            offset.Store(positions + half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Linear(int* positions, float* fractions, float* target)
    {
        var nextJ = _source + _p.SourceI;
        var nextK = _source + (long)_p.SourceI * _p.SourceJ;
        var nextJK = nextK + _p.SourceI;
        var twice = Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3);
        for (var half = 0; half < Block; half += 8)
        {
            // Neighbours along i come in pairs, two floats at once; four voxels at a time. Loads one by one beat gathers here.
            Vector256<float> first = default, second = default;
            for (var quarter = 0; quarter < 2; quarter++)
            {
                var at = half + 4 * quarter;
                var (a, b, c, d) = (positions[at], positions[at + 1], positions[at + 2], positions[at + 3]);
                var k = Avx2.PermuteVar8x32(Vector128.Load(fractions + 2 * Block + at).ToVector256Unsafe(), twice);
                var j = Avx2.PermuteVar8x32(Vector128.Load(fractions + Block + at).ToVector256Unsafe(), twice);
                var low = Lerp(Pairs(_source, a, b, c, d), Pairs(nextK, a, b, c, d), k);
                var high = Lerp(Pairs(nextJ, a, b, c, d), Pairs(nextJK, a, b, c, d), k);
                var pairs = Lerp(low, high, j);
                if (quarter == 0)
                    first = pairs;
                else
                    second = pairs;
            }

            var even = Avx2.Permute4x64(Avx.Shuffle(first, second, 0x88).AsDouble(), 0xD8).AsSingle();
            var odd = Avx2.Permute4x64(Avx.Shuffle(first, second, 0xDD).AsDouble(), 0xD8).AsSingle();
            Lerp(even, odd, Vector256.Load(fractions + half)).Store(target + half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pairs(float* source, int a, int b, int c, int d)
    {
        var low = Sse2.LoadHigh(Vector128.CreateScalarUnsafe(*(double*)(source + a)), (double*)(source + b));
        var high = Sse2.LoadHigh(Vector128.CreateScalarUnsafe(*(double*)(source + c)), (double*)(source + d));
        return Vector256.Create(low, high).AsSingle();
    }

    // A neighbour without weight must not spread its NaN or infinity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Lerp(Vector256<float> first, Vector256<float> second, Vector256<float> weight) =>
        Vector256.ConditionalSelect(
            Vector256.Equals(weight, Vector256<float>.Zero),
            first,
            Vector256.FusedMultiplyAdd(second, weight, first * (Vector256<float>.One - weight)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cubic(int* positions, float* fractions, float* target)
    {
        var weights = stackalloc float[3 * 4 * Block];
        for (var axis = 0; axis < 3; axis++)
        {
            for (var half = 0; half < Block; half += 8)
                Weights(Vector256.Load(fractions + axis * Block + half), weights + axis * 4 * Block + half);
        }

        var corner = _source - 1 - _p.SourceI - (long)_p.SourceI * _p.SourceJ;
        for (var quarter = 0; quarter < Block; quarter += 4)
        {
            var a = Columns(corner + positions[quarter], weights + quarter);
            var b = Columns(corner + positions[quarter + 1], weights + quarter + 1);
            var c = Columns(corner + positions[quarter + 2], weights + quarter + 2);
            var d = Columns(corner + positions[quarter + 3], weights + quarter + 3);
            var ab0 = Sse.UnpackLow(a, b);
            var ab1 = Sse.UnpackHigh(a, b);
            var cd0 = Sse.UnpackLow(c, d);
            var cd1 = Sse.UnpackHigh(c, d);
            var sum = Sse.MoveLowToHigh(ab0, cd0) * Vector128.Load(weights + quarter);
            sum = Vector128.FusedMultiplyAdd(Sse.MoveHighToLow(cd0, ab0), Vector128.Load(weights + Block + quarter), sum);
            sum = Vector128.FusedMultiplyAdd(Sse.MoveLowToHigh(ab1, cd1), Vector128.Load(weights + 2 * Block + quarter), sum);
            sum = Vector128.FusedMultiplyAdd(Sse.MoveHighToLow(cd1, ab1), Vector128.Load(weights + 3 * Block + quarter), sum);
            sum.Store(target + quarter);
        }
    }

    // The four columns of a voxel's neighbourhood, summed along k and then j.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<float> Columns(float* row, float* weights)
    {
        var slice = (long)_p.SourceI * _p.SourceJ;
        var k0 = Vector128.Create(weights[8 * Block]);
        var k1 = Vector128.Create(weights[9 * Block]);
        var k2 = Vector128.Create(weights[10 * Block]);
        var k3 = Vector128.Create(weights[11 * Block]);
        var sum = AlongK(row, slice, k0, k1, k2, k3) * Vector128.Create(weights[4 * Block]);
        row += _p.SourceI;
        sum = Vector128.FusedMultiplyAdd(AlongK(row, slice, k0, k1, k2, k3), Vector128.Create(weights[5 * Block]), sum);
        row += _p.SourceI;
        sum = Vector128.FusedMultiplyAdd(AlongK(row, slice, k0, k1, k2, k3), Vector128.Create(weights[6 * Block]), sum);
        row += _p.SourceI;
        return Vector128.FusedMultiplyAdd(AlongK(row, slice, k0, k1, k2, k3), Vector128.Create(weights[7 * Block]), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> AlongK(float* row, long slice, Vector128<float> k0, Vector128<float> k1, Vector128<float> k2, Vector128<float> k3)
    {
        var sum = Vector128.Load(row) * k0;
        sum = Vector128.FusedMultiplyAdd(Vector128.Load(row + slice), k1, sum);
        sum = Vector128.FusedMultiplyAdd(Vector128.Load(row + 2 * slice), k2, sum);
        return Vector128.FusedMultiplyAdd(Vector128.Load(row + 3 * slice), k3, sum);
    }

    // As SplineWeights.Fill of order 3; the four weights lie a block apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weights(Vector256<float> t, float* weights)
    {
        var u = Vector256<float>.One - t;
        (u * u * u * Vector256.Create(1 / 6f)).Store(weights);
        Middle(t).Store(weights + Block);
        Middle(u).Store(weights + 2 * Block);
        (t * t * t * Vector256.Create(1 / 6f)).Store(weights + 3 * Block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Middle(Vector256<float> t) =>
        Vector256.FusedMultiplyAdd(t * t, Vector256.FusedMultiplyAdd(t, Vector256.Create(0.5f), Vector256.Create(-1f)), Vector256.Create(2 / 3f));

    /// <summary>Target columns [First, Last).</summary>
    private readonly record struct Interval(int First, int Last);

    /// <summary>Source positions along a target row: <c>Step · i + Start</c>, rounded as in the kernel.</summary>
    private readonly record struct Line(double Step, double Start)
    {
        /// <summary>
        /// Columns of <paramref name="columns"/> whose positions lie in [least, limit), or [least, limit]. Positions along a row never turn back,
        /// so these are neighbours: their ends by division, then exactly.
        /// </summary>
        public Interval Within(Interval columns, double least, double limit, bool closed = false)
        {
            var (first, last) = (columns.First, columns.Last);
            if (first >= last)
                return new Interval(first, first);
            if (Step == 0)
                return IsWithin(first, least, limit, closed) ? columns : new Interval(first, first);
            var (a, b) = ((least - Start) / Step, (limit - Start) / Step);
            if (a > b)
                (a, b) = (b, a);
            first = (int)Math.Clamp(Math.Floor(a), first, last);
            last = (int)Math.Clamp(Math.Ceiling(b) + 1, first, last);
            while (first > columns.First && IsWithin(first - 1, least, limit, closed))
                first--;
            while (first < last && !IsWithin(first, least, limit, closed))
                first++;
            while (last < columns.Last && last > first && IsWithin(last, least, limit, closed))
                last++;
            while (last > first && !IsWithin(last - 1, least, limit, closed))
                last--;
            return new Interval(first, last);
        }

        /// <summary>Columns of <paramref name="columns"/> that do not take the outside value at once.</summary>
        public Interval Inside(Interval columns, int count, int border) => border == InterpolationBorders.Constant
            ? Within(columns, 0, count - 1, closed: true)
            : Within(columns, -0.5, count - 0.5);

        /// <summary>Whole parts of the positions of 8 columns; the fractions go to memory.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<int> Split(int i, float* fractions)
        {
            if (Avx512F.IsSupported)
            {
                var column = Vector512.Create((double)i) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
                var at = Vector512.Create(Step) * column + Vector512.Create(Start);
                var whole = Vector512.Floor(at);
                Avx512F.ConvertToVector256Single(at - whole).Store(fractions);
                return Avx512F.ConvertToVector256Int32WithTruncation(whole);
            }

            return Vector256.Create(SplitFour(i, fractions), SplitFour(i + 4, fractions + 4));
        }

        private Vector128<int> SplitFour(int i, float* fractions)
        {
            var column = Vector256.Create((double)i) + Vector256.Create(0.0, 1, 2, 3);
            var at = Vector256.Create(Step) * column + Vector256.Create(Start);
            var whole = Vector256.Floor(at);
            Avx.ConvertToVector128Single(at - whole).Store(fractions);
            return Avx.ConvertToVector128Int32WithTruncation(whole);
        }

        private bool IsWithin(int i, double least, double limit, bool closed)
        {
            var at = Step * i + Start;
            return at >= least && (closed ? at <= limit : at < limit);
        }
    }
}
