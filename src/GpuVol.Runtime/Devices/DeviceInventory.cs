namespace GpuVol;

/// <summary>The devices of a machine.</summary>
/// <param name="Devices">Those there are, best first.</param>
/// <param name="Absent">For each engine without a device, why: "CUDA" and the reason.</param>
public sealed record DeviceInventory(IReadOnlyList<DeviceInfo> Devices, IReadOnlyList<(string Engine, string Reason)> Absent);
