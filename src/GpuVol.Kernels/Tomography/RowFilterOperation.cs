namespace GpuVol.Kernels;

/// <summary>
/// A filter along rows, for devices that pad, transform, multiply and crop some rows together while they lie in the caches: what <see cref="RowFilterKernels"/> and Fourier transforms do in passes over all of them.
/// </summary>
/// <param name="Source">Rows of the data.</param>
/// <param name="Target">Receives the filtered rows; may be the source where rows are of one length.</param>
/// <param name="Response">At the frequencies 0 … length / 2.</param>
/// <param name="Filter">How rows are padded and which part of the circle is kept.</param>
/// <param name="Rows">Rows.</param>
/// <param name="RowsTogether">Rows of a slice or view: a row's last bits may depend on others of its slice, but on nothing beyond.</param>
public readonly record struct RowFilterOperation(
    DeviceView<float> Source,
    DeviceView<float> Target,
    DeviceView<float> Response,
    RowFilterParameters Filter,
    long Rows,
    int RowsTogether);
