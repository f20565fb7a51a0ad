namespace GpuVol;

/// <summary>Copies within host memory on several threads: one does not reach the memory's rate.</summary>
internal static unsafe class HostCopy
{
    private const long PieceBytes = 2L << 20;

    public static void Copy(void* source, void* target, long lengthBytes)
    {
        if (lengthBytes < 2 * PieceBytes)
        {
            Buffer.MemoryCopy(source, target, lengthBytes, lengthBytes);
            return;
        }

        HostLoop.For((lengthBytes + PieceBytes - 1) / PieceBytes, piece =>
        {
            var first = piece * PieceBytes;
            var count = Math.Min(PieceBytes, lengthBytes - first);
            Buffer.MemoryCopy((byte*)source + first, (byte*)target + first, count, count);
        });
    }
}
