using System.Text;

namespace GpuVol.Cli;

/// <summary>One volume of a batch.</summary>
/// <param name="Input">Full path of a file or folder, perhaps with <c>#series</c>.</param>
/// <param name="Output">Path below the output folder, with '/'; it names the item.</param>
/// <param name="IsLabel">True for a label map.</param>
/// <param name="Image">The image that a label map belongs to, where there is one; their grids must be the same.</param>
internal sealed record BatchItem(string Input, string Output, bool IsLabel = false, string? Image = null)
{
    /// <summary>A short name that every file system can hold.</summary>
    public string Id { get; } = Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(Output)).AsSpan(0, 12));
}
