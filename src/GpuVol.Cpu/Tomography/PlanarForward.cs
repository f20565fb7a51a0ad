using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Vector code for <see cref="PlanarProjectorKernels.Forward"/>: as many neighbouring rays as a vector has lanes walk together, row by row; where they meet a row within a window of twice as many
/// columns, two loads and two permutations fetch the samples of all. Rays that step along i do the same on a transposed copy of the slice.
/// </summary>
internal sealed unsafe class PlanarForward<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{

    // Rows that a range of rays walks over before the next: their memory fits the second-level cache.
    private const int BlockSteps = 32;

    private readonly float* _volume;
    private readonly float* _data;
    private readonly ArrayView<float> _views;
    private readonly int* _subset;
    private readonly ProjectorParameters _p;
    private readonly int _groups;
    private readonly int _turnedStride;

    private PlanarForward(CpuLaunch launch)
    {
        _volume = launch.View<float>(0).Pointer;
        _data = launch.View<float>(1).Pointer;
        _views = launch.View<float>(2);
        _subset = launch.View<int>(3).Pointer;
        _p = launch.Value<ProjectorParameters>(4);
        // Not a power of two: rows of the copy would compete for the same cache lines.
        _turnedStride = (_p.SizeJ + 15) / 16 * 16 + 16;
        _groups = (_p.Columns + Lanes - 1) / Lanes;
    }

    private static int Lanes => TLanes.Width;

    private static int Window => 2 * TLanes.Width;

    // Columns between the outer rays: less one for the neighbour, one for rounding, and the start's fraction.
    private static float GreatestSpan => Window - 2.5f;

    public static bool Run(CpuLaunch launch)
    {
        new PlanarForward<TLanes, TVector>(launch).Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        // Several slices go a thread each; the rays of one are shared out.
        var turns = AnyAlongI();
        if (_p.SizeK > device.Threads)
        {
            device.Parallel(_p.SizeK, (begin, end) =>
            {
                for (var slice = begin; slice < end; slice++)
                    RunSlice((int)slice, turns, static (count, body) => body(0, count));
            });
            return;
        }

        for (var slice = 0; slice < _p.SizeK; slice++)
            RunSlice(slice, turns, (count, body) => device.Parallel(count, body));
    }

    private void RunSlice(int slice, bool turns, Action<long, Action<long, long>> parallel)
    {
        var turned = turns ? HostMemory.Rent((long)_p.SizeI * _turnedStride * sizeof(float)) : null;
        try
        {
            var image = _volume + (long)slice * _p.SizeI * _p.SizeJ;
            if (turned is not null)
                Transpose(parallel, image, (float*)turned.Address);
            parallel((long)_p.SubsetViews * _groups, (begin, end) => Project(image, turned is null ? null : (float*)turned.Address, slice, begin, end));
        }
        finally
        {
            turned?.Release();
        }
    }

    private bool AnyAlongI()
    {
        for (var view = 0; view < _p.SubsetViews; view++)
        {
            if (PlanarRay.Of(_views, view, 0, _p).AlongI != 0 || PlanarRay.Of(_views, view, _p.Columns - 1, _p).AlongI != 0 || PlanarRay.Of(_views, view, _p.Columns / 2, _p).AlongI != 0)
                return true;
        }

        return false;
    }

    private void Transpose(Action<long, Action<long, long>> parallel, float* source, float* target)
    {
        const int Block = 16;
        var blocks = (_p.SizeJ + Block - 1) / Block;
        parallel(blocks, (begin, end) =>
        {
            for (var block = begin; block < end; block++)
            {
                var j0 = (int)block * Block;
                var rows = Math.Min(Block, _p.SizeJ - j0);
                for (var i0 = 0; i0 < _p.SizeI; i0 += Block)
                    Transposition.Part16(source + (long)j0 * _p.SizeI + i0, _p.SizeI, target + (long)i0 * _turnedStride + j0, _turnedStride, rows, Math.Min(Block, _p.SizeI - i0));
            }
        });
    }

    // Rows in blocks that stay in the cache while all rays of the range walk over them.
    private void Project(float* image, float* turned, int slice, long begin, long end)
    {
        var memory = HostMemory.Rent((end - begin) * Bundle.Floats * sizeof(float), clear: true);
        try
        {
            var bundles = (float*)memory.Address;
            for (var item = begin; item < end; item++)
                new Bundle(bundles + (item - begin) * Bundle.Floats).Fill(_views, (int)(item / _groups), (int)(item % _groups), _p);
            var steps = Math.Max(_p.SizeI, _p.SizeJ);
            var edge = stackalloc float[Window];
            for (var first = 0; first < steps; first += BlockSteps)
            {
                for (var item = begin; item < end; item++)
                {
                    var bundle = new Bundle(bundles + (item - begin) * Bundle.Floats);
                    if (bundle.AlongI == 0)
                        Walk(bundle, image, _p.SizeI, first, Math.Min(first + BlockSteps, _p.SizeJ), _p.SizeI, edge);
                    else if (bundle.AlongI == 1)
                        Walk(bundle, turned, _turnedStride, first, Math.Min(first + BlockSteps, _p.SizeI), _p.SizeJ, edge);
                }
            }

            for (var item = begin; item < end; item++)
                Finish(new Bundle(bundles + (item - begin) * Bundle.Floats), image, turned, (int)(item / _groups), (int)(item % _groups), slice);
        }
        finally
        {
            memory.Release();
        }
    }

    private void Finish(Bundle bundle, float* image, float* turned, int view, int group, int slice)
    {
        var first = group * Lanes;
        var count = Math.Min(Lanes, _p.Columns - first);
        var target = _data + first + _p.Columns * (_subset[view] + (long)_p.Views * slice);
        for (var lane = 0; lane < count; lane++)
        {
            // The few bundles across the diagonal, where the axis of the steps changes, go ray by ray.
            if (bundle.AlongI < 0)
            {
                var ray = PlanarRay.Of(_views, view, first + lane, _p);
                target[lane] = ray.AlongI != 0 ? Single(turned, _turnedStride, _p.SizeI, _p.SizeJ, ray) : Single(image, _p.SizeI, _p.SizeJ, _p.SizeI, ray);
                continue;
            }

            target[lane] = bundle.Sums[lane] * bundle.Lengths[lane];
        }
    }

    // Steps whose window lies inside the row are an interval: a call within the loop would spill every vector, so the others go outside of it.
    private static void Walk(Bundle bundle, float* image, int stride, int from, int to, int across, float* edge)
    {
        var inside = from;
        if (across >= Window)
        {
            for (; inside < to; inside++)
            {
                if ((uint)bundle.Window(inside) <= (uint)(across - Window) && bundle.Span(inside) is var span && span >= 0 && span <= GreatestSpan)
                    break;
                if (bundle.Misses(inside, across))
                    continue;
                SlowStep(bundle, image + (long)inside * stride, inside, across, edge);
            }

            inside = WalkInside(bundle, image, stride, inside, to, across);
        }

        for (; inside < to; inside++)
        {
            if (!bundle.Misses(inside, across))
                SlowStep(bundle, image + (long)inside * stride, inside, across, edge);
        }
    }

    // Ends at the first step whose window leaves the row, or is too narrow.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int WalkInside(Bundle bundle, float* image, int stride, int from, int to, int across)
    {
        var start = TLanes.Load(bundle.Starts);
        var slope = TLanes.Load(bundle.Slopes);
        var magic = TLanes.Broadcast(WindowPlace.Magic);
        var one = TLanes.Broadcast(1);
        var half = TLanes.Broadcast(0.5f);
        var sum = TLanes.Load(bundle.Sums);
        var corrections = TLanes.Broadcast(0);
        float startA = bundle.LeastStart, startB = bundle.GreatestStart, slopeA = bundle.LeastSlope, slopeB = bundle.GreatestSlope;
        var lastWindow = across - Window;
        var row = image + (long)from * stride;
        var step = from;
        for (; step < to; step++, row += stride)
        {
            var least = MathF.Floor(MathF.FusedMultiplyAdd(slopeA, step, startA) - 0.015625f);
            var span = MathF.FusedMultiplyAdd(slopeB, step, startB) - least;
            var window = float.ConvertToIntegerNative<int>(least);
            if ((uint)window > (uint)lastWindow || !(span >= 0 && span <= GreatestSpan + 1))
                break;
            var column = TLanes.Subtract(TLanes.Fma(slope, TLanes.Broadcast(step), start), TLanes.Broadcast(least + 0.5f));
            var near = TLanes.Load(row + window);
            var far = TLanes.Load(row + window + Lanes);
            var place = TLanes.Add(column, magic);
            var fraction = TLanes.Add(TLanes.Subtract(column, TLanes.Subtract(place, magic)), half);
            var before = TLanes.Pick(near, far, place);
            var after = TLanes.Pick(near, far, TLanes.Add(place, one));
            sum = TLanes.Add(sum, before);
            corrections = TLanes.Fma(fraction, TLanes.Subtract(after, before), corrections);
        }

        TLanes.Store(bundle.Sums, TLanes.Add(sum, corrections));
        return step;
    }

    // A row that the window leaves: columns beyond it are zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SlowStep(Bundle bundle, float* row, int step, int across, float* edge)
    {
        var span = bundle.Span(step);
        if (!(span >= 0 && span <= GreatestSpan))
        {
            for (var lane = 0; lane < Lanes; lane++)
                bundle.Sums[lane] += Sample(row, across, MathF.FusedMultiplyAdd(bundle.Slopes[lane], step, bundle.Starts[lane]));
            return;
        }

        var window = bundle.Window(step);
        LoadEdge(row, across, window, edge);
        var near = TLanes.Load(edge);
        var far = TLanes.Load(edge + Lanes);
        var column = TLanes.Subtract(TLanes.Fma(TLanes.Load(bundle.Slopes), TLanes.Broadcast(step), TLanes.Load(bundle.Starts)), TLanes.Broadcast(window + 0.5f));
        var place = TLanes.Add(column, TLanes.Broadcast(WindowPlace.Magic));
        var fraction = TLanes.Add(TLanes.Subtract(column, TLanes.Subtract(place, TLanes.Broadcast(WindowPlace.Magic))), TLanes.Broadcast(0.5f));
        var before = TLanes.Pick(near, far, place);
        var after = TLanes.Pick(near, far, TLanes.Add(place, TLanes.Broadcast(1)));
        TLanes.Store(bundle.Sums, TLanes.Add(TLanes.Load(bundle.Sums), TLanes.Fma(fraction, TLanes.Subtract(after, before), before)));
    }

    private static void LoadEdge(float* row, int across, int window, float* edge)
    {
        new Span<float>(edge, Window).Clear();
        var last = Math.Min(across, window + Window);
        for (var n = Math.Max(0, window); n < last; n++)
            edge[n - window] = row[n];
    }

    private static float Single(float* image, int stride, int steps, int across, in PlanarRay ray)
    {
        var sum = 0f;
        for (var step = 0; step < steps; step++)
            sum += Sample(image + (long)step * stride, across, MathF.FusedMultiplyAdd(ray.Slope, step, ray.Start));
        return sum * ray.Length;
    }

    private static float Sample(float* row, int across, float position)
    {
        if (!(position > -1 && position < across))
            return 0;
        var index = (int)MathF.Floor(position);
        var fraction = position - index;
        var before = index >= 0 ? row[index] : 0;
        var after = index + 1 < across ? row[index + 1] : 0;
        return MathF.FusedMultiplyAdd(fraction, after - before, before);
    }

    /// <summary>Neighbouring rays: where they start, how they lean, the length of a step, and their sums so far.</summary>
    private readonly struct Bundle(float* memory)
    {
        public static int Floats => 5 * Lanes;

        private static int Outer => 4 * Lanes + 1;

        public float* Starts => memory;

        public float* Slopes => memory + Lanes;

        public float* Lengths => memory + 2 * Lanes;

        public float* Sums => memory + 3 * Lanes;

        /// <summary>1 and 0 as in <see cref="PlanarRay"/>; -1 where the rays differ.</summary>
        public int AlongI
        {
            get => *(int*)(memory + 4 * Lanes);
            private set => *(int*)(memory + 4 * Lanes) = value;
        }

        /// <summary>The ray with the least coordinate. Coordinates change in one direction from ray to ray, so the outer two bound them.</summary>
        public float LeastStart => memory[Outer];

        public float LeastSlope => memory[Outer + 1];

        public float GreatestStart => memory[Outer + 2];

        public float GreatestSlope => memory[Outer + 3];

        /// <summary>First column of the window at a step.</summary>
        public int Window(int step) => (int)MathF.Floor(MathF.FusedMultiplyAdd(LeastSlope, step, LeastStart) - 0.015625f);

        /// <summary>True where no ray meets the row at a step.</summary>
        public bool Misses(int step, int across)
        {
            var least = MathF.FusedMultiplyAdd(LeastSlope, step, LeastStart);
            var greatest = MathF.FusedMultiplyAdd(GreatestSlope, step, GreatestStart);
            return least <= greatest && (greatest <= -1 || least >= across);
        }

        /// <summary>Columns between the outer rays at a step; negative where they have crossed.</summary>
        public float Span(int step) => MathF.FusedMultiplyAdd(GreatestSlope, step, GreatestStart) - MathF.FusedMultiplyAdd(LeastSlope, step, LeastStart);

        public void Fill(ArrayView<float> views, int view, int group, in ProjectorParameters p)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                var ray = PlanarRay.Of(views, view, Math.Min(group * Lanes + lane, p.Columns - 1), p);
                Starts[lane] = ray.Start;
                Slopes[lane] = ray.Slope;
                Lengths[lane] = ray.Length;
                AlongI = lane == 0 || AlongI == ray.AlongI ? ray.AlongI : -1;
            }

            int least = 0, greatest = Lanes - 1;
            if (Starts[least] > Starts[greatest] || (Starts[least] == Starts[greatest] && Slopes[least] > Slopes[greatest]))
                (least, greatest) = (greatest, least);
            memory[Outer] = Starts[least];
            memory[Outer + 1] = Slopes[least];
            memory[Outer + 2] = Starts[greatest];
            memory[Outer + 3] = Slopes[greatest];
        }
    }
}
