namespace GpuVol;

/// <summary>What was encoded and what is wanted, as the header of raw data says it, along readout, first and second phase encoding.</summary>
/// <param name="EncodedSize">Samples of the encoded matrix.</param>
/// <param name="EncodedFovMm">Field of view of the encoded matrix in mm.</param>
/// <param name="ReconSize">Voxels of the image that is wanted.</param>
/// <param name="ReconFovMm">Field of view of that image in mm.</param>
public sealed record KSpaceEncoding(Size3D EncodedSize, Vector3D EncodedFovMm, Size3D ReconSize, Vector3D ReconFovMm)
{
    /// <summary>
    /// The k-space matrix that gives the voxels of the wanted image over the whole encoded field of view: recon size · encoded FOV / recon FOV.
    /// Larger than the encoded matrix where the image is zero filled; the surplus over <see cref="ReconSize"/> is readout (or slab) oversampling.
    /// </summary>
    /// <exception cref="InvalidOperationException">An axis does not come out at a whole number, or smaller than the image.</exception>
    public Size3D TransformSize => new(Along(0), Along(1), Along(2));

    private int Along(int axis)
    {
        // The thickness of a single slice is no field of view that was encoded.
        if (EncodedSize[axis] == 1 && ReconSize[axis] == 1)
            return 1;
        var exact = ReconSize[axis] * EncodedFovMm[axis] / ReconFovMm[axis];
        var size = Math.Round(exact);
        if (!(Math.Abs(exact - size) <= 0.01) || size < ReconSize[axis] || size > 1 << 20)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"along axis {"xyz"[axis]} the encoded field of view of {EncodedFovMm[axis]} mm cannot be cut to {ReconSize[axis]} voxels over {ReconFovMm[axis]} mm: that takes {exact:0.###} voxels, which must be whole and not fewer than {ReconSize[axis]}"));
        }

        return (int)size;
    }
}
