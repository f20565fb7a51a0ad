using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.KSpace;

/// <summary>Moves lines between arrays of complex numbers and the lanes in which they are transformed.</summary>
internal static unsafe class LineMoves<TLanes, TReal>
    where TLanes : struct, IFourierLanes<TLanes, TReal>
    where TReal : unmanaged
{
    /// <summary>Loads contiguous lines; <paramref name="places"/> says at which element each column belongs.</summary>
    public static void LoadRows(in LineWorkspace<TLanes, TReal> workspace, int length, int* places, int re, int im) => LoadRows(workspace, workspace.Lines, length, places, re, im);

    /// <summary>Loads contiguous lines to other elements than the workspace's lines.</summary>
    public static void LoadRows(in LineWorkspace<TLanes, TReal> workspace, TReal* lines, int length, int* places, int re, int im)
    {
        var columns = TLanes.Columns;
        var rows = workspace.Rows;
        if (length < columns)
        {
            LoadShortRows(workspace, lines, length, places, re, im);
            return;
        }

        var c = 0;
        for (; c + columns <= length; c += columns)
            TLanes.LoadRows(rows, 2 * c, lines, places + c, re, im);
        if (c < length)
            TLanes.LoadRows(rows, 2 * (length - columns), lines, places + length - columns, re, im);
    }

    /// <summary>Stores contiguous lines; <paramref name="order"/> says which element each column takes.</summary>
    public static void StoreRows(in LineWorkspace<TLanes, TReal> workspace, int length, int* order, in TLanes scale, int re, int im) => StoreRows(workspace, workspace.Lines, length, order, scale, re, im);

    /// <summary>Stores contiguous lines from other elements than the workspace's lines.</summary>
    public static void StoreRows(in LineWorkspace<TLanes, TReal> workspace, TReal* lines, int length, int* order, in TLanes scale, int re, int im)
    {
        var columns = TLanes.Columns;
        var rows = workspace.Rows;
        if (length < columns)
        {
            StoreShortRows(workspace, lines, length, order, scale, re, im);
            return;
        }

        var c = 0;
        for (; c + columns <= length; c += columns)
            TLanes.StoreRows(rows, 2 * c, lines, order + c, scale, re, im);
        if (c < length)
            TLanes.StoreRows(rows, 2 * (length - columns), lines, order + length - columns, scale, re, im);
    }

    /// <summary>Stores contiguous lines to tiles of Width columns, <paramref name="tileReals"/> apart; columns beyond the length are filled up.</summary>
    public static void StoreTiles(in LineWorkspace<TLanes, TReal> workspace, int length, int* order, nint tileReals)
    {
        var columns = TLanes.Columns;
        var rows = workspace.Rows;
        var lines = workspace.Lines;
        var one = TLanes.Constant(1);
        nint tile = 0;
        for (var c = 0; c < length; c += TLanes.Width)
        {
            for (var within = 0; within < TLanes.Width; within += columns)
            {
                // The order's table is padded, so that this may run over the length.
                TLanes.StoreRows(rows, tile + 2 * within, lines, order + c + within, one, 0, TLanes.Width);
            }

            tile += tileReals;
        }
    }

    /// <summary>Loads groups of Width lines side by side whose numbers lie <paramref name="stride"/> reals apart.</summary>
    public static void LoadStrided(in LineWorkspace<TLanes, TReal> workspace, TReal* source, nint stride, int groups, int length, int* places, int re, int im)
    {
        var lines = workspace.Lines;
        var next = (nint)length * 2 * TLanes.Width;
        for (var j = 0; j < length; j++)
        {
            var from = source;
            var element = lines + (nint)places[j] * 2 * TLanes.Width;
            for (var group = 0; group < groups; group++)
            {
                TLanes.Split(from, out var x, out var y);
                TLanes.Store(element + re, x);
                TLanes.Store(element + im, y);
                from += 2 * TLanes.Width;
                element += next;
            }

            source += stride;
        }
    }

    /// <summary>The same for fewer lines than Width, which come after <paramref name="before"/> groups.</summary>
    public static void LoadFewStrided(in LineWorkspace<TLanes, TReal> workspace, int before, TReal* source, nint stride, int count, int length, int* places, int re, int im)
    {
        var staging = workspace.Staging;
        source += before * 2 * TLanes.Width;
        for (var j = 0; j < length; j++)
        {
            Copy(source, staging, count);
            TLanes.Split(staging, out var x, out var y);
            var element = workspace.Lines + ((nint)before * length + places[j]) * 2 * TLanes.Width;
            TLanes.Store(element + re, x);
            TLanes.Store(element + im, y);
            source += stride;
        }
    }

    /// <summary>Stores groups of Width lines side by side whose numbers lie <paramref name="stride"/> reals apart.</summary>
    public static void StoreStrided<TNonTemporal>(in LineWorkspace<TLanes, TReal> workspace, TReal* target, nint stride, int groups, int length, int* order, in TLanes scale, int re, int im)
        where TNonTemporal : struct, IFlag
    {
        var lines = workspace.Lines;
        var next = (nint)length * 2 * TLanes.Width;
        for (var k = 0; k < length; k++)
        {
            var to = target;
            var element = lines + (nint)order[k] * 2 * TLanes.Width;
            for (var group = 0; group < groups; group++)
            {
                var x = TLanes.Load(element + re) * scale;
                var y = TLanes.Load(element + im) * scale;
                if (TNonTemporal.Value)
                    TLanes.JoinNonTemporal(to, x, y);
                else
                    TLanes.Join(to, x, y);
                to += 2 * TLanes.Width;
                element += next;
            }

            target += stride;
        }
    }

    /// <summary>The same for fewer lines than Width, which come after <paramref name="before"/> groups.</summary>
    public static void StoreFewStrided(in LineWorkspace<TLanes, TReal> workspace, int before, TReal* target, nint stride, int count, int length, int* order, in TLanes scale, int re, int im)
    {
        var staging = workspace.Staging;
        target += before * 2 * TLanes.Width;
        for (var k = 0; k < length; k++)
        {
            var element = workspace.Lines + ((nint)before * length + order[k]) * 2 * TLanes.Width;
            TLanes.Join(staging, TLanes.Load(element + re) * scale, TLanes.Load(element + im) * scale);
            Copy(staging, target, count);
            target += stride;
        }
    }

    /// <summary>Copies complex numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(TReal* source, TReal* target, int count) => Unsafe.CopyBlockUnaligned(target, source, (uint)(count * 2 * sizeof(TReal)));

    // Lines shorter than a group of columns go through room of their own, as the groups may not touch what lies beside them.
    private static void LoadShortRows(in LineWorkspace<TLanes, TReal> workspace, TReal* lines, int length, int* places, int re, int im)
    {
        var columns = TLanes.Columns;
        var staged = stackalloc TReal*[TLanes.Width];
        var inOrder = stackalloc int[columns];
        for (var row = 0; row < TLanes.Width; row++)
        {
            staged[row] = workspace.Staging + row * 2 * columns;
            Copy(workspace.Rows[row], staged[row], length);
        }

        for (var c = 0; c < columns; c++)
            inOrder[c] = c;
        TLanes.LoadRows(staged, 0, workspace.StagedElements, inOrder, re, im);
        for (var c = 0; c < length; c++)
            Copy(workspace.StagedElements + c * 2 * TLanes.Width, lines + places[c] * 2 * TLanes.Width, TLanes.Width);
    }

    private static void StoreShortRows(in LineWorkspace<TLanes, TReal> workspace, TReal* lines, int length, int* order, in TLanes scale, int re, int im)
    {
        var columns = TLanes.Columns;
        var staged = stackalloc TReal*[TLanes.Width];
        for (var row = 0; row < TLanes.Width; row++)
            staged[row] = workspace.Staging + row * 2 * columns;
        TLanes.StoreRows(staged, 0, lines, order, scale, re, im);
        for (var row = 0; row < TLanes.Width; row++)
            Copy(staged[row], workspace.Rows[row], length);
    }
}
