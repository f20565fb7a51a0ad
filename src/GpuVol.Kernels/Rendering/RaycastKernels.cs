namespace GpuVol.Kernels;

/// <summary>Rays through a volume of float32, int16 or uint16 voxels, one thread per pixel. All voxels are finite.</summary>
/// <remarks>
/// A ray runs through the box from voxel face to voxel face, [-0.5, N - 0.5] along each axis; intensities are interpolated trilinearly
/// and, in the outer half voxel, continued from the edge. Sample n lies n (or n + 1/2) steps behind the entry whatever is skipped, so
/// skipping changes no picture. The last sample is moved to the exit, or has the weight of what is left, so that a picture
/// does not depend on how the length of a ray is rounded. Clip planes, four numbers each, move entry and exit: a plane keeps what lies where
/// a·i + b·j + c·k + d, in mm, is not below 0. Intensities are those that are stored: window, table and level are in their units.
/// </remarks>
public static partial class RaycastKernels
{
    /// <summary>Maximum (or minimum, by the sign) intensity along each ray.</summary>
    /// <remarks>
    /// <paramref name="bricks"/> holds the brick maxima (minima). Values outside the window come out as its ends: rays start at the dark
    /// end and stop at the bright one.
    /// </remarks>
    [Kernel]
    public static void Extremum(Index2D pixel, ArrayView<float> target, ArrayView<float> source, ArrayView<float> bricks, ArrayView<float> planes, RaycastParameters p) => CastExtremum(pixel, target, source, bricks, planes, p);

    /// <inheritdoc cref="Extremum"/>
    [Kernel]
    public static void ExtremumInt16(Index2D pixel, ArrayView<float> target, ArrayView<short> source, ArrayView<float> bricks, ArrayView<float> planes, RaycastParameters p) => CastExtremum(pixel, target, source, bricks, planes, p);

    /// <inheritdoc cref="Extremum"/>
    [Kernel]
    public static void ExtremumUInt16(Index2D pixel, ArrayView<float> target, ArrayView<ushort> source, ArrayView<float> bricks, ArrayView<float> planes, RaycastParameters p) => CastExtremum(pixel, target, source, bricks, planes, p);

    /// <summary>Average intensity along the part of each ray inside the volume (midpoint rule).</summary>
    [Kernel]
    public static void Average(Index2D pixel, ArrayView<float> target, ArrayView<float> source, ArrayView<float> planes, RaycastParameters p) => CastAverage(pixel, target, source, planes, p);

    /// <inheritdoc cref="Average"/>
    [Kernel]
    public static void AverageInt16(Index2D pixel, ArrayView<float> target, ArrayView<short> source, ArrayView<float> planes, RaycastParameters p) => CastAverage(pixel, target, source, planes, p);

    /// <inheritdoc cref="Average"/>
    [Kernel]
    public static void AverageUInt16(Index2D pixel, ArrayView<float> target, ArrayView<ushort> source, ArrayView<float> planes, RaycastParameters p) => CastAverage(pixel, target, source, planes, p);

    /// <summary>Emission and absorption, front to back, with a light at the camera. Pixels are 0x00BBGGRR.</summary>
    /// <remarks>
    /// <paramref name="emptiness"/>: for each brick how many bricks away (along the axis where it is farthest) the nearest brick is that
    /// has any opacity; 0 for those. <paramref name="table"/>: red, green, blue times opacity, and opacity, of one step.
    /// Levoy 1988 for the order of interpolation and classification and for the opacity; Blinn 1977 for the highlight.
    /// </remarks>
    [Kernel]
    public static void Composite(Index2D pixel, ArrayView<int> target, ArrayView<float> source, ArrayView<byte> emptiness, ArrayView<float> table, ArrayView<float> planes, RaycastParameters p) => CastComposite(pixel, target, source, emptiness, table, planes, p);

    /// <inheritdoc cref="Composite"/>
    [Kernel]
    public static void CompositeInt16(Index2D pixel, ArrayView<int> target, ArrayView<short> source, ArrayView<byte> emptiness, ArrayView<float> table, ArrayView<float> planes, RaycastParameters p) => CastComposite(pixel, target, source, emptiness, table, planes, p);

    /// <inheritdoc cref="Composite"/>
    [Kernel]
    public static void CompositeUInt16(Index2D pixel, ArrayView<int> target, ArrayView<ushort> source, ArrayView<byte> emptiness, ArrayView<float> table, ArrayView<float> planes, RaycastParameters p) => CastComposite(pixel, target, source, emptiness, table, planes, p);

    /// <summary>The first place of each ray where the intensity is at or above the level, lit from the camera. Pixels are 0x00BBGGRR.</summary>
    /// <remarks>
    /// <paramref name="emptiness"/> as for <see cref="Composite"/>, for bricks that reach the level. The place is found to
    /// 1/1024 of a step by bisection. Where a ray enters above the level it shows the cut.
    /// </remarks>
    [Kernel]
    public static void Isosurface(Index2D pixel, ArrayView<int> target, ArrayView<float> source, ArrayView<byte> emptiness, ArrayView<float> planes, RaycastParameters p) => CastIsosurface(pixel, target, source, emptiness, planes, p);

    /// <inheritdoc cref="Isosurface"/>
    [Kernel]
    public static void IsosurfaceInt16(Index2D pixel, ArrayView<int> target, ArrayView<short> source, ArrayView<byte> emptiness, ArrayView<float> planes, RaycastParameters p) => CastIsosurface(pixel, target, source, emptiness, planes, p);

    /// <inheritdoc cref="Isosurface"/>
    [Kernel]
    public static void IsosurfaceUInt16(Index2D pixel, ArrayView<int> target, ArrayView<ushort> source, ArrayView<byte> emptiness, ArrayView<float> planes, RaycastParameters p) => CastIsosurface(pixel, target, source, emptiness, planes, p);
}
