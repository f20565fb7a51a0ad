using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// A sweep of SART over parallel scans. Each strip of the image is corrected by one view and projected in the next while it lies in the first-level cache: one pass over the image a view. The parts of a slice,
/// and the order in which their line integrals are added, depend on its size alone, so that neither threads nor other slices change the result.
/// </summary>
internal sealed unsafe class ParallelSweep<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    // Rows of a part: what a thread takes at a time.
    private const int PartRows = 128;

    // Rows, or columns, that are corrected and projected together.
    private const int StripRows = 16;

    private readonly SweepOperation _operation;
    private readonly ProjectorParameters _p;
    private readonly ParallelView[] _views;
    private readonly float* _lines;
    private readonly int _parts;
    private readonly int _sums;

    private ParallelSweep(SweepOperation operation)
    {
        _operation = operation;
        _p = operation.Parameters;
        _lines = operation.Lines.Pointer();
        _views = ParallelView.All(new ArrayView<float>(operation.Views.Pointer(), operation.Views.Length), _p);
        _parts = (_p.SizeJ + PartRows - 1) / PartRows;
        _sums = ParallelBundles<TLanes, TVector>.SumsOf(_p.Columns);
    }

    /// <summary>False where a view does not fit.</summary>
    public static bool Run(CpuDevice device, SweepOperation operation)
    {
        var sweep = new ParallelSweep<TLanes, TVector>(operation);
        if (!sweep.Fits())
            return false;
        sweep.Run(device);
        return true;
    }

    private bool Fits()
    {
        for (var view = 0; view < _views.Length; view++)
        {
            if (!ParallelBundles<TLanes, TVector>.Fit(_views[view]) || !ParallelCorrection<TLanes, TVector>.Fit(_views[view], _lines + 3 * view))
                return false;
        }

        return true;
    }

    private void Run(CpuDevice device)
    {
        // Several slices go a thread each; the parts of one are shared out.
        if (_p.SizeK >= device.Threads)
        {
            RunSlices(device);
            return;
        }

        for (var slice = 0; slice < _p.SizeK; slice++)
        {
            using var work = new Slice(this, slice, Math.Min(device.Threads, _parts));
            var before = slice * _operation.Order.Count;
            new PhasedWork(work.Phases, _parts, work.Do, phase => Report(before + phase)).Run(device);
        }
    }

    private void RunSlices(CpuDevice device)
    {
        var caller = Environment.CurrentManagedThreadId;
        var corrections = 0;
        device.Parallel(_p.SizeK, (begin, end) =>
        {
            for (var slice = (int)begin; slice < end; slice++)
            {
                using var work = new Slice(this, slice, 1);
                for (var phase = 0; phase < work.Phases; phase++)
                {
                    for (var part = 0; part < _parts; part++)
                        work.Do(0, phase, part);
                    var done = phase == 0 ? Volatile.Read(ref corrections) : Interlocked.Increment(ref corrections);
                    if (Environment.CurrentManagedThreadId == caller && phase > 0)
                        Report(done);
                }
            }
        });
    }

    private void Report(int corrections)
    {
        if (corrections > 0)
            _operation.Progress((double)corrections / _operation.Order.Count / _p.SizeK);
    }

    /// <summary>The work on one slice: a phase a view, which projects, and one more; all but the first correct by the view before.</summary>
    private sealed class Slice : IDisposable
    {
        private readonly ParallelSweep<TLanes, TVector> _sweep;
        private readonly ProjectorParameters _p;
        private readonly int _slice;
        private readonly ZeroFramed _image;
        private readonly HostMemory _sums;
        private readonly Member[] _members;

        public Slice(ParallelSweep<TLanes, TVector> sweep, int slice, int members)
        {
            _sweep = sweep;
            _p = sweep._p;
            _slice = slice;
            _image = new ZeroFramed(_p.SizeI, _p.SizeJ);
            _sums = HostMemory.Rent(2L * _sweep._parts * _sweep._sums * sizeof(float));
            _members = new Member[members];
            for (var n = 0; n < members; n++)
                _members[n] = new Member(_p);
        }

        public int Phases => _sweep._operation.Order.Count + 1;

        private float* Volume => _sweep._operation.Volume.Pointer() + (long)_slice * _p.SizeI * _p.SizeJ;

        private float* Mask => _sweep._operation.Mask.Length > 0 ? _sweep._operation.Mask.Pointer() + (long)_slice * _p.SizeI * _p.SizeJ : null;

        public void Do(int member, int phase, int part)
        {
            var scratch = _members[member];
            var first = part * PartRows;
            var end = Math.Min(_p.SizeJ, first + PartRows);
            if (phase == 0)
                _image.SetRows(first, Volume + (long)first * _p.SizeI, _p.SizeI, end - first);
            else if (scratch.Phase != phase)
                Correct(scratch, phase - 1);
            scratch.Phase = phase;
            var isLast = phase == Phases - 1;
            if (isLast)
            {
                for (var j = first; j < end; j++)
                    scratch.Correction.AlongRow(_image[j], MaskAt(0, j), 0, j, (_p.SizeI + TLanes.Width - 1) / TLanes.Width);
                Store(first, end);
                return;
            }

            var sums = Sums(phase, part);
            new Span<float>(sums, _sweep._sums).Clear();
            ref readonly var view = ref _sweep._views[_sweep._operation.Order[phase]];
            if (view.AlongI)
                AlongI(scratch, view, phase > 0, first, end, sums);
            else
                AlongJ(scratch, view, phase > 0, first, end, sums);
        }

        public void Dispose()
        {
            foreach (var member in _members)
                member.Dispose();
            _image.Dispose();
            _sums.Release();
        }

        private float* Sums(int phase, int part) => (float*)_sums.Address + ((phase & 1) * _sweep._parts + part) * (long)_sweep._sums;

        private float* MaskAt(int i, int j) => Mask is null ? null : Mask + i + (long)_p.SizeI * j;

        private void Store(int first, int end)
        {
            for (var j = first; j < end; j++)
                new ReadOnlySpan<float>(_image[j], _p.SizeI).CopyTo(new Span<float>(Volume + (long)j * _p.SizeI, _p.SizeI));
        }

        // What is measured in the view of a phase and not explained, over the length of each ray.
        private void Correct(Member member, int phase)
        {
            var operation = _sweep._operation;
            var view = operation.Order[phase];
            var at = (long)_p.Columns * (view + (long)_p.Views * _slice);
            var measured = operation.Measured.Pointer() + at;
            var lengths = operation.Lengths.Pointer() + at;
            var difference = operation.Difference.Pointer() + at;
            member.Correction.Take(_sweep._views[view], _sweep._lines + 3 * view);
            var row = member.Correction.Row;
            var length = _sweep._views[view].Length;
            for (var column = 0; column < _p.Columns; column++)
            {
                var sum = Sums(phase, 0)[column];
                for (var part = 1; part < _sweep._parts; part++)
                    sum += Sums(phase, part)[column];
                var d = measured[column] - sum * length;

                // Every member writes the same.
                difference[column] = d;
                row[column] = lengths[column] > 0 ? _p.Relaxation * (d / lengths[column]) : 0;
            }
        }

        private void AlongJ(Member member, in ParallelView view, bool corrects, int first, int end, float* sums)
        {
            member.Bundles.Take(view, 0, _p.SizeI, _p.SizeJ);
            for (var j0 = first; j0 < end; j0 += StripRows)
            {
                var j1 = Math.Min(end, j0 + StripRows);
                for (var j = j0; j < j1 && corrects; j++)
                    member.Correction.AlongRow(_image[j], MaskAt(0, j), 0, j, (_p.SizeI + TLanes.Width - 1) / TLanes.Width);
                member.Bundles.Walk(_image[j0], _image.Stride, j0, j1, sums);
            }
        }

        // Columns of the part become rows for the rays that step along i.
        private void AlongI(Member member, in ParallelView view, bool corrects, int first, int end, float* sums)
        {
            member.Bundles.Take(view, first, end - first, _p.SizeI);
            if (end - first < PartRows)
                member.Turned.Clear();
            for (var i0 = 0; i0 < _p.SizeI; i0 += StripRows)
            {
                for (var i = i0; i < Math.Min(_p.SizeI, i0 + StripRows) && corrects; i += TLanes.Width)
                    member.Correction.AlongColumn(_image[first] + i, _image.Stride, MaskAt(i, first), i, first, end - first);
                for (var j = first; j < end; j += StripRows)
                    member.Turned.SetColumns(j - first, _image[j] + i0, _image.Stride, StripRows);
                member.Bundles.Walk(member.Turned[0], member.Turned.Stride, i0, Math.Min(_p.SizeI, i0 + StripRows), sums);
            }
        }
    }

    /// <summary>What a thread works with.</summary>
    private sealed class Member(ProjectorParameters p) : IDisposable
    {
        /// <summary>A strip of columns, turned.</summary>
        public ZeroFramed Turned { get; } = new(PartRows, StripRows);

        public ParallelBundles<TLanes, TVector> Bundles { get; } = new(p.Columns);

        public ParallelCorrection<TLanes, TVector> Correction { get; } = new(p);

        /// <summary>The phase whose correction it holds.</summary>
        public int Phase { get; set; }

        public void Dispose()
        {
            Turned.Dispose();
            Correction.Dispose();
        }
    }
}
