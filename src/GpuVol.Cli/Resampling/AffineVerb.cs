using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>affine</c>: through a matrix of indices, or a transform of patient space.</summary>
internal sealed class AffineVerb : ResamplingVerb
{
    private static readonly Option<string?> Matrix = Opt.File("--matrix", "M", "scipy.ndimage.affine_transform: 3 x 3, 3 x 4 or 4 x 4, output index to input index in the order z, y, x; .npy or text.");
    private static readonly Option<Size3D?> Size = Opt.Size3("--size", "N|NX,NY,NZ", "With --matrix: target size (default: the input's).");
    private static readonly Option<string?> Transform = Opt.File("--transform", "T", "Output to input positions, LPS mm; ITK .tfm or .mat, or a 4 x 4 matrix as .npy or text.");
    private static readonly Option<string?> Like = Opt.File("--like", "REF", "With --transform: target grid (default: the input's).");
    private static readonly Option<bool> Inverse = Opt.Flag("--inverse", "With --transform: the inverse of it.");
    private static readonly Option<double?> Default = Opt.Number("--default", "V", "With --transform: value outside the input (default 0).");

    /// <inheritdoc/>
    public override string Name => "affine";

    /// <inheritdoc/>
    public override string Summary => "Resample through an affine map, as scipy.ndimage.affine_transform or SimpleITK.";

    /// <inheritdoc/>
    public override string Details => """
        --matrix maps indices, with SciPy's borders; the grid keeps the input's spacing and stays centred on it.
        --transform maps patient positions, as ITK: inside is up to half a voxel beyond the outer centres.
        Either maps positions of the output to positions of the input.
        """;

    /// <inheritdoc/>
    public override string Example => "gpuvol affine head.nii.gz turned.nii.gz --transform turn.tfm --order 3";

    /// <inheritdoc/>
    public override IReadOnlyList<Option> ImageOnlyOptions => [.. base.ImageOnlyOptions, Default];

    /// <inheritdoc/>
    protected override IReadOnlyList<Option> OwnOptions => [Matrix, Size, Transform, Like, Inverse, Default, BorderMode, BorderValue];

    /// <inheritdoc/>
    protected override void Check(VerbRun run)
    {
        if (run.Given(Matrix) == run.Given(Transform))
            throw new UsageException("give one of --matrix and --transform.");
        if (run.Given(Matrix) && new Option[] { Like, Inverse, Default }.FirstOrDefault(run.Given) is { } onlyTransform)
            throw new UsageException($"{onlyTransform.Name} needs --transform.");
        if (run.Given(Transform) && new Option[] { Size, BorderMode, BorderValue }.FirstOrDefault(run.Given) is { } onlyMatrix)
            throw new UsageException($"{onlyMatrix.Name} needs --matrix; in patient space the value outside is --default.");
        CheckBorderValue(run);
    }

    /// <inheritdoc/>
    protected override ResamplingPlan Plan(VolumeGeometry source, VerbRun run)
    {
        if (run.Value(Transform) is not { } transform)
            return ResamplingPlan.Affine(source, ReadMap(run.Value(Matrix)!), run.Value(Size) ?? source.Size, IndexOptions(run));
        var options = PatientOptions(run, Default);
        if (run.Value(Like) is { } reference)
            return LikeReference.Plan(source, reference, transform, run.Value(Inverse), options, run);
        var map = TransformFile.Read(transform);
        return ResamplingPlan.Like(source, source, run.Value(Inverse) ? map.Inverse() : map, options);
    }

    // From SciPy's order z, y, x to i, j, k.
    private static IndexMap ReadMap(string path)
    {
        var m = MatrixFile.Read(path);
        var (rows, columns) = (m.GetLength(0), m.GetLength(1));
        if ((rows, columns) is not ((3, 3) or (3, 4) or (4, 4)))
            throw new UsageException($"--matrix {path}: {rows} x {columns} numbers; give 3 x 3, 3 x 4 or 4 x 4.");
        if (rows == 4 && !(m[3, 0] == 0 && m[3, 1] == 0 && m[3, 2] == 0 && m[3, 3] == 1))
            throw new UsageException($"--matrix {path}: the last row is not 0 0 0 1; the map is not affine.");
        double Offset(int axis) => columns == 4 ? m[axis, 3] : 0;
        Vector3D Column(int axis) => new(m[2, axis], m[1, axis], m[0, axis]);
        return new IndexMap(new Matrix3D(Column(2), Column(1), Column(0)), new Vector3D(Offset(2), Offset(1), Offset(0)));
    }
}
