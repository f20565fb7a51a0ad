namespace GpuVol.Kernels;

/// <summary>
/// A sweep of SART over a stack: one correction a view, for devices that run projections and corrections together. Each is what <see cref="PlanarProjectorKernels.Forward"/>,
/// <see cref="VectorKernels.Residual"/> and <see cref="PlanarProjectorKernels.Update"/> do with that view alone.
/// </summary>
/// <param name="Measured">The data.</param>
/// <param name="Lengths">Lengths of their rays within the grid.</param>
/// <param name="Difference">Receives what each view did not explain before its correction.</param>
/// <param name="Volume">The volume, which is corrected.</param>
/// <param name="Mask">Where it is 0, the volume stays; without elements it is 1 everywhere.</param>
/// <param name="Views">Rays of every view, as <see cref="PlanarRay"/> takes them.</param>
/// <param name="Lines">Where pixels project to in every view, as <see cref="PlanarProjectorKernels"/> takes them.</param>
/// <param name="Order">The views in the order of their corrections.</param>
/// <param name="Parameters">Of all views, with relaxation and bounds; the volume lies within the bounds already.</param>
/// <param name="Progress">Called on the calling thread with the part of the sweep that is done; what it throws ends the sweep.</param>
public readonly record struct SweepOperation(
    DeviceView<float> Measured,
    DeviceView<float> Lengths,
    DeviceView<float> Difference,
    DeviceView<float> Volume,
    DeviceView<float> Mask,
    DeviceView<float> Views,
    DeviceView<float> Lines,
    IReadOnlyList<int> Order,
    ProjectorParameters Parameters,
    Action<double> Progress);
