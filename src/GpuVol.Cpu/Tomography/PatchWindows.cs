using System.Runtime.Intrinsics;

namespace GpuVol.Cpu.Tomography;

/// <summary>
/// Where the columns that square patches of pixels need of each view lie: a window of one vector, its first column, and where each pixel lies in it. For parallel rays.
/// </summary>
internal sealed unsafe class PatchWindows<TLanes, TVector> : IDisposable
    where TLanes : struct, IWindowLanes<TVector>
    where TVector : struct
{
    /// <summary>Views of one <see cref="Find"/>.</summary>
    public const int ChunkViews = 64;

    private const int Margin = PaddedRows.Margin;

    // Columns that a window holds beyond its first, less one for the neighbour and one for rounding and the start's fraction.
    private static readonly float GreatestSpan = TLanes.Width - 2;

    private readonly int _views;
    private readonly int _columns;
    private readonly HostMemory _offsets;
    private readonly HostMemory _corners;

    /// <summary>Tables of views whose columns are affine in the pixel: <paramref name="lines"/> has three numbers each.</summary>
    public PatchWindows(float* lines, int views, int columns)
    {
        _views = views;
        _columns = columns;
        _offsets = HostMemory.Rent((long)views * PatchPixels * sizeof(float));
        _corners = HostMemory.Rent((long)views * 3 * sizeof(double));
        var offsets = Offsets;
        var corners = (double*)_corners.Address;
        for (var view = 0; view < views; view++)
        {
            double start = lines[3 * view], perI = lines[3 * view + 1], perJ = lines[3 * view + 2];
            var least = Math.Min(0, (Side - 1) * perI) + Math.Min(0, (Side - 1) * perJ);
            for (var pixel = 0; pixel < PatchPixels; pixel++)
                offsets[view * PatchPixels + pixel] = (float)(pixel % Side * perI + pixel / Side * perJ - least - 0.5);

            // By components, for vectors of views.
            corners[view] = start + least;
            corners[views + view] = perI * Side;
            corners[2 * views + view] = perJ * Side;
        }
    }

    /// <summary>Pixels of a patch along each axis: 8, or 4 with AVX2, as many as see no more columns than a vector has lanes even along the diagonal.</summary>
    public static int Side => TLanes.Width / 2;

    /// <summary>Pixels of a patch, in rows of <see cref="Side"/>.</summary>
    public static int PatchPixels => Side * Side;

    /// <summary>True where windows of one vector are wide enough for every view.</summary>
    public static bool Fit(float* lines, int views)
    {
        for (var view = 0; view < views; view++)
        {
            if (!((Side - 1) * (Math.Abs(lines[3 * view + 1]) + Math.Abs(lines[3 * view + 2])) <= GreatestSpan))
                return false;
        }

        return true;
    }

    /// <summary>Per view the offsets of the pixels from the patch's least column, less one half.</summary>
    public float* Offsets => (float*)_offsets.Address;

    /// <summary>
    /// For patch (i, j) and <paramref name="count"/> views from <paramref name="first"/> on: the first column of each window, and how far behind its column
    /// number <see cref="Side"/>, in the middle, the patch's least column lies. In float64, vectors of views.
    /// </summary>
    public void Find(int first, int count, double i, double j, float* bases, int* starts)
    {
        var corners = (double*)_corners.Address;
        var views = _views;
        if (count < 8)
        {
            for (var v = 0; v < count; v++)
            {
                var at = corners[first + v] + i * corners[views + first + v] + j * corners[2 * views + first + v];
                var start = Math.Clamp(Math.Floor(at - 0.015625), 1 - Margin, _columns + 14);
                starts[v] = (int)start;
                bases[v] = (float)(at - start - Side);
            }

            return;
        }

        var least = Vector512.Create((double)(1 - Margin));
        var greatest = Vector512.Create((double)(_columns + 14));
        var middle = Vector512.Create((double)Side);
        for (var view = 0; view < count; view += 8)
        {
            // The last vector is moved back to end with the last view.
            var from = Math.Min(view, count - 8);
            var column = Vector512.FusedMultiplyAdd(Vector512.Create(j), Vector512.Load(corners + 2 * views + first + from), Vector512.FusedMultiplyAdd(Vector512.Create(i), Vector512.Load(corners + views + first + from), Vector512.Load(corners + first + from)));
            var window = Vector512.MinNative(Vector512.MaxNative(Vector512.Floor(column - Vector512.Create(0.015625)), least), greatest);
            ConeLanes.ToInt32(window).Store(starts + from);
            ConeLanes.ToSingle(column - (window + middle)).Store(bases + from);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _offsets.Release();
        _corners.Release();
    }
}
