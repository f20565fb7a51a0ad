using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <content>
/// Composites. Where all rays on their way take whole steps with a voxel more on every side than interpolation needs, which is nearly everywhere,
/// samples are taken without clamping (<see cref="TakeMatt"/>, <see cref="TakeLit"/>); elsewhere one by one. Methods of their own: what is inlined into one has a limit.
/// </content>
internal static unsafe partial class RaycastOverrides
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<int> CompositePacket<T>(T* source, byte* emptiness, float* table, float* planes, in RaycastParameters p, int x, int y)
        where T : unmanaged
    {
        var ray = Packet.Enter(p, planes, x, y);
        var active = Avx.CompareGreaterThan(ray.Length, Vector256<float>.Zero);
        if (Avx.MoveMask(active) == 0)
            return Vector256<int>.Zero;
        var grid = new Grid(p);
        var count = ray.Length - ray.Offset;
        ray.Inner(p, out var innerFrom, out var innerTo);
        innerTo -= Vector256.Create(SamplesPerLook - 1f);
        var hasInner = p.SizeI > 3 && p.SizeJ > 3 && p.SizeK > 3;
        var n = Vector256<float>.Zero;
        var colours = default(Colours);
        while (Avx.MoveMask(active) != 0)
        {
            var t = ray.MiddleOfStep(n, out _);
            var i = Clamp(ray.I + t * ray.StepI, grid.EdgeI);
            var j = Clamp(ray.J + t * ray.StepJ, grid.EdgeJ);
            var k = Clamp(ray.K + t * ray.StepK, grid.EdgeK);
            var brickI = Avx2.ShiftRightLogical(Cell(i, grid.LastI), 3);
            var brickJ = Avx2.ShiftRightLogical(Cell(j, grid.LastJ), 3);
            var brickK = Avx2.ShiftRightLogical(Cell(k, grid.LastK), 3);

            // Three bytes behind the last one lie in the padding of the memory.
            var empty = Avx2.And(Avx2.GatherVector256((int*)emptiness, grid.Brick(brickI, brickJ, brickK), 1), Vector256.Create(0xff));
            if (Avx.MoveMask(Avx2.AndNot(Avx2.CompareGreaterThan(empty, Vector256<int>.Zero), active.AsInt32()).AsSingle()) == 0)
            {
                n += Leap(ray, i, j, k, brickI, brickJ, brickK, empty);
                active = Avx.And(active, Avx.CompareLessThan(n, count));
                continue;
            }

            var isInner = Avx.And(Avx.CompareGreaterThanOrEqual(n, innerFrom), Avx.CompareLessThanOrEqual(n, innerTo));
            if (!hasInner || Avx.MoveMask(Avx.AndNot(isInner, active)) != 0)
            {
                TakeAnywhere(source, table, grid, p, ray, n, count, ref active, ref colours);
            }
            else if (p.IsLit != 0)
            {
                TakeLit(source, table, grid, p, ray, n, ref active, ref colours);
            }
            else
            {
                TakeMatt(source, table, grid, p, ray, n, ref active, ref colours);
            }

            n += Vector256.Create((float)SamplesPerLook);
            active = Avx.And(active, Avx.CompareLessThan(n, count));
        }

        return colours.Pack();
    }

    // Samples without light.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeMatt<T>(T* source, float* table, in Grid grid, in RaycastParameters p, in Packet ray, Vector256<float> n, ref Vector256<float> active, ref Colours colours)
        where T : unmanaged
    {
        var classes = new Classes(p, table);
        var sum = colours;
        var onTheWay = active;
        for (var sample = 0; sample < SamplesPerLook; sample++)
        {
            var at = InnerCells(grid, ray, n, active, out var fi, out var fj, out var fk);
            classes.Of(Trilinear(source, grid, (int*)&at, fi, fj, fk), out var lower, out var upper, out var alpha);
            onTheWay = sum.Add(lower, upper, alpha, onTheWay);
            n += Vector256.Create(1f);
        }

        active = onTheWay;
        colours = sum;
    }

    // Samples with light, whose gradient shares rows of voxels with the interpolation.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeLit<T>(T* source, float* table, in Grid grid, in RaycastParameters p, in Packet ray, Vector256<float> n, ref Vector256<float> active, ref Colours colours)
        where T : unmanaged
    {
        var half = Vector256.Create(0.5f);
        var classes = new Classes(p, table);
        var onTheWay = active;
        for (var sample = 0; sample < SamplesPerLook; sample++)
        {
            var cells = InnerCells(grid, ray, n, active, out var fi, out var fj, out var fk);
            n += Vector256.Create(1f);
            var at = (int*)&cells;
            FetchBelow(source, grid, at);
            FourTimes(fj, out var lowerJ, out var upperJ);
            FourTimes(fk, out var lowerK, out var upperK);
            var row = source - 1;
            var (lower00, upper00) = (Fours(row, at), Fours(row, at + 4));
            row += grid.Row;
            var (lower10, upper10) = (Fours(row, at), Fours(row, at + 4));
            row += grid.Slice;
            var (lower11, upper11) = (Fours(row, at), Fours(row, at + 4));
            row -= grid.Row;
            var (lower01, upper01) = (Fours(row, at), Fours(row, at + 4));
            var lowerNear = Between(lower00, lower10, lowerJ);
            var upperNear = Between(upper00, upper10, upperJ);
            var lowerFar = Between(lower01, lower11, lowerJ);
            var upperFar = Between(upper01, upper11, upperJ);
            Transpose(Between(lowerNear, lowerFar, lowerK), Between(upperNear, upperFar, upperK), out var before, out var first, out var second, out var behind);
            classes.Of(Between(first, second, fi), out var lower, out var upper, out var alpha);
            alpha = Avx.And(alpha, onTheWay);
            var isSeen = Avx.CompareGreaterThan(alpha, Vector256<float>.Zero);
            if (Avx.MoveMask(isSeen) == 0)
                continue;

            var gi = half * Between(second - before, behind - first, fi);
            var (j, k) = (Twice(fj), Twice(fk));
            row = source + 2 * grid.Row;
            var ahead = Between(Between(Middle(lower10, upper10), Pairs(row, at), j), Between(Middle(lower11, upper11), Pairs(row + grid.Slice, at), j), k);
            row = source - grid.Row;
            var back = Between(Between(Pairs(row, at), Middle(lower00, upper00), j), Between(Pairs(row + grid.Slice, at), Middle(lower01, upper01), j), k);
            var gj = half * AlongI(ahead - back, fi);
            row = source + 2 * grid.Slice;
            ahead = Between(Middle(lowerFar, upperFar), Between(Pairs(row, at), Pairs(row + grid.Row, at), j), k);
            row = source - grid.Slice;
            back = Between(Between(Pairs(row, at), Pairs(row + grid.Row, at), j), Middle(lowerNear, upperNear), k);
            var gk = half * AlongI(ahead - back, fi);
            Shade(p, ray, gi, gj, gk, alpha, Vector256.Create(1f), out var matt, out var highlight);
            onTheWay = colours.Add(lower, upper, alpha, matt, highlight, isSeen, onTheWay);
        }

        active = onTheWay;
    }

    // Samples at the ends of rays and at the edges of the volume.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeAnywhere<T>(T* source, float* table, in Grid grid, in RaycastParameters p, in Packet ray, Vector256<float> n, Vector256<float> count, ref Vector256<float> active, ref Colours colours)
        where T : unmanaged
    {
        var zero = Vector256<float>.Zero;
        var one = Vector256.Create(1f);
        var classes = new Classes(p, table);
        for (var sample = 0; sample < SamplesPerLook; sample++)
        {
            var t = ray.MiddleOfStep(n, out var weight);
            var i = Clamp(ray.I + t * ray.StepI, grid.EdgeI);
            var j = Clamp(ray.J + t * ray.StepJ, grid.EdgeJ);
            var k = Clamp(ray.K + t * ray.StepK, grid.EdgeK);
            classes.Of(Interpolate(source, grid, i, j, k), out var lower, out var upper, out var alpha);
            alpha = Avx.And(alpha, active);
            var isSeen = Avx.CompareGreaterThan(alpha, zero);
            if (Avx.MoveMask(isSeen) != 0)
            {
                var matt = one;
                var highlight = zero;
                if (Avx.MoveMask(Avx.And(Avx.CompareLessThan(weight, one), isSeen)) != 0)
                    SharePartOfStep(ref alpha, ref matt, weight);
                if (p.IsLit != 0)
                {
                    Gradient(source, grid, i, j, k, out var gi, out var gj, out var gk);
                    Shade(p, ray, gi, gj, gk, alpha, matt, out matt, out highlight);
                }

                active = colours.Add(lower, upper, alpha, matt, highlight, isSeen, active);
            }

            n += one;
            active = Avx.And(active, Avx.CompareLessThan(n, count));
        }
    }

    // Where the steps from n on lie, if they are whole ones inside the volume; rays that were through before read anywhere inside.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> InnerCells(in Grid grid, in Packet ray, Vector256<float> n, Vector256<float> isInside, out Vector256<float> fi, out Vector256<float> fj, out Vector256<float> fk)
    {
        var t = n + ray.Offset + Vector256.Create(0.5f);
        var i = ray.I + t * ray.StepI;
        var j = ray.J + t * ray.StepJ;
        var k = ray.K + t * ray.StepK;
        var i0 = Avx.ConvertToVector256Int32WithTruncation(i);
        var j0 = Avx.ConvertToVector256Int32WithTruncation(j);
        var k0 = Avx.ConvertToVector256Int32WithTruncation(k);
        fi = i - Avx.ConvertToVector256Single(i0);
        fj = j - Avx.ConvertToVector256Single(j0);
        fk = k - Avx.ConvertToVector256Single(k0);
        return Avx2.BlendVariable(grid.FirstInner, grid.Cell(i0, j0, k0), isInside.AsInt32());
    }

    // Once or twice a ray: a part of a step has a part of its opacity.
    private static void SharePartOfStep(ref Vector256<float> alpha, ref Vector256<float> share, Vector256<float> weight)
    {
        for (var lane = 0; lane < 8; lane++)
        {
            if (!(weight[lane] < 1f && alpha[lane] > 0f))
                continue;
            var partial = 1f - XMath.Pow(1f - alpha[lane], weight[lane]);
            share = share.WithElement(lane, partial / alpha[lane]);
            alpha = alpha.WithElement(lane, partial);
        }
    }

    // Central differences anywhere: rows and slices end at the volume's edges.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Gradient<T>(T* source, in Grid grid, Vector256<float> i, Vector256<float> j, Vector256<float> k, out Vector256<float> gi, out Vector256<float> gj, out Vector256<float> gk)
        where T : unmanaged
    {
        var none = Vector256<int>.Zero;
        var one = Vector256.Create(1);
        var half = Vector256.Create(0.5f);
        var i0 = Cell(i, grid.LastI);
        var j0 = Cell(j, grid.LastJ);
        var k0 = Cell(k, grid.LastK);
        var fi = i - Avx.ConvertToVector256Single(i0);
        var fj = j - Avx.ConvertToVector256Single(j0);
        var fk = k - Avx.ConvertToVector256Single(k0);
        var (twiceJ, twiceK) = (Twice(fj), Twice(fk));

        // Offsets of the voxels before and two behind, 0 or 1 further where the volume ends.
        var before = Avx2.Max(i0 - one, none) - i0;
        var behind = Avx2.Min(i0 + one, grid.LastI) + one - i0;
        var rowBefore = (Avx2.Max(j0 - one, none) - j0) * grid.SizeI;
        var rowBehind = (Avx2.Min(j0 + one, grid.LastJ) + one - j0) * grid.SizeI;
        var sliceSize = Vector256.Create((int)grid.Slice);
        var sliceBefore = (Avx2.Max(k0 - one, none) - k0) * sliceSize;
        var sliceBehind = (Avx2.Min(k0 + one, grid.LastK) + one - k0) * sliceSize;
        var c00 = grid.Cell(i0, j0, k0);
        var c10 = c00 + grid.SizeI;
        var c01 = c00 + sliceSize;
        var c11 = c01 + grid.SizeI;
        var p00 = PairsAt(c00);
        var p10 = PairsAt(c10);
        var p01 = PairsAt(c01);
        var p11 = PairsAt(c11);

        Split(Square(p00, p10, p01, p11), out var first, out var second);
        gi = half * Between(second - Across(before), Across(behind) - first, fi);
        gj = half * AlongI(
            Square(p10, PairsAt(c00 + rowBehind), p11, PairsAt(c01 + rowBehind)) - Square(PairsAt(c00 + rowBefore), p00, PairsAt(c01 + rowBefore), p01),
            fi);
        gk = half * AlongI(
            Square(p01, p11, PairsAt(c00 + sliceBehind), PairsAt(c10 + sliceBehind)) - Square(PairsAt(c00 + sliceBefore), PairsAt(c10 + sliceBefore), p00, p10),
            fi);

        Vector512<float> PairsAt(Vector256<int> cells) => Pairs(source, (int*)&cells);

        Vector512<float> Square(Vector512<float> v00, Vector512<float> v10, Vector512<float> v01, Vector512<float> v11) => Between(Between(v00, v10, twiceJ), Between(v01, v11, twiceJ), twiceK);

        Vector256<float> Across(Vector256<int> offset) => Between(
            Between(Ones(source, c00 + offset), Ones(source, c10 + offset), fj),
            Between(Ones(source, c01 + offset), Ones(source, c11 + offset), fj),
            fk);
    }

    // What the light at the camera makes of colours, and adds to them, for a gradient per voxel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Shade(in RaycastParameters p, in Packet ray, Vector256<float> gi, Vector256<float> gj, Vector256<float> gk, Vector256<float> alpha, Vector256<float> share, out Vector256<float> matt, out Vector256<float> highlight)
    {
        var zero = Vector256<float>.Zero;
        var one = Vector256.Create(1f);
        var squared = gi * gi * Vector256.Create(p.MetricII) + gj * gj * Vector256.Create(p.MetricJJ) + gk * gk * Vector256.Create(p.MetricKK)
            + gi * gj * Vector256.Create(p.MetricIJ) + gi * gk * Vector256.Create(p.MetricIK) + gj * gk * Vector256.Create(p.MetricJK);
        var gradient = Avx.Sqrt(Avx.Max(squared, zero));
        var along = Vector256.Abs(gi * ray.StepI + gj * ray.StepJ + gk * ray.StepK) / (Vector256.Create(p.StepMm) * gradient);
        var facing = Avx.BlendVariable(one, Avx.Min(along, one), Avx.CompareGreaterThan(gradient, zero));
        var lit = gradient / (gradient + Vector256.Create(p.HalfGradient));
        matt = share * (one + lit * (Vector256.Create(p.Ambient) + Vector256.Create(p.Diffuse) * facing - one));
        highlight = alpha * lit * Vector256.Create(p.Specular) * ToThe32nd(facing);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToThe32nd(Vector256<float> x)
    {
        var x2 = x * x;
        var x4 = x2 * x2;
        var x8 = x4 * x4;
        var x16 = x8 * x8;
        return x16 * x16;
    }

    /// <summary>The transfer table and how intensities find their entries.</summary>
    private readonly struct Classes
    {
        private readonly Vector256<float> _low;
        private readonly Vector256<float> _scale;
        private readonly Vector256<float> _last;
        private readonly float* _table;

        public Classes(in RaycastParameters p, float* table)
        {
            _low = Vector256.Create(p.TableLow);
            _scale = Vector256.Create(p.TableScale);
            _last = Vector256.Create(p.TableLast);
            _table = table;
        }

        /// <summary>Red, green, blue and opacity of rays 0 to 3, of 4 to 7, and all opacities.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Of(Vector256<float> value, out Vector512<float> lower, out Vector512<float> upper, out Vector256<float> alpha)
        {
            var place = Avx.Min(Avx.Max((value - _low) * _scale + Vector256.Create(0.5f), Vector256<float>.Zero), _last);
            var entry = Avx2.ShiftLeftLogical(Avx.ConvertToVector256Int32WithTruncation(place), 2);
            var at = (int*)&entry;
            lower = Fours(_table, at);
            upper = Fours(_table, at + 4);
            Transpose(lower, upper, out _, out _, out _, out alpha);
        }
    }

    /// <summary>What eight rays have gathered: red, green, blue (and a fourth number that means nothing) of each, side by side as in the transfer table.</summary>
    private struct Colours
    {
        private Vector512<float> _lower;
        private Vector512<float> _upper;
        private Vector256<float> _opacity;

        /// <summary>Adds entries of the transfer table of the rays in <paramref name="active"/>; returns those that go on.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Add(Vector512<float> lower, Vector512<float> upper, Vector256<float> alpha, Vector256<float> active)
        {
            var left = Avx.And(Vector256.Create(1f) - _opacity, active);
            FourTimes(left, out var lowerLeft, out var upperLeft);
            _lower += lowerLeft * lower;
            _upper += upperLeft * upper;
            _opacity += left * alpha;
            return Avx.And(active, Avx.CompareLessThan(_opacity, Vector256.Create(OpaqueEnough)));
        }

        /// <summary>Adds entries of the transfer table times <paramref name="matt"/>, plus <paramref name="highlight"/>, of the rays in <paramref name="isSeen"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Add(Vector512<float> lower, Vector512<float> upper, Vector256<float> alpha, Vector256<float> matt, Vector256<float> highlight, Vector256<float> isSeen, Vector256<float> active)
        {
            var left = Avx.And(Vector256.Create(1f) - _opacity, isSeen);
            FourTimes(left, out var lowerLeft, out var upperLeft);
            FourTimes(Avx.And(matt, isSeen), out var lowerMatt, out var upperMatt);
            FourTimes(Avx.And(highlight, isSeen), out var lowerHighlight, out var upperHighlight);
            _lower += lowerLeft * (lower * lowerMatt + lowerHighlight);
            _upper += upperLeft * (upper * upperMatt + upperHighlight);
            _opacity += left * alpha;
            return Avx.And(active, Avx.CompareLessThan(_opacity, Vector256.Create(OpaqueEnough)));
        }

        /// <summary>Pixels, 0x00BBGGRR.</summary>
        public readonly Vector256<int> Pack()
        {
            Transpose(_lower, _upper, out var red, out var green, out var blue, out _);
            return Avx2.Or(Level(red), Avx2.Or(Avx2.ShiftLeftLogical(Level(green), 8), Avx2.ShiftLeftLogical(Level(blue), 16)));
        }

        private static Vector256<int> Level(Vector256<float> colour) =>
            Avx.ConvertToVector256Int32WithTruncation(Avx.Min(colour, Vector256.Create(1f)) * Vector256.Create(255f) + Vector256.Create(0.5f));
    }
}
