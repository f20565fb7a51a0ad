namespace GpuVol.Kernels;

/// <summary>
/// Consecutive views of a cone-beam scan, from line integrals to sums in a volume, for devices that filter them as they backproject them best. Views are <see cref="RowFilterKernels.Weight"/>ed, filtered along
/// their rows, and kept in a block; once it is full, <see cref="BackProjectionKernels.Cone"/> of all of it. An operation of no views only asks whether the device has such a version.
/// </summary>
/// <param name="Projections">Line integrals [view, row, column] of the views.</param>
/// <param name="Cosines">One weight a row and column.</param>
/// <param name="Shares">One weight a view and column.</param>
/// <param name="Response">Of the filter, at the frequencies 0 … length / 2.</param>
/// <param name="Filter">How rows are padded and which part of the circle is kept.</param>
/// <param name="Block">Room for <see cref="BlockFloats"/>; how filtered views lie in it is the device's affair.</param>
/// <param name="Waiting">Views that are in the block already.</param>
/// <param name="IsLast">True backprojects the block, which is empty then.</param>
/// <param name="Volume">The volume.</param>
/// <param name="Planes">Where voxels project to, for every view of the block.</param>
/// <param name="ViewWeights">One weight a view of the block.</param>
/// <param name="Parameters">Of the block with these views.</param>
public readonly record struct ConeViewsOperation(
    DeviceView<float> Projections,
    DeviceView<float> Cosines,
    DeviceView<float> Shares,
    DeviceView<float> Response,
    RowFilterParameters Filter,
    DeviceView<float> Block,
    int Waiting,
    bool IsLast,
    DeviceView<float> Volume,
    DeviceView<float> Planes,
    DeviceView<float> ViewWeights,
    ConeBackProjectionParameters Parameters)
{
    /// <summary>Numbers that a block of views takes.</summary>
    /// <param name="views">Views of the block.</param>
    /// <param name="rows">Detector rows of each.</param>
    /// <param name="columns">Filtered columns.</param>
    public static long BlockFloats(int views, int rows, int columns) => views * (columns + 3L) * (rows + 136L);
}
