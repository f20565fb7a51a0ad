using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// Rays in packets of 4 x 2 pixels, one AVX2 lane a ray. Samples lie where the plain kernels have them and are computed in the same order,
/// without fused multiply-add; a packet skips only what all its rays skip, so it samples more, never less.
/// </summary>
/// <remarks>
/// Voxels and table entries are loaded lane by lane (64 bits a pair along i, 128 bits a table entry or four voxels) and put in place by
/// shuffles: on a Zen 5 a MIP of 256³ took 35 ms where gathers of the same pairs took 57, a composite 30 instead of 45.
/// Sixteen AVX-512 lanes brought 0 to 30 % more in a prototype and twice the code.
/// </remarks>
internal static unsafe class RaycastOverrides
{
    private const int PacketWidth = 4;
    private const int PacketHeight = 2;

    // Samples between two looks at the bricks; half a brick at the usual half-voxel steps.
    private const int SamplesPerLook = 4;

    private const float FaceMargin = 1e-3f;
    private const float LeapMargin = 1e-3f;
    private const float OpaqueEnough = 0.99f;

    // Each packet fetches into the caches what the rays this many rows of pixels below will read: a MIP and an average of 256³ took a quarter
    // less, composites a tenth to a fifth. Along the ray itself, or for the packet to the right, it brought nothing.
    private const int RowsAhead = 4;

    // Pixels of the tiles that threads take: as wide as the second-level cache holds two rows of packets.
    private const int TileWidth = 64;
    private const int TileHeight = 64;

    private delegate void PacketBody(in RaycastParameters p, int x, int y);

    /// <summary><see cref="RaycastKernels.Extremum"/>.</summary>
    public static bool Extremum(CpuLaunch launch)
    {
        var p = launch.Value<RaycastParameters>(4);
        if (!Covers(p))
            return false;
        var target = launch.View<float>(0).Pointer;
        var source = launch.View<float>(1).Pointer;
        var bricks = launch.View<float>(2).Pointer;
        var planes = launch.View<float>(3).Pointer;
        var height = (int)launch.Extent.Y;
        ForPackets(launch, p, (in RaycastParameters q, int x, int y) => Store(target, ExtremumPacket(source, bricks, planes, q, x, y), q.Width, height, x, y));
        return true;
    }

    /// <summary><see cref="RaycastKernels.Average"/>.</summary>
    public static bool Average(CpuLaunch launch)
    {
        var p = launch.Value<RaycastParameters>(3);
        if (!Covers(p))
            return false;
        var target = launch.View<float>(0).Pointer;
        var source = launch.View<float>(1).Pointer;
        var planes = launch.View<float>(2).Pointer;
        var height = (int)launch.Extent.Y;
        ForPackets(launch, p, (in RaycastParameters q, int x, int y) => Store(target, AveragePacket(source, planes, q, x, y), q.Width, height, x, y));
        return true;
    }

    /// <summary><see cref="RaycastKernels.Composite"/>.</summary>
    public static bool Composite(CpuLaunch launch)
    {
        var p = launch.Value<RaycastParameters>(5);
        if (!Covers(p))
            return false;
        var target = (float*)launch.View<int>(0).Pointer;
        var source = launch.View<float>(1).Pointer;
        var emptiness = launch.View<byte>(2).Pointer;
        var table = launch.View<float>(3).Pointer;
        var planes = launch.View<float>(4).Pointer;
        var height = (int)launch.Extent.Y;
        ForPackets(launch, p, (in RaycastParameters q, int x, int y) => Store(target, CompositePacket(source, emptiness, table, planes, q, x, y).AsSingle(), q.Width, height, x, y));
        return true;
    }

    // Gathers take 32-bit indices; pairs need a neighbour on every axis.
    private static bool Covers(in RaycastParameters p) =>
        Avx2.IsSupported && p.SizeI > 1 && p.SizeJ > 1 && p.SizeK > 1 && (long)p.SizeI * p.SizeJ * p.SizeK <= int.MaxValue;

    private static void ForPackets(CpuLaunch launch, RaycastParameters p, PacketBody body)
    {
        var width = (int)launch.Extent.X;
        var height = (int)launch.Extent.Y;
        var across = (width + TileWidth - 1) / TileWidth;
        var tiles = across * (long)((height + TileHeight - 1) / TileHeight);
        var stride = SpreadingStride(tiles);
        launch.Parallel(tiles, (begin, end) =>
        {
            var parameters = p;
            for (var n = begin; n < end; n++)
            {
                var tile = n * stride % tiles;
                var left = (int)(tile % across) * TileWidth;
                var top = (int)(tile / across) * TileHeight;
                for (var y = top; y < Math.Min(top + TileHeight, height); y += PacketHeight)
                {
                    for (var x = left; x < Math.Min(left + TileWidth, width); x += PacketWidth)
                        body(parameters, x, y);
                }
            }
        });
    }

    // Tiles in the middle take longest. Visited in steps of the golden section of all, any range of them is spread over the whole picture.
    private static long SpreadingStride(long tiles)
    {
        var stride = Math.Max(1, (long)(tiles * 0.6180339887));
        while (BigInteger.GreatestCommonDivisor(stride, tiles) != 1)
            stride++;
        return stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* target, Vector256<float> values, int width, int height, int x, int y)
    {
        var rows = Math.Min(PacketHeight, height - y);
        var columns = Math.Min(PacketWidth, width - x);
        for (var row = 0; row < rows; row++)
        {
            var line = target + (long)(y + row) * width + x;
            var half = row == 0 ? values.GetLower() : values.GetUpper();
            if (columns == PacketWidth)
            {
                half.Store(line);
                continue;
            }

            for (var column = 0; column < columns; column++)
                line[column] = half[column];
        }
    }

    private static Vector256<float> ExtremumPacket(float* source, float* bricks, float* planes, in RaycastParameters p, int x, int y)
    {
        var ray = Packet.Enter(p, planes, x, y);
        var hit = Avx.CompareGreaterThan(ray.Length, Vector256<float>.Zero);
        var missing = Vector256.Create(p.Missing);
        if (Avx.MoveMask(hit) == 0)
            return missing;
        var grid = new Grid(p);
        var one = Vector256.Create(1f);
        var sign = Vector256.Create(p.Sign);
        var ceiling = Vector256.Create(p.Ceiling);
        var last = Avx.Ceiling(ray.Length);
        var best = Vector256.Create(p.Floor);
        var n = Vector256<float>.Zero;
        var active = hit;
        while (Avx.MoveMask(active) != 0)
        {
            var t = Avx.Min(n, ray.Length);
            var i = Clamp(ray.I + t * ray.StepI, grid.EdgeI);
            var j = Clamp(ray.J + t * ray.StepJ, grid.EdgeJ);
            var k = Clamp(ray.K + t * ray.StepK, grid.EdgeK);
            var brickI = Avx2.ShiftRightLogical(Cell(i, grid.LastI), 3);
            var brickJ = Avx2.ShiftRightLogical(Cell(j, grid.LastJ), 3);
            var brickK = Avx2.ShiftRightLogical(Cell(k, grid.LastK), 3);
            var extremum = sign * Avx2.GatherVector256(bricks, grid.Brick(brickI, brickJ, brickK), 4);
            if (Avx.MoveMask(Avx.And(Avx.CompareGreaterThan(extremum, best), active)) == 0)
            {
                n += Leap(ray, i, j, k, brickI, brickJ, brickK, Vector256.Create(1));
                active = Avx.And(active, Avx.CompareLessThanOrEqual(n, last));
                continue;
            }

            for (var sample = 0; sample < SamplesPerLook; sample++)
            {
                var value = sign * Interpolate(source, grid, i, j, k);
                best = Avx.BlendVariable(best, Avx.Max(best, value), active);
                n += one;
                active = Avx.And(active, Avx.CompareLessThanOrEqual(n, last));
                t = Avx.Min(n, ray.Length);
                i = Clamp(ray.I + t * ray.StepI, grid.EdgeI);
                j = Clamp(ray.J + t * ray.StepJ, grid.EdgeJ);
                k = Clamp(ray.K + t * ray.StepK, grid.EdgeK);
            }

            active = Avx.And(active, Avx.CompareLessThan(best, ceiling));
        }

        return Avx.BlendVariable(missing, sign * Avx.Min(best, ceiling), hit);
    }

    private static Vector256<float> AveragePacket(float* source, float* planes, in RaycastParameters p, int x, int y)
    {
        var ray = Packet.Enter(p, planes, x, y);
        var hit = Avx.CompareGreaterThan(ray.Length, Vector256<float>.Zero);
        var missing = Vector256.Create(p.Missing);
        if (Avx.MoveMask(hit) == 0)
            return missing;
        var grid = new Grid(p);
        var one = Vector256.Create(1f);
        var half = Vector256.Create(0.5f);
        var sum = Vector256<float>.Zero;
        var n = Vector256<float>.Zero;
        while (Avx.MoveMask(Avx.CompareLessThan(n, ray.Length)) != 0)
        {
            // A ray that is through has no weight left.
            var weight = Avx.Max(Avx.Min(one, ray.Length - n), Vector256<float>.Zero);
            var t = n + half * weight;
            var i = Clamp(ray.I + t * ray.StepI, grid.EdgeI);
            var j = Clamp(ray.J + t * ray.StepJ, grid.EdgeJ);
            var k = Clamp(ray.K + t * ray.StepK, grid.EdgeK);
            sum += weight * Interpolate(source, grid, i, j, k);
            n += one;
        }

        return Avx.BlendVariable(missing, sum / ray.Length, hit);
    }

    private static Vector256<int> CompositePacket(float* source, byte* emptiness, float* table, float* planes, in RaycastParameters p, int x, int y)
    {
        var ray = Packet.Enter(p, planes, x, y);
        var active = Avx.CompareGreaterThan(ray.Length, Vector256<float>.Zero);
        if (Avx.MoveMask(active) == 0)
            return Vector256<int>.Zero;
        var grid = new Grid(p);
        var zero = Vector256<float>.Zero;
        var one = Vector256.Create(1f);
        var half = Vector256.Create(0.5f);
        var tableLow = Vector256.Create(p.TableLow);
        var tableScale = Vector256.Create(p.TableScale);
        var tableLast = Vector256.Create(p.TableLast);
        var red = zero;
        var green = zero;
        var blue = zero;
        var opacity = zero;
        var n = zero;
        var count = ray.Length - ray.Offset;
        var isLit = p.IsLit != 0;
        var hasInner = isLit && p.SizeI > 3 && p.SizeJ > 3 && p.SizeK > 3;
        ray.Inner(p, out var innerFrom, out var innerTo);

        // Where rays that are through read: there is something all around it.
        var innerCell = Vector256.Create((int)grid.Slice + p.SizeI + 1);
        while (Avx.MoveMask(active) != 0)
        {
            var t = ray.MiddleOfStep(n, out var weight);
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

            for (var sample = 0; sample < SamplesPerLook; sample++)
            {
                var i0 = Cell(i, grid.LastI);
                var j0 = Cell(j, grid.LastJ);
                var k0 = Cell(k, grid.LastK);
                var fi = i - Avx.ConvertToVector256Single(i0);
                var fj = j - Avx.ConvertToVector256Single(j0);
                var fk = k - Avx.ConvertToVector256Single(k0);
                var isInner = Avx.And(Avx.CompareGreaterThanOrEqual(n, innerFrom), Avx.CompareLessThanOrEqual(n, innerTo));
                var inner = hasInner && Avx.MoveMask(Avx.AndNot(isInner, active)) == 0;
                var cell = (k0 * grid.SizeJ + j0) * grid.SizeI + i0;
                var at = (int*)&cell;
                Vector256<float> value, before, behind, near, far, m00, m10, m01, m11;
                if (inner)
                {
                    cell = Avx2.BlendVariable(innerCell, cell, isInner.AsInt32());
                    FoursInRow(source - 1, at, fi, out var before00, out m00, out var behind00);
                    FoursInRow(source - 1 + grid.Row, at, fi, out var before10, out m10, out var behind10);
                    FoursInRow(source - 1 + grid.Slice, at, fi, out var before01, out m01, out var behind01);
                    FoursInRow(source - 1 + grid.Slice + grid.Row, at, fi, out var before11, out m11, out var behind11);
                    near = Between(m00, m10, fj);
                    far = Between(m01, m11, fj);
                    value = Between(near, far, fk);
                    before = Square(before00, before10, before01, before11, fj, fk);
                    behind = Square(behind00, behind10, behind01, behind11, fj, fk);
                }
                else
                {
                    m00 = AlongRow(source, at, fi);
                    m10 = AlongRow(source + grid.Row, at, fi);
                    m01 = AlongRow(source + grid.Slice, at, fi);
                    m11 = AlongRow(source + grid.Slice + grid.Row, at, fi);
                    near = Between(m00, m10, fj);
                    far = Between(m01, m11, fj);
                    value = Between(near, far, fk);
                    before = behind = value;
                }

                FetchBelow(source, grid, at);

                var entry = Avx2.ShiftLeftLogical(Avx.ConvertToVector256Int32WithTruncation(Avx.Min(Avx.Max((value - tableLow) * tableScale + half, zero), tableLast)), 2);
                Fours(table, (int*)&entry, out var entryRed, out var entryGreen, out var entryBlue, out var alpha);
                alpha = Avx.And(alpha, active);
                if (Avx.MoveMask(Avx.CompareGreaterThan(alpha, zero)) != 0)
                {
                    var share = one;
                    if (Avx.MoveMask(Avx.And(Avx.CompareLessThan(weight, one), Avx.CompareGreaterThan(alpha, zero))) != 0)
                        SharePartOfStep(ref alpha, ref share, weight);

                    var matt = share;
                    var highlight = zero;
                    var isSeen = Avx.CompareGreaterThan(alpha, zero);
                    if (isLit)
                    {
                        Vector256<float> facing, gradient;
                        if (inner)
                        {
                            var gi = half * (behind - before);
                            var gj = half * (Square(m10, AlongRow(source + 2 * grid.Row, at, fi), m11, AlongRow(source + grid.Slice + 2 * grid.Row, at, fi), fj, fk)
                                - Square(AlongRow(source - grid.Row, at, fi), m00, AlongRow(source + grid.Slice - grid.Row, at, fi), m01, fj, fk));
                            var ahead = Between(AlongRow(source + 2 * grid.Slice, at, fi), AlongRow(source + 2 * grid.Slice + grid.Row, at, fi), fj);
                            var back = Between(AlongRow(source - grid.Slice, at, fi), AlongRow(source - grid.Slice + grid.Row, at, fi), fj);
                            var gk = half * (Between(far, ahead, fk) - Between(back, near, fk));
                            facing = Light(p, ray, gi, gj, gk, out gradient);
                        }
                        else
                        {
                            facing = Facing(source, grid, p, ray, i, j, k, isSeen, out gradient);
                        }

                        var lit = gradient / (gradient + Vector256.Create(p.HalfGradient));
                        matt = share * (one + lit * (Vector256.Create(p.Ambient) + Vector256.Create(p.Diffuse) * facing - one));
                        highlight = alpha * lit * Vector256.Create(p.Specular) * ToThe32nd(facing);
                    }

                    var left = Avx.And(one - opacity, isSeen);
                    red += left * (entryRed * matt + highlight);
                    green += left * (entryGreen * matt + highlight);
                    blue += left * (entryBlue * matt + highlight);
                    opacity += left * alpha;
                    active = Avx.And(active, Avx.CompareLessThan(opacity, Vector256.Create(OpaqueEnough)));
                }

                n += one;
                active = Avx.And(active, Avx.CompareLessThan(n, count));
                t = ray.MiddleOfStep(n, out weight);
                i = Clamp(ray.I + t * ray.StepI, grid.EdgeI);
                j = Clamp(ray.J + t * ray.StepJ, grid.EdgeJ);
                k = Clamp(ray.K + t * ray.StepK, grid.EdgeK);
            }
        }

        return Avx2.Or(Level(red), Avx2.Or(Avx2.ShiftLeftLogical(Level(green), 8), Avx2.ShiftLeftLogical(Level(blue), 16)));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Level(Vector256<float> colour) =>
        Avx.ConvertToVector256Int32WithTruncation(Avx.Min(colour, Vector256.Create(1f)) * Vector256.Create(255f) + Vector256.Create(0.5f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clamp(Vector256<float> position, Vector256<float> edge) => Avx.Min(Avx.Max(position, Vector256<float>.Zero), edge);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Cell(Vector256<float> position, Vector256<int> last) => Avx2.Min(Avx.ConvertToVector256Int32WithTruncation(position), last);

    private static Vector256<float> Leap(in Packet ray, Vector256<float> i, Vector256<float> j, Vector256<float> k, Vector256<int> brickI, Vector256<int> brickJ, Vector256<int> brickK, Vector256<int> empty)
    {
        var steps = Avx.Min(StepsToFace(i, ray.StepI, brickI, empty), Avx.Min(StepsToFace(j, ray.StepJ, brickJ, empty), StepsToFace(k, ray.StepK, brickK, empty)));
        var leap = Avx.ConvertToVector256Int32WithTruncation(steps - Vector256.Create(LeapMargin)) + Vector256.Create(1);
        return Avx.ConvertToVector256Single(Avx2.Max(leap, Vector256.Create(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> StepsToFace(Vector256<float> position, Vector256<float> step, Vector256<int> brick, Vector256<int> empty)
    {
        var most = Vector256.Create(1e6f);
        var ahead = brick + empty;
        var behind = brick + Vector256.Create(1) - empty;
        var face = Avx.ConvertToVector256Single(Avx2.ShiftLeftLogical(Avx2.BlendVariable(ahead.AsByte(), behind.AsByte(), Avx.CompareLessThan(step, Vector256<float>.Zero).AsByte()).AsInt32(), 3));
        var moves = Avx.CompareGreaterThan(Vector256.Abs(step), Vector256.Create(1e-9f));
        return Avx.Min(Avx.BlendVariable(most, (face - position) / step, moves), most);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Interpolate(float* source, in Grid grid, Vector256<float> i, Vector256<float> j, Vector256<float> k)
    {
        var i0 = Cell(i, grid.LastI);
        var j0 = Cell(j, grid.LastJ);
        var k0 = Cell(k, grid.LastK);
        var fi = i - Avx.ConvertToVector256Single(i0);
        var fj = j - Avx.ConvertToVector256Single(j0);
        var fk = k - Avx.ConvertToVector256Single(k0);
        var cell = (k0 * grid.SizeJ + j0) * grid.SizeI + i0;
        var at = (int*)&cell;
        FetchBelow(source, grid, at);
        var near = Between(AlongRow(source, at, fi), AlongRow(source + grid.Row, at, fi), fj);
        var far = Between(AlongRow(source + grid.Slice, at, fi), AlongRow(source + grid.Slice + grid.Row, at, fi), fj);
        return Between(near, far, fk);
    }

    // Addresses outside the volume do no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchBelow(float* source, in Grid grid, int* at)
    {
        var below = source + grid.Below;
        var (upper, lower) = (at[1], at[5]);
        Sse.Prefetch0(below + upper);
        Sse.Prefetch0(below + lower);
        Sse.Prefetch0(below + grid.Row + upper);
        Sse.Prefetch0(below + grid.Row + lower);
        below += grid.Slice;
        Sse.Prefetch0(below + upper);
        Sse.Prefetch0(below + lower);
        Sse.Prefetch0(below + grid.Row + upper);
        Sse.Prefetch0(below + grid.Row + lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Between(Vector256<float> a, Vector256<float> b, Vector256<float> f) => a + f * (b - a);

    // Between the voxels at each index and behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AlongRow(float* source, int* at, Vector256<float> f)
    {
        Pairs(source, at, out var a, out var b);
        return Between(a, b, f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AlongRow(float* source, Vector256<int> index, Vector256<float> f) => AlongRow(source, (int*)&index, f);

    // 64-bit loads instead of gathers, lane by lane: lanes 0 1 4 5 and 2 3 6 7 together, so that one shuffle inside each half puts every lane where it belongs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pairs(float* source, int* at, out Vector256<float> a, out Vector256<float> b)
    {
        var lower = Vector256.Create(TwoPairs(source + at[0], source + at[1]), TwoPairs(source + at[4], source + at[5]));
        var upper = Vector256.Create(TwoPairs(source + at[2], source + at[3]), TwoPairs(source + at[6], source + at[7]));
        a = Avx.Shuffle(lower, upper, 0b10_00_10_00);
        b = Avx.Shuffle(lower, upper, 0b11_01_11_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FoursInRow(float* source, int* at, Vector256<float> f, out Vector256<float> before, out Vector256<float> here, out Vector256<float> behind)
    {
        Fours(source, at, out var v0, out var v1, out var v2, out var v3);
        before = Between(v0, v1, f);
        here = Between(v1, v2, f);
        behind = Between(v2, v3, f);
    }

    // The four floats at each index: eight loads and a transposition inside each half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fours(float* source, int* at, out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3)
    {
        var r0 = Vector256.Create(Vector128.Load(source + at[0]), Vector128.Load(source + at[4]));
        var r1 = Vector256.Create(Vector128.Load(source + at[1]), Vector128.Load(source + at[5]));
        var r2 = Vector256.Create(Vector128.Load(source + at[2]), Vector128.Load(source + at[6]));
        var r3 = Vector256.Create(Vector128.Load(source + at[3]), Vector128.Load(source + at[7]));
        var low01 = Avx.UnpackLow(r0, r1);
        var high01 = Avx.UnpackHigh(r0, r1);
        var low23 = Avx.UnpackLow(r2, r3);
        var high23 = Avx.UnpackHigh(r2, r3);
        v0 = Avx.Shuffle(low01, low23, 0b01_00_01_00);
        v1 = Avx.Shuffle(low01, low23, 0b11_10_11_10);
        v2 = Avx.Shuffle(high01, high23, 0b01_00_01_00);
        v3 = Avx.Shuffle(high01, high23, 0b11_10_11_10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> TwoPairs(float* first, float* second) => Sse.LoadHigh(Sse2.LoadScalarVector128((double*)first).AsSingle(), second);

    // Not inlined: it is the rarer half of the loop and wants all registers for itself. Lanes that are not lit may come out as anything.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> Facing(float* source, in Grid grid, in RaycastParameters p, in Packet ray, Vector256<float> i, Vector256<float> j, Vector256<float> k, Vector256<float> isLit, out Vector256<float> gradient)
    {
        var none = Vector256<int>.Zero;
        var one = Vector256.Create(1);
        var i0 = Cell(i, grid.LastI);
        var j0 = Cell(j, grid.LastJ);
        var k0 = Cell(k, grid.LastK);
        var fi = i - Avx.ConvertToVector256Single(i0);
        var fj = j - Avx.ConvertToVector256Single(j0);
        var fk = k - Avx.ConvertToVector256Single(k0);

        // Offsets of the rows before and two behind, 0 or 1 row further where the volume ends.
        var rowBefore = (Avx2.Max(j0 - one, none) - j0) * grid.SizeI;
        var rowBehind = (Avx2.Min(j0 + one, grid.LastJ) + one - j0) * grid.SizeI;
        var sliceSize = Vector256.Create((int)grid.Slice);
        var sliceBefore = (Avx2.Max(k0 - one, none) - k0) * sliceSize;
        var sliceBehind = (Avx2.Min(k0 + one, grid.LastK) + one - k0) * sliceSize;

        var rows = new FourInRow(grid, i0, isLit);
        var c00 = (k0 * grid.SizeJ + j0) * grid.SizeI + i0;
        var c10 = c00 + grid.SizeI;
        var c01 = c00 + sliceSize;
        var c11 = c01 + grid.SizeI;
        rows.Blend(source, c00, fi, out var before00, out var m00, out var behind00);
        rows.Blend(source, c10, fi, out var before10, out var m10, out var behind10);
        rows.Blend(source, c01, fi, out var before01, out var m01, out var behind01);
        rows.Blend(source, c11, fi, out var before11, out var m11, out var behind11);

        var iAhead = Square(behind00, behind10, behind01, behind11, fj, fk);
        var iBack = Square(before00, before10, before01, before11, fj, fk);
        var jAhead = Square(m10, AlongRow(source, c00 + rowBehind, fi), m11, AlongRow(source, c01 + rowBehind, fi), fj, fk);
        var jBack = Square(AlongRow(source, c00 + rowBefore, fi), m00, AlongRow(source, c01 + rowBefore, fi), m01, fj, fk);
        var kAhead = Square(m01, m11, AlongRow(source, c00 + sliceBehind, fi), AlongRow(source, c10 + sliceBehind, fi), fj, fk);
        var kBack = Square(AlongRow(source, c00 + sliceBefore, fi), AlongRow(source, c10 + sliceBefore, fi), m00, m10, fj, fk);

        var half = Vector256.Create(0.5f);
        var gi = half * (iAhead - iBack);
        var gj = half * (jAhead - jBack);
        var gk = half * (kAhead - kBack);
        return Light(p, ray, gi, gj, gk, out gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Light(in RaycastParameters p, in Packet ray, Vector256<float> gi, Vector256<float> gj, Vector256<float> gk, out Vector256<float> gradient)
    {
        var squared = gi * gi * Vector256.Create(p.MetricII) + gj * gj * Vector256.Create(p.MetricJJ) + gk * gk * Vector256.Create(p.MetricKK)
            + gi * gj * Vector256.Create(p.MetricIJ) + gi * gk * Vector256.Create(p.MetricIK) + gj * gk * Vector256.Create(p.MetricJK);
        gradient = Avx.Sqrt(Avx.Max(squared, Vector256<float>.Zero));
        var along = Vector256.Abs(gi * ray.StepI + gj * ray.StepJ + gk * ray.StepK) / (Vector256.Create(p.StepMm) * gradient);
        return Avx.BlendVariable(Vector256.Create(1f), Avx.Min(along, Vector256.Create(1f)), Avx.CompareGreaterThan(gradient, Vector256<float>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Square(Vector256<float> v00, Vector256<float> v10, Vector256<float> v01, Vector256<float> v11, Vector256<float> fj, Vector256<float> fk) =>
        Between(Between(v00, v10, fj), Between(v01, v11, fj), fk);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToThe32nd(Vector256<float> x)
    {
        var x2 = x * x;
        var x4 = x2 * x2;
        var x8 = x4 * x4;
        var x16 = x8 * x8;
        return x16 * x16;
    }

    /// <summary>The volume's measures in every lane.</summary>
    private readonly ref struct Grid
    {
        public readonly Vector256<int> SizeI;
        public readonly Vector256<int> SizeJ;
        public readonly Vector256<int> LastI;
        public readonly Vector256<int> LastJ;
        public readonly Vector256<int> LastK;
        public readonly Vector256<float> EdgeI;
        public readonly Vector256<float> EdgeJ;
        public readonly Vector256<float> EdgeK;
        public readonly Vector256<int> BricksI;
        public readonly Vector256<int> BricksJ;
        public readonly long Row;
        public readonly long Slice;

        // From a sample's voxel to that of a ray some rows of pixels below.
        public readonly long Below;

        public Grid(in RaycastParameters p)
        {
            SizeI = Vector256.Create(p.SizeI);
            SizeJ = Vector256.Create(p.SizeJ);
            LastI = Vector256.Create(p.SizeI - 2);
            LastJ = Vector256.Create(p.SizeJ - 2);
            LastK = Vector256.Create(p.SizeK - 2);
            EdgeI = Vector256.Create(p.SizeI - 1f);
            EdgeJ = Vector256.Create(p.SizeJ - 1f);
            EdgeK = Vector256.Create(p.SizeK - 1f);
            BricksI = Vector256.Create(p.BricksI);
            BricksJ = Vector256.Create(p.BricksJ);
            Row = p.SizeI;
            Slice = (long)p.SizeI * p.SizeJ;
            Below = (long)MathF.Round(RowsAhead * p.DownI) + (long)MathF.Round(RowsAhead * p.DownJ) * Row + (long)MathF.Round(RowsAhead * p.DownK) * Slice;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<int> Brick(Vector256<int> i, Vector256<int> j, Vector256<int> k) => (k * BricksJ + j) * BricksI + i;
    }

    /// <summary>The four voxels of a row around each cell: one before it, its own two, one behind it; the ends of the row go on.</summary>
    private readonly ref struct FourInRow
    {
        private readonly Vector256<int> _before;
        private readonly Vector256<int> _behind;
        private readonly Vector256<int> _shift;
        private readonly bool _isInside;

        public FourInRow(in Grid grid, Vector256<int> i0, Vector256<float> isUsed)
        {
            var one = Vector256.Create(1);
            var lastInside = grid.LastI - one;
            var inside = Avx2.AndNot(Avx2.CompareGreaterThan(i0, lastInside), Avx2.CompareGreaterThan(i0, Vector256<int>.Zero)).AsSingle();
            _isInside = Avx.MoveMask(Avx.AndNot(inside, isUsed)) == 0 && lastInside[0] > 0;
            _shift = Avx2.Min(Avx2.Max(i0, one), lastInside) - i0 - one;
            _before = Avx2.Max(i0 - one, Vector256<int>.Zero) - i0;
            _behind = Avx2.Min(i0 + one, grid.LastI) + one - i0;
        }

        /// <summary>Intensities a voxel before the fraction <paramref name="f"/> of the cell, at it, and a voxel behind it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Blend(float* source, Vector256<int> cell, Vector256<float> f, out Vector256<float> before, out Vector256<float> here, out Vector256<float> behind)
        {
            Vector256<float> v0, v1, v2, v3;
            if (_isInside)
            {
                // What is not used is read where there is something.
                var first = cell + _shift;
                Fours(source, (int*)&first, out v0, out v1, out v2, out v3);
            }
            else
            {
                v0 = Avx2.GatherVector256(source, cell + _before, 4);
                Pairs(source, (int*)&cell, out v1, out v2);
                v3 = Avx2.GatherVector256(source, cell + _behind, 4);
            }

            before = Between(v0, v1, f);
            here = Between(v1, v2, f);
            behind = Between(v2, v3, f);
        }
    }

    /// <summary>Eight rays, as <see cref="RaycastRay"/>; those that miss the volume stand still at voxel 0 and have no length.</summary>
    private readonly ref struct Packet
    {
        public readonly Vector256<float> I;
        public readonly Vector256<float> J;
        public readonly Vector256<float> K;
        public readonly Vector256<float> StepI;
        public readonly Vector256<float> StepJ;
        public readonly Vector256<float> StepK;
        public readonly Vector256<float> Length;
        public readonly Vector256<float> Offset;

        private Packet(in RaycastParameters p, float* planes, Vector256<int> column, Vector256<int> row)
        {
            var x = Avx.ConvertToVector256Single(column);
            var y = Avx.ConvertToVector256Single(row);
            var i = Vector256.Create(p.PlaneI) + x * Vector256.Create(p.RightI) + y * Vector256.Create(p.DownI);
            var j = Vector256.Create(p.PlaneJ) + x * Vector256.Create(p.RightJ) + y * Vector256.Create(p.DownJ);
            var k = Vector256.Create(p.PlaneK) + x * Vector256.Create(p.RightK) + y * Vector256.Create(p.DownK);
            var stepI = Vector256.Create(p.StepI);
            var stepJ = Vector256.Create(p.StepJ);
            var stepK = Vector256.Create(p.StepK);
            var near = Vector256.Create(-1e30f);
            var far = Vector256.Create(1e30f);
            if (p.IsPerspective != 0)
            {
                var right = (x - Vector256.Create(p.CentreX)) * Vector256.Create(p.PixelMm);
                var down = (y - Vector256.Create(p.CentreY)) * Vector256.Create(p.PixelMm);
                var scale = Vector256.Create(p.StepMm) / Avx.Sqrt(Vector256.Create(p.EyeDistanceMm * p.EyeDistanceMm) + right * right + down * down);
                stepI = (i - Vector256.Create(p.EyeI)) * scale;
                stepJ = (j - Vector256.Create(p.EyeJ)) * scale;
                stepK = (k - Vector256.Create(p.EyeK)) * scale;
                near = Vector256.Create(-1f) / scale;
            }

            ClipTo(i, stepI, p.SizeI, ref near, ref far);
            ClipTo(j, stepJ, p.SizeJ, ref near, ref far);
            ClipTo(k, stepK, p.SizeK, ref near, ref far);
            for (var n = 0; n < p.ClipPlanes; n++)
                ClipToPlane(planes + 4 * n, i, j, k, stepI, stepJ, stepK, ref near, ref far);
            var length = far - near;
            var hit = Avx.CompareGreaterThan(length, Vector256<float>.Zero);
            I = Avx.And(i + near * stepI, hit);
            J = Avx.And(j + near * stepJ, hit);
            K = Avx.And(k + near * stepK, hit);
            StepI = Avx.And(stepI, hit);
            StepJ = Avx.And(stepJ, hit);
            StepK = Avx.And(stepK, hit);
            Length = Avx.And(length, hit);
            Offset = p.IsJittered != 0 ? Jitter(column, row) - Vector256.Create(1f) : Vector256<float>.Zero;
        }

        public static Packet Enter(in RaycastParameters p, float* planes, int x, int y) => new(
            p,
            planes,
            Vector256.Create(x) + Vector256.Create(0, 1, 2, 3, 0, 1, 2, 3),
            Vector256.Create(p.FirstRow + y) + Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1));

        /// <summary>The middle of each ray's step <paramref name="n"/> of a composite, and how much of a step it is.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> MiddleOfStep(Vector256<float> n, out Vector256<float> weight)
        {
            var one = Vector256.Create(1f);
            var begin = Avx.Max(n + Offset, Vector256<float>.Zero);
            var whole = Avx.BlendVariable(one, one + Offset, Avx.CompareEqual(n, Vector256<float>.Zero));
            weight = Avx.Min(whole, Length - begin);
            return begin + Vector256.Create(0.5f) * weight;
        }

        /// <summary>The numbers of the steps in which each ray has a voxel more on every side than interpolation needs.</summary>
        public void Inner(in RaycastParameters p, out Vector256<float> from, out Vector256<float> to)
        {
            from = Vector256.Create(float.MinValue);

            // Behind its end, which may be a clip plane's, a ray's samples lie nearer than their numbers say.
            to = Length;
            Inner(I, StepI, p.SizeI, ref from, ref to);
            Inner(J, StepJ, p.SizeJ, ref from, ref to);
            Inner(K, StepK, p.SizeK, ref from, ref to);

            // Samples lie up to a step before the number of theirs, or behind it.
            from += Vector256.Create(1f);
            to -= Vector256.Create(1f);
        }

        private static void Inner(Vector256<float> position, Vector256<float> step, int size, ref Vector256<float> from, ref Vector256<float> to)
        {
            // Positions are rounded; a ray that stands still on this axis divides by 0 and is inside for ever or never.
            var margin = 1.01f + 1e-6f * size;
            var first = (Vector256.Create(margin) - position) / step;
            var second = (Vector256.Create(size - 1 - margin) - position) / step;
            from = Avx.Max(from, Avx.Min(first, second));
            to = Avx.Min(to, Avx.Max(first, second));
        }

        private static Vector256<float> Jitter(Vector256<int> x, Vector256<int> y)
        {
            var h = x.AsUInt32() * Vector256.Create(0x9E3779B1u) + y.AsUInt32() * Vector256.Create(0x85EBCA77u);
            h = (h ^ (h >>> 15)) * Vector256.Create(0x2C1B3C6Du);
            h = (h ^ (h >>> 12)) * Vector256.Create(0x297A2D39u);
            return Avx.ConvertToVector256Single(((h ^ (h >>> 15)) >>> 8).AsInt32()) * Vector256.Create(1f / 16777216f);
        }

        private static void ClipToPlane(float* plane, Vector256<float> i, Vector256<float> j, Vector256<float> k, Vector256<float> stepI, Vector256<float> stepJ, Vector256<float> stepK, ref Vector256<float> near, ref Vector256<float> far)
        {
            var a = Vector256.Create(plane[0]);
            var b = Vector256.Create(plane[1]);
            var c = Vector256.Create(plane[2]);
            var inside = a * i + b * j + c * k + Vector256.Create(plane[3]);
            var rate = a * stepI + b * stepJ + c * stepK;
            var at = -inside / rate;
            var still = Avx.CompareLessThan(Vector256.Abs(rate), Vector256.Create(1e-9f));
            var leaves = Avx.AndNot(still, Avx.CompareLessThan(rate, Vector256<float>.Zero));
            var enters = Avx.AndNot(still, Avx.CompareGreaterThan(rate, Vector256<float>.Zero));
            var outside = Avx.And(still, Avx.CompareLessThan(inside, Vector256.Create(-FaceMargin)));
            near = Avx.BlendVariable(near, Avx.Max(near, at), enters);
            far = Avx.BlendVariable(far, Avx.Min(far, at), leaves);
            far = Avx.BlendVariable(far, Vector256.Create(-1e30f), outside);
        }

        private static void ClipTo(Vector256<float> position, Vector256<float> step, int size, ref Vector256<float> near, ref Vector256<float> far)
        {
            var still = Avx.CompareLessThan(Vector256.Abs(step), Vector256.Create(1e-9f));
            var outside = Avx.Or(
                Avx.CompareLessThan(position, Vector256.Create(-0.5f - FaceMargin)),
                Avx.CompareGreaterThan(position, Vector256.Create(size - 0.5f + FaceMargin)));
            var first = (Vector256.Create(-0.5f) - position) / step;
            var second = (Vector256.Create(size - 0.5f) - position) / step;
            near = Avx.BlendVariable(Avx.Max(near, Avx.Min(first, second)), near, still);
            far = Avx.BlendVariable(Avx.Min(far, Avx.Max(first, second)), Avx.BlendVariable(far, Vector256.Create(-1e30f), outside), still);
        }
    }
}
