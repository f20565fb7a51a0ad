namespace GpuVol;

/// <summary>What was encoded and what is wanted, as the header of raw data says it, along readout, first and second phase encoding.</summary>
/// <param name="EncodedSize">Samples of the encoded matrix.</param>
/// <param name="EncodedFovMm">Field of view of the encoded matrix in mm.</param>
/// <param name="ReconSize">Voxels of the image that is wanted.</param>
/// <param name="ReconFovMm">Field of view of that image in mm.</param>
public sealed record KSpaceEncoding(Size3D EncodedSize, Vector3D EncodedFovMm, Size3D ReconSize, Vector3D ReconFovMm)
{
    private const double SameField = 0.01;

    /// <summary>
    /// The k-space matrix to transform, of which <see cref="ReconSize"/> voxels are kept about the centre. An axis of at least as many samples as voxels
    /// is transformed as it is and cut (oversampling), unless both have the same field of view: then the surplus samples are left out. An axis of
    /// fewer samples is filled with zeros to the voxel size that is wanted.
    /// </summary>
    public Size3D TransformSize => new(Along(0), Along(1), Along(2));

    /// <summary>Spacing of the image in mm.</summary>
    public Vector3D SpacingMm => new(ReconFovMm.X / ReconSize.I, ReconFovMm.Y / ReconSize.J, ReconFovMm.Z / ReconSize.K);

    /// <summary>What does not fit together, for a warning, or null.</summary>
    public string? Contradiction()
    {
        for (var axis = 0; axis < 3; axis++)
        {
            // The thickness of a single slice is no field of view that was encoded.
            if (EncodedSize[axis] == 1)
                continue;
            var field = SpacingMm[axis] * TransformSize[axis];
            if (Math.Abs(field - EncodedFovMm[axis]) > SameField * EncodedFovMm[axis])
            {
                return FormattableString.Invariant(
                    $"along {"xyz"[axis]} the header gives {EncodedSize[axis]} samples over {EncodedFovMm[axis]} mm and {ReconSize[axis]} voxels over {ReconFovMm[axis]} mm, which do not fit; the matrices were followed. Give the sizes of transform and image to choose otherwise.");
            }
        }

        return null;
    }

    private int Along(int axis)
    {
        var (encoded, wanted) = (EncodedSize[axis], ReconSize[axis]);
        var ratio = EncodedFovMm[axis] / ReconFovMm[axis];
        if (encoded == 1 || Math.Abs(ratio - 1) <= SameField)
            return wanted;
        return encoded >= wanted ? encoded : Math.Max(wanted, (int)Math.Round(Math.Min(wanted * ratio, 1 << 20)));
    }
}
