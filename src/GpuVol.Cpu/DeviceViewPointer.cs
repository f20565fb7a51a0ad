namespace GpuVol.Cpu;

/// <summary>Where a view of CPU memory begins.</summary>
internal static unsafe class DeviceViewPointer
{
    public static float* Pointer(this DeviceView<float> view) => (float*)view.Memory.Handle + view.Offset;
}
