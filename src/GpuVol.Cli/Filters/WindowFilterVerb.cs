using System.CommandLine;

namespace GpuVol.Cli;

/// <summary>A filter over a box of voxels.</summary>
internal abstract class WindowFilterVerb : FilterVerb
{
    private static readonly Option<Size3D?> Size = Opt.Size3("--size", "N|X,Y,Z", "Voxels of the window (default 3); an even number reaches one voxel further back, as in SciPy.");

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Size];

    /// <summary>The window of the call.</summary>
    protected static Size3D Window(VerbRun run) => run.Value(Size) ?? new Size3D(3, 3, 3);
}
