namespace GpuVol.Viewer;

/// <summary>
/// How a volume lies in a 3-D texture whose axes are limited: an axis that is too long is cut into pieces that share a plane of voxels (so that
/// interpolation sees both sides) and lie one behind the other along another axis.
/// </summary>
internal sealed class FoldedLayout
{
    private FoldedLayout(Size3D volume, Size3D texture, int[] pieceLength, int[] lastPiece, int[] along)
    {
        Volume = volume;
        Texture = texture;
        PieceLength = pieceLength;
        LastPiece = lastPiece;
        Along = along;
    }

    /// <summary>Voxels.</summary>
    public Size3D Volume { get; }

    /// <summary>Texels.</summary>
    public Size3D Texture { get; }

    /// <summary>Voxels from one piece's start to the next's, along each axis.</summary>
    public int[] PieceLength { get; }

    /// <summary>Pieces less one along each axis.</summary>
    public int[] LastPiece { get; }

    /// <summary>The axis along which the pieces of each axis lie.</summary>
    public int[] Along { get; }

    /// <summary>True where any axis is cut.</summary>
    public bool IsFolded => LastPiece.Any(last => last > 0);

    /// <summary>Lays a volume out in textures of at most <paramref name="largest"/> texels an axis; one axis may be longer.</summary>
    /// <exception cref="OpenGlException">It does not fit.</exception>
    public static FoldedLayout Create(Size3D volume, int largest)
    {
        var texture = new[] { volume.I, volume.J, volume.K };
        var pieceLength = new[] { volume.I, volume.J, volume.K };
        var lastPiece = new int[3];
        var along = new[] { 0, 1, 2 };
        for (var axis = 0; axis < 3; axis++)
        {
            if (volume[axis] <= largest)
                continue;
            pieceLength[axis] = largest - 1;
            var pieces = (volume[axis] - 2) / (largest - 1) + 1;
            lastPiece[axis] = pieces - 1;
            texture[axis] = largest;
            var other = Enumerable.Range(0, 3).Where(o => volume[o] <= largest && texture[o] == volume[o]).OrderBy(o => volume[o]).FirstOrDefault(-1);
            if (other < 0 || (long)volume[other] * pieces > largest)
                throw new OpenGlException($"OpenGL: a volume of {volume} voxels does not fit the driver's 3-D textures of {largest} texels an axis, even folded. Use the compute renderer, or resample it.");
            along[axis] = other;
            texture[other] = volume[other] * pieces;
        }

        return new FoldedLayout(volume, new Size3D(texture[0], texture[1], texture[2]), pieceLength, lastPiece, along);
    }

    /// <summary>Column by column: what a piece of each axis adds to a voxel's position in the texture.</summary>
    public float[] PieceShift()
    {
        var columns = new float[9];
        for (var axis = 0; axis < 3; axis++)
        {
            columns[3 * axis + axis] -= PieceLength[axis];
            columns[3 * axis + Along[axis]] += Along[axis] == axis ? PieceLength[axis] : Volume[Along[axis]];
        }

        return columns;
    }

    /// <summary>The boxes to copy: where each begins in the volume and in the texture, and its size.</summary>
    public IEnumerable<(Size3D From, Size3D To, Size3D Size)> Pieces()
    {
        for (var pk = 0; pk <= LastPiece[2]; pk++)
        {
            for (var pj = 0; pj <= LastPiece[1]; pj++)
            {
                for (var pi = 0; pi <= LastPiece[0]; pi++)
                {
                    var piece = new[] { pi, pj, pk };
                    var from = new int[3];
                    var to = new int[3];
                    var size = new int[3];
                    for (var axis = 0; axis < 3; axis++)
                    {
                        from[axis] = piece[axis] * PieceLength[axis];
                        size[axis] = Math.Min(LastPiece[axis] > 0 ? PieceLength[axis] + 1 : Volume[axis], Volume[axis] - from[axis]);
                        if (LastPiece[axis] > 0)
                            to[Along[axis]] += piece[axis] * Volume[Along[axis]];
                    }

                    yield return (new Size3D(from[0], from[1], from[2]), new Size3D(to[0], to[1], to[2]), new Size3D(size[0], size[1], size[2]));
                }
            }
        }
    }
}
