namespace GpuVol.Tests.Batch;

/// <summary>Many small volumes: pieces of a chest CT and of a head MR, and phantoms.</summary>
internal static class RealVolumes
{
    private const int PieceSize = 112;

    /// <summary>Writes 60 of them as <c>.nii.gz</c> into a folder, which it makes; their names.</summary>
    public static IReadOnlyList<string> Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var names = new List<string>();
        using (var chest = VolumeFile.Read(TestData.Path("ct-thorax-lidc")))
            Cut(chest, 18, 36, "chest");
        using (var head = VolumeFile.Read(TestData.Path("mr-t1-oblique")))
            Cut(head, 14, 12, "head");
        for (var n = 0; names.Count < 60; n++)
        {
            using var phantom = Phantoms.SheppLogan3D(60 + n);
            Put(phantom, $"phantom-{n:00}.nii.gz");
        }

        return names;

        // Every place on a grid of pieces, as many as asked for.
        void Cut(Volume scan, int slices, int count, string name)
        {
            var (columns, rows) = (scan.Geometry.Size.I / PieceSize, scan.Geometry.Size.J / PieceSize);
            for (var n = 0; n < count; n++)
            {
                using var piece = Piece(scan, n % columns * PieceSize, n / columns % rows * PieceSize, n / columns / rows * slices, slices);
                Put(piece, $"{name}-{n:00}.nii.gz");
            }
        }

        void Put(Volume volume, string name)
        {
            VolumeFile.Write(volume, Path.Combine(folder, name));
            names.Add(name);
        }
    }

    private static Volume Piece(Volume scan, int i, int j, int k, int slices)
    {
        var g = scan.Geometry;
        var geometry = new VolumeGeometry(new(PieceSize, PieceSize, slices), g.SpacingMm, g.VoxelToPatient(new(i, j, k)), g.Direction);
        var piece = Volume.Create(geometry, scan.ElementType, scan.Rescale);
        var bytes = scan.ElementType.SizeBytes();
        var from = scan.Memory.AsSpan<byte>();
        var to = piece.Memory.AsSpan<byte>();
        for (var row = 0; row < PieceSize * slices; row++)
        {
            var start = ((long)(k + row / PieceSize) * g.Size.J + j + row % PieceSize) * g.Size.I + i;
            from.Slice((int)start * bytes, PieceSize * bytes).CopyTo(to[(row * PieceSize * bytes)..]);
        }

        return piece;
    }
}
