using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>The options that say where the voxels of a reconstruction lie.</summary>
internal static class GridOptions
{
    /// <summary>Voxels.</summary>
    public static readonly Option<Size3D?> Size = Opt.Size3("--size", "N|NX,NY,NZ", "Voxels (default: the detector's columns, and its rows in a cone scan); slices of a stack are the data's.");

    /// <summary>Pixels of a slice.</summary>
    public static readonly Option<double?> PixelMm = Opt.Number("--pixel-mm", "P", "Size of a pixel (default: the detector's spacing at the axis).", Opt.Positive);

    /// <summary>Voxel spacing.</summary>
    public static readonly Option<Vector3D?> SpacingMm = Opt.Vector("--spacing-mm", "S|X,Y,Z", "Voxel spacing (default: the detector's spacing at the axis).", Opt.Positive);

    /// <summary>Where the middle lies.</summary>
    public static readonly Option<Vector3D?> CenterMm = Opt.Vector("--grid-center-mm", "X,Y,Z", "Middle of the volume, mm from the axis (default 0); 0 along z is the source's plane.", Opt.Finite);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All => [Size, PixelMm, SpacingMm, CenterMm];

    /// <summary>The grid of a call and its scan.</summary>
    public static VolumeGeometry Build(VerbRun run, ProjectionGeometry geometry)
    {
        if (run.Given(PixelMm) && run.Given(SpacingMm))
            throw new UsageException("--pixel-mm and --spacing-mm exclude each other; give one.");
        var atAxis = geometry.ColumnSpacingMm / geometry.Magnification;
        var sliceMm = geometry.IsStack ? geometry.RowSpacingMm : geometry.RowSpacingMm / geometry.Magnification;
        var spacing = run.Value(SpacingMm) ?? (run.Value(PixelMm) is { } pixel ? new(pixel, pixel, geometry.IsStack ? sliceMm : pixel) : new Vector3D(atAxis, atAxis, sliceMm));
        var size = run.Value(Size) ?? new Size3D(geometry.Columns, geometry.Columns, geometry.Rows);
        if (geometry.IsStack)
            size = size with { K = geometry.Rows };
        var center = run.Value(CenterMm) ?? Vector3D.Zero;
        return VolumeGeometry.Centred(size, spacing, center);
    }
}
