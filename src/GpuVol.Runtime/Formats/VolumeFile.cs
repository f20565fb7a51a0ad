namespace GpuVol;

/// <summary>Reads and writes volumes in any format the engine knows: told by extension, DICOM by content.</summary>
public static class VolumeFile
{
    /// <summary>
    /// Reads a volume: a DICOM folder or file, <c>.nii</c>, <c>.nii.gz</c> or <c>.npy</c>. Voxels stay as stored, with the file's rescale beside them.
    /// </summary>
    /// <exception cref="VolumeFormatException">The input is not such a file, is damaged, or cannot be one volume; the message names the file and the values.</exception>
    public static Volume Read(string path, VolumeReadOptions? options = null) => throw new NotImplementedException();

    /// <summary>
    /// Writes a volume to <c>.nii</c>, <c>.nii.gz</c> or <c>.npy</c>, under a temporary name that is renamed when complete.
    /// NIfTI keeps stored voxels and a uniform rescale (scl_slope, scl_inter); per-slice rescales are applied to float32 first. <c>.npy</c> holds intensities.
    /// </summary>
    public static void Write(Volume volume, string path, CancellationToken cancellation = default) => throw new NotImplementedException();
}
