using System.Runtime.Intrinsics;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>
/// The B-spline coefficients of a few neighbouring slices, made from the stored voxels in ascending order: filtered along i and j as slices
/// come in, along k with some slices of lookahead, since a recursion forgets its start.
/// </summary>
/// <remarks>
/// The operations of <c>SplineKernels.FilterLines</c> in its order, but where slices lie ahead that are not looked at, each backward recursion
/// starts within 1e-9 of its value. Several poles follow each other, each as many slices behind the one before as that one looks ahead.
/// </remarks>
internal sealed unsafe class CoefficientRing : IDisposable
{
    // Columns that are filtered along k together; some dozen slices of them stay in the first two levels of the cache.
    private const int StripFloats = 256;

    private const int FewestBlockSlices = 8;

    private readonly CpuDevice _device;
    private readonly SplinePrefilter _prefilter;
    private readonly SplineSlices _slices;
    private readonly int _first;
    private readonly int _overlap;
    private readonly HostMemory _memory;
    private readonly float* _voxelZero;
    private readonly int[] _final;
    private int _loaded;

    /// <summary>A ring that begins with slice <paramref name="first"/>.</summary>
    /// <param name="device">Its threads do the work.</param>
    /// <param name="prefilter">The coefficients.</param>
    /// <param name="first">The first slice that is looked at.</param>
    /// <param name="capacity">Slices held, the margin's among them.</param>
    /// <param name="margin">Mirrored voxels around the volume on every side.</param>
    /// <param name="overlap">So many slices more than one lie in memory one after the other from any slice on.</param>
    public CoefficientRing(CpuDevice device, SplinePrefilter prefilter, int first, int capacity, int margin = 0, int overlap = 0)
    {
        _device = device;
        _prefilter = prefilter;
        _slices = new SplineSlices(prefilter, margin);
        _first = first;
        _overlap = overlap;
        Capacity = capacity;

        // An odd number of cache lines: slices a power of two apart would all fall into the same few sets of the caches.
        SliceStride = (_slices.Floats / 16 | 1) * 16;
        _memory = HostMemory.Rent(((capacity + overlap) * SliceStride + 64) * sizeof(float));
        _voxelZero = (float*)_memory.Address + _slices.VoxelZero;
        _final = new int[prefilter.Passes[2].Length];
        Array.Fill(_final, first);
        _loaded = first;
        Final = first;
    }

    /// <summary>Slices held.</summary>
    public int Capacity { get; }

    /// <summary>Floats from a row to the next: whole vectors.</summary>
    public int RowStride => _slices.RowStride;

    /// <summary>Floats from a slice to the next in memory.</summary>
    public long SliceStride { get; }

    /// <summary>End of the slices that are final.</summary>
    public int Final { get; private set; }

    /// <summary>False where the start of a recursion wants the other end of the line: such a line is filtered as a whole.</summary>
    public static bool CanStream(SplinePass[] passes) => passes.All(pass => pass.CausalIndices[^1] <= pass.Horizon);

    /// <summary>Slices that have to be known behind one that is final.</summary>
    public static int Lookahead(SplinePass[] passes) => passes.Sum(pass => pass.Horizon);

    /// <summary>Where to begin so that slice <paramref name="needed"/> is right: far enough before, or at the very start, which is exact.</summary>
    public static int FirstSlice(SplinePass[] passes, int needed)
    {
        var lookahead = Lookahead(passes);
        return needed <= 2 * lookahead ? 0 : needed - lookahead;
    }

    /// <summary>Slices to make final at once: up to <paramref name="most"/>, fewer where the ring would take more than half the memory of the source.</summary>
    public static int BlockSlices(SplinePrefilter prefilter, int taps, int most)
    {
        var halfOfSource = prefilter.Source.LengthBytes / 2 / ((long)prefilter.Width * prefilter.Height * sizeof(float));
        return (int)Math.Clamp(halfOfSource - Lookahead(prefilter.Passes[2]) - 3 * taps, FewestBlockSlices, most);
    }

    /// <summary>Where slice <paramref name="k"/> lies in memory, counted in slices.</summary>
    public int Slot(int k) => (k + _slices.Margin) % Capacity;

    /// <summary>Voxel (0, 0) of slice <paramref name="k"/>.</summary>
    public float* Slice(int k) => At(Slot(k));

    /// <summary>Voxel (0, 0) of the slice in <paramref name="slot"/>.</summary>
    public float* At(int slot) => _voxelZero + slot * SliceStride;

    /// <summary>Makes the slices up to <paramref name="final"/> final, or all where the lookahead reaches the end.</summary>
    public void Advance(int final)
    {
        var passes = _prefilter.Passes[2];
        var from = _loaded;
        var previous = Final;
        _loaded = Math.Min(_prefilter.Depth, final + Lookahead(passes));
        _device.Parallel(_loaded - from, (begin, end) => Load(from + (int)begin, from + (int)end));
        var steps = new PassStep[passes.Length];
        Final = _loaded;
        for (var n = 0; n < passes.Length; n++)
        {
            var start = _final[n];
            _final[n] = Final == _prefilter.Depth ? Final : Final - passes[n].Horizon;
            steps[n] = new PassStep(passes[n], from, Final, start, _final[n]);
            (from, Final) = (start, _final[n]);
        }

        if (passes.Length > 0)
            _device.Parallel((_slices.Floats + StripFloats - 1) / StripFloats, (begin, end) => Filter(steps, begin, end));
        CopySlices(previous);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Release();

    private void Load(int begin, int end)
    {
        using var scratch = new FloatScratch(_slices.ScratchFloats);
        for (var k = begin; k < end; k++)
            _slices.Load(k, Slice(k), scratch.Floats);
    }

    // The margin's slices, and those that lie in memory twice.
    private void CopySlices(int previous)
    {
        var (first, last) = (previous, Final);
        if (previous == 0)
            first -= _slices.Margin;
        if (Final == _prefilter.Depth)
            last += _slices.Margin;
        for (var k = first; k < last; k++)
        {
            var source = BorderModes.SampleIndex(k, _prefilter.Depth, BorderModes.Mirror);
            if (source != k)
                Copy(Slot(source), Slot(k));
            if (Slot(k) < _overlap)
                Copy(Slot(k), Capacity + Slot(k));
        }
    }

    private void Copy(int source, int target)
    {
        var bytes = _slices.Floats * sizeof(float);
        Buffer.MemoryCopy(At(source) - _slices.VoxelZero, At(target) - _slices.VoxelZero, bytes, bytes);
    }

    private void Filter(PassStep[] steps, long begin, long end)
    {
        using var scratch = new FloatScratch(StripFloats);
        for (var strip = begin; strip < end; strip++)
        {
            var offset = strip * StripFloats;
            var width = (int)Math.Min(StripFloats, _slices.Floats - offset);
            foreach (var step in steps)
            {
                if (Vector512.IsHardwareAccelerated)
                    Filter<Float512, Vector512<float>>(step, offset - _slices.VoxelZero, width, scratch.Floats);
                else if (Vector256.IsHardwareAccelerated)
                    Filter<Float256, Vector256<float>>(step, offset - _slices.VoxelZero, width, scratch.Floats);
                else
                    Filter<Float128, Vector128<float>>(step, offset - _slices.VoxelZero, width, scratch.Floats);
            }
        }
    }

    private void Filter<TLanes, TVector>(PassStep step, long offset, int width, float* scratch)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        var pass = step.Pass;
        for (var k = step.From; k < step.To; k++)
        {
            var row = Slice(k) + offset;
            if (k > _first)
                SplineLineFilter.Forwards<TLanes, TVector>(row, Slice(k - 1) + offset, width, pass.Pole, pass.Gain);
            else if (k == 0)
                Start<TLanes, TVector>(offset, width, pass.CausalIndices, pass.CausalWeights, row);
            else
                Start<TLanes, TVector>(offset, width, [k], [pass.Gain], row);
        }

        var last = step.To - 1;
        var after = scratch;
        if (step.To == _prefilter.Depth)
        {
            after = Slice(last) + offset;
            Start<TLanes, TVector>(offset, width, pass.AnticausalIndices, pass.AnticausalWeights, after);
            last--;
        }
        else
        {
            new Span<float>(scratch, width).Clear();
        }

        for (var k = last; k >= step.Start; k--)
        {
            // Lookahead: its forward values are needed again when the next slices have come.
            var values = Slice(k) + offset;
            var target = k < step.Final ? values : scratch;
            SplineLineFilter.Backwards<TLanes, TVector>(values, after, width, pass.Pole, target);
            after = target;
        }
    }

    // The first value of a direction as a weighted sum of slices.
    private void Start<TLanes, TVector>(long offset, int width, int[] indices, float[] weights, float* target)
        where TLanes : struct, IFloatLanes<TVector>
        where TVector : struct
    {
        for (var x = 0; x < width; x += TLanes.Width)
        {
            var sum = TLanes.Broadcast(0);
            for (var t = 0; t < indices.Length; t++)
                sum = TLanes.Fma(TLanes.Broadcast(weights[t]), TLanes.Load(Slice(indices[t]) + offset + x), sum);
            TLanes.Store(target + x, sum);
        }
    }

    /// <summary>One pass in one step: slices [From, To) go forwards, then [Start, To) backwards, of which those before Final become final.</summary>
    private readonly record struct PassStep(SplinePass Pass, int From, int To, int Start, int Final);
}
