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
internal static unsafe partial class RaycastOverrides
{
    private const int PacketWidth = 4;
    private const int PacketHeight = 2;

    // Samples between two looks at the bricks; half a brick at the usual half-voxel steps.
    private const int SamplesPerLook = 4;

    private const float FaceMargin = 1e-3f;
    private const float LeapMargin = 1e-3f;
    private const float OpaqueEnough = 0.99f;

    // Each packet fetches into the caches what the rays this many rows of pixels below will read: a MIP of 256³ took a quarter less,
    // composites a fifth. Along the ray itself it brought nothing, for the packet to the right little.
    private const int RowsAhead = 4;

    // Pixels of the tiles that threads take: as wide as the second-level cache holds two rows of packets.
    private const int TileWidth = 64;
    private const int TileHeight = 64;

    // What rays are expected to find is this part of the window less than the least of their neighbours: 0.005 to 0.02 are as good.
    private const float ExpectationMargin = 0.01f;

    private delegate void PacketBody(in RaycastParameters p, int x, int y);

    // A row of packets from a column on, up to another.
    private delegate void RowBody(in RaycastParameters p, int from, int to, int y);

    /// <summary><see cref="RaycastKernels.Extremum"/>.</summary>
    public static bool Extremum<T>(CpuLaunch launch)
        where T : unmanaged
    {
        var p = launch.Value<RaycastParameters>(4);
        if (!Covers(p))
            return false;
        var target = launch.View<float>(0).Pointer;
        var source = launch.View<T>(1).Pointer;
        var bricks = launch.View<float>(2).Pointer;
        var planes = launch.View<float>(3).Pointer;
        var height = (int)launch.Extent.Y;
        ForRows(launch, p, (in RaycastParameters q, int from, int to, int y) =>
        {
            var expected = float.NegativeInfinity;
            for (var x = from; x < to; x += PacketWidth)
                Store(target, ExtremumPacket(source, bricks, planes, q, x, y, ref expected), q.Width, height, x, y);
        });
        return true;
    }

    /// <summary><see cref="RaycastKernels.Average"/>.</summary>
    public static bool Average<T>(CpuLaunch launch)
        where T : unmanaged
    {
        var p = launch.Value<RaycastParameters>(3);
        if (!Covers(p))
            return false;
        var target = launch.View<float>(0).Pointer;
        var source = launch.View<T>(1).Pointer;
        var planes = launch.View<float>(2).Pointer;
        var height = (int)launch.Extent.Y;
        ForPackets(launch, p, (in RaycastParameters q, int x, int y) => Store(target, AveragePacket(source, planes, q, x, y), q.Width, height, x, y));
        return true;
    }

    /// <summary><see cref="RaycastKernels.Composite"/>.</summary>
    public static bool Composite<T>(CpuLaunch launch)
        where T : unmanaged
    {
        var p = launch.Value<RaycastParameters>(5);
        if (!Covers(p))
            return false;
        var target = (float*)launch.View<int>(0).Pointer;
        var source = launch.View<T>(1).Pointer;
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

    private static void ForPackets(CpuLaunch launch, RaycastParameters p, PacketBody body) => ForRows(launch, p, (in RaycastParameters q, int from, int to, int y) =>
    {
        for (var x = from; x < to; x += PacketWidth)
            body(q, x, y);
    });

    private static void ForRows(CpuLaunch launch, RaycastParameters p, RowBody body)
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
                    body(parameters, left, Math.Min(left + TileWidth, width), y);
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

    // Neighbouring rays find nearly the same. So a packet looks at first only into bricks that hold more than it is expected to find; where it finds as much,
    // the others hold no more, and else it goes once more, through what holds more than it has found. The result does not depend on what is expected.
    private static Vector256<float> ExtremumPacket<T>(T* source, float* bricks, float* planes, in RaycastParameters p, int x, int y, ref float expected)
        where T : unmanaged
    {
        var ray = Packet.Enter(p, planes, x, y);
        var hit = Avx.CompareGreaterThan(ray.Length, Vector256<float>.Zero);
        var missing = Vector256.Create(p.Missing);
        if (Avx.MoveMask(hit) == 0)
            return missing;
        var grid = new Grid(p);
        var best = Vector256.Create(p.Floor);
        var least = Vector256.Create(expected);
        Search(source, bricks, grid, p, ray, hit, least, ref best);
        var lacking = Avx.And(hit, Avx.CompareLessThan(best, least));
        if (Avx.MoveMask(lacking) != 0)
            Search(source, bricks, grid, p, ray, lacking, Vector256.Create(float.NegativeInfinity), ref best);
        best = Avx.Min(best, Vector256.Create(p.Ceiling));
        expected = Least(Avx.BlendVariable(Vector256.Create(p.Ceiling), best, hit)) - ExpectationMargin * (p.Ceiling - p.Floor);
        return Avx.BlendVariable(missing, Vector256.Create(p.Sign) * best, hit);
    }

    // Raises what the active rays have found by what they meet in bricks that hold more than that, and more than the least.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Search<T>(T* source, float* bricks, in Grid grid, in RaycastParameters p, in Packet ray, Vector256<float> active, Vector256<float> least, ref Vector256<float> found)
        where T : unmanaged
    {
        var one = Vector256.Create(1f);
        var sign = Vector256.Create(p.Sign);
        var ceiling = Vector256.Create(p.Ceiling);
        var last = Avx.Ceiling(ray.Length);
        var best = found;
        var n = Vector256<float>.Zero;
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
            if (Avx.MoveMask(Avx.And(Avx.CompareGreaterThan(extremum, Avx.Max(best, least)), active)) == 0)
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

        found = best;
    }

    private static float Least(Vector256<float> lanes)
    {
        var four = Sse.Min(lanes.GetLower(), lanes.GetUpper());
        var two = Sse.Min(four, Sse.MoveHighToLow(four, four));
        return Sse.Min(two, Sse.Shuffle(two, two, 1)).ToScalar();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> AveragePacket<T>(T* source, float* planes, in RaycastParameters p, int x, int y)
        where T : unmanaged
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

        // A cell with voxels on every side; not one where an axis has three voxels or less.
        public readonly Vector256<int> FirstInner;

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
            FirstInner = Vector256.Create((int)(Slice + Row + 1));
            Below = (long)MathF.Round(RowsAhead * p.DownI) + (long)MathF.Round(RowsAhead * p.DownJ) * Row + (long)MathF.Round(RowsAhead * p.DownK) * Slice;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<int> Cell(Vector256<int> i, Vector256<int> j, Vector256<int> k) => (k * SizeJ + j) * SizeI + i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<int> Brick(Vector256<int> i, Vector256<int> j, Vector256<int> k) => (k * BricksJ + j) * BricksI + i;
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

        /// <summary>The numbers of the whole steps in which each ray has a voxel more on every side than interpolation needs.</summary>
        public void Inner(in RaycastParameters p, out Vector256<float> from, out Vector256<float> to)
        {
            from = Vector256<float>.Zero;

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
