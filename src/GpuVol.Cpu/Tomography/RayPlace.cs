using System.Runtime.CompilerServices;

namespace GpuVol.Cpu.Tomography;

/// <summary>What a block of pixels looks for its rays in, in a view.</summary>
internal enum RayWindow
{
    /// <summary>No ray meets the block.</summary>
    None,

    /// <summary>Two rays at most for each pixel, all in a window of two vectors, over which the rays' greater component is linear.</summary>
    Two,

    /// <summary>The same with three.</summary>
    Three,

    /// <summary>Any number in a window of two vectors.</summary>
    Near,

    /// <summary>Any number, anywhere.</summary>
    Far,
}

/// <summary>Room for what <see cref="RayPlaceTable"/> holds of a view.</summary>
internal unsafe struct RayPlace
{
    public const int Fields = 11;

    private fixed float _fields[Fields];
}

/// <summary>Where a block of pixels finds the rays that meet it in some views: of each quantity the numbers of all views, one after the other.</summary>
internal readonly unsafe struct RayPlaceTable(RayPlace* places)
{
    /// <summary>How many views there is room for.</summary>
    public const int Views = 32;

    private readonly float* _fields = (float*)places;

    /// <summary>A <see cref="RayWindow"/> of each view.</summary>
    public RayWindow* Kind => (RayWindow*)_fields;

    /// <summary>First column of its window.</summary>
    public int* Start => (int*)(_fields + Views);

    /// <summary>Columns from a pixel to the furthest ray that meets it, at most.</summary>
    public float* Reach => _fields + 2 * Views;

    /// <summary>Depth of the block's first pixel.</summary>
    public float* Depth => _fields + 3 * Views;

    /// <summary>Its change per i.</summary>
    public float* DepthPerI => _fields + 4 * Views;

    /// <summary>Its change per j.</summary>
    public float* DepthPerJ => _fields + 5 * Views;

    /// <summary>
    /// Columns from the block's first pixel back to the window's start, times its depth: coordinates from there are small, and their digits suffice. Of two rays half a column less, of three a whole one.
    /// </summary>
    public float* Behind => _fields + 6 * Views;

    /// <summary>Its change per i.</summary>
    public float* BehindPerI => _fields + 7 * Views;

    /// <summary>Its change per j.</summary>
    public float* BehindPerJ => _fields + 8 * Views;

    /// <summary>The greater component of the ray to the window's first column.</summary>
    public float* Greater => _fields + 9 * Views;

    /// <summary>Its change per column.</summary>
    public float* GreaterPerColumn => _fields + 10 * Views;

    /// <summary>Depth of the first pixel of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float DepthAt(int view, int row) => MathF.FusedMultiplyAdd(row, DepthPerJ[view], Depth[view]);

    /// <summary>The same of <see cref="Behind"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float BehindAt(int view, int row) => MathF.FusedMultiplyAdd(row, BehindPerJ[view], Behind[view]);
}
