using GpuVol.Kernels;

namespace GpuVol.Cpu.Tomography;

/// <summary>Vector code for <see cref="PlanarProjectorKernels.Forward"/> of parallel rays: bundles of them walk over copies of a slice, one as it lies and one turned, with zeros around, so that no ray meets an edge.</summary>
internal sealed unsafe class ParallelForward<TLanes, TVector>
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    private readonly float* _volume;
    private readonly float* _data;
    private readonly int* _subset;
    private readonly ProjectorParameters _p;
    private readonly ParallelView[] _views;
    private readonly int _sums;

    private ParallelForward(CpuLaunch launch)
    {
        _volume = launch.View<float>(0).Pointer;
        _data = launch.View<float>(1).Pointer;
        _subset = launch.View<int>(3).Pointer;
        _p = launch.Value<ProjectorParameters>(4);
        _views = ParallelView.All(launch.View<float>(2), _p);
        _sums = ParallelBundles<TLanes, TVector>.SumsOf(_p.Columns);
    }

    /// <summary>False where a view does not fit.</summary>
    public static bool Run(CpuLaunch launch)
    {
        if (launch.Value<ProjectorParameters>(4).Divergent != 0)
            return false;
        var work = new ParallelForward<TLanes, TVector>(launch);
        if (!Array.TrueForAll(work._views, view => ParallelBundles<TLanes, TVector>.Fit(view)))
            return false;
        work.Run(launch.Device);
        return true;
    }

    private void Run(CpuDevice device)
    {
        var alongI = Array.Exists(_views, v => v.AlongI);
        var alongJ = Array.Exists(_views, v => !v.AlongI);
        FramedSlice.RunEach(device, _p.SizeK, (slice, parallel) =>
        {
            using var framed = new FramedSlice(_p, alongI, alongJ);
            framed.Fill(_volume + (long)slice * _p.SizeI * _p.SizeJ, parallel);
            parallel(_p.SubsetViews, (begin, end) => Project(framed, slice, (int)begin, (int)end));
        });
    }

    private void Project(FramedSlice slices, int slice, int begin, int end)
    {
        var memory = HostMemory.Rent((long)(end - begin) * _sums * sizeof(float), clear: true);
        try
        {
            var bundles = new ParallelBundles<TLanes, TVector>[end - begin];
            for (var view = begin; view < end; view++)
            {
                bundles[view - begin] = new ParallelBundles<TLanes, TVector>(_p.Columns);
                bundles[view - begin].Take(_views[view], 0, Framed(view).Samples, Framed(view).Rows);
            }

            for (var from = 0; from < Math.Max(_p.SizeI, _p.SizeJ); from += FramedSlice.StripRows)
            {
                for (var view = begin; view < end; view++)
                {
                    var framed = Framed(view);
                    var to = Math.Min(framed.Rows, from + FramedSlice.StripRows);
                    if (from < to)
                        bundles[view - begin].Walk(framed[from], framed.Stride, from, to, (float*)memory.Address + (view - begin) * (long)_sums);
                }
            }

            for (var view = begin; view < end; view++)
            {
                var sums = (float*)memory.Address + (view - begin) * (long)_sums;
                var target = _data + _p.Columns * (_subset[view] + (long)_p.Views * slice);
                for (var column = 0; column < _p.Columns; column++)
                    target[column] = sums[column] * _views[view].Length;
            }
        }
        finally
        {
            memory.Release();
        }

        ZeroFramed Framed(int view) => slices[_views[view].AlongI];
    }
}
